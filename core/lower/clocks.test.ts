import { describe, expect, it } from 'vitest';
import { lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument } from '../network/index.js';
import { createKeyedStream, objectId } from '../random/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** Counts its steps and keeps the time of the last one. */
const counter = {
  size: 1,
  equations: 'n : 1\nlast : 1\nstep : 1',
  regularly: [{ do: 'n += 1; last = t/ms; step = dt/ms' }],
} as const;

async function counted(dt: string, run: string): Promise<readonly (number | undefined)[]> {
  const result = await runDocument({
    populations: { P: { ...counter, dt } },
    timeline: [{ run }],
  });
  return [result.final('P.n')[0], result.final('P.last')[0]];
}

describe('objects with a time step of their own (semantics section 12, point 2)', () => {
  it.each([
    // Steps at 0, 0.2, .. and at 0, 0.05, .. of a network of 0.1 ms.
    ['0.2 ms', '1 ms', 5, 0.8],
    ['0.2 ms', '1.1 ms', 6, 1],
    ['0.05 ms', '1 ms', 20, 0.95],
    ['0.15 ms', '0.6 ms', 4, 0.45],
    ['0.15 ms', '0.7 ms', 5, 0.6],
    ['0.07 ms', '0.3 ms', 5, 0.28],
    ['3 ms', '1 ms', 1, 0],
  ])('%s in %s: %s steps, the last at %s ms', async (dt, run, steps, last) => {
    const [n, time] = await counted(dt, run);
    expect(n).toBe(steps);
    expect(time).toBeCloseTo(last, 12);
  });

  it('h of the equations, dt in texts and refractoriness are those of the object', async () => {
    const run = await runDocument({
      populations: {
        P: {
          size: 1,
          equations: 'dx/dt = 1/ms : 1 (unless refractory)\nstep : 1',
          dt: '0.2 ms',
          method: 'euler',
          threshold: 'x > 0.3',
          reset: 'x = 0; step = dt/ms',
          refractory: '0.6 ms',
        },
      },
      probes: [{ spikes: 'P' }],
      timeline: [{ run: '3 ms' }],
    });
    // Two steps to the threshold, three steps of 0.2 ms without motion but the last.
    expect(run.spikeSteps('P')).toEqual([1, 5, 9, 13]);
    expect(run.final('P.step')[0]).toBeCloseTo(0.2, 15);
    expect(run.recording.spikes[0]?.dtSeconds).toBeCloseTo(2e-4, 18);
  });

  it('what is due together runs in slot order; a pathway runs on the clock of its source', async () => {
    const parts: Parts = {
      inputs: { X: { spikes: { size: 1, indices: [0, 0], steps: [2, 3] } } },
      populations: {
        slow: {
          size: 1,
          equations: 'got : 1\nseen : 1',
          dt: '0.2 ms',
          regularly: [{ do: 'seen = got', when: 'end' }],
          threshold: 't > 0.1*ms and t < 0.3*ms',
        },
        fast: { size: 1, equations: 'got : 1\nwhen : 1' },
      },
      projections: {
        In: { from: 'X', to: 'slow', connect: 'all', onPre: 'got_post += 1' },
        Out: {
          from: 'slow',
          to: 'fast',
          connect: 'all',
          onPre: 'got_post += 1; when_post = t/ms',
          delay: '0.4 ms',
        },
      },
      timeline: [{ run: '0.4 ms' }],
    };
    const early = await runDocument(parts);
    // Spikes of X at 0.2 ms (seen at the end of that step) and 0.3 ms (not yet seen).
    expect(early.final('slow.got')).toEqual([2]);
    expect(early.final('slow.seen')).toEqual([1]);
    const late = await runDocument({ ...parts, timeline: [{ run: '0.7 ms' }] });
    // slow spikes at 0.2 ms; 0.4 ms are two of its steps.
    expect(late.final('fast.got')).toEqual([1]);
    expect(late.final('fast.when')[0]).toBeCloseTo(0.6, 12);
  });

  it('draws count the steps of the object', async () => {
    const run = await runDocument({
      seed: 4,
      populations: {
        P: { size: 3, equations: 'x : 1', dt: '0.25 ms', regularly: [{ do: 'x = randn()' }] },
      },
      timeline: [{ run: '1 ms' }],
    });
    const stream = createKeyedStream(4n);
    expect(run.final('P.x')).toEqual(
      [0, 1, 2].map((neuron) => stream.normal(objectId('P'), 256, 3, neuron)),
    );
  });

  it('code at regular times with a step that is no multiple has a clock of its own', async () => {
    const run = await runDocument({
      populations: {
        P: {
          size: 1,
          equations: 'n : 1\nlast : 1',
          regularly: [{ do: 'n += 1; last = t/ms', every: '0.25 ms' }],
        },
      },
      probes: [{ state: { of: 'P', variables: ['n'], every: '0.3 ms', when: 'end' } }],
      timeline: [{ run: '1 ms' }],
    });
    expect(run.final('P.n')).toEqual([4]);
    expect(run.final('P.last')[0]).toBeCloseTo(0.75, 12);
    // At 0, 0.3, 0.6, 0.9 ms.
    expect([...(run.recording.states[0]?.values ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it('probes: every step of the object, or a step of their own', async () => {
    const run = await runDocument({
      populations: { P: { ...counter, dt: '0.2 ms' } },
      probes: [
        { state: { of: 'P', variables: ['n'], when: 'end' } },
        { state: { of: 'P', variables: ['n'], every: '0.4 ms', when: 'end' } },
        { state: { of: 'P', variables: ['n'], every: '0.3 ms', when: 'end' } },
        { rate: { of: 'P', every: '0.4 ms' } },
      ],
      timeline: [{ run: '1 ms' }],
    });
    const [each, second, own, rate] = run.recording.states;
    expect([...(each?.values ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect([...(second?.steps ?? [])]).toEqual([0, 2, 4]);
    expect([...(own?.steps ?? [])]).toEqual([0, 1, 2, 3]);
    expect(own?.dtSeconds).toBeCloseTo(3e-4, 18);
    expect([...(own?.values ?? [])]).toEqual([1, 2, 4, 5]);
    expect([...(rate?.steps ?? [])]).toEqual([0, 2]);
  });

  it('event-driven variables decay over the time between events of either clock', async () => {
    const run = await runDocument({
      inputs: { X: { spikes: { size: 1, indices: [0, 0], steps: [1, 8] } } },
      populations: {
        P: { size: 1, equations: 'v : 1', dt: '0.25 ms', threshold: 't > 0.4*ms and t < 0.6*ms' },
      },
      projections: {
        S: {
          from: 'X',
          to: 'P',
          connect: 'all',
          model: 'da/dt = -a/ms : 1 (event-driven)\nseen : 1',
          onPre: 'seen = a; a += 1',
          onPost: 'a += 1',
        },
      },
      timeline: [{ run: '1 ms' }],
    });
    // +1 at 0.1 ms, +1 at 0.5 ms, read at 0.8 ms.
    expect(run.final('S.seen')[0]).toBeCloseTo(Math.exp(-0.7) + Math.exp(-0.3), 13);
  });

  it('Poisson groups spike with the probability of their own step', async () => {
    const run = await runDocument({
      seed: 11,
      inputs: { X: { poisson: { size: 400, rates: '100 Hz', dt: '1 ms' } } },
      probes: [{ spikes: 'X' }],
      timeline: [{ run: '100 ms' }],
    });
    const steps = run.spikeSteps('X');
    expect(Math.max(...steps)).toBeLessThan(100);
    // 400 neurons, 100 steps, p = 0.1: 4000 with a standard deviation of 60.
    expect(Math.abs(steps.length - 4000)).toBeLessThan(240);
  });

  it('a PoissonInput adds at the steps of its target', async () => {
    const run = await runDocument({
      seed: 3,
      inputs: {
        I: { poissonInput: { target: 'P', variable: 'x', n: 50, rate: '100 Hz', weight: 1 } },
      },
      populations: { P: { size: 200, equations: 'x : 1', dt: '0.5 ms' } },
      timeline: [{ run: '10 ms' }],
    });
    let sum = 0;
    for (const x of run.final('P.x')) sum += x;
    // 200 neurons, 20 steps, 50 trials of 0.05: 10000 with a standard deviation of 97.
    expect(Math.abs(sum - 10_000)).toBeLessThan(390);
  });

  it('the timeline sees an object at its next step', async () => {
    const run = await runDocument({
      seed: 6,
      populations: { P: { size: 2, equations: 'x : 1\ny : 1', dt: '0.25 ms' } },
      timeline: [{ run: '0.6 ms' }, { set: { 'P.x': 't/ms', 'P.y': 'rand()' } }, { run: '1 ms' }],
    });
    // Steps at 0, 0.25 and 0.5 ms are done: the next is number 3.
    expect(run.final('P.x')[0]).toBeCloseTo(0.75, 12);
    const stream = createKeyedStream(6n);
    expect(run.final('P.y')).toEqual(
      [0, 1].map((neuron) => stream.uniform(objectId('P'), 256, 3, neuron)),
    );
  });

  it('weights are looked at on the clock of the network', async () => {
    const run = await runDocument({
      populations: { P: { size: 1, equations: 'v : 1', dt: '0.25 ms' } },
      projections: {
        S: {
          from: 'P',
          to: 'P',
          connect: 'all',
          model: 'w : 1',
          dt: '0.2 ms',
          plastic: ['w'],
          regularly: [{ do: 'w += 1', when: 'end' }],
        },
      },
      probes: [{ weights: { of: 'S', every: '0.3 ms' } }],
      timeline: [{ run: '0.9 ms' }],
    });
    // Written at 0, 0.2, 0.4, ..; seen at 0, 0.3, 0.6 ms.
    const seen = run.recording.weights.map(({ step, values }) => [step, values[0]]);
    expect(seen).toEqual([
      [0, 0],
      [3, 2],
      [6, 3],
    ]);
  });

  const mixed: Parts = {
    seed: 5,
    populations: {
      P: {
        size: 3,
        equations: 'dx/dt = (2 - x)/ms + 0.5*xi*ms**-0.5 : 1',
        dt: '0.07 ms',
        threshold: 'x > 1',
        reset: 'x = 0',
        method: 'euler',
      },
      Q: { size: 3, equations: 'dy/dt = -y/ms : 1', threshold: 'y > 1', reset: 'y = 0' },
    },
    projections: {
      S: { from: 'P', to: 'Q', connect: 'all', onPre: 'y_post += 0.6', delay: '0.3 ms' },
      R: { from: 'Q', to: 'P', connect: 'one_to_one', onPre: 'x_post -= 0.1', delay: '0.25 ms' },
    },
    probes: [{ spikes: 'P' }, { spikes: 'Q' }, { state: { of: 'P', variables: ['x'] } }],
  };

  it('splitting a run and restoring a checkpoint change nothing', async () => {
    const whole = await runDocument({ ...mixed, timeline: [{ run: '8 ms' }] });
    const split = await runDocument({
      ...mixed,
      timeline: [{ run: '1.3 ms' }, { run: '0.1 ms' }, { run: '6.6 ms' }],
    });
    const restored = await runDocument({
      ...mixed,
      timeline: [
        { run: '3.3 ms' },
        { checkpoint: 'here' },
        { run: '2 ms' },
        { restore: 'here' },
        { run: '4.7 ms' },
      ],
    });
    expect(whole.spikeSteps('Q').length).toBeGreaterThan(3);
    for (const other of [split, restored]) {
      expect(other.recording.spikes).toEqual(whole.recording.spikes);
      expect(other.recording.states).toEqual(whole.recording.states);
      expect(other.recording.final).toEqual(whole.recording.final);
    }
  });

  it('reports ratios that are not whole, once per clock', async () => {
    const ratios = async (dt: string): Promise<readonly string[]> => {
      const { notes } = await lowerDocument({
        populations: { P: { ...counter, dt }, Q: { ...counter, dt } },
        timeline: [{ run: '1 ms' }],
      });
      return notes.filter(({ code }) => code === 'CLOCK_RATIO').map(({ context }) => context ?? '');
    };
    expect(await ratios('0.25 ms')).toEqual(['P']);
    expect(await ratios('0.2 ms')).toEqual([]);
    expect(await ratios('0.05 ms')).toEqual([]);
  });
});
