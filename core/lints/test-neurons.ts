import type {
  ArrayId,
  KernelFunction,
  Program,
  ScalarKernel,
  ScalarNode,
  ValueId,
} from '../ir/index.js';
import type { StartValues } from './start-values.js';

/** Amounts that inputs add to the variables of the tested neurons, by array, one per neuron. */
export type Push = ReadonlyMap<ArrayId, Float64Array>;

/** How long neurons may take to come to rest, and to answer a volley, in ticks. */
const restTicks = 20_000;
const answerTicks = 5_000;
/** Ticks between two looks at whether something still moves. */
const lookTicks = 50;
/** Relative change of the distance to threshold, between two looks, that counts as rest. */
const stillness = 1e-8;

const marginArray = '#margin';

/**
 * A few neurons of a population with the population's own kernels, apart from their inputs: brought
 * to rest, then pushed once or at every tick, to see whether the threshold is reached.
 */
export class TestNeurons {
  readonly lanes: Int32Array;
  readonly #values: StartValues;
  readonly #steps: readonly KernelFunction[];
  readonly #threshold: KernelFunction;
  readonly #margin: Float64Array;
  readonly #spikes;
  readonly #state: readonly Float64Array[];
  #rest: readonly Float64Array[] = [];
  #restMargins: readonly number[] = [];
  #tick = 0;

