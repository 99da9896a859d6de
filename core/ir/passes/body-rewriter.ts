import { mapOperands } from '../node-shape.js';
import type { ScalarKernel, ScalarNode, ValueId } from '../nodes.js';

/** Builds the body that a pass leaves behind, and follows where each old value went. */
export class BodyRewriter {
  readonly #body: ScalarNode[] = [];
  readonly #moved: (ValueId | undefined)[] = [];

  /** Takes over the next old node with its operands renamed. */
  renamed(node: ScalarNode): ScalarNode {
    return mapOperands(node, (value) => this.moved(value));
  }
  /** Where an old value is now. */
  moved(value: ValueId): ValueId {
    const id = this.#moved[value];
    if (id === undefined) throw new Error(`%${value} was removed, but is still read`);
    return id;
  }
  /** Adds a node that stands for no old one. */
  add(node: ScalarNode): ValueId {
    return this.#body.push(node) - 1;
  }
  /** The node that now stands for the old value `old`. */
  keep(old: ValueId, node: ScalarNode): ValueId {
    const id = this.add(node);
    this.#moved[old] = id;
    return id;
  }
  /** The old value `old` is equal to a value that is already there. */
  replace(old: ValueId, id: ValueId): void {
    this.#moved[old] = id;
  }
  node(id: ValueId): ScalarNode | undefined {
    return this.#body[id];
  }
  finish(kernel: ScalarKernel): ScalarKernel {
    return { ...kernel, body: this.#body };
  }
}
