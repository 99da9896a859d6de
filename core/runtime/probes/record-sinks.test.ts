import { describe, expect, it } from 'vitest';
import { openProgram } from '../../../backends/reference/index.js';
import { lowerDocument } from '../../../tests/support/run-network.js';
import type { Session } from '../../backend.js';
import { FrameworkError } from '../../diagnostics/index.js';
import type { NetworkDocument, SinkDocument, StepDocument } from '../../network/index.js';
import type { RecordFiles, RecordTable } from '../../recording/index.js';

/** Files in memory. */
class MemoryFiles implements RecordFiles {
  readonly rows: Map<string, number[][]> = new Map();
  readonly tables: Map<string, RecordTable> = new Map();
  cuts = 0;
  appends = 0;

  open(table: RecordTable): ReturnType<RecordFiles['open']> {
    const rows: number[][] = [];
    this.rows.set(table.path, rows);
    this.tables.set(table.path, table);
    return Promise.resolve({
      append: async (values) => {
        this.appends += 1;
        for (let at = 0; at < values.length; at += table.width)
          rows.push([...values.subarray(at, at + table.width)]);
      },
      cut: async (count) => {
        this.cuts += 1;
        rows.length = count;
      },
      close: async () => {},
    });
  }
}

/** Four kinds of probes of a small network, each with the sink of its kind. */
function network(
  sink: (kind: string) => SinkDocument,
  timeline: readonly StepDocument[],
  budget?: string,
): Omit<NetworkDocument, 'isospike' | 'name'> {
  const more = budget === undefined ? {} : { budget };
  return {
    inputs: { X: { poisson: { size: 5, rates: '500 Hz' } } },
    populations: {
      A: { size: 3, equations: 'dv/dt = (1 - v)/(5*ms) : 1\nn : 1', method: 'exact' },
    },
    projections: {
      S: { from: 'X', to: 'A', connect: 'all', model: 'w : 1', onPre: 'w += 0.5\nn_post += w' },
    },
    probes: [
      { spikes: { of: 'X', sink: sink('spikes'), ...more } },
      { state: { of: 'A', variables: ['v', 'n'], indices: [0, 2], sink: sink('state'), ...more } },
      { rate: { of: 'X', every: '1 ms', sink: sink('rate'), ...more } },
      { weights: { of: 'S', where: 'i < 2', every: '2 ms', sink: sink('weights'), ...more } },
      { weights: { of: 'S', name: 'ends', sink: sink('ends'), ...more } },
    ],
    timeline,
  };
}

async function open(parts: Parameters<typeof lowerDocument>[0]): Promise<Session> {
  const { program, notes } = await lowerDocument(parts);
  return openProgram(program, notes);
}

/** What the probes in memory hold, as the rows of files. */
async function rowsOf(session: Session): Promise<Readonly<Record<string, readonly number[][]>>> {
  const { spikes, states, weights } = await session.recording();
  const [train] = spikes;
  const [v, n, rate] = states;
  if (!train || !v || !n || !rate) throw new Error('a record is missing');
  const copies = (every: number, from: number): number[][] =>
    weights.slice(from, every).map(({ step, values }) => [step, ...values]);
  const timed = weights.filter(({ indices }) => indices !== undefined).length;
  return {
    spikes: [...train.steps].map((step, at) => [train.indices[at] as number, step]),
    state: [...v.steps].map((step, at) => [
      step,
      ...v.values.subarray(2 * at, 2 * at + 2),
      ...n.values.subarray(2 * at, 2 * at + 2),
    ]),
    rate: [...rate.steps].map((step, at) => [step, rate.values[at] as number]),
    weights: copies(timed, 0),
    ends: copies(weights.length, timed),
  };
}

const file = (kind: string): SinkDocument => ({ file: `${kind}.npy` });
const memory = (): SinkDocument => 'memory';
const timelines: Readonly<Record<string, readonly StepDocument[]>> = {
  'one run': [{ run: '10 ms' }],
  'checkpoints and a restore': [
    { run: '4 ms' },
    { checkpoint: 'a' },
    { run: '3 ms' },
    { restore: 'a' },
    { set: { 'S.w': 7 } },
    { run: '5 ms' },
  ],
};

