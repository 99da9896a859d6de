import { overflowProblem } from '../../../core/fixed/index.js';
import type { ValueId } from '../../../core/ir/index.js';
import {
  absoluteRange,
  addRanges,
  codeRange,
  containsRange,
  formatRange,
  isNarrow,
  joinRanges,
  maxRange,
  minRange,
  multiplyRanges,
  negateRange,
  requantisedRange,
  shiftRange,
  squareRange,
  subtractRanges,
  tableRange,
} from './code-range.js';
import { fixedOperands } from './fixed-builder.js';
import type {
  ArrayFormat,
  CodeRange,
  CodeTable,
  FixedKernel,
  FixedNode,
  FixedProgram,
} from './fixed-ir.js';
import { firstSite } from './number-sites.js';

interface Checked {
  readonly kernel: FixedKernel;
  readonly formats: ReadonlyMap<string, ArrayFormat>;
  readonly tables: ReadonlyMap<string, CodeTable>;
  at(id: ValueId): FixedNode;
}

/**
 * Checks what lowering promises: operands come first and have the right kind, binary points agree
 * where values meet, every range holds what its operands can give, every array has a format, every
 * stored value lies in it and is exact in float64, stochastic requantisations of an object have
 * consecutive random sites.
 *
 * @throws Error at the first fault: it is a bug of the lowering, never of the user.
 */
export function verifyFixedProgram(program: FixedProgram): void {
  const sites = new Map<string, number>();
  const tables = new Map(program.codeTables.map((table) => [table.name, table]));
  for (const kernel of program.kernels) {
    const at = (id: ValueId): FixedNode => kernel.body[id] as FixedNode;
    const checked: Checked = { kernel, formats: program.formats, tables, at };
    for (const [id, node] of kernel.body.entries()) {
      const fault = nodeFault(node, id, checked);
      if (fault !== undefined)
        throw new Error(`kernel ${kernel.id}, node ${id} (${node.op}): ${fault}`);
      if (node.op !== 'requantise') continue;
      const { object } = kernel.domain;
      const next = sites.get(object) ?? firstSite;
      const expected = node.rounding === 'stochastic' ? next : undefined;
      if (node.site !== expected) {
        throw new Error(`kernel ${kernel.id}, node ${id}: site ${node.site}, not ${expected}`);
      }
      if (expected !== undefined) sites.set(object, next + 1);
    }
  }
}

function nodeFault(node: FixedNode, id: number, checked: Checked): string | undefined {
  if (fixedOperands(node).some((operand) => operand >= id || operand < 0)) {
    return 'an operand comes later';
  }
  return kindFault(node, checked) ?? pointFault(node, checked) ?? rangeFault(node, checked);
}

/** Operands of the wrong kind, names without meaning. */
function kindFault(node: FixedNode, { at, formats, tables, kernel }: Checked): string | undefined {
  const conditions = (ids: readonly (ValueId | undefined)[]): string | undefined =>
    ids.some((id) => id !== undefined && at(id).range !== undefined) ? 'no condition' : undefined;
  const integers = (ids: readonly (ValueId | undefined)[]): string | undefined =>
    ids.some((id) => id !== undefined && at(id).range === undefined) ? 'no integer' : undefined;
  switch (node.op) {
    case 'and':
    case 'or':
      return conditions([node.left, node.right]);
    case 'not':
      return conditions([node.operand]);
    case 'spike':
      return conditions([node.when]);
    case 'select': {
      const [a, b] = [at(node.whenTrue).range, at(node.whenFalse).range];
      const mixed = (a === undefined) !== (b === undefined) ? 'arms of two kinds' : undefined;
      return conditions([node.condition]) ?? mixed;
    }
    case 'decay':
      return tables.has(node.table) ? integers([node.operand]) : `no table ${node.table}`;
    case 'interpolate':
    case 'table':
      return tables.get(node.table)?.kind === 'function'
        ? integers([node.operand])
        : `no function table ${node.table}`;
    case 'lookup':
      return tables.has(node.table) ? integers([node.row, node.column]) : `no table ${node.table}`;
    case 'uniform':
      return kernel.uniform === undefined ? 'the kernel has no uniform part' : undefined;
    case 'requantise':
      return overflowProblem(node.to, node.overflow) ?? integers(fixedOperands(node));
    case 'load':
    case 'load_aged':
      return formats.has(node.array)
        ? integers(fixedOperands(node))
        : `${node.array} has no format`;
    case 'store':
    case 'accumulate':
      if (!formats.has(node.array)) return `${node.array} has no format`;
      return integers([node.value]) ?? conditions([node.guard]);
    default:
      return integers(fixedOperands(node));
  }
}

