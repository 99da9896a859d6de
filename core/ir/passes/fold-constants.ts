import { binaryFunctions, comparisons, unaryFunctions } from '../functions.js';
import { isBinaryOperation, isCompareOperation, isUnaryOperation } from '../node-shape.js';
import type { ScalarKernel, ScalarNode, ValueId } from '../nodes.js';
import { BodyRewriter } from './body-rewriter.js';

/**
 * Computes at compile time what does not depend on data, with the very functions that run time
 * uses; takes the arm of a select and the guard of an effect that are known; drops operations that
 * give their operand back bit for bit (x * 1, x / 1, x - 0, x + -0). A result of NaN is left to run
 * time, where it is a fault that has a place; so is an effect that never happens, because dropped
 * writes are counted. Leaves dead values behind.
 */
export function foldConstants(kernel: ScalarKernel): ScalarKernel {
  const folder = new ConstantFolder();
  kernel.body.forEach((node, position) => {
    folder.visit(node, position);
  });
  return folder.out.finish(kernel);
}

class ConstantFolder {
  readonly out: BodyRewriter = new BodyRewriter();
  /** Bools that are known; there is no constant bool to put in their place. */
  readonly #known = new Map<ValueId, boolean>();

  visit(old: ScalarNode, position: ValueId): void {
    if (old.op === 'store' || old.op === 'accumulate') {
      this.#effect(old, position);
      return;
    }
    const node = this.out.renamed(old);
    const same = this.#sameAs(node);
    if (same !== undefined) {
      this.out.replace(position, same);
      return;
    }
    const value = this.#real(node);
    if (value !== undefined && !Number.isNaN(value)) {
      const { span } = node;
      const constant = { op: 'const', value } as const;
      this.out.keep(position, span === undefined ? constant : { ...constant, span });
      return;
    }
    const id = this.out.keep(position, node);
    const truth = this.#bool(node);
    if (truth !== undefined) this.#known.set(id, truth);
  }

  #effect(old: Extract<ScalarNode, { op: 'store' | 'accumulate' }>, position: ValueId): void {
    const truth = old.guard === undefined ? true : this.#known.get(this.out.moved(old.guard));
    const { guard: _, ...always } = old;
    this.out.keep(position, this.out.renamed(truth === true ? always : old));
  }

  /** An earlier value with the same bits. */
  #sameAs(node: ScalarNode): ValueId | undefined {
    switch (node.op) {
      case 'select': {
        if (node.whenTrue === node.whenFalse) return node.whenTrue;
        const truth = this.#known.get(node.condition);
        if (truth === undefined) return undefined;
        return truth ? node.whenTrue : node.whenFalse;
      }
      case 'mul':
        if (this.#isConstant(node.right, 1)) return node.left;
        return this.#isConstant(node.left, 1) ? node.right : undefined;
      case 'div':
        return this.#isConstant(node.right, 1) ? node.left : undefined;
      case 'sub':
        return this.#isConstant(node.right, 0) ? node.left : undefined;
      case 'add':
        // Not + 0: that turns -0 into 0.
        if (this.#isConstant(node.right, -0)) return node.left;
        return this.#isConstant(node.left, -0) ? node.right : undefined;
      case 'and':
      case 'or': {
        // The value that decides nothing: true for and, false for or.
        const neutral = node.op === 'and';
        if (this.#known.get(node.left) === neutral) return node.right;
        return this.#known.get(node.right) === neutral ? node.left : undefined;
      }
      default:
        return undefined;
    }
  }

  #real(node: ScalarNode): number | undefined {
    if ('operand' in node && isUnaryOperation(node.op)) {
      const operand = this.#constant(node.operand);
      return operand === undefined ? undefined : unaryFunctions[node.op](operand);
    }
    if ('left' in node && isBinaryOperation(node.op)) {
      const [left, right] = [this.#constant(node.left), this.#constant(node.right)];
      if (left === undefined || right === undefined) return undefined;
      return binaryFunctions[node.op](left, right);
    }
    return undefined;
  }

  #bool(node: ScalarNode): boolean | undefined {
    if (node.op === 'not') {
      const operand = this.#known.get(node.operand);
      return operand === undefined ? undefined : !operand;
    }
    if (node.op === 'and' || node.op === 'or') {
      const deciding = node.op === 'or';
      const [left, right] = [this.#known.get(node.left), this.#known.get(node.right)];
      return left === deciding || right === deciding ? deciding : undefined;
    }
    if ('left' in node && isCompareOperation(node.op)) {
      const [left, right] = [this.#constant(node.left), this.#constant(node.right)];
      if (left === undefined || right === undefined) return undefined;
      return comparisons[node.op](left, right);
    }
    return undefined;
  }

  #constant(id: ValueId): number | undefined {
    const node = this.out.node(id);
    return node?.op === 'const' ? node.value : undefined;
  }
  #isConstant(id: ValueId, value: number): boolean {
    return Object.is(this.#constant(id), value);
  }
}
