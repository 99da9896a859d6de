import type { PathwayDescriptor } from '../../image/index.js';
import { receptorSlots } from '../core-state.js';
import type { PopulationPrograms } from '../execution/core-programs.js';
import { addToAccumulator, type ExecutionContext } from '../execution/execution-context.js';

/** Pathways without synapse words: states CNT, ONE and FILL add one constant. */
export class ConstantEvents {
  readonly #context: ExecutionContext;
  readonly #populations: readonly PopulationPrograms[];

  constructor(context: ExecutionContext, populations: readonly PopulationPrograms[]) {
    this.#context = context;
    this.#populations = populations;
  }

  /** CNT: what all targets hear of the packets that are due with a delay. */
  count({ inlet, population, receptor, constant }: PathwayDescriptor, delay: number): void {
    const { broadcast, countRing } = this.#context.state;
    const { delaySlots, counts } = this.#context.image.geometry;
    const slot = (this.#context.clock.tick - delay) % delaySlots;
    const place = population * receptorSlots + (receptor ?? 0);
    const row = slot < 0 ? slot + delaySlots : slot;
    const count = countRing[row * counts + inlet] as number;
    broadcast[place] = (broadcast[place] as number) + (constant ?? 0) * count;
  }

  /** ONE: the target on the diagonal, where there is one. */
  one(pathway: PathwayDescriptor, inlet: number): void {
    this.#add(pathway, inlet + (pathway.diagonal ?? 0));
  }

  /** A cycle of FILL, with `left` more to come: the next target, unless it is the source itself. */
  fill(pathway: PathwayDescriptor, inlet: number, left: number): void {
    const target = pathway.targets - left - 1;
    if (pathway.diagonal === undefined || target !== inlet + pathway.diagonal)
      this.#add(pathway, target);
  }

  #add(pathway: PathwayDescriptor, target: number): void {
    const { firstTarget, targets, population, receptor, constant } = pathway;
    if (target < 0 || target >= targets) return;
    const heard = this.#populations[population];
    if (heard === undefined) throw new Error(`pathway to population ${population}`);
    const index = firstTarget + target - heard.descriptor.first;
    const { pieces } = this.#context.state.accumulator;
    const at = heard.accumulatorAt + index * heard.accumulatorPieces;
    addToAccumulator(this.#context, at + (receptor ?? 0) * pieces, constant ?? 0);
  }
}
