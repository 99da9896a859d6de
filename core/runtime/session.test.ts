import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declare } from '../../tests/support/fake-engine.js';
import { toyPlan, toyProbes, toySession } from '../../tests/support/toy-network.js';
import type { Session } from '../backend.js';
import type { HostStep } from '../ir/index.js';

const total = 120;
const host: readonly HostStep[] = [
  { kind: 'run', seconds: 0.03 },
  {
    kind: 'set',
    object: 'S',
    selection: { kind: 'where', kernel: 'S.light', mask: 'S.#mask' },
    writes: [{ kind: 'kernel', array: 'S.w', kernel: 'S.double', staging: 'S.#stage' }],
  },
  { kind: 'checkpoint', name: 'early' },
  { kind: 'run', seconds: 0.03 },
  { kind: 'set-rates', input: 'noise', rates: Float64Array.of(150) },
  {
    kind: 'set',
    object: 'S',
    selection: { kind: 'indices', indices: Int32Array.of(1, 5, 9) },
    writes: [{ kind: 'constant', array: 'S.delay', value: 0.003 }],
  },
  {
    kind: 'repeat',
    times: 3,
    steps: [
      { kind: 'normalize', projection: 'S', array: 'S.w', per: 'target', total: 3 },
      { kind: 'run', seconds: 0.02 },
    ],
  },
];

/** Everything a run leaves, as plain values. */
async function outcome(session: Session): Promise<unknown> {
  const recording = await session.recording();
  return { recording, hashes: await session.hashes(), counters: await session.counters() };
}

async function straight(): Promise<unknown> {
  const { session } = toySession(toyPlan(host, toyProbes));
  expect((await session.run()).finished).toBe(true);
  return outcome(session);
}

