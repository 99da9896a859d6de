import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import {
  codeToValue,
  maxWord,
  minWord,
  type QFormat,
  quantizeValue,
} from '../../../core/fixed/index.js';
import { declare, emptyPlan } from '../../../tests/support/fake-engine.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { assignFormats } from './assign-formats.js';
import { chooseFormat } from './choose-format.js';

// Numerics section 13. A group of parameters is a variable here: all its elements share one format,
// so one scale 2^F by construction. Thresholds and additive constants are rounded at the binary point
// of the state they meet, and states have a format of their own.

const numRuns = 500;
const value = fc
  .double({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true })
  // What is smaller than any format's LSB is not what is tried here.
  .map((x) => (Math.abs(x) < 1e-6 ? 0 : x));
const group = fc.array(value, { minLength: 1, maxLength: 20 });
const width = fc.integer({ min: 4, max: 24 });

function formatOf(
  values: readonly number[],
  bits: number,
  signed: boolean | 'auto' = 'auto',
): QFormat {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return chooseFormat({ low, high, bits, signed, fraction: 'auto', enforced: false }).format;
}

/** Nearest, ties to even, of x 2^F: the product is exact in float64 for what is tried here. */
function nearestEven(x: number, fracBits: number): number {
  const y = x * 2 ** fracBits;
  const floor = Math.floor(y);
  const rest = y - floor;
  if (rest !== 0.5) return rest > 0.5 ? floor + 1 : floor;
  return floor % 2 === 0 ? floor : floor + 1;
}

describe('the six invariants of a quantiser', () => {
  it('1, 2 and 3: one rounding, half an LSB at most, codes in their format', () => {
    fc.assert(
      fc.property(group, width, (values, bits) => {
        const format = formatOf(values, bits);
        for (const x of values) {
          const code = quantizeValue(x, format);
          expect(code).toBeGreaterThanOrEqual(minWord(format));
          expect(code).toBeLessThanOrEqual(maxWord(format));
          const once = nearestEven(x, format.fracBits);
          // The range decides the format, so at most the last half LSB of the top is clipped.
          expect(code).toBe(Math.min(once, maxWord(format)) + 0);
          if (once > maxWord(format)) continue;
          expect(Math.abs(codeToValue(code, format) - x)).toBeLessThanOrEqual(
            2 ** -format.fracBits / 2,
          );
        }
      }),
      { numRuns },
    );
  });

  it('4: what one group holds never changes the codes of another', () => {
    fc.assert(
      fc.property(group, group, group, (own, other, changed) => {
        const beside = (its: readonly number[]): QFormat | undefined =>
          formats({ 'A.w': own, 'B.w': its }).get('A.w');
        expect(beside(other)).toEqual(beside(changed));
      }),
      { numRuns: 100 },
    );
  });

  it('5: limits come from the largest magnitude, of either sign', () => {
    fc.assert(
      fc.property(group, width, (values, bits) => {
        const mirrored = formatOf(
          values.map((x) => -x),
          bits,
          true,
        );
        const format = formatOf(values, bits, true);
        // Two's complement holds one code more below 0: at an edge the mirror image needs one bit more.
        expect(Math.abs(mirrored.fracBits - format.fracBits)).toBeLessThanOrEqual(1);
        for (const x of values) {
          const error = Math.abs(codeToValue(quantizeValue(x, format), format) - x);
          expect(error).toBeLessThanOrEqual(2 ** -format.fracBits);
        }
      }),
      { numRuns },
    );
  });

  it('6: more bits never make the largest error larger; 0 is 0; signs mirror', () => {
    const worst = (values: readonly number[], format: QFormat): number =>
      Math.max(...values.map((x) => Math.abs(codeToValue(quantizeValue(x, format), format) - x)));
    fc.assert(
      fc.property(group, width, fc.integer({ min: 1, max: 6 }), (values, bits, more) => {
        const [narrow, wide] = [formatOf(values, bits, true), formatOf(values, bits + more, true)];
        // Codes of the narrow format are codes of the wide one, so each value has one as near.
        expect(wide.fracBits).toBeGreaterThanOrEqual(narrow.fracBits + more - 1);
        if (wide.fracBits >= narrow.fracBits) {
          expect(worst(values, wide)).toBeLessThanOrEqual(worst(values, narrow) + 1e-12);
        }
        expect(quantizeValue(0, narrow)).toBe(0);
        for (const x of values) {
          const code = quantizeValue(x, narrow);
          if (code === minWord(narrow) || code === maxWord(narrow)) continue;
          expect(quantizeValue(-x, narrow) + 0).toBe(0 - code);
        }
      }),
      { numRuns },
    );
  });
});

