import { describe, expect, it } from 'vitest';
import { createKeyedStream, objectId } from '../../random/index.js';
import { ImageSource } from './image-source.js';
import { PoissonSource } from './poisson-source.js';
import { SpikeListSource } from './spike-list-source.js';

const dt = 1e-3;

/** Spikes of ticks `from .. to - 1`, as [tick, neuron]. */
function play(
  source: { emit(tick: number): void; list: { indices: Int32Array; count: number } },
  from: number,
  to: number,
): [number, number][] {
  const found: [number, number][] = [];
  for (let tick = from; tick < to; tick += 1) {
    source.emit(tick);
    for (let at = 0; at < source.list.count; at += 1)
      found.push([tick, source.list.indices[at] ?? -1]);
  }
  return found;
}

/** Semantics section 13, neuron by neuron, straight from the text. */
function oracle(
  name: string,
  seed: bigint,
  segments: readonly {
    readonly from: number;
    readonly to: number;
    readonly rates: readonly number[];
  }[],
): [number, number][] {
  const stream = createKeyedStream(seed);
  const id = objectId(name);
  const u = (site: number, tick: number, neuron: number): number => {
    const n =
      BigInt(stream.word(id, site, tick, neuron)) * 2097152n +
      (BigInt(stream.word(id, site + 1, tick, neuron)) >> 11n);
    return (Number(n) + 0.5) / 2 ** 53;
  };
  const found: [number, number][] = [];
  for (const { from, to, rates } of segments)
    for (const [neuron, rate] of rates.entries()) {
      const p = Math.min(rate * dt, 1);
      if (p === 0) continue;
      const gap = (word: number): number => 1 + Math.floor(Math.log(word) / Math.log1p(-p));
      for (let t = from - 1 + gap(u(1, from, neuron)); t < to; t += gap(u(3, t, neuron)))
        found.push([t, neuron]);
    }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

describe('PoissonSource', () => {
  it('follows the rule of gaps over segments, far gaps and crowded ticks included', () => {
    const rates = Array.from({ length: 60 }, (_, i) => [0, 0.2, 30, 900, 1000, 7000][i % 6] ?? 0);
    const slow = rates.map((rate) => rate / 10);
    const source = new PoissonSource('P', 60, dt, createKeyedStream(3n));
    source.rates.set(rates);
    expect(source.startSegment(0)).toBe(10);
    const found = play(source, 0, 3000);
    source.rates.set(slow);
    expect(source.startSegment(3000)).toBe(0);
    found.push(...play(source, 3000, 9000));
    expect(found).toEqual(
      oracle('P', 3n, [
        { from: 0, to: 3000, rates },
        { from: 3000, to: 9000, rates: slow },
      ]),
    );
  });

  it('goes on from a saved state', () => {
    const make = (): PoissonSource => {
      const source = new PoissonSource('P', 40, dt, createKeyedStream(4n));
      source.rates.fill(25);
      source.startSegment(0);
      return source;
    };
    const first = make();
    play(first, 0, 700);
    const state = structuredClone(first.save());
    const rest = play(first, 700, 2500);
    const second = new PoissonSource('P', 40, dt, createKeyedStream(4n));
    second.load(state);
    expect(play(second, 700, 2500)).toEqual(rest);
  });

  it('has the rate and the dispersion of a Bernoulli process, and independent neurons', () => {
    const size = 400;
    const ticks = 5000;
    const p = 0.05;
    const source = new PoissonSource('stat', size, dt, createKeyedStream(1n));
    source.rates.fill(p / dt);
    source.startSegment(0);
    const perTick = new Float64Array(ticks);
    const perNeuron = new Float64Array(size);
    for (const [tick, neuron] of play(source, 0, ticks)) {
      perTick[tick] = (perTick[tick] ?? 0) + 1;
      perNeuron[neuron] = (perNeuron[neuron] ?? 0) + 1;
    }
    const total = perTick.reduce((a, b) => a + b, 0);
    const trials = size * ticks;
    // Four standard errors of a binomial mean.
    expect(Math.abs(total / trials - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / trials));
    const dispersion = (counts: Float64Array, expected: number): number =>
      counts.reduce((sum, n) => sum + (n - expected) ** 2, 0) / counts.length / expected;
    // Variance over mean is 1 - p, in time for a neuron's count and across neurons for a tick's.
    const spread = (samples: number): number => 4 * Math.sqrt(2 / samples);
    expect(Math.abs(dispersion(perNeuron, ticks * p) - (1 - p))).toBeLessThan(spread(size));
    expect(Math.abs(dispersion(perTick, size * p) - (1 - p))).toBeLessThan(spread(ticks));
  });
});

describe('ImageSource', () => {
  const pixels = Uint8Array.of(0, 100, 255, 255, 0, 10, 1, 2, 3);
  const make = (shuffle: boolean): ImageSource =>
    new ImageSource(
      {
        kind: 'input',
        name: 'I',
        size: 3,
        source: 'images',
        sets: [{ name: 'a', pixels, count: 3, shuffle }],
        rateHertzPerGray: 2,
        presentTicks: 10,
        restTicks: 5,
      },
      dt,
      createKeyedStream(8n),
    );

  it('starts a segment with the grays of the item, and is silent in the rest', () => {
    const source = make(false);
    expect(play(source, 0, 20)).toEqual([]);
    source.show('a', 1, 20);
    const shown = play(source, 20, 60);
    source.silence(60);
    expect(play(source, 60, 90)).toEqual([]);
    expect(shown).toEqual(oracle('I', 8n, [{ from: 20, to: 60, rates: [510, 0, 20] }]));
  });

  it('shuffles each pass anew, the same way for the same seed', () => {
    expect([...make(false).order('a', 1)]).toEqual([0, 1, 2]);
    const seen = new Map<string, number>();
    for (let pass = 0; pass < 600; pass += 1) {
      const order = [...make(true).order('a', pass)].join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    // Six orders, 100 expected each; standard deviation 9.1.
    expect([...seen.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    for (const count of seen.values()) expect(Math.abs(count - 100)).toBeLessThan(37);
  });

  it('counts passes, also across a saved state', () => {
    const source = make(true);
    expect([source.beginPass('a'), source.beginPass('a')]).toEqual([0, 1]);
    const other = make(true);
    other.load(source.save());
    expect(other.beginPass('a')).toBe(2);
  });
});

describe('SpikeListSource', () => {
  it('plays its list in the given order within a step, and again each period', () => {
    const source = new SpikeListSource({
      kind: 'input',
      name: 'L',
      size: 4,
      source: 'spikes',
      indices: Int32Array.of(3, 0, 2, 1),
      steps: Float64Array.of(1, 1, 0, 4),
      periodSteps: 5,
    });
    const once: [number, number][] = [
      [0, 2],
      [1, 3],
      [1, 0],
      [4, 1],
    ];
    const again = once.map(([tick, index]): [number, number] => [tick + 5, index]);
    expect(play(source, 0, 10)).toEqual([...once, ...again]);
    // From anywhere, as after a restore.
    expect(play(source, 1, 5)).toEqual(once.slice(1));
    source.inject([7, 7, 6], [1, 0, 0]);
    expect(play(source, 5, 10)).toEqual([...again.slice(0, 3), [7, 0], [7, 1], [9, 1]]);
  });
});
