import { describe, expect, it, vi } from 'vitest';
import type { FixedEnvironment } from '../../backends/fixed-point/interpreter/environment.js';
import {
  type InterpretedKernel,
  interpretFixedKernel,
} from '../../backends/fixed-point/interpreter/interpret-kernel.js';
import type { FixedKernel } from '../../backends/fixed-point/lower/fixed-ir.js';
import { evaluateFixedKernel, uniformAt, wordAt } from '../support/fixed-oracle.js';
import { type RandomFixedKernel, randomFixedKernel } from '../support/random-fixed-kernel.js';

vi.setConfig({ testTimeout: 600_000 });

const kernels = process.env.SOAK === '1' ? 50_000 : 1_500;
const ticks = 4;

interface Bound extends InterpretedKernel {
  readonly data: ReadonlyMap<string, Float64Array>;
  readonly spikes: { readonly indices: Int32Array; count: number };
}

function bind(random: RandomFixedKernel, counting: boolean): Bound {
  const data = new Map(
    random.arrays.map(({ id, codes }) => [id, Float64Array.from(codes, Number)]),
  );
  const spikes = { indices: new Int32Array(1000), count: 0 };
  const environment: FixedEnvironment = {
    arrays: new Map(
      random.arrays.map(({ id, count, slots }) => [
        id,
        { count, slots, data: data.get(id) as Float64Array },
      ]),
    ),
    tables: new Map(
      random.tables.map(({ name, rows, columns, codes }) => [
        name,
        { rows, columns, codes: Float64Array.from(codes, Number) },
      ]),
    ),
    projection: {
      pre: Int32Array.from(random.pre),
      post: Int32Array.from(random.post),
      sourceFirst: 0,
      targetFirst: 0,
      targetCount: 3,
    },
    spikes,
    requantisation: { profile: random.profile, stochastic: random.stochastic },
    word: wordAt,
    drawsAlways: random.drawsAlways,
    limits: new Map(
      random.arrays.map(({ id, format }) => {
        const size = 2 ** format.wordBits;
        return [id, format.signed ? [-size / 2, size / 2 - 1] : [0, size - 1]] as const;
      }),
    ),
    uniform: (tick) => Float64Array.from(uniformAt(tick)),
  };
  return { ...interpretFixedKernel(random.kernel, environment, counting), data, spikes };
}

function execute(random: RandomFixedKernel, counting: boolean): Bound {
  const bound = bind(random, counting);
  for (let tick = 0; tick < ticks; tick += 1) bound.run(tick, undefined, 0, random.lanes);
  return bound;
}

describe('integer interpreter', () => {
  it(`gives the codes and counts of a BigInt evaluator on ${kernels} random kernels`, () => {
    const seen = new Set<string>();
    let wide = 0;
    for (let seed = 0; seed < kernels; seed += 1) {
      const random = randomFixedKernel(seed * 2654435761);
      const expected = evaluateFixedKernel(random, ticks);
      const found = execute(random, true);
      for (const [id, codes] of expected.arrays) {
        const stored = [...(found.data.get(id) ?? [])];
        expect({ seed, id, stored }).toEqual({ seed, id, stored: codes.map(Number) });
        // A code is never -0.
        expect(stored.some((code) => Object.is(code, -0))).toBe(false);
      }
      const spikes = [...found.spikes.indices.slice(0, found.spikes.count)];
      expect({ seed, spikes }).toEqual({ seed, spikes: expected.spikes });
      for (const counters of found.counters) {
        const {
          kernel: _kernel,
          node,
          name: _name,
          wordClass: _class,
          ...counts
        } = counters.snapshot();
        expect({ seed, node, ...counts }).toEqual({ seed, node, ...expected.counters.get(node) });
      }
      for (const node of random.kernel.body) {
        seen.add(node.op);
        if (node.op === 'requantise') seen.add(`${node.rounding} ${node.overflow.kind}`);
        if ((node.range?.highest ?? 0n) >= 2n ** 53n) wide += 1;
      }
    }
    // Every operation and every pair of modes came up, and values beyond float64 with them.
    expect([...seen].filter((text) => text.includes(' '))).toHaveLength(14 * 5);
    expect([...seen].filter((text) => !text.includes(' '))).toHaveLength(33);
    expect(wide).toBeGreaterThan(kernels);
  });

  it('gives the same codes without counters', () => {
    for (let seed = 0; seed < kernels; seed += 5) {
      const random = randomFixedKernel(seed * 2654435761);
      const [counted, plain] = [execute(random, true), execute(random, false)];
      expect([...plain.data]).toEqual([...counted.data]);
      expect(plain.spikes).toEqual(counted.spikes);
      for (const counters of plain.counters) expect(counters.snapshot().operations).toBe(0);
    }
  });

  it('calls a place outside a table a fault of ours', () => {
    const kernel = (row: bigint, column: bigint): FixedKernel => ({
      id: 'P.update',
      domain: { kind: 'elements', object: 'P', count: 1 },
      body: [
        { op: 'const', code: row, range: { lowest: row, highest: row }, fraction: 0 },
        { op: 'const', code: column, range: { lowest: column, highest: column }, fraction: 0 },
        {
          op: 'lookup',
          table: 'values',
          row: 0,
          column: 1,
          range: { lowest: 0n, highest: 65535n },
          fraction: 16,
        },
      ],
    });
    const random = randomFixedKernel(1);
    const run = (row: bigint, column: bigint): void => {
      bind({ ...random, kernel: kernel(row, column) }, false).run(0, undefined, 0, 1);
    };
    expect(() => run(2n, 1n)).not.toThrow();
    expect(() => run(3n, 0n)).toThrow('no place 3, 0 in values');
    expect(() => run(-1n, 0n)).toThrow('no place');
    expect(() => run(0n, 2n)).toThrow('no place');
  });
});
