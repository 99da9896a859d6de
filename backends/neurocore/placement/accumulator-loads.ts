import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { ArrayId, ProjectionPlan } from '../../../core/ir/index.js';
import type { FixedProgram } from '../../fixed-point/index.js';
import type { ChipGeometry } from '../image/index.js';

/** What can arrive at one receptor in one step. */
interface Load {
  /** Largest sum of magnitudes over one neuron's synapses. */
  readonly worst: bigint;
  readonly inDegree: number;
  readonly largest: bigint;
  readonly bits: number;
}

/**
 * Widths of accumulators (neurocore section 10): a signed word must hold the worst sum of one step.
 * The integer program proves this for its formats; here it is proved for the memory, and for the
 * detour of counted inputs, which add more than they leave.
 */
export class AccumulatorLoads {
  readonly saturates: boolean;
  readonly #loads: ReadonlyMap<ArrayId, Load>;
  readonly #memoryBits: number;

  constructor(fixed: FixedProgram, geometry: ChipGeometry) {
    this.saturates = geometry.accumulatorSaturates;
    this.#memoryBits = geometry.memories.accumulator.wordBits;
    this.#loads = loadsOf(fixed);
  }

  /** Whether the accumulator still holds its worst sum if so much is added to it. */
  fits(receptor: ArrayId, more: number): boolean {
    const load = this.#loads.get(receptor);
    if (load === undefined) throw new Error(`nothing is added to ${receptor}`);
    const bits = Math.min(load.bits, this.#memoryBits);
    return load.worst + BigInt(more) < 2n ** BigInt(bits - 1);
  }

  /**
   * Reports CHIP_ACC_WIDTH for every accumulator that the memory is too narrow for, and for those that
   * would saturate at another width than their formats.
   */
  check(diagnostics: Diagnostics): boolean {
    const words = this.#memoryBits;
    let fit = true;
    for (const [receptor, { bits, worst, inDegree, largest }] of this.#loads) {
      const needed = this.saturates ? bits : 1 + worst.toString(2).length;
      if (this.saturates ? words === bits : words >= needed) continue;
      fit = false;
      const why = this.saturates
        ? `${receptor} saturates at ${bits} bits`
        : `${receptor} needs an accumulator of ${needed} bits: up to ${inDegree} synapses of at most ${largest} in one step`;
      diagnostics.error(
        'CHIP_ACC_WIDTH',
        `${why}; the accumulator memory has words of ${words} bits`,
        {
          context: receptor,
          expected: `words of ${this.saturates ? '' : 'at least '}${needed} bits`,
          found: `${words} bits`,
          help: this.saturates
            ? `memories: {accumulator: {word_bits: ${bits}}}, or words: {accumulator: {bits: ${words}}}`
            : `memories: {accumulator: {word_bits: ${needed}}}, fewer bits per weight, or fewer synapses per neuron`,
        },
      );
    }
    return fit;
  }
}

function loadsOf(fixed: FixedProgram): ReadonlyMap<ArrayId, Load> {
  const sums = new Map<ArrayId, { sum: Map<number, bigint>; count: Map<number, number> }>();
  const largest = new Map<ArrayId, bigint>();
  const kernels = new Map(fixed.kernels.map((kernel) => [kernel.id, kernel]));
  for (const object of fixed.objects) {
    if (object.kind !== 'projection') continue;
    for (const pathway of object.pathways) {
      const body = kernels.get(pathway.kernel)?.body ?? [];
      for (const node of body) {
        if (node.op !== 'accumulate') continue;
        const most = magnitude(body[node.value]?.range);
        largest.set(node.array, larger(largest.get(node.array) ?? 0n, most));
        const found = sums.get(node.array) ?? { sum: new Map(), count: new Map() };
        sums.set(node.array, found);
        for (const [neuron, count] of synapsesPerTarget(object)) {
          found.sum.set(neuron, (found.sum.get(neuron) ?? 0n) + BigInt(count) * most);
          found.count.set(neuron, (found.count.get(neuron) ?? 0) + count);
        }
      }
    }
  }
  return new Map(
    [...sums].map(([array, { sum, count }]): [ArrayId, Load] => [
      array,
      {
        worst: [...sum.values()].reduce(larger, 0n),
        inDegree: [...count.values()].reduce((a, b) => Math.max(a, b), 0),
        largest: largest.get(array) ?? 0n,
        bits: fixed.formats.get(array)?.format.wordBits ?? 0,
      },
    ]),
  );
}

function synapsesPerTarget({
  post,
  targetFirst,
  targetCount,
}: ProjectionPlan): readonly (readonly [neuron: number, synapses: number])[] {
  const counts = new Int32Array(targetCount);
  for (const neuron of post)
    counts[neuron - targetFirst] = (counts[neuron - targetFirst] as number) + 1;
  return [...counts].map((synapses, target) => [targetFirst + target, synapses]);
}

function magnitude(
  range: { readonly lowest: bigint; readonly highest: bigint } | undefined,
): bigint {
  if (range === undefined) throw new Error('an addition without a range');
  return larger(-range.lowest, range.highest);
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
