import type { WordSpec } from '../../../core/hardware.js';
import { type Interval, interval, magnitudeOf, union } from '../ranges/interval.js';
import type { CodeTable } from './fixed-ir.js';
import type { Jet } from './interval-jet.js';
import { multiply, powerOfTwo, type Rational, rational, toNumber } from './rational.js';

/** A function to be read from a table: its input is an integer code times `lsb`. */
export interface TabulatedFunction {
  /** For reports. */
  readonly expression: string;
  readonly of: (x: number) => number;
  /** Ranges of the function and its derivatives over a range of x. */
  readonly jet: (range: Interval) => Jet;
  readonly lowCode: number;
  readonly highCode: number;
  /** Value of one code. */
  readonly lsb: number;
}

/** What a hardware offers for tables. */
export interface TableRoom {
  readonly entries: number;
  readonly interpolation: 'none' | 'linear';
  readonly word: Pick<WordSpec, 'bits' | 'signed' | 'fraction'>;
}

/** A function table that has no name yet. */
export interface MadeTable extends Omit<CodeTable, 'name'> {
  readonly approximates: NonNullable<CodeTable['approximates']>;
}

/** A table, and how it is read: result = (T(code - lowCode) + offsetCode) * 2^-F * scale. */
export interface FunctionTable extends MadeTable {
  /** Bits of an index below an entry. */
  readonly shift: number;
  readonly offsetCode: number;
  /** SI value of a code without fraction. */
  readonly factor: Rational;
  /** True if entries are too far apart: what lies between them is hardly the function any more. */
  readonly tooCoarse: boolean;
}

/** Up to this many inputs are all tried out. */
const fewInputs = 2 ** 14;
/** Inputs looked at in a stretch where no bound is known. */
const samples = 64;
/** Parts of a stretch for which bounds are worked out. */
const parts = 4;
/** Bits that an offset may add to those of an entry. */
const offsetBits = 12;

/**
 * Entries rounded to nearest at every 2^shift-th code from `lowCode` on, with the smallest shift that
 * fits the room: as many stretches as the hardware has entries, less one. The last line passes
 * through the function's value at `highCode`. Where the function varies by less than half of what it
 * is, entries hold only the difference to an offset, and so more fraction bits.
 *
 * @returns undefined where the function has no finite value.
 */
export function buildFunctionTable(
  tabulated: TabulatedFunction,
  room: TableRoom,
): FunctionTable | undefined {
  const { lowCode, highCode, lsb, expression } = tabulated;
  const span = highCode - lowCode;
  const linear = room.interpolation === 'linear';
  const shift = entryShift(span, room);
  const step = 2 ** shift;
  const rows = Math.max(1, (linear ? Math.ceil(span / step) : Math.floor(span / step + 0.5)) + 1);
  const exact: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    const code = lowCode + row * step;
    const value = sampled(tabulated, Math.min(code, highCode));
    if (value === undefined) return undefined;
    const before = exact.at(-1);
    const part = (highCode - (code - step)) / step;
    const extends_ = code > highCode && linear && before !== undefined;
    exact.push(extends_ ? before + (value - before) / part : value);
  }
  const layout = chooseLayout(exact, room.word);
  const unit = toNumber(layout.factor) * 2 ** -layout.fracBits;
  const codes = Float64Array.from(exact, (value) => Math.round(value / unit) - layout.offsetCode);
  const table = { tabulated, codes, shift, unit, offsetCode: layout.offsetCode, exact, linear };
  const found = span < fewInputs ? triedError(table) : boundedError(table);
  if (found === undefined) return undefined;
  const { line, ...bound } = found;
  const { low, high } = { low: lowCode * lsb, high: highCode * lsb };
  return {
    kind: 'function',
    rows,
    columns: 1,
    codes,
    format: { signed: layout.signed, wordBits: room.word.bits, fracBits: layout.fracBits },
    shift,
    offsetCode: layout.offsetCode,
    factor: layout.factor,
    approximates: {
      expression,
      low,
      high,
      offset: layout.offsetCode * 2 ** -layout.fracBits,
      scale: toNumber(layout.factor),
      ...bound,
    },
    tooCoarse: line > coarsest(table),
  };
}

/**
 * Size against error of one function: what more entries, or fewer, would give.
 *
 * @param sizes - Numbers of entries to try.
 */
