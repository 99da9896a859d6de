import {
  binaryFunctions,
  comparisons,
  isBinaryOperation,
  isCompareOperation,
  isUnaryOperation,
  operandsOf,
  type ScalarNode,
  unaryFunctions,
  type ValueId,
} from '../../../core/ir/index.js';
import {
  absoluteJet,
  addJets,
  constantJet,
  divideJets,
  exprelJet,
  functionJet,
  type Jet,
  joinJets,
  multiplyJets,
  negateJet,
  opaqueJet,
  powerJet,
  smallerJet,
  squareJet,
} from './interval-jet.js';

type Body = readonly ScalarNode[];

function nodeOf(body: Body, id: ValueId): ScalarNode {
  const node = body[id];
  if (node === undefined) throw new Error(`no value ${id}`);
  return node;
}

/** Float64 value of a node that depends on constants and one leaf, with the leaf at `x`. */
export function valueAt(body: Body, id: ValueId, leaf: ValueId, x: number): number {
  const known = new Map<ValueId, number>([[leaf, x]]);
  const compute = (at: ValueId): number => {
    const found = known.get(at);
    if (found !== undefined) return found;
    const value = realValue(nodeOf(body, at), compute);
    known.set(at, value);
    return value;
  };
  return compute(id);
}

function realValue(node: ScalarNode, of: (id: ValueId) => number): number {
  const { op } = node;
  if (isCompareOperation(op) && 'left' in node) {
    return comparisons[op](of(node.left), of(node.right)) ? 1 : 0;
  }
  if (isBinaryOperation(op) && 'left' in node) {
    return binaryFunctions[op](of(node.left), of(node.right));
  }
  if (isUnaryOperation(op) && 'operand' in node) return unaryFunctions[op](of(node.operand));
  switch (node.op) {
    case 'const':
      return node.value;
    case 'and':
      return of(node.left) * of(node.right);
    case 'or':
      return Math.max(of(node.left), of(node.right));
    case 'not':
      return 1 - of(node.operand);
    case 'select':
      return of(node.condition) !== 0 ? of(node.whenTrue) : of(node.whenFalse);
    default:
      throw new Error(`${node.op} in a function of one variable`);
  }
}

/** Ranges of the values of a kernel's nodes, given those of what it reads. */
export class KernelJets {
  readonly #body: Body;
  readonly #leaf: (node: ScalarNode, id: ValueId) => Jet | undefined;
  readonly #known = new Map<ValueId, Jet>();

  /** @param leaf - What is known of a value from outside; undefined: work it out. */
  constructor(body: Body, leaf: (node: ScalarNode, id: ValueId) => Jet | undefined) {
    this.#body = body;
    this.#leaf = leaf;
  }

