import type { ValueId } from '../../../core/ir/index.js';
import type { FixedNode } from '../../fixed-point/index.js';

/** Values that a node is computed from; not those that only counters look at. */
export function fixedOperands(node: FixedNode): readonly ValueId[] {
  switch (node.op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'min':
    case 'max':
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'and':
    case 'or':
      return [node.left, node.right];
    case 'neg':
    case 'abs':
    case 'shift':
    case 'requantise':
    case 'not':
    case 'decay':
    case 'interpolate':
    case 'table':
      return [node.operand];
    case 'select':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'load_aged':
      return [node.age];
    case 'lookup':
      return node.column === undefined ? [node.row] : [node.row, node.column];
    case 'store':
    case 'accumulate':
      return node.guard === undefined ? [node.value] : [node.value, node.guard];
    case 'spike':
      return [node.when];
    default:
      return [];
  }
}