export function tableErrorCurve(
  tabulated: TabulatedFunction,
  room: TableRoom,
  sizes: readonly number[],
): readonly { readonly entries: number; readonly error: number }[] {
  return sizes.flatMap((entries) => {
    const table = buildFunctionTable(tabulated, { ...room, entries });
    return table === undefined ? [] : [{ entries: table.rows, error: table.approximates.error }];
  });
}

function entryShift(span: number, { entries, interpolation }: TableRoom): number {
  const lines = interpolation === 'linear' ? entries - 1 : entries - 0.5;
  return Math.max(0, Math.ceil(Math.log2(span / Math.max(1, lines))));
}

/**
 * Value at a code; a single hole is filled with the mean of its neighbours. It is a hole if straight
 * lines from both sides meet there, no higher than the neighbours: at a pole they do not.
 */
function sampled({ of, lsb }: TabulatedFunction, code: number): number | undefined {
  const value = of(code * lsb);
  if (Number.isFinite(value)) return value;
  const at = (away: number): number => of((code + away) * lsb);
  const [left, right] = [at(-1), at(1)];
  const [fromLeft, fromRight] = [2 * left - at(-2), 2 * right - at(2)];
  const size = Math.max(Math.abs(left), Math.abs(right));
  const steps = Math.abs(left - at(-2)) + Math.abs(right - at(2));
  const meet = Math.abs(fromLeft - fromRight) <= 0.1 * steps + 1e-6 * size;
  return meet && Math.abs(fromLeft) <= 1.2 * size ? (left + right) / 2 : undefined;
}

interface Layout {
  readonly signed: boolean;
  readonly fracBits: number;
  readonly factor: Rational;
  readonly offsetCode: number;
}

/** Sign, binary point, scale and offset: as fine as the word allows. */
function chooseLayout(values: readonly number[], word: TableRoom['word']): Layout {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const scale = plainScale(largest);
  const perUnit = 1 / toNumber(scale);
  const width = (high - low) * perUnit;
  const [bottom, top] = [low * perUnit, high * perUnit];
  const far = 2 * width <= largest * perUnit && width > largest * perUnit * 2 ** -offsetBits;
  const signed = word.signed === 'auto' ? !far && low < 0 : word.signed;
  const highest = 2 ** (signed ? word.bits - 1 : word.bits) - 1;
  const most = far ? (signed ? width / 2 : width) : signed ? Math.max(-bottom, top) : top;
  let fracBits = most > 0 ? Math.floor(Math.log2(highest / most)) : 0;
  const middle = signed ? (bottom + top) / 2 : bottom;
  const offsetAt = (bits: number): number => (far ? Math.floor(middle * 2 ** bits) : 0);
  // The offset is rounded down: that may carry the last entry over the end of the word.
  while (Math.round(top * 2 ** fracBits) - offsetAt(fracBits) > highest) fracBits -= 1;
  const offsetCode = offsetAt(fracBits);
  if (word.fraction === 'auto') return { signed, fracBits, factor: scale, offsetCode };
  const factor = multiply(scale, powerOfTwo(word.fraction - fracBits));
  return { signed, fracBits: word.fraction, factor, offsetCode };
}

/**
 * 1 for values of ordinary size, so that a factor that a state is multiplied with in every step needs
 * no further constant; else the power of 1000 at or below the largest.
 */
function plainScale(magnitude: number): Rational {
  if (magnitude === 0 || (magnitude >= 1e-3 && magnitude < 1e3)) return rational(1n);
  const exponent = 3 * Math.floor(Math.log10(magnitude) / 3);
  return exponent >= 0 ? rational(10n ** BigInt(exponent)) : rational(1n, 10n ** BigInt(-exponent));
}

interface Built {
  readonly tabulated: TabulatedFunction;
  readonly codes: Float64Array;
  readonly shift: number;
  /** Value of one code of the result. */
  readonly unit: number;
  readonly offsetCode: number;
  readonly exact: readonly number[];
  readonly linear: boolean;
}
interface Found {
  readonly error: number;
  readonly errorIs: 'proved' | 'sampled';
  /** Part of the error that more entries would make smaller. */
  readonly line: number;
}

/** Largest distance of a line from its function that still is a table of it, or of a step. */
function coarsest({ exact, linear }: Built): number {
  const low = exact.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = exact.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return (high - low) / (linear ? 32 : 16);
}

