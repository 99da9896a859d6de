import { describe, expect, it } from 'vitest';
import { connect, declare, emptyPlan, FakeEngine } from '../../tests/support/fake-engine.js';
import { toyPlan, toyProbes, toySession } from '../../tests/support/toy-network.js';
import { isFrameworkError } from '../diagnostics/index.js';
import type { HostStep, StepPlan } from '../ir/index.js';
import { announceRecording, checkMemory } from './announce-recording.js';
import { createSession } from './session.js';
import { measureTimeline } from './timeline-length.js';

const run = (seconds: number): HostStep => ({ kind: 'run', seconds });

describe('INVALID_VALUE', () => {
  const plan = (host: readonly HostStep[]): StepPlan =>
    emptyPlan({
      arrays: [declare('p.x', 3)],
      objects: [{ kind: 'population', name: 'p', size: 3, watched: ['p.x'] }],
      actions: [{ kind: 'kernel', slot: 'groups', name: 'p_stateupdater', kernel: 'p.update' }],
      host,
    });
  const open = (host: readonly HostStep[], bad: number, at: number) => {
    const one = plan(host);
    const engine = new FakeEngine(one, {
      'p.update': (lane, tick, { array }) => {
        const x = array.call(engine, 'p.x');
        x[lane] = lane === 1 && tick >= at ? bad : tick;
      },
    });
    return createSession({
      plan: one,
      engine,
      kernels: [{ id: 'p.update', domain: { kind: 'elements', object: 'p', count: 3 } }],
      info: {
        ...{ backend: 't', engine: 'fake', version: '0', network: 't', seed: '1' },
        ...{ dtSeconds: 1e-4, hashes: {}, notes: [] },
      },
      programHash: 'x',
      modelHash: () => 'x',
    });
  };

  it('is said of NaN in what is not differential, once the run is over', async () => {
    for (const [bad, message] of [
      [NaN, 'INVALID_VALUE: p.w[1] is NaN after 100 steps'],
      [Infinity, undefined],
    ] as const) {
      const one = emptyPlan({
        arrays: [declare('p.w', 3)],
        objects: [{ kind: 'population', name: 'p', size: 3, watched: [] }],
        actions: [{ kind: 'kernel', slot: 'resets', name: 'p_spike_resetter', kernel: 'p.reset' }],
        host: [run(0.01)],
      });
      const engine = new FakeEngine(one, {
        'p.reset': (lane, tick, { array }) => {
          if (lane === 1 && tick === 40) array.call(engine, 'p.w')[lane] = bad;
        },
      });
      const session = createSession({
        plan: one,
        engine,
        kernels: [{ id: 'p.reset', domain: { kind: 'elements', object: 'p', count: 3 } }],
        info: {
          ...{ backend: 't', engine: 'fake', version: '0', network: 't', seed: '1' },
          ...{ dtSeconds: 1e-4, hashes: {}, notes: [] },
        },
        programHash: 'x',
        modelHash: () => 'x',
      });
      if (message === undefined) expect((await session.run()).finished).toBe(true);
      else await expect(session.run()).rejects.toThrow(message);
    }
  });

  it('names variable, index and first step, also across host steps', async () => {
    for (const bad of [NaN, Infinity, -Infinity, 2e50])
      for (const at of [0, 3, 63, 64, 777, 1500, 2999]) {
        const session = open([{ kind: 'repeat', times: 30, steps: [run(0.01)] }], bad, at);
        await expect(session.run()).rejects.toThrow(
          `INVALID_VALUE: p.x[1] became ${bad} in step ${at}`,
        );
        // The state is that of the fault, and the session does not go on from it.
        expect((await session.recording()).steps).toBe(at + 1);
        await expect(session.step(1)).rejects.toMatchObject({ code: 'INVALID_VALUE' });
      }
  });

  it('gives bounds if something from outside came between', async () => {
    const session = open([run(0.01)], NaN, 40);
    await session.run(20);
    await session.write('p.x', 1);
    await expect(session.run()).rejects.toThrow('became NaN in step 40');
    const late = open([run(0.01)], NaN, 70);
    await late.run(66);
    await late.write('p.x', NaN).catch(() => {});
    await late.write('p.x', 1e60);
    await expect(late.run()).rejects.toThrow('p.x[0] became 1e+60');
  });
});

