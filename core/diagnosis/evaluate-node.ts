import {
  type ArrayId,
  binaryFunctions,
  comparisons,
  isBinaryOperation,
  isCompareOperation,
  isUnaryOperation,
  type ScalarNode,
  unaryFunctions,
} from '../ir/index.js';

/**
 * Value of one node for one neuron, with arrays as they are; undefined for what depends on time,
 * tables or random numbers.
 */
export function evaluateNode(
  body: readonly ScalarNode[],
  id: number,
  read: (array: ArrayId) => number,
): number | undefined {
  const node = body[id];
  if (node === undefined) return undefined;
  const value = (operand: number): number | undefined => evaluateNode(body, operand, read);
  if (node.op === 'const') return node.value;
  if (node.op === 'load') return read(node.array);
  if (node.op === 'select') {
    const condition = value(node.condition);
    if (condition === undefined) return undefined;
    return value(condition === 1 ? node.whenTrue : node.whenFalse);
  }
  if ('operand' in node && isUnaryOperation(node.op)) {
    const operand = value(node.operand);
    return operand === undefined ? undefined : unaryFunctions[node.op](operand);
  }
  if (!('left' in node)) return undefined;
  const [left, right] = [value(node.left), value(node.right)];
  if (left === undefined || right === undefined) return undefined;
  if (isBinaryOperation(node.op)) return binaryFunctions[node.op](left, right);
  if (isCompareOperation(node.op)) return comparisons[node.op](left, right) ? 1 : 0;
  return undefined;
}