/** Result for an input, as the interpreter gives it. */
function read({ codes, shift, unit, offsetCode, linear }: Built, input: number): number {
  const place = input / 2 ** shift;
  const last = codes.length - 1;
  const row = linear ? Math.floor(place) : Math.min(Math.floor(place + 0.5), last);
  const low = codes[row] as number;
  const high = codes[Math.min(row + 1, last)] as number;
  const line = linear ? Math.floor((high - low) * (place - row)) : 0;
  return (low + line + offsetCode) * unit;
}

/** Every input is tried; undefined where one has no value. */
function triedError(table: Built): Found | undefined {
  const { lowCode, highCode } = table.tabulated;
  let error = 0;
  for (let code = lowCode; code <= highCode; code += 1) {
    const distance = distanceAt(table, code);
    if (distance === undefined) return undefined;
    error = Math.max(error, distance);
  }
  // Rounding of an entry and the floor take less than two codes.
  return { error, errorIs: 'proved', line: Math.max(0, error - 2 * table.unit) };
}

/**
 * Per stretch: the line is at most h^2/8 max |f''| away from the function, and never more than the
 * function varies there; entries are off by what rounding did, and the floor takes up to one code.
 * Where neither bound is finite the distance is sampled instead: the function has a hole there, 0/0,
 * or else a pole, and then there is no table. Beside a hole bounds are finite but far too large.
 */
function boundedError(table: Built): Found | undefined {
  const { tabulated, exact, unit, codes, offsetCode, linear, shift } = table;
  const { lowCode, highCode, lsb } = tabulated;
  const step = 2 ** shift;
  const residue = exact.map((value, row) =>
    Math.abs(value - ((codes[row] as number) + offsetCode) * unit),
  );
  let [error, line] = [0, 0];
  let errorIs: Found['errorIs'] = 'proved';
  const coarse = coarsest(table);
  for (let row = 0; row < codes.length; row += 1) {
    const from = lowCode + row * step - (linear ? 0 : step / 2);
    const [first, end] = [Math.max(from, lowCode), Math.min(from + step, highCode)];
    if (!(end > first)) continue;
    let bound = boundOver(table, first * lsb, end * lsb);
    if (!(bound <= coarse)) {
      const seen = sampledError(table, first, end);
      const ends = [exact[row] ?? 0, exact[row + 1] ?? 0].map(Math.abs);
      if (!Number.isFinite(bound) && !(seen <= Math.max(...ends))) return undefined;
      line = Math.max(line, Math.min(bound, seen));
      if (8 * seen < bound) {
        bound = seen;
        errorIs = 'sampled';
      }
    }
    const rounding = Math.max(residue[row] ?? 0, linear ? (residue[row + 1] ?? 0) : 0);
    error = Math.max(error, bound + rounding + (linear ? unit : 0));
  }
  return { error, errorIs, line };
}

/**
 * Largest distance between the function and its table over a stretch, before any rounding. Ranges
 * are worked out over parts of it: they are wider than what they enclose, by less in small parts.
 */
function boundOver({ tabulated, linear }: Built, from: number, to: number): number {
  const width = to - from;
  let [bend, slope] = [0, 0];
  let values: Interval | undefined;
  for (let part = 0; part < parts; part += 1) {
    const [low, high] = [from + (width * part) / parts, from + (width * (part + 1)) / parts];
    const jet = tabulated.jet(interval(low, high));
    bend = Math.max(bend, magnitudeOf(jet.curve));
    slope = Math.max(slope, magnitudeOf(jet.slope));
    values = values === undefined ? jet.value : union(values, jet.value);
  }
  const most = linear ? (width * width * bend) / 8 : width * slope;
  return values === undefined ? most : Math.min(most, values.high - values.low);
}

function sampledError(table: Built, first: number, end: number): number {
  let error = 0;
  for (let sample = 0; sample <= samples; sample += 1) {
    const code = Math.round(first + ((end - first) * sample) / samples);
    error = Math.max(error, distanceAt(table, code) ?? Number.POSITIVE_INFINITY);
  }
  return error;
}

function distanceAt(table: Built, code: number): number | undefined {
  const value = sampled(table.tabulated, code);
  if (value === undefined) return undefined;
  return Math.abs(read(table, code - table.tabulated.lowCode) - value);
}
