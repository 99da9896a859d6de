import type { SourceSpan } from '../../../core/diagnostics/index.js';
import type { KernelDomain, ScalarKernel, ValueId } from '../../../core/ir/index.js';
import {
  absoluteRange,
  addRanges,
  codeRange,
  joinRanges,
  maxRange,
  minRange,
  multiplyRanges,
  negateRange,
  requantisedRange,
  shiftRange,
  squareRange,
  subtractRanges,
} from './code-range.js';
import type { CodeRange, FixedKernel, FixedNode, RequantiseNode } from './fixed-ir.js';

/** Appends integer nodes and keeps their proved ranges. Knows nothing of units or hardware. */
export class FixedBuilder {
  readonly id: string;
  readonly domain: KernelDomain;
  span: SourceSpan | undefined;
  readonly #body: FixedNode[] = [];
  readonly #constants = new Map<string, ValueId>();

  constructor(id: string, domain: KernelDomain) {
    this.id = id;
    this.domain = domain;
  }

  node(id: ValueId): FixedNode {
    const node = this.#body[id];
    if (node === undefined) throw new Error(`kernel ${this.id} has no node ${id}`);
    return node;
  }

  range(id: ValueId): CodeRange {
    const { range } = this.node(id);
    if (range === undefined) throw new Error(`node ${id} of kernel ${this.id} is no integer`);
    return range;
  }

  fraction(id: ValueId): number {
    return this.node(id).fraction;
  }

  /** @param exact - The code before rounding, if it differs. */
  constant(code: bigint, fraction: number, exact: number = Number(code)): ValueId {
    const key = `${code}:${fraction}:${exact}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const rounded = exact !== Number(code);
    const id = this.append({
      op: 'const',
      code,
      ...(rounded ? { exact } : {}),
      range: codeRange(code),
      fraction,
    });
    this.#constants.set(key, id);
    return id;
  }

  binary(op: 'add' | 'sub' | 'mul' | 'min' | 'max', left: ValueId, right: ValueId): ValueId {
    const [a, b] = [this.range(left), this.range(right)];
    const ranges = {
      add: () => addRanges(a, b),
      sub: () => subtractRanges(a, b),
      mul: () => (left === right ? squareRange(a) : multiplyRanges(a, b)),
      min: () => minRange(a, b),
      max: () => maxRange(a, b),
    };
    const fraction =
      op === 'mul' ? this.fraction(left) + this.fraction(right) : this.fraction(left);
    return this.append({ op, left, right, range: ranges[op](), fraction });
  }

  negate(operand: ValueId): ValueId {
    const range = negateRange(this.range(operand));
    return this.append({ op: 'neg', operand, range, fraction: this.fraction(operand) });
  }

  absolute(operand: ValueId): ValueId {
    const range = absoluteRange(this.range(operand));
    return this.append({ op: 'abs', operand, range, fraction: this.fraction(operand) });
  }

  /** Exact left shift; 0 bits is the value itself. */
  shift(operand: ValueId, bits: number): ValueId {
    if (bits === 0) return operand;
    const range = shiftRange(this.range(operand), bits);
    return this.append({
      op: 'shift',
      operand,
      bits,
      range,
      fraction: this.fraction(operand) + bits,
    });
  }

  requantise(
    details: Omit<RequantiseNode, 'op' | 'range' | 'fraction' | 'span' | 'shift'> & {
      readonly shift: number;
    },
  ): ValueId {
    const range = requantisedRange(this.range(details.operand), details);
    return this.append({ op: 'requantise', ...details, range, fraction: details.to.fracBits });
  }

  compare(op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', left: ValueId, right: ValueId): ValueId {
    return this.append({ op, left, right, fraction: 0 });
  }

  select(condition: ValueId, whenTrue: ValueId, whenFalse: ValueId): ValueId {
    const [a, b] = [this.node(whenTrue), this.node(whenFalse)];
    const range =
      a.range !== undefined && b.range !== undefined ? joinRanges(a.range, b.range) : undefined;
    return this.append({
      op: 'select',
      condition,
      whenTrue,
      whenFalse,
      fraction: a.fraction,
      ...(range === undefined ? {} : { range }),
    });
  }

  append(node: FixedNode): ValueId {
    const placed =
      this.span === undefined || node.span !== undefined ? node : { ...node, span: this.span };
    return this.#body.push(placed) - 1;
  }

  /** The kernel without values that nothing uses. */
  finish(uniform: ScalarKernel | undefined): FixedKernel {
    const body = removeDead(this.#body);
    return {
      id: this.id,
      domain: this.domain,
      body,
      ...(uniform === undefined ? {} : { uniform }),
    };
  }
}

function isEffect(node: FixedNode): boolean {
  return node.op === 'store' || node.op === 'accumulate' || node.op === 'spike';
}

/** Every field of a node that names a value. */
const operandKeys = [
  'left',
  'right',
  'operand',
  'condition',
  'whenTrue',
  'whenFalse',
  'row',
  'column',
  'age',
  'value',
  'guard',
  'when',
  'previous',
] as const;

export function fixedOperands(node: FixedNode): readonly ValueId[] {
  const fields = node as unknown as Readonly<Record<string, ValueId | undefined>>;
  const direct = operandKeys.map((key) => fields[key]).filter((id) => id !== undefined);
  return node.op === 'requantise' && node.addends !== undefined
    ? [...direct, ...node.addends]
    : direct;
}

function removeDead(body: readonly FixedNode[]): readonly FixedNode[] {
  const live = new Set<number>();
  for (let id = body.length - 1; id >= 0; id -= 1) {
    const node = body[id] as FixedNode;
    if (isEffect(node) || live.has(id)) {
      live.add(id);
      for (const operand of fixedOperands(node)) live.add(operand);
    }
  }
  const renamed = new Map<number, number>();
  const kept: FixedNode[] = [];
  for (const [id, node] of body.entries()) {
    if (!live.has(id)) continue;
    renamed.set(id, kept.length);
    kept.push(renameOperands(node, renamed));
  }
  return kept;
}

function renameOperands(node: FixedNode, renamed: ReadonlyMap<number, number>): FixedNode {
  const copy: Record<string, unknown> = { ...node };
  for (const key of operandKeys) {
    const id = copy[key];
    if (typeof id === 'number') copy[key] = renamed.get(id);
  }
  if (node.op === 'requantise' && node.addends !== undefined) {
    copy.addends = node.addends.map((id) => renamed.get(id));
  }
  return copy as unknown as FixedNode;
}