/** Binary points that do not agree. */
function pointFault(node: FixedNode, { at, formats, tables }: Checked): string | undefined {
  const same = (expected: number, found: number): string | undefined =>
    expected === found ? undefined : `binary points ${expected} and ${found}`;
  switch (node.op) {
    case 'add':
    case 'sub':
    case 'min':
    case 'max':
      return (
        same(at(node.left).fraction, at(node.right).fraction) ??
        same(at(node.left).fraction, node.fraction)
      );
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return same(at(node.left).fraction, at(node.right).fraction);
    case 'select':
      return (
        same(at(node.whenTrue).fraction, at(node.whenFalse).fraction) ??
        same(at(node.whenTrue).fraction, node.fraction)
      );
    case 'mul':
      return same(at(node.left).fraction + at(node.right).fraction, node.fraction);
    case 'neg':
    case 'abs':
      return same(at(node.operand).fraction, node.fraction);
    case 'shift':
      // Without bits the node reads the same code in another scale.
      return node.bits === 0
        ? undefined
        : same(at(node.operand).fraction + node.bits, node.fraction);
    case 'requantise':
      return (
        same(at(node.operand).fraction - node.shift, node.to.fracBits) ??
        same(node.to.fracBits, node.fraction)
      );
    case 'load':
    case 'load_aged':
      return same(formats.get(node.array)?.format.fracBits ?? 0, node.fraction);
    case 'interpolate':
    case 'table':
    case 'lookup':
    case 'decay':
      return same(tables.get(node.table)?.format.fracBits ?? 0, node.fraction);
    default:
      return undefined;
  }
}

/** Ranges that are too small for their operands, and effects that do not fit their array. */
function rangeFault(node: FixedNode, checked: Checked): string | undefined {
  if (node.op === 'store' || node.op === 'accumulate') {
    const value = checked.at(node.value);
    const format = checked.formats.get(node.array);
    return format === undefined ? undefined : effectFault(node, value, format);
  }
  if (node.op === 'interpolate' || node.op === 'table') {
    const index = indexFault(node, checked);
    if (index !== undefined) return index;
  }
  const needed = neededRange(node, checked);
  if (needed === undefined) return undefined;
  if (node.range === undefined) return 'no range';
  if (containsRange(node.range, needed)) return undefined;
  return `values ${needed.lowest} .. ${needed.highest} leave its range`;
}

/** What the operands can give; undefined for conditions, effects and what comes from outside. */
function neededRange(node: FixedNode, { at, formats, tables }: Checked): CodeRange | undefined {
  const of = (id: ValueId): CodeRange => at(id).range ?? codeRange(0n);
  switch (node.op) {
    case 'const':
      return codeRange(node.code);
    case 'draw':
      return codeRange(0n, (1n << BigInt(node.bits)) - 1n);
    case 'add':
      return addRanges(of(node.left), of(node.right));
    case 'sub':
      return subtractRanges(of(node.left), of(node.right));
    case 'mul':
      return node.left === node.right
        ? squareRange(of(node.left))
        : multiplyRanges(of(node.left), of(node.right));
    case 'min':
      return minRange(of(node.left), of(node.right));
    case 'max':
      return maxRange(of(node.left), of(node.right));
    case 'neg':
      return negateRange(of(node.operand));
    case 'abs':
      return absoluteRange(of(node.operand));
    case 'shift':
      return shiftRange(of(node.operand), node.bits);
    case 'requantise':
      return requantisedRange(of(node.operand), node);
    case 'select':
      return at(node.whenTrue).range === undefined
        ? undefined
        : joinRanges(of(node.whenTrue), of(node.whenFalse));
    case 'load':
    case 'load_aged': {
      const format = formats.get(node.array)?.format;
      return format === undefined ? undefined : formatRange(format);
    }
    case 'interpolate':
    case 'table': {
      const table = tables.get(node.table);
      return table === undefined ? undefined : tableRange(table);
    }
    case 'lookup':
    case 'decay': {
      const format = tables.get(node.table)?.format;
      return format === undefined ? undefined : formatRange(format);
    }
    default:
      return undefined;
  }
}

/** An index that may lie outside of its table. */
function indexFault(
  node: Extract<FixedNode, { op: 'interpolate' | 'table' }>,
  { at, tables }: Checked,
): string | undefined {
  const { lowest, highest } = at(node.operand).range ?? codeRange(-1n);
  const shift = node.op === 'interpolate' ? node.shift : 0;
  const last = BigInt((tables.get(node.table)?.rows ?? 0) - 1) << BigInt(shift);
  if (shift < 0) return `a shift of ${shift}`;
  return lowest < 0n || highest > last
    ? `index ${lowest} .. ${highest} leaves 0 .. ${last}`
    : undefined;
}

function effectFault(
  node: Extract<FixedNode, { op: 'store' | 'accumulate' }>,
  { range = codeRange(0n), fraction }: FixedNode,
  { format, wordClass }: ArrayFormat,
): string | undefined {
  if (!isNarrow(range)) return 'the value does not fit float64';
  if (fraction !== format.fracBits) return 'another binary point than the array';
  if (node.op === 'accumulate' || wordClass === 'step') return undefined;
  return containsRange(formatRange(format), range)
    ? undefined
    : `values ${range.lowest} .. ${range.highest} do not fit`;
}
