import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unaryFunctions } from '../../../core/ir/index.js';
import {
  absoluteJet,
  addJets,
  divideJets,
  exprelJet,
  functionJet,
  type Jet,
  multiplyJets,
  powerJet,
  smallerJet,
  squareJet,
  variableJet,
} from './interval-jet.js';

/** Where a function, its slope and its curve may lie against what differences of values show. */
function check(jet: (x: Jet) => Jet, of: (x: number) => number, low: number, width: number): void {
  const found = jet(variableJet({ low, high: low + width }));
  const h = 1e-4;
  for (let part = 0; part <= 8; part += 1) {
    const x = low + h + ((width - 2 * h) * part) / 8;
    const [left, middle, right] = [of(x - h), of(x), of(x + h)];
    const slope = (right - left) / (2 * h);
    const curve = (right - 2 * middle + left) / (h * h);
    const size = 1 + Math.abs(middle) + Math.abs(slope) + Math.abs(curve);
    const inside = (value: number, range: Jet['value'], slack: number): void => {
      expect(value).toBeGreaterThanOrEqual(range.low - slack * size);
      expect(value).toBeLessThanOrEqual(range.high + slack * size);
    };
    inside(middle, found.value, 1e-12);
    inside(slope, found.slope, 1e-5);
    inside(curve, found.curve, 1e-4);
  }
}

const ops = Object.keys(unaryFunctions) as (keyof typeof unaryFunctions)[];
const smooth = ops.filter((op) => !['floor', 'ceil', 'trunc', 'nearest', 'abs'].includes(op));
const domains: Partial<Record<(typeof ops)[number], readonly [number, number]>> = {
  log: [0.05, 4],
  log10: [0.05, 4],
  sqrt: [0.05, 4],
  log1p: [-0.9, 4],
  arcsin: [-0.95, 0.95],
  arccos: [-0.95, 0.95],
};

describe('jets enclose values, slopes and curves', () => {
  it.each(smooth)('of %s', (op) => {
    const [least, most] = domains[op] ?? [-4, 4];
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (place, part) => {
          const low = least + place * (most - least) * 0.9;
          const width = Math.max(0.01, part * (most - low) * 0.9);
          if (
            op === 'tan' &&
            Math.floor(low / Math.PI + 0.5) !== Math.floor((low + width) / Math.PI + 0.5)
          )
            return;
          if (low + width > most) return;
          check((x) => functionJet(op, x), unaryFunctions[op], low, width);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of what is made of functions', () => {
    const low = { min: -2, max: 2, noNaN: true } as const;
    const made: readonly (readonly [(x: Jet) => Jet, (x: number) => number])[] = [
      [
        (x) => multiplyJets(functionJet('sin', x), functionJet('exp', x)),
        (x) => Math.sin(x) * Math.exp(x),
      ],
      [(x) => squareJet(functionJet('tanh', x)), (x) => Math.tanh(x) ** 2],
      [
        (x) =>
          divideJets(
            x,
            addJets(squareJet(x), {
              value: { low: 1, high: 1 },
              slope: { low: 0, high: 0 },
              curve: { low: 0, high: 0 },
            }),
          ),
        (x) => x / (x * x + 1),
      ],
      [(x) => powerJet(functionJet('exp', x), -0.7), (x) => Math.exp(x) ** -0.7],
      [exprelJet, (x) => (x === 0 ? 1 : Math.expm1(x) / x)],
    ];
    fc.assert(
      fc.property(
        fc.double(low),
        fc.double({ min: 0.01, max: 1.5, noNaN: true }),
        (start, width) => {
          for (const [jet, of] of made) check(jet, of, start, width);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives up on kinks and poles', () => {
    const through = variableJet({ low: -1, high: 2 });
    expect(absoluteJet(through)).toMatchObject({
      value: { low: 0, high: 2 },
      slope: { low: -1, high: 1 },
      curve: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    });
    expect(functionJet('log', through).value.low).toBe(Number.NEGATIVE_INFINITY);
    expect(divideJets(through, through).value.high).toBe(Number.POSITIVE_INFINITY);
    const half = variableJet({ low: 3, high: 4 });
    expect(smallerJet(through, half)).toBe(through);
  });
});