describe('a session', () => {
  it('runs a timeline, spikes and records', async () => {
    const { session } = toySession(toyPlan(host, toyProbes));
    const result = await session.run();
    expect(result).toMatchObject({ step: total, finished: true });
    expect(result.notes.map(({ code }) => code)).toEqual(['VALUES_SET', 'VALUES_SET']);
    const recording = await session.recording();
    expect(recording.steps).toBe(total);
    expect(recording.spikes.map((train) => train.object)).toEqual(['cell', 'noise']);
    expect(recording.spikes[0]?.steps.length).toBeGreaterThan(10);
    const [v, n, rate] = recording.states;
    expect(v?.steps.length).toBe(40);
    expect(v?.values.length).toBe(80);
    // The first sample holds the initial values.
    expect([...(v?.values.slice(0, 2) ?? [])]).toEqual([0, 0]);
    expect(n?.variable).toBe('n');
    expect(rate?.steps.length).toBe(12);
    const spikes = recording.totals.find(({ object }) => object === 'cell')?.spikes ?? 0;
    expect(recording.spikes[0]?.steps.length).toBe(spikes);
    const binned = (rate?.values ?? new Float64Array()).reduce((sum, r) => sum + r * 4 * 0.01, 0);
    expect(binned).toBeCloseTo(spikes, 9);
    // Weights: at the checkpoint and at the end.
    expect(recording.weights.map(({ step }) => step)).toEqual([30, total]);
    const { events } = await session.counters();
    expect(events['writes.S']).toBeGreaterThan(3);
    expect(events['spikes.cell']).toBe(spikes);
  });

  it('does not change a bit when the run is split', async () => {
    const whole = await straight();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 6 }), async (pieces) => {
        const { session } = toySession(toyPlan(host, toyProbes));
        let at = 0;
        for (const [index, piece] of pieces.entries()) {
          at = Math.min(at + piece, total);
          if (index % 2 === 0) await session.run(at);
          else if (piece > 0 && at < total) {
            await session.step(piece);
          }
          at = Math.max(at, (await session.run(0)).step);
        }
        await session.run();
        expect(await outcome(session)).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });

  it('continues equally after storing at any step, here and in a fresh session', async () => {
    const whole = await straight();
    await fc.assert(
      fc.asyncProperty(fc.nat(total), fc.nat(40), async (at, further) => {
        const { session } = toySession(toyPlan(host, toyProbes));
        await session.run(at);
        const stored = await session.store();
        await session.step(further);
        await session.restore(stored);
        await session.run();
        expect(await outcome(session)).toEqual(whole);
        const fresh = toySession(toyPlan(host, toyProbes)).session;
        await fresh.restore(structuredClone(stored));
        await fresh.run();
        expect(await outcome(fresh)).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });

  it('restores checkpoints of the timeline: two continuations are equal and recordings cut back', async () => {
    const again: readonly HostStep[] = [
      { kind: 'run', seconds: 0.03 },
      { kind: 'checkpoint', name: 'a' },
      { kind: 'run', seconds: 0.04 },
      { kind: 'restore', name: 'a' },
      { kind: 'run', seconds: 0.04 },
    ];
    const once = [again[0], again[2]].flatMap((step) => (step === undefined ? [] : [step]));
    const probes = toyProbes.filter((probe) => probe.kind !== 'weights');
    const left = toySession(toyPlan(again, probes)).session;
    const right = toySession(toyPlan(once, probes)).session;
    expect(await left.run()).toMatchObject({ step: 70, finished: true });
    await right.run();
    expect(await outcome(left)).toEqual(await outcome(right));
  });

  it('refuses a checkpoint of another program, and a restore before its checkpoint', async () => {
    const { session } = toySession(toyPlan(host));
    const stored = await session.store();
    const other = toySession({ ...toyPlan(host), seed: 9n }).session;
    await expect(other.restore(stored)).rejects.toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
    const wrong = toySession(toyPlan([{ kind: 'restore', name: 'b' }])).session;
    await expect(wrong.run()).rejects.toMatchObject({ code: 'FILE_REFERENCE' });
  });

  it('ends runs at the nearest step, else the next, and never runs a step twice', async () => {
    const steps = async (...seconds: number[]): Promise<number> => {
      const plan = toyPlan(seconds.map((length) => ({ kind: 'run', seconds: length })));
      return (await toySession({ ...plan, dtSeconds: 1e-4 }).session.run()).step;
    };
    expect(await steps(0.25e-3)).toBe(3);
    expect(await steps(0.25e-3, 0.25e-3)).toBe(5);
    expect(await steps(0.3e-3)).toBe(3);
    expect(await steps(0.1e-3, 0.1e-3, 0.1e-3)).toBe(3);
  });

  it('goes on past the end of the timeline only when asked to', async () => {
    const { session } = toySession(toyPlan([{ kind: 'run', seconds: 0.01 }]));
    expect(await session.run(4)).toMatchObject({ step: 4, finished: false });
    expect(await session.run(10)).toMatchObject({ step: 10, finished: true });
    expect(await session.run()).toMatchObject({ step: 10, finished: true });
    const result = await session.step(5);
    expect(result.step).toBe(15);
    expect([...result.spikes.keys()]).toEqual(['cell', 'noise', 'list']);
    const empty = toySession(toyPlan([])).session;
    await expect(empty.run()).rejects.toMatchObject({ code: 'TIMELINE_EMPTY' });
    expect((await empty.run(3)).step).toBe(3);
  });

  it('is stopped by a timer, keeps what it has, and can go on', async () => {
    const plan = toyPlan([{ kind: 'run', seconds: 3000 }], []);
    const { session } = toySession(plan);
    const signal = { aborted: false };
    setTimeout(() => {
      signal.aborted = true;
    }, 5);
    const progress: number[] = [];
    const result = await session.run(undefined, {
      signal,
      onProgress: ({ step, steps }) => {
        progress.push(step);
        expect(steps).toBe(3e6);
      },
    });
    expect(result.finished).toBe(false);
    expect(result.step).toBeLessThan(3e6);
    expect(result.notes.map(({ code }) => code)).toEqual(['RUN_INCOMPLETE']);
    expect(progress.length).toBeGreaterThan(0);
    expect((await session.step(1)).step).toBe(result.step + 1);
    await session.close();
    await expect(session.read('cell.v')).rejects.toThrow('closed');
  });
});

describe('inject', () => {
  it('adds spikes to come, counts late ones and refuses what cannot be', async () => {
    const plan = toyPlan([{ kind: 'run', seconds: 0.05 }], toyProbes);
    const { session } = toySession(plan);
    await session.run(5);
    const result = await session.inject('noise', { steps: [4, 5, 5, 9], indices: [0, 1, 1, 1] });
    expect(result).toEqual({ accepted: 3, late: 1 });
    await session.run();
    const train = (await session.recording()).spikes[1];
    // Neuron 1 has rate 0; two spikes of one neuron in one step act as one.
    const steps = [...(train?.steps ?? [])].filter((_, at) => train?.indices[at] === 1);
    expect(steps).toEqual([5, 9]);
    for (const [at, step] of (train?.steps ?? new Float64Array()).entries()) {
      if (at === 0 || step !== train?.steps[at - 1]) continue;
      expect(train.indices[at]).toBeGreaterThan(train.indices[at - 1] ?? 0);
    }
    const refused = session.inject('noise', { steps: [60], indices: [6] });
    await expect(refused).rejects.toMatchObject({ code: 'SPIKE_LIST' });
    const unknown = session.inject('cell', { steps: [], indices: [] });
    await expect(unknown).rejects.toMatchObject({ code: 'FILE_REFERENCE' });
  });
});

describe('read and write', () => {
  it('take visible variables and rates, and refuse the rest', async () => {
    const { session } = toySession(toyPlan(host));
    expect(await session.write('cell.v', 0.5)).toBe(4);
    expect([...(await session.read('cell.v')).values]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(await session.write('cell.v', Float64Array.of(1, 2, 3, 4))).toBe(4);
    expect([...(await session.read('cell.v', { raw: true })).values]).toEqual([1, 2, 3, 4]);
    expect((await session.read('noise.rates')).unitText).toBe('hertz');
    await session.write('noise.rates', 10);
    expect([...(await session.read('noise.rates')).values]).toEqual(new Array(6).fill(10));
    const short = session.write('cell.v', Float64Array.of(1));
    await expect(short).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
    await expect(session.write('cell.v', NaN)).rejects.toMatchObject({ code: 'ILLEGAL_WRITE' });
    for (const name of ['cell.x', 'S.#ticks', 'none.v'])
      await expect(session.read(name)).rejects.toMatchObject({ code: 'NO_SUCH_VARIABLE' });
    await expect(session.write('S.delay', -1)).rejects.toMatchObject({ code: 'DELAY_NEGATIVE' });
  });

  it('refuses the present value of a trace that the engine cannot advance, and of nothing else', async () => {
    const plan = toyPlan(host);
    const count = plan.arrays.find(({ id }) => id === 'S.w')?.count ?? 0;
    const trace = declare('S.seen', count, { role: 'trace' });
    const { session } = toySession({ ...plan, arrays: [...plan.arrays, trace] });
    const now = session.read('S.seen', { now: true });
    await expect(now).rejects.toMatchObject({ code: 'UNSUPPORTED_FEATURE' });
    expect((await session.read('S.seen')).values).toHaveLength(count);
    expect((await session.read('S.w', { now: true })).values).toHaveLength(count);
  });

  it('lets delays grow only as far as traces reach back', async () => {
    const { session } = toySession(toyPlan(host));
    await session.write('S.delay', 0.011);
    const tooLong = session.write('S.delay', 0.012);
    await expect(tooLong).rejects.toMatchObject({ code: 'UNSUPPORTED_FEATURE' });
  });
});

describe('observe', () => {
  it('hands over every spike once while the run goes on', async () => {
    const { session } = toySession(toyPlan([{ kind: 'run', seconds: 1 }], toyProbes));
    const collected: number[] = [];
    let until = 0;
    const reading = (async () => {
      for await (const batch of session.observe('spikes_cell')) {
        expect(batch.fromStep).toBe(until);
        until = batch.toStep;
        collected.push(...(batch.spikes?.steps ?? []));
      }
    })();
    await session.run(300);
    await session.run();
    await reading;
    expect(until).toBe(1000);
    const train = (await session.recording()).spikes[0];
    expect(collected).toEqual([...(train?.steps ?? [])]);
    expect(() => session.observe('nothing')).toThrow('FILE_REFERENCE: there is no probe nothing');
  });

  it('puts samples of several variables one after another', async () => {
    const { session } = toySession(toyPlan([{ kind: 'run', seconds: 0.03 }], toyProbes));
    await session.run();
    const batches = [];
    for await (const batch of session.observe('state_cell')) batches.push(batch);
    const [v, n] = (await session.recording()).states;
    expect(batches).toHaveLength(1);
    expect(batches[0]?.samples?.steps.length).toBe(10);
    expect([...(batches[0]?.samples?.values.slice(-4) ?? [])]).toEqual([
      ...(v?.values.slice(-2) ?? []),
      ...(n?.values.slice(-2) ?? []),
    ]);
  });
});
