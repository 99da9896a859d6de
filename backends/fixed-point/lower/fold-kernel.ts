import type { Hardware } from '../../../core/hardware.js';
import type { ArrayDeclaration, ArrayId } from '../../../core/ir/index.js';
import type { Accumulator } from './accumulators.js';
import { formatRange } from './code-range.js';
import { FixedBuilder } from './fixed-builder.js';
import type { ArrayFormat, FixedKernel } from './fixed-ir.js';

export interface Fold {
  readonly accumulator: Accumulator;
  readonly target: ArrayFormat;
  readonly input: ArrayFormat;
}

/**
 * Kernel at the end of slot synapses: X = rq(X + input), once per neuron and variable, then the
 * accumulator is emptied (neurocore section 10, rule Q2). Deliveries to guarded variables were
 * guarded one by one, so nothing of a refractory neuron is in the sum.
 */
export function foldKernel(
  population: ArrayDeclaration,
  folds: readonly Fold[],
  hardware: Hardware,
): FixedKernel {
  const builder = new FixedBuilder(`${population.object}.fold`, {
    kind: 'elements',
    object: population.object,
    count: population.count,
  });
  const word = hardware.words.accumulator;
  for (const { accumulator, target, input } of folds) {
    const load = (array: ArrayId, format: ArrayFormat): number =>
      builder.append({
        op: 'load',
        array,
        index: 'lane',
        range: formatRange(format.format),
        fraction: format.format.fracBits,
      });
    const state = load(accumulator.target, target);
    const pending = load(accumulator.array, input);
    const [stateFraction, inputFraction] = [target.format.fracBits, accumulator.fraction];
    const point = Math.max(stateFraction, inputFraction);
    const addends = [
      builder.shift(state, point - stateFraction),
      builder.shift(pending, point - inputFraction),
    ] as const;
    const sum = builder.binary('add', ...addends);
    const value = builder.requantise({
      operand: sum,
      shift: point - stateFraction,
      to: target.format,
      rounding: word.rounding,
      overflow: target.overflow,
      wordClass: 'accumulator',
      name: accumulator.target,
      addends,
    });
    builder.append({ op: 'store', array: accumulator.target, index: 'lane', value, fraction: 0 });
    const empty = builder.constant(0n, inputFraction);
    builder.append({
      op: 'store',
      array: accumulator.array,
      index: 'lane',
      value: empty,
      fraction: 0,
    });
  }
  return builder.finish(undefined);
}
