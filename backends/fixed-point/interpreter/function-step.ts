import type { FixedNode } from '../lower/fixed-ir.js';
import type { Lane, Step } from './arithmetic-steps.js';

/** What a table read needs of the kernel it stands in. */
export interface FunctionAccess {
  readonly codes: Float64Array;
  /** True if a value is kept as a number. */
  isNarrow(value: number): boolean;
  wideReader(value: number): (at: Lane) => bigint;
}

/**
 * Step of a function table: an entry, or the straight line between two. The product of the line is
 * exact in float64 as long as difference times fraction stays below 2^53; beyond, it is BigInt.
 */
export function functionStep(
  node: Extract<FixedNode, { op: 'interpolate' | 'table' }>,
  id: number,
  access: FunctionAccess,
): Step {
  const { operand } = node;
  const { codes } = access;
  const shift = node.op === 'interpolate' ? node.shift : 0;
  const last = codes.length - 1;
  const largest = codes.reduce((most, code) => Math.max(most, Math.abs(code)), 0);
  if (!access.isNarrow(operand) || 2 * largest * 2 ** shift >= 2 ** 53) {
    return wideFunction(id, shift, codes, access.wideReader(operand), access.isNarrow(id));
  }
  if (shift === 0) {
    return ({ narrow }) => {
      narrow[id] = codes[narrow[operand] as number] as number;
    };
  }
  const scale = 2 ** -shift;
  return ({ narrow }) => {
    const place = (narrow[operand] as number) * scale;
    const index = Math.floor(place);
    const low = codes[index] as number;
    const high = codes[index < last ? index + 1 : last] as number;
    // Both factors are multiples of powers of two: the product is the exact quotient.
    narrow[id] = low + Math.floor((high - low) * (place - index));
  };
}

function wideFunction(
  id: number,
  shift: number,
  codes: Float64Array,
  read: (at: Lane) => bigint,
  narrowResult: boolean,
): Step {
  const entries = Array.from(codes, BigInt);
  const places = BigInt(shift);
  const mask = (1n << places) - 1n;
  return (at) => {
    const index = read(at);
    const cell = Number(index >> places);
    const low = entries[cell] as bigint;
    const high = entries[Math.min(cell + 1, entries.length - 1)] as bigint;
    const value = low + (((high - low) * (index & mask)) >> places);
    if (narrowResult) at.narrow[id] = Number(value);
    else at.wide[id] = value;
  };
}
