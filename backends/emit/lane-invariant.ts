import {
  type ArrayId,
  operandsOf,
  type ScalarKernel,
  type ScalarNode,
} from '../../core/ir/index.js';

/**
 * For each node, whether its value is the same in all lanes of one call, so that it is computed
 * once before the loop. A shared element counts only if the kernel never writes its array.
 */
export function laneInvariants(kernel: ScalarKernel): readonly boolean[] {
  const written = new Set<ArrayId>();
  for (const node of kernel.body) {
    if (node.op === 'store' || node.op === 'accumulate') written.add(node.array);
  }
  const invariant: boolean[] = [];
  for (const node of kernel.body) {
    const operandsAre = operandsOf(node).every((operand) => invariant[operand] === true);
    invariant.push(operandsAre && !dependsOnLane(node, written));
  }
  return invariant;
}

function dependsOnLane(node: ScalarNode, written: ReadonlySet<ArrayId>): boolean {
  switch (node.op) {
    case 'load':
    case 'load_aged':
      return node.index !== 'shared' || written.has(node.array);
    case 'index':
    case 'draw':
    case 'store':
    case 'accumulate':
    case 'spike':
      return true;
    default:
      return false;
  }
}