/** Formats of 8-bit weights and 16-bit states by the ranges of their values. */
function formats(
  groups: Readonly<Record<string, readonly number[]>>,
): ReadonlyMap<string, QFormat> {
  const arrays = Object.keys(groups).map((id) =>
    declare(id, 1, { role: id.endsWith('.w') ? 'weight' : 'state' }),
  );
  const derived = new Map(
    Object.entries(groups).map(([id, values]) => [
      id,
      { low: Math.min(...values), high: Math.max(...values) },
    ]),
  );
  const hardware = testHardware({
    words: { weight: { bits: 8, signed: true }, state: { bits: 16, signed: true } },
  });
  const program = { ...emptyPlan({ arrays }), kernels: [] };
  const chosen = assignFormats({ program, hardware, derived }, new Diagnostics());
  return new Map([...chosen].map(([id, { format }]) => [id, format]));
}

describe('the four regressions of one public quantiser', () => {
  const stored = (x: number, format: QFormat | undefined): number => {
    if (format === undefined) throw new Error('no format');
    return codeToValue(quantizeValue(x, format), format);
  };

  it('1: bias and threshold of a layer keep their ratio, whatever the layer before has', () => {
    for (const hidden of [1, 0.001, 77]) {
      const chosen = formats({
        'hidden.w': [-hidden, hidden],
        'output.w': [-10, 10],
        'output.v': [0, 2],
      });
      const [threshold, bias] = [
        stored(2, chosen.get('output.v')),
        stored(1, chosen.get('output.v')),
      ];
      expect(bias / threshold).toBe(0.5);
    }
  });

  it('2: a value beyond the bounds is clipped, one value, and every code is in its format', () => {
    const values = [...Array.from({ length: 99 }, () => 0.1), 1];
    const format = formatOf([0, 0.2881], 8, true);
    const codes = values.map((x) => quantizeValue(x, format));
    expect(Math.max(...codes)).toBe(127);
    const clipped = values.filter((x) => nearestEven(x, format.fracBits) > maxWord(format));
    expect(clipped).toEqual([1]);
    // 8 bits for 0.2881: 2^-8 below 0.5; 0.1 is code 26.
    expect([format.fracBits, codes[0]]).toEqual([8, 26]);
  });

  it('3: a large threshold takes its bias with it, and the weights keep a scale of their own', () => {
    const chosen = formats({ 'layer.w': [-0.1, 0.1], 'layer.v': [0, 100] });
    const [threshold, bias] = [
      stored(100, chosen.get('layer.v')),
      stored(10, chosen.get('layer.v')),
    ];
    expect(bias / threshold).toBe(0.1);
    expect(chosen.get('layer.w')).toEqual(formats({ 'layer.w': [-0.1, 0.1] }).get('layer.w'));
  });

  it('4: an output threshold that outgrows its word leaves the other layers as they are', () => {
    const layers = {
      'input.w': [-1, 1],
      'hidden.w': [-1, 1],
      'recurrent.w': [-1, 1],
      'hidden.v': [0, 1],
    };
    const small = formats({ ...layers, 'output.v': [0, 1] });
    const large = formats({ ...layers, 'output.v': [0, 1e9] });
    for (const name of Object.keys(layers)) expect(large.get(name)).toEqual(small.get(name));
    expect(large.get('output.v')).not.toEqual(small.get('output.v'));
  });
});
