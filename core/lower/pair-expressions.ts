import type { Expression } from '../equations/index.js';
import { KernelBuilder, type SynapseEnds, simplifyKernel } from '../ir/index.js';
import type { ProjectionModel } from '../network/index.js';
import type { ConnectDraws } from './connect-draws.js';
import { arraysLoaded, bindKernel, storageOf } from './evaluate-elements.js';
import { ExpressionLowering } from './lower-expression.js';
import { arrayId, type ProgramDraft } from './program-draft.js';
import type { StartState } from './start-state.js';

/** Values of an expression for the first `count` pairs; overwritten by the next call. */
export type PairValues = (count: number) => Float64Array;

/**
 * Calls `visit` with i and j, counted inside the slices, for every synapse in order of creation.
 * False after a fault, which has been reported.
 */
export type PairVisitor = (visit: (i: number, j: number) => void) => boolean;

/**
 * Pairs of neurons, and expressions evaluated for many of them at once while synapses are made:
 * variables of source and target have their start values.
 */
export class PairExpressions {
  /** i and j, counted inside the slices, are written here before an expression is evaluated. */
  readonly capacity: number;
  readonly local: Float64Array;
  readonly #pre: Int32Array;
  readonly #post: Int32Array;
  readonly #projection: ProjectionModel;
  readonly #draft: ProgramDraft;
  readonly #start: StartState;
  readonly #draws: ConnectDraws;
  #kernels = 0;

  constructor(
    projection: ProjectionModel,
    capacity: number,
    draft: ProgramDraft,
    start: StartState,
    draws: ConnectDraws,
  ) {
    this.capacity = capacity;
    this.local = new Float64Array(capacity);
    this.#pre = new Int32Array(capacity);
    this.#post = new Int32Array(capacity);
    this.#projection = projection;
    this.#draft = draft;
    this.#start = start;
    this.#draws = draws;
  }

  setPair(place: number, i: number, j: number): void {
    this.#pre[place] = this.#projection.source.first + i;
    this.#post[place] = this.#projection.target.first + j;
  }

  /** @param local - Name of the variable of a generator, whose values are in `local`. */
  compile(expression: Expression, local?: string): PairValues {
    const { name, scope, source, target } = this.#projection;
    const result = arrayId(name, '#pair_value');
    const running = arrayId(name, '#pair_local');
    const id = `${name}.connect_${this.#kernels++}`;
    const b = new KernelBuilder(id, { kind: 'synapses', object: name });
    const lowering = new ExpressionLowering(this.#draft, b);
    const value = lowering.real(
      expression,
      { scope, object: name, at: 'lane' },
      local === undefined
        ? {}
        : { local: (other) => (other === local ? b.load(running, 'lane') : undefined) },
    );
    b.store(result, 'lane', value);
    // Simplified, because it runs for every pair: same bits, fewer nodes.
    const kernel = simplifyKernel(b.finish());
    const read = new Set(arraysLoaded(b));
    read.delete(running);
    const storage = new Map(this.#start.storage(read));
    const values = new Float64Array(this.capacity);
    storage.set(result, storageOf(this.capacity, values));
    storage.set(running, storageOf(this.capacity, this.local));
    const ends: SynapseEnds = {
      pre: this.#pre,
      post: this.#post,
      sourceFirst: source.first,
      targetFirst: target.first,
      targetCount: target.end - target.first,
    };
    const run = bindKernel(kernel, storage, this.#draft, this.#draws, ends);
    return (count) => {
      run(0, undefined, 0, count);
      return values;
    };
  }
}
