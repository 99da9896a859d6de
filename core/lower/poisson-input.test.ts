import { describe, expect, it } from 'vitest';
import { faultsOf, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, PoissonInputDocument } from '../network/index.js';
import { createKeyedStream, objectId } from '../random/index.js';
import { binomialDistribution } from './binomial-distribution.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

describe('the binomial distribution', () => {
  it('of 4 trials with 1/2 is 1 4 6 4 1 of 16', () => {
    const { lowest, cumulative } = binomialDistribution(4, 0.5);
    expect(lowest).toBe(0);
    expect([...cumulative]).toEqual([1 / 16, 5 / 16, 11 / 16, 15 / 16, 1]);
  });

  it.each([
    [1, 0.3],
    [1000, 0.001],
    [5000, 0.4],
    [3, 0.999],
    [1e6, 0.01],
  ])('of %s trials with %s has their mean and variance', (trials, probability) => {
    const { lowest, cumulative } = binomialDistribution(trials, probability);
    let [mean, square, last] = [0, 0, 0];
    for (const [at, sum] of cumulative.entries()) {
      const [count, p] = [lowest + at, sum - last];
      mean += count * p;
      square += (count - trials * probability) ** 2 * p;
      last = sum;
    }
    expect(mean / (trials * probability)).toBeCloseTo(1, 9);
    expect(square / (trials * probability * (1 - probability))).toBeCloseTo(1, 6);
  });

  it('is certain at the ends', () => {
    expect(binomialDistribution(7, 0)).toEqual({ lowest: 0, cumulative: Float64Array.of(1) });
    expect(binomialDistribution(7, 1)).toEqual({ lowest: 7, cumulative: Float64Array.of(1) });
  });
});

