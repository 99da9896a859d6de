import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oracleRequantise } from '../../../tests/support/bigint-oracle.js';
import { dice } from '../../../tests/support/dice.js';
import { executeSection } from '../../../tests/support/symbolic-executor.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { assembleSection } from './assemble-section.js';
import { rounding } from './rounding.js';
import type { Effect } from './select-instructions.js';
import type { Condition, NumberValue } from './value.js';
import { ValueGraph } from './value-graph.js';

const hardware = {
  ...testHardware(),
  memories: { constant: { words: 64, wordBits: 10, readCycles: 1 } },
};
const limits = {
  name: 'the section',
  place: {},
  siteBase: 0,
  registerBits: 50,
  constantBits: 10,
  multiplier: [50, 50] as const,
};

/** A value of the graph beside what it should be, computed from the same operands. */
interface Made<T> {
  readonly value: T;
  readonly of: (inputs: readonly bigint[]) => T extends NumberValue ? bigint : boolean;
}
type Numeric = Made<NumberValue>;
type Truth = Made<Condition>;

const roundings = ['floor', 'ceil', 'toward_zero', 'nearest_even', 'jam'] as const;
const overflows = ['saturate', 'saturate_symmetric', 'wrap'] as const;

/** Random values over a few fields, made by the graph's own operations. */
class Trees {
  readonly graph: ValueGraph = new ValueGraph(rounding(hardware));
  readonly numbers: Numeric[] = [];
  readonly #truths: Truth[] = [];
  readonly #roll: () => number;

  constructor(fields: number, roll: () => number) {
    this.#roll = roll;
    for (let field = 0; field < fields; field += 1)
      this.numbers.push({
        value: this.graph.input(field, { lowest: -64n, highest: 63n }, `field ${field}`),
        of: (inputs) => inputs[field] as bigint,
      });
  }

