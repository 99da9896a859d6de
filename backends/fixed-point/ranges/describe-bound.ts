import type { ArrayId, ScalarNode, ValueId } from '../../../core/ir/index.js';
import type { DerivedRange } from './derive-ranges.js';
import type { KernelValues } from './kernel-values.js';
import { derivative, type Polynomial, symbolsOf } from './polynomial.js';
import { polynomialRange } from './polynomial-range.js';
import type { RangeWrite } from './step-analysis.js';

/** Writes an SI value of an array with its unit. */
export type ShowValue = (array: ArrayId, value: number) => string;

/** Conditions that a reason lists. */
const mostConditions = 4;

/** Why a derived bound is where it is, in words: `one step from v <= 30 mV, u >= -13 (cell.update)`. */
export function describeBound(range: DerivedRange, end: 'low' | 'high', show: ShowValue): string {
  const write = end === 'low' ? range.lowFrom : range.highFrom;
  const reason = describeWrite(write, end, show);
  const limit = range.limit && write.from.kind === 'kernel' && !clips(write, end);
  const assumed =
    range.assumed.length === 0 ? '' : `, if the bounds of ${range.assumed.join(', ')} hold`;
  return `${reason}${limit ? ', at the limit of decay against input' : ''}${assumed}`;
}

function describeWrite(write: RangeWrite, end: 'low' | 'high', show: ShowValue): string {
  const { from } = write;
  if (from.kind === 'start') return 'start value';
  if (from.kind === 'host') return 'set by the timeline';
  const { values, value, events, accumulates } = from;
  const { id } = values.kernel;
  const clip = clips(write, end);
  if (clip) return `clip in ${id}`;
  const node = values.kernel.body[value];
  if (node?.op === 'const') return `set by ${id}`;
  const conditions = conditionsOf(values, value, end, write.array, show);
  const when = conditions.length === 0 ? '' : ` with ${conditions.join(', ')}`;
  if (!accumulates) return `one step of ${id}${when}`;
  return events === 1 ? `added by ${id}${when}` : `${events} synapses of ${id}${when}`;
}

/** True if the bound is the constant of a min() or max() that the value passes last. */
function clips({ from, range }: RangeWrite, end: 'low' | 'high'): boolean {
  if (from.kind !== 'kernel' || from.accumulates) return false;
  const { body } = from.values.kernel;
  const bound = range[end];
  const limits = (id: ValueId, depth: number): boolean => {
    const node: ScalarNode | undefined = body[id];
    if (depth === 0 || (node?.op !== 'min' && node?.op !== 'max')) return false;
    return [node.left, node.right].some((operand) => {
      const inner = body[operand];
      return inner?.op === 'const' ? inner.value === bound : limits(operand, depth - 1);
    });
  };
  return limits(from.value, 3);
}

/** Ends of what the value depends on, where it is monotone in them. */
function conditionsOf(
  values: KernelValues,
  value: ValueId,
  end: 'low' | 'high',
  target: ArrayId,
  show: ShowValue,
): readonly string[] {
  const polynomial = values.polynomial(value);
  if (polynomial === undefined) return [];
  const found: string[] = [];
  for (const symbol of symbolsOf(polynomial.terms.values())) {
    const { array, range } = values.symbols[symbol] ?? {};
    if (array === undefined || range === undefined) continue;
    const rising = slopeSign(values, polynomial, symbol);
    if (rising === 0) {
      found.push(
        `${nameOf(array, target)} in ${show(array, range.low)} .. ${show(array, range.high)}`,
      );
    } else if (rising > 0 === (end === 'high')) {
      found.push(`${nameOf(array, target)} <= ${show(array, range.high)}`);
    } else found.push(`${nameOf(array, target)} >= ${show(array, range.low)}`);
  }
  return found.slice(0, mostConditions);
}

function slopeSign(values: KernelValues, polynomial: Polynomial, symbol: number): -1 | 0 | 1 {
  const slope = polynomialRange(derivative(polynomial, symbol), (id) => {
    const { range } = values.symbols[id] ?? {};
    return range ?? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  });
  if (slope.low > 0) return 1;
  return slope.high < 0 ? -1 : 0;
}

/** `v` beside `exc.u`, `XE.w` beside others. */
function nameOf(array: ArrayId, beside: ArrayId): string {
  const [object, rest] = split(array);
  return object === split(beside)[0] ? rest : `${object}.${rest}`;
}

function split(array: ArrayId): readonly [string, string] {
  const dot = array.indexOf('.');
  return [array.slice(0, dot), array.slice(dot + 1).replace(/#.*$/, '')];
}