describe('poisson_input', () => {
  const input = (more: Partial<PoissonInputDocument> = {}): Parts => ({
    inputs: {
      X: {
        poissonInput: { target: 'G', variable: 'v', n: 4, rate: '5000 Hz', weight: 0.5, ...more },
      },
    },
    populations: { G: { size: 6, equations: ['v : 1', 'w : 1'], initial: { w: 'i' } } },
    timeline: [{ run: '0.3 ms' }],
  });

  /** Counts of 4 trials with 1/2, by inversion of u of the sites 5 and 6. */
  function count(neuron: number, tick: number, seed = 0n): number {
    const u = createKeyedStream(seed).openUniform(objectId('X'), 5, tick, neuron);
    return [1, 5, 11, 15].filter((sixteenths) => sixteenths / 16 < u).length;
  }
  const sum = (neuron: number): number => count(neuron, 0) + count(neuron, 1) + count(neuron, 2);

  it('adds weight times a binomial count to every neuron in every step', async () => {
    const run = await runDocument(input());
    expect(run.final('G.v')).toEqual([0, 1, 2, 3, 4, 5].map((neuron) => 0.5 * sum(neuron)));
  });

  it('to a slice, with a weight over variables of the target', async () => {
    const run = await runDocument(input({ target: 'G[2:5]', weight: '2*w + 1' }));
    const expected = [0, 1, 2, 3, 4, 5].map((neuron) =>
      neuron < 2 || neuron >= 5 ? 0 : (2 * neuron + 1) * sum(neuron),
    );
    expect(run.final('G.v')).toEqual(expected);
  });

  it('stands between on_pre and on_post, and before the reset', async () => {
    const parts = input({ rate: '10 kHz', weight: 1 });
    const spikes = { size: 1, indices: [0], steps: [0] };
    const run = await runDocument({
      ...parts,
      inputs: { ...parts.inputs, S: { spikes } },
      populations: { G: { size: 1, equations: ['v : 1', 'seen : 1'] } },
      projections: {
        before: { from: 'S', to: 'G', connect: 'all', onPre: 'v += 10' },
        after: {
          from: 'S',
          to: 'G',
          connect: 'all',
          onPre: { late: { do: 'seen = v_post', order: 1 } },
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    // Certain: four spikes of weight 1 after the 10 of the pathway.
    expect(run.final('G.seen')).toEqual([14]);
    const slots = run.program.actions.map(({ name, slot }) => `${slot} ${name}`);
    expect(slots.slice(-3)).toEqual(['synapses before_pre', 'synapses X', 'synapses after_late']);
  });

  it('is dropped by refractory neurons, and only what would arrive counts', async () => {
    const parts = input({ rate: '10 kHz', weight: 1, target: 'G[0:1]' });
    const run = await runDocument({
      ...parts,
      populations: {
        G: {
          size: 2,
          equations: 'dv/dt = 0/ms : 1 (unless refractory)',
          threshold: 'v > 3',
          reset: 'v = 0',
          refractory: '0.3 ms',
        },
      },
      timeline: [{ run: '0.6 ms' }],
    });
    // 4 in step 0, spike in step 1; steps 1 to 3 are dropped; 4 again in step 4, spike in step 5.
    expect(run.final('G.v')).toEqual([0, 0]);
  });

  it('goes on from a checkpoint as without one', async () => {
    const straight = await runDocument({ ...input(), timeline: [{ run: '1 ms' }] });
    const again = await runDocument({
      ...input(),
      timeline: [
        { run: '0.4 ms' },
        { checkpoint: 'a' },
        { run: '1 ms' },
        { restore: 'a' },
        { run: '0.6 ms' },
      ],
    });
    expect(again.final('G.v')).toEqual(straight.final('G.v'));
  });

  it.each<[Partial<PoissonInputDocument>, string]>([
    [{ variable: 'x' }, 'NO_SUCH_VARIABLE'],
    [{ weight: '1 mV' }, 'FILE_VALUE'],
    [{ weight: 'w*mV' }, 'UNIT_MISMATCH'],
    [{ rate: '-1 Hz' }, 'FILE_VALUE'],
    [{ target: 'G[6:9]' }, 'FILE_VALUE'],
  ])('%j is refused: %s', async (more, code) => {
    const faults = await faultsOf(input(more));
    expect(faults.map((fault) => fault.code)).toEqual([code]);
  });

  it('has no spikes', async () => {
    const faults = await faultsOf({
      ...input(),
      projections: { S: { from: 'X', to: 'G', connect: 'all' } },
      probes: [{ spikes: 'X' }],
    });
    expect(faults.map(({ code }) => code)).toEqual(['FILE_REFERENCE', 'FILE_REFERENCE']);
  });
});

describe('Poisson groups with rates by an expression', () => {
  const group = (rates: string): Parts => ({
    arrays: { A: { dt: '1 ms', unit: 'Hz', values: [0, 4000, 9000] } },
    inputs: { P: { poisson: { size: 40, rates } } },
    probes: [{ spikes: 'P' }],
    timeline: [{ run: '3 ms' }],
  });

  it.each([
    ['5000*Hz*i/N', (i: number) => (5000 * i) / 40],
    ['A(t)', (_: number, tick: number) => [0, 4000, 9000][Math.floor(tick / 10)] ?? 0],
    ['where(t < 1*ms, 0*Hz, 8000*Hz)', (_: number, tick: number) => (tick < 10 ? 0 : 8000)],
  ])('%s: one word per neuron and step at site 0', async (rates, rate) => {
    const run = await runDocument(group(rates), { seed: 21n });
    const stream = createKeyedStream(21n);
    const expected: string[] = [];
    for (let tick = 0; tick < 30; tick += 1)
      for (let i = 0; i < 40; i += 1) {
        const limit = Math.floor(rate(i, tick) * 1e-4 * 2 ** 32);
        if (stream.word(objectId('P'), 0, tick, i) < limit) expected.push(`${tick} ${i}`);
      }
    const [train] = run.recording.spikes;
    const found = [...(train?.steps ?? [])].map((step, at) => `${step} ${train?.indices[at]}`);
    expect(found).toEqual(expected);
    expect(found.length).toBeGreaterThan(50);
  });
});
