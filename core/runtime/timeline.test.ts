import { describe, expect, it } from 'vitest';
import { declare, emptyPlan, FakeEngine } from '../../tests/support/fake-engine.js';
import type { HostStep } from '../ir/index.js';
import type { Recording } from '../recording/index.js';
import { createSession } from './session.js';

type Present = Extract<HostStep, { kind: 'present' }>;

const present = (set: string, more: Partial<Present> = {}): HostStep => ({
  kind: 'present',
  input: 'pixels',
  set,
  before: [],
  after: [],
  ...more,
});

/** One neuron that spikes in every tick of which its variable `on` is 1; items of 4 + 2 ticks. */
function open(host: readonly HostStep[], shuffle = false) {
  const plan = emptyPlan({
    dtSeconds: 1e-3,
    arrays: [declare('p.on', 1), declare('p.n', 1)],
    objects: [
      { kind: 'population', name: 'p', size: 1, watched: [] },
      {
        kind: 'input',
        name: 'pixels',
        size: 1,
        source: 'images',
        sets: [
          { name: 'a', pixels: Uint8Array.of(255, 255, 255), count: 3, shuffle },
          { name: 'b', pixels: Uint8Array.of(0, 255), count: 2, shuffle: false },
        ],
        rateHertzPerGray: 1000,
        presentTicks: 4,
        restTicks: 2,
      },
    ],
    initial: [{ kind: 'constant', array: 'p.on', value: 1 }],
    actions: [
      {
        kind: 'threshold',
        slot: 'thresholds',
        name: 'p_spike_thresholder',
        kernel: 'p.threshold',
        population: 'p',
      },
      { kind: 'input', slot: 'thresholds', name: 'pixels', input: 'pixels' },
      {
        kind: 'reset',
        slot: 'resets',
        name: 'p_spike_resetter',
        kernel: 'p.reset',
        population: 'p',
      },
    ],
    host,
    probes: [
      { kind: 'responses', name: 'answers', object: 'p', budgetBytes: 1e6, input: 'pixels' },
      { kind: 'spikes', name: 'shown', object: 'pixels', budgetBytes: 1e6, counts: false },
      { kind: 'rate', name: 'rate', object: 'p', budgetBytes: 1e6, everySteps: 5 },
    ],
  });
  const engine = new FakeEngine(plan, {
    'p.threshold': (lane, _tick, fake) => {
      if (fake.array('p.on')[0] === 1) fake.spike('p', lane);
    },
    'p.reset': (_lane, _tick, fake) => {
      const n = fake.array('p.n');
      n[0] = (n[0] ?? 0) + 1;
    },
  });
  return createSession({
    plan,
    engine,
    kernels: [{ id: 'p.threshold', domain: { kind: 'elements', object: 'p', count: 1 } }],
    info: {
      ...{ backend: 't', engine: 'fake', version: '0', network: 't', seed: '1' },
      ...{ dtSeconds: plan.dtSeconds, hashes: {}, notes: [] },
    },
    programHash: 'p',
    modelHash: () => 'p',
  });
}

async function record(host: readonly HostStep[], shuffle = false): Promise<Recording> {
  const session = open(host, shuffle);
  expect((await session.run()).finished).toBe(true);
  return session.recording();
}
const items = (recording: Recording): readonly string[] =>
  (recording.responses[0]?.items ?? []).map(
    ({ phase, set, item, tries, counts }) => `${phase} ${set} ${item} ${tries} ${counts.join()}`,
  );

describe('present', () => {
  it('shows items with their rates on, then the rest with rates 0', async () => {
    const recording = await record([{ kind: 'phase', name: 'x' }, present('a'), present('b')]);
    expect(recording.steps).toBe(30);
    const shown = [0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 14, 15, 24, 25, 26, 27];
    expect([...(recording.spikes[0]?.steps ?? [])]).toEqual(shown);
    expect(items(recording)).toEqual([
      'x a 0 1 4',
      'x a 1 1 4',
      'x a 2 1 4',
      'x b 0 1 4',
      'x b 1 1 4',
    ]);
    expect([...(recording.states[0]?.values ?? [])]).toEqual(new Array(6).fill(1000));
    expect([...(recording.states[0]?.steps ?? [])]).toEqual([0, 5, 10, 15, 20, 25]);
  });

  it('runs steps before and after each item, which do not count as shown', async () => {
    const off: HostStep = {
      kind: 'set',
      object: 'p',
      selection: { kind: 'all' },
      writes: [{ kind: 'constant', array: 'p.on', value: 0 }],
    };
    const recording = await record([
      present('b', { before: [{ kind: 'run', seconds: 0.003 }], after: [off] }),
    ]);
    expect(recording.steps).toBe(18);
    expect(items(recording)).toEqual([' b 0 1 4', ' b 1 1 0']);
    expect(recording.totals.find(({ object }) => object === 'p')?.spikes).toBe(9);
  });

  it('begins again after the last item, with a new order per pass where the set is shuffled', async () => {
    const many = await record([present('a', { items: 21 })], true);
    const numbers = (many.responses[0]?.items ?? []).map(({ item }) => item);
    const passes = Array.from({ length: 7 }, (_, pass) => numbers.slice(pass * 3, pass * 3 + 3));
    for (const pass of passes) expect([...pass].sort()).toEqual([0, 1, 2]);
    expect(new Set(passes.map(String)).size).toBeGreaterThan(1);
    // Cut into several steps of one pass each, the passes are the same.
    const cut = await record(new Array(7).fill(present('a')), true);
    expect((cut.responses[0]?.items ?? []).map(({ item }) => item)).toEqual(numbers);
  });

  it('is repeated, and a restore inside cuts back responses and shuffles alike', async () => {
    const host: readonly HostStep[] = [
      { kind: 'checkpoint', name: 'c' },
      present('a'),
      { kind: 'restore', name: 'c' },
      { kind: 'repeat', times: 2, steps: [present('a'), { kind: 'run', seconds: 0.002 }] },
    ];
    const recording = await record(host, true);
    const direct = await record(host.slice(3), true);
    expect(recording).toEqual(direct);
    expect(recording.steps).toBe(40);
  });

  it('stores and restores in the middle of an item', async () => {
    const host = [present('a', { items: 5 }), present('b')];
    const whole = await record(host, true);
    for (let at = 0; at <= 42; at += 1) {
      const session = open(host, true);
      await session.run(at);
      const stored = await session.store();
      const other = open(host, true);
      await other.restore(structuredClone(stored));
      await other.run();
      expect(await other.recording()).toEqual(whole);
    }
  });
});
