import {
  type ArrayId,
  isBinaryOperation,
  isCompareOperation,
  type ScalarKernel,
  type ScalarNode,
  type ValueId,
} from '../../../core/ir/index.js';

/**
 * What a value depends on. Of one variable: `plain` is made by arithmetic alone, `function` is worth
 * a table as a whole, `mixed` is a sum of both: kept apart, so that a term that arithmetic computes
 * to the last bit does not lose bits in a table.
 */
type Dependence =
  | { readonly kind: 'constant' }
  | { readonly kind: 'many' }
  | {
      readonly kind: 'one';
      readonly leaf: ValueId;
      readonly level: 'plain' | 'function' | 'mixed';
    };

const many: Dependence = { kind: 'many' };

/** Finds the largest sub-expressions of a kernel that are functions of one loaded variable. */
export class SingleVariable {
  readonly #kernel: ScalarKernel;
  readonly #isValue: (array: ArrayId) => boolean;
  readonly #known = new Map<ValueId, Dependence>();

  /** @param isValue - False for arrays of step numbers and flags. */
  constructor(kernel: ScalarKernel, isValue: (array: ArrayId) => boolean) {
    this.#kernel = kernel;
    this.#isValue = isValue;
  }

  /** The variable, if the value is a function of it alone that arithmetic does not compute. */
  leafOf(id: ValueId): ValueId | undefined {
    const dependence = this.#of(id);
    return dependence.kind === 'one' && dependence.level === 'function'
      ? dependence.leaf
      : undefined;
  }

  #of(id: ValueId): Dependence {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const node = this.#kernel.body[id];
    if (node === undefined) throw new Error(`kernel ${this.#kernel.id} has no value ${id}`);
    const dependence = this.#dependence(node, id);
    this.#known.set(id, dependence);
    return dependence;
  }

  #dependence(node: ScalarNode, id: ValueId): Dependence {
    switch (node.op) {
      case 'const':
        return { kind: 'constant' };
      case 'load':
        return this.#isValue(node.array) ? { kind: 'one', leaf: id, level: 'plain' } : many;
      case 'neg':
      case 'abs':
      case 'not':
        return this.#of(node.operand);
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'nearest':
        return this.#of(node.operand).kind === 'constant' ? { kind: 'constant' } : many;
      case 'select':
        return this.#select(node);
      case 'div':
        return this.#quotient(this.#of(node.left), this.#of(node.right));
      case 'pow':
        return functionOf(joined(this.#of(node.left), this.#of(node.right), () => 'function'));
      case 'rem':
      case 'poisson':
        return many;
      default:
        break;
    }
    if ('operand' in node) return functionOf(this.#of(node.operand));
    if (!('left' in node)) return many;
    const [left, right] = [this.#of(node.left), this.#of(node.right)];
    if (isBinaryOperation(node.op) && node.op !== 'mul') return joined(left, right, sumLevel);
    const logical = isCompareOperation(node.op) || node.op === 'and' || node.op === 'or';
    return joined(left, right, logical ? () => 'plain' : productLevel);
  }

  /**
   * By a constant a quotient is a product. A constant by what arithmetic makes is left to a
   * reciprocal, which keeps the relative error of small divisors; any other quotient is a table.
   */
  #quotient(left: Dependence, right: Dependence): Dependence {
    if (right.kind === 'constant') return left;
    const whole = joined(left, right, () => 'function');
    return left.kind === 'constant' && whole.kind === 'one' && whole.level === 'plain'
      ? whole
      : functionOf(whole);
  }

  #select({ condition, whenTrue, whenFalse }: Extract<ScalarNode, { op: 'select' }>): Dependence {
    const arms = joined(this.#of(whenTrue), this.#of(whenFalse), (a, b) =>
      a === 'function' && b === 'function' ? 'function' : 'mixed',
    );
    const whole = joined(this.#of(condition), arms, (_, level) => level);
    return whole.kind === 'one' && whole.level === 'function' ? whole : many;
  }
}

function functionOf(operand: Dependence): Dependence {
  return operand.kind === 'one' ? { ...operand, level: 'function' } : operand;
}

type Level = Extract<Dependence, { kind: 'one' }>['level'];

function sumLevel(a: Level, b: Level): Level {
  return a === b ? a : 'mixed';
}

/** A product with a mixed factor is no table: its bits are the sum's. */
function productLevel(a: Level, b: Level): Level {
  if (a === 'mixed' || b === 'mixed') return 'mixed';
  return a === 'function' || b === 'function' ? 'function' : 'plain';
}

/** Constants change nothing; two variables are many. */
function joined(a: Dependence, b: Dependence, level: (a: Level, b: Level) => Level): Dependence {
  if (a.kind === 'many' || b.kind === 'many') return many;
  if (a.kind === 'constant') return b;
  if (b.kind === 'constant') return a;
  return a.leaf === b.leaf ? { ...a, level: level(a.level, b.level) } : many;
}