describe('sink: {file: ..}', () => {
  it.each(Object.entries(timelines))('holds what memory holds: %s', async (_, timeline) => {
    const kept = await open(network(memory, timeline));
    await kept.run();
    const expected = await rowsOf(kept);
    const files = new MemoryFiles();
    const written = await open(network(file, timeline));
    // In parts, so that rows are in the files when the restore comes.
    await written.run(35, { files });
    await written.run(65);
    expect(files.rows.get('spikes.npy')?.length).toBeGreaterThan(0);
    await written.run();
    for (const [kind, rows] of Object.entries(expected)) {
      expect(rows.length).toBeGreaterThan(0);
      expect([kind, files.rows.get(`${kind}.npy`)]).toEqual([kind, rows]);
    }
    if (timeline.length > 1) expect(files.cuts).toBeGreaterThan(0);
    const { spikes, states, weights } = await written.recording();
    expect([states, weights]).toEqual([[], []]);
    expect(spikes[0]?.steps.length).toBe(0);
    const total = spikes[0]?.counts.reduce((sum, count) => sum + count, 0);
    if (timeline.length === 1) expect(total).toBe(expected.spikes?.length);
  });

  it('has columns with names', async () => {
    const files = new MemoryFiles();
    const session = await open(network(file, [{ run: '1 ms' }]));
    await session.run(undefined, { files });
    const columns = (path: string) =>
      files.tables.get(path)?.columns.map(({ name, indices }) => [name, ...(indices ?? [])]);
    expect(columns('spikes.npy')).toEqual([['index'], ['step']]);
    expect(columns('state.npy')).toEqual([['step'], ['v', 0, 2], ['n', 0, 2]]);
    expect(columns('rate.npy')).toEqual([['step'], ['rate']]);
    // Synapses in order of i, then j: i < 2 are the first six.
    expect(columns('weights.npy')).toEqual([['step'], ['w', 0, 1, 2, 3, 4, 5]]);
  });

  it('gives rows away while the run goes on', async () => {
    const files = new MemoryFiles();
    const probes = [{ state: { of: 'A', variables: ['v'], sink: file('state') } }];
    const populations = {
      A: { size: 1000, equations: 'dv/dt = -v/(5*ms) : 1', method: 'exact' as const },
    };
    const session = await open({ populations, probes, timeline: [{ run: '100 ms' }] });
    await session.run(undefined, { files });
    // 8 MB in parts of about 1 MiB.
    expect(files.rows.get('state.npy')?.length).toBe(1000);
    expect(files.appends).toBeGreaterThanOrEqual(7);
    expect(JSON.stringify((await session.store()).state).length).toBeLessThan(2e6);
  });

  it('counts all of the file against the budget', async () => {
    const files = new MemoryFiles();
    const session = await open(network(file, [{ run: '10 ms' }], '400 B'));
    await expect(session.run(undefined, { files })).rejects.toThrow('PROBE_BUDGET');
    // What was recorded is in the file: 40 bytes a row.
    expect(files.rows.get('state.npy')?.length).toBe(11);
  });

  it('is refused by name where there is no place for files', async () => {
    const session = await open(network(file, [{ run: '1 ms' }]));
    const fault = await session.run().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(FrameworkError);
    expect(fault).toMatchObject({ code: 'UNSUPPORTED_FEATURE' });
    expect(String(fault)).toContain('spikes_X writes the file spikes.npy');
    // The session is none the worse for it.
    await expect(session.run(undefined, { files: new MemoryFiles() })).resolves.toMatchObject({
      finished: true,
    });
  });

  it('cannot go on in another session', async () => {
    const parts = network(file, [{ run: '2 ms' }]);
    const session = await open(parts);
    await session.run(10, { files: new MemoryFiles() });
    const other = await open(parts);
    await other.restore(await session.store());
    await expect(other.run(undefined, { files: new MemoryFiles() })).rejects.toMatchObject({
      code: 'UNSUPPORTED_FEATURE',
    });
  });
});

describe('sink: {ring: ..}', () => {
  it('holds the last stretch of time', async () => {
    const timeline = [{ run: '10 ms' }];
    const kept = await open(network(memory, timeline));
    await kept.run();
    const all = await rowsOf(kept);
    const session = await open(network(() => ({ ring: '3 ms' }), timeline));
    const { notes } = await session.run();
    const last = await rowsOf(session);
    const from = (rows: readonly number[][] | undefined, column: number) =>
      (rows ?? []).filter((row) => (row[column] as number) >= 70);
    expect(last.spikes).toEqual(from(all.spikes, 1));
    expect(last.state).toEqual(from(all.state, 0));
    expect(last.state?.length).toBe(30);
    expect(last.rate).toEqual(from(all.rate, 0));
    expect(last.weights).toEqual(from(all.weights, 0));
    const note = notes.find(({ context }) => context === 'probe state_A');
    expect(note).toMatchObject({ code: 'MONITOR_BYTES', severity: 'info' });
    expect(note?.message).toContain('newest 30 of 100 rows; 70 were dropped');
  });

  it('drops the oldest where its budget is too small, and says so', async () => {
    const session = await open(network(() => ({ ring: '3 ms' }), [{ run: '10 ms' }], '400 B'));
    const { notes } = await session.run();
    // 40 bytes a row.
    const { states } = await session.recording();
    expect([...(states[0]?.steps ?? [])]).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect(notes.find(({ context }) => context === 'probe state_A')).toMatchObject({
      code: 'PROBE_BUDGET',
      severity: 'warning',
      expected: 'the last 3 ms',
    });
  });

  it('survives checkpoints', async () => {
    const parts = network(() => ({ ring: '3 ms' }), timelines['checkpoints and a restore'] ?? []);
    const whole = await open(parts);
    await whole.run();
    const half = await open(parts);
    await half.run(55);
    const other = await open(parts);
    await other.restore(await half.store());
    await other.run();
    expect(await rowsOf(other)).toEqual(await rowsOf(whole));
  });
});
