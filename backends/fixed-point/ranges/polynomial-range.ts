import { binomial, cubeMaximum } from './bernstein.js';
import {
  addIntervals,
  everything,
  type Interval,
  interval,
  isBounded,
  magnitudeOf,
  multiplyIntervals,
} from './interval.js';
import { type Polynomial, symbolsOf, type Term } from './polynomial.js';

/** Bernstein tensors beyond this many coefficients are not made. */
const mostCoefficients = 729;
const mostCorners = 10;
/** Relative room for the roundings of the bound itself. */
const slack = 2 ** -44;

/**
 * Range of a polynomial where each symbol lies in an interval of its own: terms without a common
 * symbol are bounded apart; a quadratic by its vertex; what is linear in each symbol at the corners;
 * all else by Bernstein coefficients with halving (numerics section 10.2).
 *
 * @param of - Interval of a symbol.
 * @returns everything where a symbol is unbounded or the polynomial too large.
 */
export function polynomialRange(a: Polynomial, of: (symbol: number) => Interval): Interval {
  const multiple = rootRange(a, of);
  if (multiple !== undefined) return multiple;
  let sum = interval(a.terms.get('')?.coefficient ?? 0);
  let size = magnitudeOf(sum);
  for (const group of independentGroups(a)) {
    const range = groupRange(group, of);
    if (!isBounded(range)) return everything;
    sum = addIntervals(sum, range);
    for (const term of group) size += termSize(term, of);
  }
  // Powers of two of the symbols alone are exact; there is nothing to make room for.
  const exact = a.error === 0 && a.terms.size <= 1;
  const room = exact ? 0 : a.error + slack * size;
  return Number.isFinite(room) ? interval(sum.low - room, sum.high + room) : everything;
}

/** A multiple of one symbol, made of it alone: its error is relative, so 0 stays 0 and signs stay. */
function rootRange(a: Polynomial, of: (symbol: number) => Interval): Interval | undefined {
  if (a.root === undefined || a.terms.size > 1) return undefined;
  const x = of(a.root);
  const [term] = a.terms.values();
  const factor = term?.coefficient ?? 0;
  const relative = a.error / (Math.abs(factor) * magnitudeOf(x));
  if (!isBounded(x) || !(relative < 1 / 2)) return undefined;
  const room = a.error === 0 ? 0 : relative + slack;
  return multiplyIntervals(
    x,
    interval(factor - Math.abs(factor) * room, factor + Math.abs(factor) * room),
  );
}

/** Terms that share symbols, directly or through others. */
function independentGroups(a: Polynomial): readonly (readonly Term[])[] {
  let groups: { symbols: Set<number>; terms: Term[] }[] = [];
  for (const term of a.terms.values()) {
    if (term.factors.length === 0) continue;
    const merged = { symbols: new Set(term.factors.map(([id]) => id)), terms: [term] };
    const apart = groups.filter((group) => {
      if (![...merged.symbols].some((id) => group.symbols.has(id))) return true;
      for (const id of group.symbols) merged.symbols.add(id);
      merged.terms.unshift(...group.terms);
      return false;
    });
    groups = [...apart, merged];
  }
  return groups.map(({ terms }) => terms);
}

function termSize({ factors, coefficient }: Term, of: (symbol: number) => Interval): number {
  return factors.reduce(
    (size, [id, power]) => size * magnitudeOf(of(id)) ** power,
    Math.abs(coefficient),
  );
}

function groupRange(terms: readonly Term[], of: (symbol: number) => Interval): Interval {
  const symbols = symbolsOf(terms);
  if (symbols.some((id) => !isBounded(of(id)))) return everything;
  const degrees = symbols.map((id) =>
    Math.max(...terms.map(({ factors }) => factors.find(([own]) => own === id)?.[1] ?? 0)),
  );
  if (degrees.every((degree) => degree === 1) && symbols.length <= mostCorners) {
    return cornerRange(terms, symbols, of);
  }
  const [only] = symbols;
  if (symbols.length === 1 && degrees[0] === 2 && only !== undefined) {
    return vertexRange(terms, of(only));
  }
  const shape = degrees.map((degree) => degree + 1);
  if (shape.reduce((product, size) => product * size, 1) > mostCoefficients) return everything;
  const coefficients = onUnitCube(terms, symbols, shape, of);
  return interval(
    -cubeMaximum({ shape, coefficients: coefficients.map((value) => -value) }),
    cubeMaximum({ shape, coefficients }),
  );
}

function cornerRange(
  terms: readonly Term[],
  symbols: readonly number[],
  of: (symbol: number) => Interval,
): Interval {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let corner = 0; corner < 2 ** symbols.length; corner += 1) {
    const at = new Map(
      symbols.map((id, place) => [id, (corner >> place) & 1 ? of(id).high : of(id).low]),
    );
    let value = 0;
    for (const { factors, coefficient } of terms) {
      value += factors.reduce((product, [id]) => product * (at.get(id) ?? 0), coefficient);
    }
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return interval(low, high);
}

/** a x^2 + b x: at the ends and, where it lies between them, at x = -b/2a. */
function vertexRange(terms: readonly Term[], x: Interval): Interval {
  const of = (power: number): number =>
    terms.find(({ factors }) => factors[0]?.[1] === power)?.coefficient ?? 0;
  const [a, b] = [of(2), of(1)];
  const value = (at: number): number => (a * at + b) * at;
  const vertex = -b / (2 * a);
  const values = [value(x.low), value(x.high)];
  if (vertex > x.low && vertex < x.high) values.push(value(vertex));
  return interval(Math.min(...values), Math.max(...values));
}

/** Coefficients after x = low + (high - low) t in every symbol. */
function onUnitCube(
  terms: readonly Term[],
  symbols: readonly number[],
  shape: readonly number[],
  of: (symbol: number) => Interval,
): Float64Array {
  const result = new Float64Array(shape.reduce((product, size) => product * size, 1));
  for (const { factors, coefficient } of terms) {
    let line: readonly { readonly place: number; readonly value: number }[] = [
      { place: 0, value: coefficient },
    ];
    for (const [axis, id] of symbols.entries()) {
      const power = factors.find(([own]) => own === id)?.[1] ?? 0;
      const { low, high } = of(id);
      const length = shape[axis] ?? 1;
      line = line.flatMap(({ place, value }) =>
        Array.from({ length: power + 1 }, (_, k) => ({
          place: place * length + k,
          value: value * binomial(power, k) * low ** (power - k) * (high - low) ** k,
        })),
      );
    }
    for (const { place, value } of line) result[place] = (result[place] ?? 0) + value;
  }
  return result;
}
