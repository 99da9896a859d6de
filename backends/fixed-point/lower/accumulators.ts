import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type {
  ArrayDeclaration,
  ArrayId,
  ProjectionPlan,
  StepPlan,
} from '../../../core/ir/index.js';
import type { ArrayFormat } from './fixed-ir.js';
import type { Accumulator, Contribution } from './lower-kernel.js';

/** Array in which the input to a variable is added up during slot synapses. */
export function accumulatorArray(target: ArrayId): ArrayId {
  return `${target}#input`;
}

/**
 * Formats of the accumulators (neurocore section 10): as many fraction bits as the finest
 * contribution has, unless the worst sum of one step would not fit the word then; the sum counts
 * every synapse of the neuron once per pathway, at its largest code.
 */
export function chooseAccumulators(
  contributions: readonly Contribution[],
  plan: StepPlan,
  hardware: Hardware,
  diagnostics: Diagnostics,
): ReadonlyMap<ArrayId, Accumulator> {
  const chosen = new Map<ArrayId, Accumulator>();
  for (const target of new Set(contributions.map((entry) => entry.target))) {
    const own = contributions.filter((entry) => entry.target === target);
    const accumulator = chooseAccumulator(target, own, plan, hardware, diagnostics);
    chosen.set(target, accumulator);
  }
  return chosen;
}

function chooseAccumulator(
  target: ArrayId,
  contributions: readonly Contribution[],
  plan: StepPlan,
  hardware: Hardware,
  diagnostics: Diagnostics,
): Accumulator {
  const word = hardware.words.accumulator;
  const finest = Math.max(...contributions.map((entry) => entry.fraction));
  const worst = worstSum(contributions, plan);
  const saturate = hardware.accumulatorMode === 'saturate';
  const valueBits = word.bits - 1;
  // Largest F with worst * 2^F <= 2^valueBits - 1, so that exact addition never leaves the word.
  const fitting = worst === 0 ? finest : Math.floor(Math.log2((2 ** valueBits - 1) / worst));
  const automatic = saturate ? finest : Math.min(finest, fitting);
  const fraction = word.fraction === 'auto' ? automatic : word.fraction;
  if (!saturate && fraction > fitting) {
    diagnostics.error(
      'HARDWARE_LIMIT',
      `the accumulator of ${target} needs ${Math.ceil(Math.log2(worst * 2 ** fraction + 1)) + 1} bits for its worst step, words.accumulator has ${word.bits}`,
      {
        expected: `at most ${fitting} fraction bits, or more bits`,
        found: `${fraction} fraction bits`,
        help: 'set words.accumulator.fraction to auto, give it more bits, or mode: saturate',
      },
    );
  }
  return { array: accumulatorArray(target), target, fraction, bits: word.bits, saturate };
}

/** Largest sum of magnitudes that one neuron can receive in one step, in the variable's scale. */
function worstSum(contributions: readonly Contribution[], plan: StepPlan): number {
  const perNeuron = new Map<number, number>();
  for (const contribution of contributions) {
    const projection = projectionOf(contribution.kernel, plan);
    if (projection === undefined) continue;
    const { lowest, highest } = contribution.range;
    const magnitude = -lowest > highest ? -lowest : highest;
    const largest = Number(magnitude) * 2 ** -contribution.fraction;
    const neurons = contribution.index === 'pre' ? projection.pre : projection.post;
    for (const neuron of neurons) perNeuron.set(neuron, (perNeuron.get(neuron) ?? 0) + largest);
  }
  let worst = 0;
  for (const sum of perNeuron.values()) worst = Math.max(worst, sum);
  return worst;
}

function projectionOf(kernel: string, plan: StepPlan): ProjectionPlan | undefined {
  for (const object of plan.objects) {
    if (object.kind !== 'projection') continue;
    if (object.pathways.some((pathway) => pathway.kernel === kernel)) return object;
  }
  return undefined;
}

/** Declaration and format of an accumulator: as long as its variable, in the variable's unit. */
export function declareAccumulator(
  accumulator: Accumulator,
  target: ArrayDeclaration,
  targetFormat: ArrayFormat,
  hardware: Hardware,
): { readonly array: ArrayDeclaration; readonly format: ArrayFormat } {
  const word = hardware.words.accumulator;
  return {
    array: {
      ...target,
      id: accumulator.array,
      variable: `#input of ${target.variable}`,
      role: 'accumulator',
      visible: false,
    },
    format: {
      array: accumulator.array,
      format: { signed: true, wordBits: accumulator.bits, fracBits: accumulator.fraction },
      wordClass: 'accumulator',
      rounding: word.rounding,
      overflow: word.overflow,
      scale: targetFormat.scale,
      unit: targetFormat.unit,
      boundAtLsb: false,
    },
  };
}
