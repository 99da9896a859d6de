import type { Diagnostics } from '../../../core/diagnostics/index.js';
import { type Hardware, hardwarePlace } from '../../../core/hardware.js';
import type {
  ArrayDeclaration,
  ArrayId,
  ElementIndex,
  ProjectionPlan,
  StepPlan,
} from '../../../core/ir/index.js';
import type { ArrayFormat, CodeRange } from './fixed-ir.js';

/** An accumulator that stands in for additive writes to a variable during slot synapses. */
export interface Accumulator {
  readonly array: ArrayId;
  readonly target: ArrayId;
  readonly fraction: number;
  readonly bits: number;
  /** Clamps after every addition; otherwise the width is proved to hold every sum. */
  readonly saturate: boolean;
}

/** What a kernel adds to a variable: input of the choice of its accumulator's format. */
export interface Contribution {
  readonly target: ArrayId;
  readonly kernel: string;
  readonly index: ElementIndex;
  readonly range: CodeRange;
  readonly fraction: number;
}

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
  const { bits, fraction: wanted } = hardware.words.accumulator;
  const saturate = hardware.accumulatorMode === 'saturate';
  const load = new AccumulatorLoad(contributions, plan, hardware);
  const finest = Math.max(...contributions.map((entry) => entry.fraction));
  let fraction = wanted === 'auto' ? finest : wanted;
  // Where every delivery is down to one code, fewer fraction bits change nothing any more.
  while (wanted === 'auto' && load.bits(fraction) > bits && load.largestDelivery(fraction) > 1n) {
    fraction -= 1;
  }
  const needed = load.bits(fraction);
  if (needed > bits) {
    diagnostics.error(
      'HARDWARE_LIMIT',
      `the accumulator of ${target} needs ${needed} bits for its worst step, words.accumulator has ${bits}`,
      {
        ...hardwarePlace(hardware, 'words.accumulator.bits', 'words.accumulator', 'words'),
        expected: `a word of at least ${needed} bits`,
        found: `${bits} bits, ${fraction} of them after the point`,
        help:
          wanted === 'auto'
            ? 'give words.accumulator more bits, or mode: saturate'
            : 'set words.accumulator.fraction to auto, give it more bits, or mode: saturate',
      },
    );
  }
  return { array: accumulatorArray(target), target, fraction, bits, saturate };
}

/** What can arrive at one variable in one step: every synapse once per pathway, at its largest. */
class AccumulatorLoad {
  readonly #contributions: readonly Contribution[];
  /** Per contribution: number of synapses of each element that is added to. */
  readonly #synapses: readonly ReadonlyMap<number, number>[];
  readonly #saturate: boolean;
  readonly #jams: boolean;

  constructor(contributions: readonly Contribution[], plan: StepPlan, hardware: Hardware) {
    this.#contributions = contributions;
    this.#synapses = contributions.map((entry) => synapsesOf(entry, plan));
    this.#saturate = hardware.accumulatorMode === 'saturate';
    this.#jams = hardware.words.accumulator.rounding === 'jam';
  }

  /** Two's complement word for the worst step; where additions saturate, for one delivery. */
  bits(fraction: number): number {
    const worst = this.#saturate ? this.largestDelivery(fraction) : this.#worstSum(fraction);
    return worst === 0n ? 1 : 1 + worst.toString(2).length;
  }

  largestDelivery(fraction: number): bigint {
    return this.#contributions.map((entry) => this.#delivered(entry, fraction)).reduce(larger, 0n);
  }

  #worstSum(fraction: number): bigint {
    const sums = new Map<number, bigint>();
    for (const [place, contribution] of this.#contributions.entries()) {
      const delivered = this.#delivered(contribution, fraction);
      for (const [element, count] of this.#synapses[place] ?? []) {
        sums.set(element, (sums.get(element) ?? 0n) + BigInt(count) * delivered);
      }
    }
    return [...sums.values()].reduce(larger, 0n);
  }

  /** Largest magnitude of one delivery as it is added: after the rounding of rule Q1. */
  #delivered({ range, fraction }: Contribution, accumulator: number): bigint {
    const { lowest, highest } = range;
    const magnitude = larger(lowest < 0n ? -lowest : lowest, highest < 0n ? -highest : highest);
    const shift = fraction - accumulator;
    if (shift <= 0) return magnitude << BigInt(-shift);
    // No rounding goes beyond the ceiling, but for the forced low bit of `jam`.
    return -(-magnitude >> BigInt(shift)) + (this.#jams ? 1n : 0n);
  }
}

function synapsesOf(contribution: Contribution, plan: StepPlan): ReadonlyMap<number, number> {
  const projection = projectionOf(contribution.kernel, plan);
  if (projection === undefined) throw new Error(`${contribution.kernel} is no pathway`);
  const counts = new Map<number, number>();
  if (contribution.index === 'shared') return counts.set(0, projection.pre.length);
  for (const neuron of contribution.index === 'pre' ? projection.pre : projection.post) {
    counts.set(neuron, (counts.get(neuron) ?? 0) + 1);
  }
  return counts;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
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