describe('PROBE_BUDGET', () => {
  it('stops the run with the step', async () => {
    const probes = toyProbes.map((probe) =>
      probe.kind === 'state' ? { ...probe, budgetBytes: 40 * 5 } : probe,
    );
    const { session } = toySession(toyPlan([run(1)], probes));
    // 40 bytes a sample, every 3 steps: the sixth is taken in step 15.
    const failed = await session.run().catch((error: unknown) => error);
    expect(isFrameworkError(failed) && failed.message).toMatch(
      /PROBE_BUDGET.*240 bytes after step 15/,
    );
  });
});

describe('notes of a run', () => {
  it('tell of empty selections, sums of 0 and rates above one spike per step, once each', async () => {
    const plan = toyPlan([
      {
        kind: 'repeat',
        times: 3,
        steps: [
          {
            kind: 'set',
            object: 'S',
            selection: { kind: 'where', kernel: 'S.light', mask: 'S.#mask' },
            writes: [{ kind: 'constant', array: 'S.w', value: 1 }],
          },
          { kind: 'set-rates', input: 'noise', rates: Float64Array.of(5000) },
        ],
      },
      {
        kind: 'set',
        object: 'S',
        selection: { kind: 'all' },
        writes: [{ kind: 'constant', array: 'S.w', value: 0 }],
      },
      { kind: 'normalize', projection: 'S', array: 'S.w', per: 'source', total: 1 },
    ]);
    const result = await toySession(plan).session.run();
    expect(result.notes.map(({ code }) => code)).toEqual([
      'NOTHING_SELECTED',
      'RATE_ABOVE_DT',
      'NORMALIZE_ZERO',
    ]);
  });

  it('refuse a negative initial delay', () => {
    const plan = toyPlan([]);
    const initial = [{ kind: 'constant' as const, array: 'S.delay', value: -1e-3 }];
    expect(() => toySession({ ...plan, initial })).toThrow('DELAY_NEGATIVE');
  });
});

describe('what is known before a run', () => {
  const images = (items: number): HostStep => ({
    kind: 'present',
    input: 'pixels',
    set: 'a',
    items,
    before: [run(0.25e-3)],
    after: [],
  });
  const plan = emptyPlan({
    arrays: [declare('p.v', 10), declare('S.w', 20)],
    objects: [
      { kind: 'population', name: 'p', size: 10, watched: [] },
      {
        kind: 'input',
        name: 'pixels',
        size: 2,
        source: 'images',
        sets: [{ name: 'a', pixels: new Uint8Array(6), count: 3, shuffle: false }],
        rateHertzPerGray: 1,
        presentTicks: 7,
        restTicks: 2,
      },
      connect('S', 'pixels', 'p', [0, 1], [0, 1]),
    ],
    host: [{ kind: 'repeat', times: 2, steps: [images(5)] }, run(1e-3)],
    probes: [
      {
        ...{ kind: 'state', name: 's', object: 'p', budgetBytes: 1000, when: 'start' },
        ...{ arrays: ['p.v'], indices: Int32Array.of(0, 1), everySteps: 10 },
      },
      { kind: 'responses', name: 'r', object: 'p', budgetBytes: 1000, input: 'pixels' },
      { kind: 'spikes', name: 'k', object: 'p', budgetBytes: 1000, counts: false },
      { kind: 'weights', name: 'w', object: 'S', budgetBytes: 1000, arrays: ['S.w'] },
    ],
  });

  it('is the length of the timeline', () => {
    // Each item: 0.25 ms round up to 3 steps, then 7 + 2; a whole number of steps from there on.
    const extent = measureTimeline(plan);
    expect(extent.ticks).toBe(10 * 12 + 10);
    expect(extent.items.get('pixels')).toBe(10);
    const many = { ...plan, host: [{ kind: 'repeat' as const, times: 1e9, steps: [run(0.1)] }] };
    expect(measureTimeline(many).ticks).toBe(1e12);
  });

  it('is what probes will record, and whether it fits', () => {
    const [state, responses, spikes, weights] = announceRecording(plan);
    expect(state?.message).toContain(`${13 * 24} bytes`);
    expect(responses).toMatchObject({ code: 'MONITOR_BYTES', severity: 'warning' });
    expect(responses?.message).toContain('1.09 KiB');
    expect(spikes).toMatchObject({ severity: 'info' });
    expect(spikes?.message).toContain('12 bytes for each spike');
    expect(weights?.message).toContain(`${8 + 160} bytes`);
    expect(checkMemory(plan, 1e6)).toEqual([]);
    const [fault] = checkMemory(plan, 1000);
    expect(fault?.code).toBe('MEMORY_LIMIT');
    // 10 items of 32 bytes and 10 counts.
    expect(fault?.message).toContain('1.09 KiB for probe');
    expect(fault?.expected).toBe('at most 1000 bytes');
  });
});
