import type { ScalarKernel, ScalarNode, ValueId } from '../../../core/ir/index.js';
import { mapOperands, operandsOf } from '../../../core/ir/index.js';

/** Array that a uniform kernel stores into: element `slot` of a run's scratch values. */
export const uniformArray = '#uniform';

/**
 * Collects the values of a kernel that depend on the step number alone, such as the row of a timed
 * array. They are the same for every neuron of a tick, so the host computes them once in float64
 * (on a chip it writes the parameter row), and fixed point and reference agree on them exactly.
 */
export class UniformKernel {
  readonly #kernel: ScalarKernel;
  readonly #slots = new Map<ValueId, number>();

  constructor(kernel: ScalarKernel) {
    this.#kernel = kernel;
  }

  /** Slot of the value; undefined if it depends on more than the step number. */
  add(value: ValueId): number | undefined {
    const known = this.#slots.get(value);
    if (known !== undefined) return known;
    if (!this.#isUniform(value)) return undefined;
    const slot = this.#slots.size;
    this.#slots.set(value, slot);
    return slot;
  }

  /** Kernel over one lane per slot; lane q stores value q. Undefined if nothing was added. */
  finish(): ScalarKernel | undefined {
    if (this.#slots.size === 0) return undefined;
    const body: ScalarNode[] = [];
    const renamed = new Map<ValueId, ValueId>();
    const copy = (id: ValueId): ValueId => {
      const known = renamed.get(id);
      if (known !== undefined) return known;
      const node = this.#node(id);
      for (const operand of operandsOf(node)) copy(operand);
      const place = body.push(mapOperands(node, (operand) => renamed.get(operand) as ValueId)) - 1;
      renamed.set(id, place);
      return place;
    };
    const lane = body.push({ op: 'index', of: 'lane' }) - 1;
    for (const [value, slot] of this.#slots) {
      const source = copy(value);
      const wanted = body.push({ op: 'const', value: slot }) - 1;
      const guard = body.push({ op: 'eq', left: lane, right: wanted }) - 1;
      body.push({ op: 'store', array: uniformArray, index: 'lane', value: source, guard });
    }
    return {
      id: `${this.#kernel.id}#uniform`,
      domain: { kind: 'elements', object: this.#kernel.domain.object, count: this.#slots.size },
      body,
    };
  }

  #node(id: ValueId): ScalarNode {
    const node = this.#kernel.body[id];
    if (node === undefined) throw new Error(`kernel ${this.#kernel.id} has no value ${id}`);
    return node;
  }

  #isUniform(id: ValueId): boolean {
    const node = this.#node(id);
    const reads = ['load', 'load_aged', 'index', 'draw', 'lookup', 'store', 'accumulate', 'spike'];
    return (
      !reads.includes(node.op) && operandsOf(node).every((operand) => this.#isUniform(operand))
    );
  }
}
