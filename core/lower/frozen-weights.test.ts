import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openProgram } from '../../backends/reference/index.js';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { CompileOptions } from '../backend.js';
import type { FileReference, NetworkDocument, StepDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** Weights 0, 0.1, .. 0.9 of ten synapses; every input spikes in step 0 and in step 5. */
function parts(timeline: readonly StepDocument[]): Parts {
  const indices = Array.from({ length: 20 }, (_, spike) => spike % 10);
  const steps = indices.map((_, spike) => (spike < 10 ? 0 : 5));
  return {
    inputs: { in: { spikes: { size: 10, indices, steps } } },
    populations: { G: { size: 10, equations: 'v : 1' } },
    projections: {
      S: {
        from: 'in',
        to: 'G',
        connect: 'one_to_one',
        model: ['w : 1', 'learned : 1'],
        onPre: 'w += 0.01*learned',
        initial: { w: 'i/10', learned: 1 },
        plastic: ['w'],
        freezable: true,
      },
    },
    timeline: [{ run: '0.3 ms' }, ...timeline, { run: '0.7 ms' }],
  };
}

async function writesOf(timeline: readonly StepDocument[]): Promise<number | undefined> {
  const { program, notes } = await lowerDocument(parts(timeline));
  const session = openProgram(program, notes, { interpreted: true });
  await session.run();
  return (await session.counters()).events['writes.S'];
}

const twice = (weights: readonly number[]): readonly number[] =>
  weights.map((w) => w + 0.01 + 0.01);
const once = (weights: readonly number[]): readonly number[] => weights.map((w) => w + 0.01);
const start = Array.from({ length: 10 }, (_, i) => i / 10);

describe('freezing synapses after learning', () => {
  // After the first spikes the weights are 0.01, 0.11, .. 0.91: seven of them are above 0.3.
  const expected = [...twice(start.slice(0, 3)), ...once(start.slice(3))];

  it.each<[string, StepDocument]>([
    ['a factor of the rule', { set: { 'S.learned': 0 }, where: 'w > 0.3' }],
    ['the bit of the synapse', { freeze: 'S', where: 'w > 0.3' }],
    ['the bit as a variable', { set: { 'S.frozen': true }, where: 'w > 0.3' }],
  ])('by %s stops the chosen ones and counts them', async (_, step) => {
    const run = await runDocument(parts([step]));
    expect(run.final('S.w')).toEqual(expected);
    expect(await writesOf([step])).toBe(7);
  });

  it('is undone by unfreeze; the timeline writes frozen synapses too', async () => {
    const run = await runDocument(
      parts([{ freeze: 'S' }, { set: { 'S.w': 0.5 } }, { unfreeze: 'S', where: 'i < 2' }]),
    );
    expect(run.final('S.w')).toEqual(start.map((_, i) => (i < 2 ? 0.51 : 0.5)));
  });

  it('says once how many synapses it had', async () => {
    const freeze: StepDocument = { freeze: 'S', where: 'w > 0.3' };
    const { program, notes } = await lowerDocument(
      parts([{ repeat: 2, steps: [freeze, { set: { 'S.w': 0 }, indices: [1, 2] }] }]),
    );
    const session = openProgram(program, notes, { interpreted: true });
    const told = (await session.run()).notes.filter(({ code }) => code === 'VALUES_SET');
    expect(told.map(({ severity, message }) => [severity, message])).toEqual([
      ['info', 'S.frozen: set for 7 of 10 synapses'],
      ['info', 'S.w: set for 2 of 10 synapses'],
    ]);
  });

  it.each(['S[w > 0.3].learned', `S['w > 0.3'].learned`, 'S.learned["w > 0.3"]'])(
    'with the selection in the key, %s, is refused with the right spelling',
    async (key) => {
      const faults = await faultsOf(parts([{ set: { [key]: 0 } }]));
      expect(faults.map(({ code, help }) => [code, help])).toEqual([
        ['FILE_VALUE', 'write the selection beside it: {set: {S.learned: VALUE}, where: w > 0.3}'],
      ]);
    },
  );

  it('of all elements tells no count', async () => {
    const { program, notes } = await lowerDocument(parts([{ freeze: 'S' }]));
    const session = openProgram(program, notes, { interpreted: true });
    expect((await session.run()).notes.map(({ code }) => code)).not.toContain('VALUES_SET');
  });

  it('of nothing is a warning', async () => {
    const { program, notes } = await lowerDocument(parts([{ freeze: 'S', where: 'w > 9' }]));
    const session = openProgram(program, notes, { interpreted: true });
    const result = await session.run();
    expect(result.notes.map(({ code }) => code)).toContain('NOTHING_SELECTED');
  });
});

describe('weights from a file', () => {
  const bytes = new TextEncoder().encode('0.5\n0.25\n0.125\n');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const options: CompileOptions = {
    data: {
      read: (name) => (name === 'w.csv' ? Promise.resolve(bytes) : Promise.reject(new Error(name))),
    },
  };
  const loading = (file: Partial<FileReference>, size = 3): Parts => ({
    inputs: { in: { spikes: { size, indices: [], steps: [] } } },
    populations: { G: { size, equations: 'v : 1' } },
    projections: {
      S: {
        from: 'in',
        to: 'G',
        connect: 'one_to_one',
        model: 'w : 1',
        initial: { w: { file: 'w.csv', ...file } },
      },
    },
    timeline: [{ run: '0.1 ms' }],
  });

  it('with its shape and checksum', async () => {
    const run = await runDocument(loading({ shape: [3], sha256 }), options);
    expect(run.final('S.w')).toEqual([0.5, 0.25, 0.125]);
  });

  it.each<[Partial<FileReference>, number, string, readonly string[]]>([
    [{ shape: [4] }, 4, 'LOAD_SHAPE', ['S', '[4]', '[3]']],
    [{}, 5, 'LOAD_SHAPE', ['S', '[5]', '[3]']],
    [{ shape: [3] }, 4, 'LOAD_SHAPE', ['w', '4', '[3]']],
    [{ sha256: '0'.repeat(64) }, 3, 'FILE_DATA', [sha256]],
  ])('%j for %s synapses is refused: %s', async (file, size, code, says) => {
    const [fault, ...others] = await faultsOf(loading(file, size), options);
    expect([fault?.code, others]).toEqual([code, []]);
    const said = `${fault?.message} ${fault?.context} ${fault?.expected} ${fault?.found}`;
    for (const text of says) expect(said).toContain(text);
  });
});
