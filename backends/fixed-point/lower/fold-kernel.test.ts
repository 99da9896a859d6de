import { describe, expect, it } from 'vitest';
import { parseFormat } from '../../../core/fixed/index.js';
import { declare } from '../../../tests/support/fake-engine.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { interpretFixedKernel } from '../interpreter/interpret-kernel.js';
import { type Accumulator, accumulatorArray, declareAccumulator } from './accumulators.js';
import type { ArrayFormat, FixedKernel } from './fixed-ir.js';
import { foldKernel } from './fold-kernel.js';
import { one } from './rational.js';

function state(array: string, text: string): ArrayFormat {
  const parsed = parseFormat(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return {
    array,
    format: parsed.format,
    wordClass: 'state',
    rounding: 'floor',
    overflow: { kind: 'saturate' },
    scale: one,
    unit: '1',
    boundAtLsb: false,
  };
}

const accumulator = (target: string, fraction: number): Accumulator => ({
  array: accumulatorArray(target),
  target,
  fraction,
  bits: 24,
  saturate: false,
});

function fold(pairs: readonly (readonly [ArrayFormat, number])[]): FixedKernel {
  const hardware = testHardware({ words: { accumulator: { rounding: 'nearest_up' } } });
  return foldKernel(
    declare('P.x', 3),
    pairs.map(([target, fraction]) => {
      const pending = accumulator(target.array, fraction);
      const declared = declareAccumulator(pending, declare(target.array, 3), target, hardware);
      return { accumulator: pending, target, input: declared.format };
    }),
    hardware,
  );
}

function run(
  kernel: FixedKernel,
  data: Readonly<Record<string, readonly number[]>>,
): Record<string, number[]> {
  const storage = Object.entries(data).map(
    ([id, codes]) => [id, { count: 3, slots: 1, data: Float64Array.from(codes) }] as const,
  );
  interpretFixedKernel(
    kernel,
    {
      arrays: new Map(storage),
      tables: new Map(),
      requantisation: { profile: 'standard', stochastic: { rule: 'lt_high', bits: 16 } },
      word: () => 0,
      drawsAlways: true,
      limits: new Map(),
    },
    true,
  ).run(0, undefined, 0, 3);
  return Object.fromEntries(storage.map(([id, { data: codes }]) => [id, [...codes]]));
}

describe('foldKernel', () => {
  it('adds the input to the state, rounded once by the class of accumulators, and empties it', () => {
    const kernel = fold([[state('P.g', 's16f4'), 6]]);
    const after = run(kernel, { 'P.g': [10, -10, 32_767], 'P.g#input': [2, -6, 400] });
    // 10 + 2/4 = 10.5 -> 11 (nearest up); -10 - 6/4 = -11.5 -> -11; the third saturates.
    expect(after).toEqual({ 'P.g': [11, -11, 32_767], 'P.g#input': [0, 0, 0] });
  });

  it('shifts exactly where the state is finer than the input', () => {
    const after = run(fold([[state('P.g', 's16f8'), 3]]), {
      'P.g': [1, 0, -1],
      'P.g#input': [1, -1, 0],
    });
    expect(after['P.g']).toEqual([33, -32, -1]);
  });

  it('folds every variable of a population in one kernel', () => {
    const kernel = fold([
      [state('P.g', 's16f4'), 6],
      [state('P.h', 's16f2'), 2],
    ]);
    const after = run(kernel, {
      'P.g': [0, 0, 0],
      'P.g#input': [4, 8, 12],
      'P.h': [5, 5, 5],
      'P.h#input': [1, 2, 3],
    });
    expect(after).toMatchObject({ 'P.g': [1, 2, 3], 'P.h': [6, 7, 8] });
  });
});