  below(end: number): number {
    return Math.floor(this.#roll() * end);
  }

  any<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  grow(): void {
    const { graph } = this;
    const [a, b] = [this.any(this.numbers), this.any(this.numbers)];
    const number = (value: NumberValue, of: Numeric['of']): void => {
      if (value.range.highest < 2n ** 30n && value.range.lowest > -(2n ** 30n))
        this.numbers.push({ value, of });
    };
    const truth = (value: Condition, of: Truth['of']): void => {
      this.#truths.push({ value, of });
    };
    switch (this.below(14)) {
      case 0: {
        const code = BigInt(
          this.any([0, 1, -1, 2, 3, 5, -8, 100, 1000, -4096, 12345, 5 * 2 ** 20]),
        );
        number(graph.constant(code), () => code);
        return;
      }
      case 1:
        number(graph.add(a.value, b.value), (at) => a.of(at) + b.of(at));
        return;
      case 2:
        number(graph.sub(a.value, b.value), (at) => a.of(at) - b.of(at));
        return;
      case 3:
        number(graph.mul(a.value, b.value), (at) => a.of(at) * b.of(at));
        return;
      case 4:
        number(graph.neg(a.value), (at) => -a.of(at));
        return;
      case 5: {
        const bits = this.below(6);
        number(graph.shift(a.value, bits), (at) => a.of(at) << BigInt(bits));
        return;
      }
      case 6:
        number(graph.min(a.value, b.value), (at) => (a.of(at) < b.of(at) ? a.of(at) : b.of(at)));
        return;
      case 7:
        number(graph.max(a.value, b.value), (at) => (a.of(at) > b.of(at) ? a.of(at) : b.of(at)));
        return;
      case 8:
        number(graph.abs(a.value), (at) => (a.of(at) < 0n ? -a.of(at) : a.of(at)));
        return;
      case 9: {
        const shift = this.below(7) - 2;
        const kind = this.any(overflows);
        const format = {
          to: {
            signed: kind === 'saturate_symmetric' || this.below(2) === 0,
            wordBits: 4 + this.below(5),
            fracBits: 0,
          },
          rounding: this.any(roundings),
          overflow: kind === 'wrap' ? ({ kind, bits: 0 } as const) : ({ kind } as const),
        };
        const bound = BigInt(this.below(80) * 2 ** Math.max(shift, 0) - 40);
        const clipped = this.below(2) === 0 ? graph.min(a.value, graph.constant(bound)) : a.value;
        const exact: Numeric['of'] = (at) =>
          clipped === a.value || a.of(at) < bound ? a.of(at) : bound;
        number(graph.requantise(clipped, shift, format), (at) =>
          oracleRequantise(exact(at), shift, format.to, format.rounding, format.overflow),
        );
        return;
      }
      case 10: {
        const condition = this.any(this.#truths);
        if (condition === undefined) return;
        number(graph.select(condition.value, a.value, b.value), (at) =>
          condition.of(at) ? a.of(at) : b.of(at),
        );
        return;
      }
      case 11:
        truth(graph.lt(a.value, b.value), (at) => a.of(at) < b.of(at));
        return;
      case 12: {
        const le = this.below(2) === 0;
        truth(le ? graph.le(a.value, b.value) : graph.eq(a.value, b.value), (at) =>
          le ? a.of(at) <= b.of(at) : a.of(at) === b.of(at),
        );
        return;
      }
      default: {
        const [p, q] = [this.any(this.#truths), this.any(this.#truths)];
        if (p === undefined || q === undefined) return;
        const kind = this.below(3);
        if (kind === 0) truth(graph.not(p.value), (at) => !p.of(at));
        else if (kind === 1) truth(graph.and(p.value, q.value), (at) => p.of(at) && q.of(at));
        else truth(graph.or(p.value, q.value), (at) => p.of(at) || q.of(at));
      }
    }
  }
}

describe('a section', () => {
  it('leaves in its registers what its values say, whatever overwrites what', () => {
    let instructions = 0;
    const property = fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 3, max: 40 }),
      (seed, fields, size) => {
        const trees = new Trees(fields, dice(seed));
        for (let step = 0; step < size; step += 1) trees.grow();
        const results = new Map<number, Numeric>();
        for (let field = 0; field < fields; field += 1)
          if (trees.below(4) > 0) results.set(field, trees.any(trees.numbers));
        const effects = [...results].map(
          ([register, { value }]): Effect => ({ kind: 'output', register, value, comment: '' }),
        );
        const registers = Array.from({ length: fields }, (_, field) => field);
        const code = assembleSection(
          effects,
          {
            inputs: registers,
            kept: new Set(registers),
            temporaries: [
              ...Array.from({ length: 32 - fields }, (_, at) => fields + at),
              ...registers,
            ],
            predicates: [1, 2, 3, 4, 5, 6, 7],
          },
          limits,
        );
        instructions += code.length;
        for (let trial = 0; trial < 6; trial += 1) {
          const inputs = registers.map(() => BigInt(trees.below(128) - 64));
          const found = executeSection(
            { instructions: code, siteBase: 0 },
            new Map(inputs.map((value, register) => [register, value])),
            new Map(),
            { hardware, tables: new Map(), host: () => 0n, word: () => 0 },
          );
          for (const register of registers) {
            const expected = results.get(register)?.of(inputs) ?? inputs[register];
            expect(found.registers[register]).toBe(expected);
          }
        }
      },
    );
    const course = fc.check(property, { numRuns: 1500, seed: 3 });
    expect(course.failed, fc.defaultReportMessage(course)).toBe(false);
    expect(instructions).toBeGreaterThan(5000);
  });

  it('leaves out clips only where the saturation behind them does the same', () => {
    const to = { signed: true, wordBits: 3, fracBits: 0 };
    const overflow = { kind: 'saturate' } as const;
    for (const shift of [-1, 0, 1, 2])
      for (let bound = -20n; bound <= 20n; bound += 1n)
        for (const rule of ['floor', 'ceil', 'nearest_even', 'away'] as const) {
          const graph = new ValueGraph(rounding(hardware));
          const input = graph.input(0, { lowest: -64n, highest: 63n }, '');
          const clips = [
            graph.min(input, graph.constant(bound)),
            graph.max(input, graph.constant(bound)),
          ].map((clipped) => graph.requantise(clipped, shift, { to, rounding: rule, overflow }));
          for (let x = -24n; x <= 24n; x += 1n) {
            const bounded = [x < bound ? x : bound, x > bound ? x : bound];
            for (const [at, clip] of clips.entries()) {
              if (clip.op !== 'requantise' || clip.operand !== input) continue;
              const of = (code: bigint): bigint =>
                oracleRequantise(code, shift, to, rule, overflow);
              expect(of(x)).toBe(of(bounded[at] as bigint));
            }
          }
        }
  });

  it('says how many registers are missing', () => {
    const graph = new ValueGraph(rounding(hardware));
    const inputs = Array.from({ length: 6 }, (_, register) =>
      graph.input(register, { lowest: -64n, highest: 63n }, ''),
    );
    // Every product is needed twice, and in opposite orders: none can be left for later.
    const products = inputs.map((input, at) => graph.mul(input, graph.constant(BigInt(3 + at))));
    const sum = products.reduce((all, value) => graph.max(all, value));
    const other = [...products].reverse().reduce((all, value) => graph.min(all, value));
    const register = 0;
    expect(() =>
      assembleSection(
        [{ kind: 'output', register, value: graph.sub(sum, other), comment: '' }],
        {
          inputs: [0, 1, 2, 3, 4, 5],
          kept: new Set([0, 1, 2, 3, 4, 5]),
          temporaries: [6, 7],
          predicates: [1],
        },
        limits,
      ),
    ).toThrow(/needs \d+ registers at once/);
  });
});
