import { overflowProblem } from '../../../core/fixed/index.js';
import { formatRange } from './code-range.js';
import { fixedOperands } from './fixed-builder.js';
import type { ArrayFormat, FixedKernel, FixedNode, FixedProgram } from './fixed-ir.js';

/**
 * Checks what lowering promises: operands come first and have the right kind, binary points agree
 * where values meet, every array has a format, every stored value lies in it, random sites are
 * unique within an object.
 *
 * @throws Error at the first fault: it is a bug of the lowering, never of the user.
 */
export function verifyFixedProgram(program: FixedProgram): void {
  const sites = new Set<string>();
  const tables = new Set(program.codeTables.map((table) => table.name));
  for (const kernel of program.kernels) {
    for (const [id, node] of kernel.body.entries()) {
      const fault = nodeFault(node, id, kernel, program.formats, tables);
      if (fault !== undefined)
        throw new Error(`kernel ${kernel.id}, node ${id} (${node.op}): ${fault}`);
      if (node.op !== 'requantise') continue;
      const site = `${kernel.domain.object}:${node.site}`;
      if (sites.has(site)) throw new Error(`kernel ${kernel.id}: site ${site} is used twice`);
      sites.add(site);
    }
  }
}

function nodeFault(
  node: FixedNode,
  id: number,
  kernel: FixedKernel,
  formats: ReadonlyMap<string, ArrayFormat>,
  tables: ReadonlySet<string>,
): string | undefined {
  const operands = fixedOperands(node);
  if (operands.some((operand) => operand >= id || operand < 0)) return 'an operand comes later';
  const at = (operand: number): FixedNode => kernel.body[operand] as FixedNode;
  switch (node.op) {
    case 'add':
    case 'sub':
    case 'min':
    case 'max':
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return samePoint(at(node.left), at(node.right));
    case 'mul':
      return isInteger(at(node.left)) && isInteger(at(node.right)) ? undefined : 'no integers';
    case 'select':
      return isCondition(at(node.condition))
        ? samePoint(at(node.whenTrue), at(node.whenFalse), true)
        : 'the selector is no condition';
    case 'and':
    case 'or':
      return isCondition(at(node.left)) && isCondition(at(node.right))
        ? undefined
        : 'no conditions';
    case 'not':
      return isCondition(at(node.operand)) ? undefined : 'no condition';
    case 'spike':
      return isCondition(at(node.when)) ? undefined : 'no condition';
    case 'decay':
    case 'lookup':
      return tables.has(node.table) ? undefined : `no table ${node.table}`;
    case 'requantise':
      return overflowProblem(node.to, node.overflow);
    case 'load':
    case 'load_aged':
      return formats.has(node.array) ? undefined : `${node.array} has no format`;
    case 'store':
      return storeFault(node, at(node.value), formats.get(node.array));
    case 'accumulate':
      return formats.get(node.array)?.format.fracBits === at(node.value).fraction
        ? undefined
        : 'another binary point than the accumulator';
    default:
      return undefined;
  }
}

function isInteger(node: FixedNode): boolean {
  return node.range !== undefined;
}

function isCondition(node: FixedNode): boolean {
  return node.range === undefined;
}

function samePoint(left: FixedNode, right: FixedNode, conditionsToo = false): string | undefined {
  if (conditionsToo && isCondition(left) && isCondition(right)) return undefined;
  if (!isInteger(left) || !isInteger(right)) return 'no integers';
  return left.fraction === right.fraction
    ? undefined
    : `binary points ${left.fraction} and ${right.fraction}`;
}

function storeFault(
  node: Extract<FixedNode, { op: 'store' }>,
  value: FixedNode,
  format: ArrayFormat | undefined,
): string | undefined {
  if (format === undefined) return `${node.array} has no format`;
  if (value.range === undefined) return 'the value is a condition';
  if (format.wordClass === 'step') return undefined;
  if (value.fraction !== format.format.fracBits) return 'another binary point than the array';
  const limits = formatRange(format.format);
  const inside = value.range.lowest >= limits.lowest && value.range.highest <= limits.highest;
  return inside ? undefined : `values ${value.range.lowest} .. ${value.range.highest} do not fit`;
}