  of(id: ValueId): Jet {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const node = nodeOf(this.#body, id);
    const jet = this.#leaf(node, id) ?? this.#jet(node);
    this.#known.set(id, jet);
    return jet;
  }

  /** Whether a condition holds for all values in the ranges, for none, or undefined. */
  truth(id: ValueId): boolean | undefined {
    const node = nodeOf(this.#body, id);
    switch (node.op) {
      case 'not': {
        const operand = this.truth(node.operand);
        return operand === undefined ? undefined : !operand;
      }
      case 'and':
      case 'or': {
        const decisive = node.op === 'or';
        const [left, right] = [this.truth(node.left), this.truth(node.right)];
        if (left === decisive || right === decisive) return decisive;
        return left === undefined || right === undefined ? undefined : !decisive;
      }
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
      case 'eq':
      case 'ne':
        return this.#comparison(node.op, node.left, node.right);
      default:
        return undefined;
    }
  }

  #comparison(
    op: 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne',
    left: ValueId,
    right: ValueId,
  ): boolean | undefined {
    const [a, b] = [this.of(left).value, this.of(right).value];
    const apart = a.high < b.low || b.high < a.low;
    switch (op) {
      case 'eq':
        return apart ? false : undefined;
      case 'ne':
        return apart ? true : undefined;
      case 'lt':
        return a.high < b.low ? true : a.low >= b.high ? false : undefined;
      case 'le':
        return a.high <= b.low ? true : a.low > b.high ? false : undefined;
      case 'gt':
        return a.low > b.high ? true : a.high <= b.low ? false : undefined;
      case 'ge':
        return a.low >= b.high ? true : a.high < b.low ? false : undefined;
    }
  }

  #jet(node: ScalarNode): Jet {
    switch (node.op) {
      case 'const':
        return Number.isFinite(node.value) ? constantJet(node.value) : opaqueJet();
      case 'add':
        return addJets(this.of(node.left), this.of(node.right));
      case 'sub':
        return addJets(this.of(node.left), negateJet(this.of(node.right)));
      case 'mul':
        return node.left === node.right
          ? squareJet(this.of(node.left))
          : multiplyJets(this.of(node.left), this.of(node.right));
      case 'div': {
        const left = nodeOf(this.#body, node.left);
        if (left.op === 'expm1' && left.operand === node.right)
          return exprelJet(this.of(node.right));
        return divideJets(this.of(node.left), this.of(node.right));
      }
      case 'min':
        return smallerJet(this.of(node.left), this.of(node.right));
      case 'max':
        return negateJet(smallerJet(negateJet(this.of(node.left)), negateJet(this.of(node.right))));
      case 'neg':
        return negateJet(this.of(node.operand));
      case 'abs':
        return absoluteJet(this.of(node.operand));
      case 'pow': {
        const [base, exponent] = [nodeOf(this.#body, node.left), nodeOf(this.#body, node.right)];
        if (exponent.op === 'const') return powerJet(this.of(node.left), exponent.value);
        if (base.op !== 'const' || !(base.value > 0)) return opaqueJet();
        const logarithm = constantJet(Math.log(base.value));
        return functionJet('exp', multiplyJets(this.of(node.right), logarithm));
      }
      case 'select':
        return this.#select(node);
      default:
        return isUnaryOperation(node.op) && 'operand' in node
          ? functionJet(node.op, this.of(node.operand))
          : opaqueJet();
    }
  }

  #select(node: Extract<ScalarNode, { op: 'select' }>): Jet {
    const holds = this.truth(node.condition);
    if (holds === true) return this.of(node.whenTrue);
    const otherwise = this.of(node.whenFalse);
    if (holds === false) return otherwise;
    // exprel(0) = 1 fills a hole in a smooth function.
    const hole = this.of(node.whenTrue).value;
    const { low, high } = otherwise.value;
    const inside = hole.low === hole.high && hole.low >= low && hole.high <= high;
    if (inside && isHole(this.#body, node.condition)) return otherwise;
    return joinJets(this.of(node.whenTrue), otherwise);
  }
}

/** abs(x) below something tiny. */
export function isHole(body: Body, id: ValueId): boolean {
  const node = nodeOf(body, id);
  if (node.op !== 'lt' && node.op !== 'le') return false;
  const [left, right] = [nodeOf(body, node.left), nodeOf(body, node.right)];
  return left.op === 'abs' && right.op === 'const' && right.value < 1e-12;
}

/** A node and what it is made of, as text: `exp(((x - -0.0504) / 0.002))`; long texts are cut. */
export function expressionText(body: Body, root: ValueId, leaf: ValueId, name: string): string {
  const known = new Map<ValueId, string>([[leaf, name]]);
  const text = (id: ValueId): string => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const whole = nodeText(nodeOf(body, id), body, text);
    const cut = whole.length <= longestText ? whole : `${whole.slice(0, longestText)}..`;
    known.set(id, cut);
    return cut;
  };
  return text(root);
}
/** One node; what fills the holes of exprel(x) is left out. */
function nodeText(node: ScalarNode, body: Body, text: (id: ValueId) => string): string {
  if (node.op === 'const') return String(Number(node.value.toPrecision(6)));
  if (node.op === 'select') {
    const filler = nodeOf(body, node.whenTrue);
    const hole =
      filler.op === 'const' && (isHole(body, node.condition) || filler.value === Infinity);
    if (hole) return text(node.whenFalse);
  }
  if (node.op === 'div') {
    const left = nodeOf(body, node.left);
    if (left.op === 'expm1' && left.operand === node.right) return `exprel(${text(node.right)})`;
  }
  const parts = operandsOf(node).map(text);
  const sign = signs[node.op];
  return sign !== undefined && parts.length === 2
    ? `(${parts[0]} ${sign} ${parts[1]})`
    : `${node.op}(${parts.join(', ')})`;
}
const longestText = 120;
const signs: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  pow: '**',
};
