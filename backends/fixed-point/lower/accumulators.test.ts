import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import { connect, emptyPlan } from '../../../tests/support/fake-engine.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { type Accumulator, type Contribution, chooseAccumulators } from './accumulators.js';

interface Delivery {
  readonly pre: readonly number[];
  readonly post: readonly number[];
  readonly lowest: number;
  readonly highest: number;
  readonly fraction: number;
}

function choose(
  deliveries: readonly Delivery[],
  accumulator: Partial<Hardware['words']['accumulator']>,
  mode: Hardware['accumulatorMode'] = 'exact',
): { readonly accumulator: Accumulator; readonly diagnostics: Diagnostics } {
  const plan = emptyPlan({
    objects: deliveries.map(({ pre, post }, number) =>
      connect(`S${number}`, 'A', 'P', pre, post, {
        pathways: [
          {
            name: 'pre',
            side: 'pre',
            kernel: `S${number}.pre`,
            delay: { kind: 'ticks', ticks: 0 },
          },
        ],
      }),
    ),
  });
  const contributions = deliveries.map(
    ({ lowest, highest, fraction }, number): Contribution => ({
      target: 'P.g',
      kernel: `S${number}.pre`,
      index: 'post',
      range: { lowest: BigInt(lowest), highest: BigInt(highest) },
      fraction,
    }),
  );
  const diagnostics = new Diagnostics();
  const hardware = { ...testHardware({ words: { accumulator } }), accumulatorMode: mode };
  const chosen = chooseAccumulators(contributions, plan, hardware, diagnostics);
  return { accumulator: chosen.get('P.g') as Accumulator, diagnostics };
}

/** `count` synapses onto neuron 0, unsigned codes up to `highest`. */
const converging = (count: number, highest: number, fraction = 8): Delivery => ({
  pre: Array.from({ length: count }, (_, source) => source),
  post: new Array<number>(count).fill(0),
  lowest: 0,
  highest,
  fraction,
});

/** Smallest word that accepts the deliveries exactly at a fraction, by trial. */
function bitsNeeded(deliveries: readonly Delivery[], fraction: number): number {
  for (let bits = 1; bits <= 53; bits += 1) {
    if (!choose(deliveries, { bits, fraction }).diagnostics.hasErrors) return bits;
  }
  throw new Error('nothing is wide enough');
}

describe('chooseAccumulators', () => {
  it.each([
    // The sizes of the architecture text: Diehl & Cook, N = 400 and 6400, 784 inputs of 8 bits.
    [[converging(784, 255)], 19],
    [[converging(1, 400 * 4352)], 22],
    [[converging(1, 6400 * 4352)], 26],
    // 255 needs 1 + 8 bits, 256 one more.
    [[converging(1, 255)], 9],
    [[converging(1, 256)], 10],
  ])('finds the width of case %#', (deliveries, bits) => {
    expect(bitsNeeded(deliveries, 8)).toBe(bits);
  });

  it('keeps every fraction bit while the worst step fits', () => {
    const { accumulator, diagnostics } = choose([converging(784, 255)], { bits: 24 });
    expect(accumulator.fraction).toBe(8);
    expect(diagnostics.all).toEqual([]);
  });

  it('gives up as many as it must, and no more', () => {
    // 784 * 255 = 199920 needs 19 bits; with 16 the deliveries lose 3: 784 * 32 = 25088 < 2^15.
    expect(choose([converging(784, 255)], { bits: 16 }).accumulator.fraction).toBe(5);
    // 784 * 128 = 100352 would need 18.
    expect(bitsNeeded([converging(784, 255)], 7)).toBe(18);
  });

  it('counts deliveries as they are after rounding', () => {
    // 1000 codes of 3 at F=2 are 0.75 each; at F=0 each may become 1, and 1000 needs 11 bits.
    expect(bitsNeeded([converging(1000, 3, 2)], 0)).toBe(11);
  });

  it('adds the pathways of several projections, each at its own point', () => {
    const both = [converging(3, 7, 0), converging(2, 20, 2)];
    // At F=2: 3 * 28 + 2 * 20 = 124, 8 bits.
    expect(bitsNeeded(both, 2)).toBe(8);
    expect(choose(both, { bits: 24 }).accumulator.fraction).toBe(2);
  });

  it('says how many bits a fixed fraction needs', () => {
    const { diagnostics } = choose([converging(784, 255)], { bits: 16, fraction: 8 });
    expect(diagnostics.all).toMatchObject([{ code: 'HARDWARE_LIMIT', severity: 'error' }]);
    expect(diagnostics.all[0]?.message).toBe(
      'the accumulator of P.g needs 19 bits for its worst step, words.accumulator has 16',
    );
  });

  it('refuses a word that the number of synapses alone fills', () => {
    const { diagnostics } = choose([converging(784, 255)], { bits: 8 });
    expect(diagnostics.all).toMatchObject([{ code: 'HARDWARE_LIMIT' }]);
    // Every delivery is one code at least: 784 needs 11 bits.
    expect(diagnostics.all[0]?.message).toContain('needs 11 bits');
  });

  it('needs room for one delivery only where additions saturate', () => {
    const { accumulator, diagnostics } = choose([converging(784, 255)], { bits: 9 }, 'saturate');
    expect(accumulator).toMatchObject({ fraction: 8, saturate: true });
    expect(diagnostics.all).toEqual([]);
  });

  it('never lets a worst step leave the word (brute force on random projections)', () => {
    let state = 12345;
    const roll = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 10) % below;
    };
    for (let trial = 0; trial < 500; trial += 1) {
      const bits = 4 + roll(20);
      const deliveries = Array.from({ length: 1 + roll(3) }, (): Delivery => {
        const synapses = 1 + roll(40);
        const highest = roll(300);
        return {
          pre: Array.from({ length: synapses }, (_, number) => number),
          post: Array.from({ length: synapses }, () => roll(4)),
          lowest: -roll(300),
          highest,
          fraction: roll(8),
        };
      });
      const { accumulator, diagnostics } = choose(deliveries, { bits });
      if (diagnostics.hasErrors) continue;
      for (const neuron of [0, 1, 2, 3]) {
        for (const end of ['lowest', 'highest'] as const) {
          let sum = 0;
          for (const delivery of deliveries) {
            const each = delivery[end] * 2 ** (accumulator.fraction - delivery.fraction);
            // Away from zero: no rounding goes further.
            const code = each < 0 ? Math.floor(each) : Math.ceil(each);
            sum += code * delivery.post.filter((place) => place === neuron).length;
          }
          expect(Math.abs(sum)).toBeLessThanOrEqual(2 ** (bits - 1) - 1);
        }
      }
    }
  });
});
