import { binaryFunctions, comparisons, unaryFunctions } from './functions.js';
import type {
  BinaryOperation,
  CompareOperation,
  ScalarNode,
  UnaryOperation,
  ValueId,
} from './nodes.js';

/** Type of a node's value; `none` for effects. */
export type ValueType = 'real' | 'bool';

export function isUnaryOperation(op: string): op is UnaryOperation {
  return Object.hasOwn(unaryFunctions, op);
}
export function isBinaryOperation(op: string): op is BinaryOperation {
  return Object.hasOwn(binaryFunctions, op);
}
export function isCompareOperation(op: string): op is CompareOperation {
  return Object.hasOwn(comparisons, op);
}

/** Store, accumulate and spike: no value, must stay, and stay in order. */
export function isEffect(
  node: ScalarNode,
): node is Extract<ScalarNode, { op: 'store' | 'accumulate' | 'spike' }> {
  return node.op === 'store' || node.op === 'accumulate' || node.op === 'spike';
}

/** Values a node reads, in the order in which they are printed. */
export function operandsOf(node: ScalarNode): readonly ValueId[] {
  switch (node.op) {
    case 'const':
    case 'load':
    case 'tick':
    case 'time':
    case 'index':
    case 'draw':
      return [];
    case 'load_aged':
      return [node.age];
    case 'not':
      return [node.operand];
    case 'select':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'lookup':
      return node.column === undefined ? [node.row] : [node.row, node.column];
    case 'store':
    case 'accumulate':
      return node.guard === undefined ? [node.value] : [node.value, node.guard];
    case 'spike':
      return [node.when];
    default:
      return 'operand' in node ? [node.operand] : [node.left, node.right];
  }
}

/** The same node reading other values. */
export function mapOperands(node: ScalarNode, rename: (value: ValueId) => ValueId): ScalarNode {
  switch (node.op) {
    case 'const':
    case 'load':
    case 'tick':
    case 'time':
    case 'index':
    case 'draw':
      return node;
    case 'load_aged':
      return { ...node, age: rename(node.age) };
    case 'not':
      return { ...node, operand: rename(node.operand) };
    case 'select':
      return {
        ...node,
        condition: rename(node.condition),
        whenTrue: rename(node.whenTrue),
        whenFalse: rename(node.whenFalse),
      };
    case 'lookup':
      return node.column === undefined
        ? { ...node, row: rename(node.row) }
        : { ...node, row: rename(node.row), column: rename(node.column) };
    case 'store':
    case 'accumulate':
      return node.guard === undefined
        ? { ...node, value: rename(node.value) }
        : { ...node, value: rename(node.value), guard: rename(node.guard) };
    case 'spike':
      return { ...node, when: rename(node.when) };
    default:
      return 'operand' in node
        ? { ...node, operand: rename(node.operand) }
        : { ...node, left: rename(node.left), right: rename(node.right) };
  }
}

/** Type of one node, given the types of the values before it. */
export function valueType(
  node: ScalarNode,
  before: readonly (ValueType | undefined)[],
): ValueType | undefined {
  if (isEffect(node)) return undefined;
  if (node.op === 'select') return before[node.whenTrue];
  if (node.op === 'and' || node.op === 'or' || node.op === 'not') return 'bool';
  return isCompareOperation(node.op) ? 'bool' : 'real';
}

/** Default branch of a switch over nodes. */
export function unreachable(node: never): never {
  throw new Error(`unhandled IR node ${JSON.stringify(node)}`);
}