  private constructor(
    values: StartValues,
    lanes: Int32Array,
    size: number,
    steps: readonly ScalarKernel[],
    threshold: ScalarKernel,
    state: readonly ArrayId[],
  ) {
    this.lanes = lanes;
    this.#values = values;
    this.#spikes = { indices: new Int32Array(size), count: 0 };
    this.#margin = new Float64Array(size);
    this.#steps = steps.map((kernel) => values.bind(kernel));
    const margin = new Map([[marginArray, { count: size, slots: 1, data: this.#margin }]]);
    this.#threshold = values.bind(threshold, this.#spikes, margin);
    this.#state = state.map((id) => values.array(id).data);
  }

  /**
   * The given neurons of a population at rest.
   *
   * @returns undefined if there is no rest to start from (they spike or wander on their own), or if
   *   their threshold is no comparison of numbers.
   */
  static atRest(
    population: string,
    size: number,
    lanes: Int32Array,
    program: Program,
    values: StartValues,
  ): TestNeurons | undefined {
    const acting = program.actions.filter(
      (action) => action.kind === 'kernel' && touches(values.kernel(action.kernel), population),
    );
    const steps = acting.flatMap((action) =>
      action.kind === 'kernel' && ['before_start', 'groups'].includes(action.slot)
        ? [values.kernel(action.kernel)]
        : [],
    );
    const crossing = program.actions.find(
      (action) => action.kind === 'threshold' && action.population === population,
    );
    if (crossing?.kind !== 'threshold' || steps.length < acting.length) return undefined;
    const ownSteps = steps.every((kernel) => kernel.domain.object === population);
    const random = steps.some(({ body }) => body.some(({ op }) => op === 'draw'));
    const threshold = withMargin(values.kernel(crossing.kernel));
    if (!ownSteps || random || threshold === undefined) return undefined;
    const state = program.arrays.filter((array) => array.object === population).map(({ id }) => id);
    const neurons = new TestNeurons(values, lanes, size, steps, threshold, state);
    return neurons.#settle() ? neurons : undefined;
  }

  /** Distance to threshold at rest, per tested neuron, below 0; in SI. */
  get restMargin(): readonly number[] {
    return this.#restMargins;
  }

  /** Largest distance to threshold (above 0: crossed) after one push, per neuron. */
  answer(push: Push, scale = 1): { readonly crossed: boolean; readonly peak: readonly number[] } {
    this.#restore();
    this.#push(push, scale);
    return this.#run(answerTicks, undefined, scale);
  }

  /** True if a push at every tick brings a neuron to threshold. */
  reaches(push: Push, scale = 1): boolean {
    this.#restore();
    return this.#run(restTicks, push, scale).crossed;
  }

  /** Puts all variables back to rest. */
  restore(): void {
    this.#restore();
  }

  /** The last tick that was run. */
  get tick(): number {
    return this.#tick;
  }

  #settle(): boolean {
    const settled = this.#run(restTicks, undefined, 1);
    if (settled.crossed || !settled.still) return false;
    this.#rest = this.#state.map((data) => data.slice());
    this.#restMargins = [...this.lanes].map((lane) => this.#margin[lane] ?? 0);
    return true;
  }

  /**
   * Runs the neurons until one crosses the threshold, or nothing moves any more.
   *
   * @param push - Added at every tick; undefined for neurons left to themselves, which may stop as
   *   soon as they have gone half the way back.
   */
  #run(
    ticks: number,
    push: Push | undefined,
    scale: number,
  ): { readonly crossed: boolean; readonly still: boolean; readonly peak: readonly number[] } {
    const { lanes } = this;
    const count = lanes.length;
    const peak = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    const before = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    let still = false;
    this.#spikes.count = 0;
    for (let k = 1; k <= ticks && !still; k += 1) {
      this.#tick += 1;
      if (push !== undefined) this.#push(push, scale);
      for (const step of this.#steps) step(this.#tick, lanes, 0, count);
      this.#threshold(this.#tick, lanes, 0, count);
      let [moving, falling] = [false, push === undefined && this.#restMargins.length > 0];
      for (let at = 0; at < count; at += 1) {
        const margin = this.#margin[lanes[at] ?? 0] ?? 0;
        if (margin > (peak[at] ?? 0)) peak[at] = margin;
        if (k % lookTicks !== 0) continue;
        if (!(Math.abs(margin - (before[at] ?? 0)) <= stillness * Math.abs(margin))) moving = true;
        if (margin > ((peak[at] ?? 0) + (this.#restMargins[at] ?? 0)) / 2) falling = false;
        before[at] = margin;
      }
      if (this.#spikes.count > 0) return { crossed: true, still, peak: [...peak] };
      if (k % lookTicks === 0) still = !moving || falling;
    }
    return { crossed: false, still, peak: [...peak] };
  }

  #push(push: Push, scale: number): void {
    for (const [id, amounts] of push) {
      const { data } = this.#values.array(id);
      for (const [at, lane] of this.lanes.entries()) {
        data[lane] = (data[lane] ?? 0) + scale * (amounts[at] ?? 0);
      }
    }
  }

  #restore(): void {
    for (const [at, data] of this.#state.entries()) {
      const rest = this.#rest[at];
      if (rest !== undefined) data.set(rest);
    }
  }
}

/** True if a kernel writes an array of the object. */
function touches({ body }: ScalarKernel, object: string): boolean {
  return body.some(
    (node) =>
      (node.op === 'store' || node.op === 'accumulate') && node.array.startsWith(`${object}.`),
  );
}

/**
 * The threshold kernel without its effects on refractoriness, which also stores how far the first
 * comparison of its condition is from changing: left minus right for `>`, right minus left for `<`.
 */
function withMargin(kernel: ScalarKernel): ScalarKernel | undefined {
  const { body } = kernel;
  const spike = body.find((node) => node.op === 'spike');
  if (spike?.op !== 'spike') return undefined;
  const comparison = firstComparison(spike.when, body);
  if (comparison === undefined) return undefined;
  const kept = body.map(
    (node): ScalarNode => (node.op === 'store' ? { op: 'const', value: 0 } : node),
  );
  const { left, right, rising } = comparison;
  return {
    ...kernel,
    id: `${kernel.id}#margin`,
    body: [
      ...kept,
      rising ? { op: 'sub', left, right } : { op: 'sub', left: right, right: left },
      { op: 'store', array: marginArray, index: 'lane', value: kept.length },
    ],
  };
}

function firstComparison(
  id: ValueId,
  body: readonly ScalarNode[],
): { readonly left: ValueId; readonly right: ValueId; readonly rising: boolean } | undefined {
  const node = body[id];
  switch (node?.op) {
    case 'and':
      return firstComparison(node.left, body) ?? firstComparison(node.right, body);
    case 'gt':
    case 'ge':
      return { left: node.left, right: node.right, rising: true };
    case 'lt':
    case 'le':
      return { left: node.left, right: node.right, rising: false };
    default:
      return undefined;
  }
}
