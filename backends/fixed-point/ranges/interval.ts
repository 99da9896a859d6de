/** A closed range of real numbers; bounds may be infinite. Never empty. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const everything: Interval = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
};

export function interval(low: number, high: number = low): Interval {
  return Number.isNaN(low) || Number.isNaN(high) || low > high ? everything : { low, high };
}

export function union(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

export function contains(outer: Interval, inner: Interval): boolean {
  return outer.low <= inner.low && inner.high <= outer.high;
}

export function isBounded(range: Interval): boolean {
  return Number.isFinite(range.low) && Number.isFinite(range.high);
}

export function addIntervals(a: Interval, b: Interval): Interval {
  return interval(a.low + b.low, a.high + b.high);
}

export function negateInterval(a: Interval): Interval {
  return { low: -a.high, high: -a.low };
}

/** 0 times an infinite bound is 0: the bound is not attained. */
function product(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : x * y;
}

export function multiplyIntervals(a: Interval, b: Interval): Interval {
  const corners = [
    product(a.low, b.low),
    product(a.low, b.high),
    product(a.high, b.low),
    product(a.high, b.high),
  ];
  return interval(Math.min(...corners), Math.max(...corners));
}

export function divideIntervals(a: Interval, b: Interval): Interval {
  if (b.low <= 0 && b.high >= 0) return everything;
  return multiplyIntervals(a, interval(1 / b.high, 1 / b.low));
}

/** Image under a monotone increasing function. */
export function mapIncreasing(a: Interval, f: (x: number) => number): Interval {
  return interval(f(a.low), f(a.high));
}

export function absoluteInterval(a: Interval): Interval {
  if (a.low >= 0) return a;
  if (a.high <= 0) return negateInterval(a);
  return { low: 0, high: Math.max(-a.low, a.high) };
}

/** What both hold; undefined where they share nothing. */
export function intersect(a: Interval, b: Interval): Interval | undefined {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return low <= high ? { low, high } : undefined;
}

/** Largest absolute value. */
export function magnitudeOf(a: Interval): number {
  return Math.max(Math.abs(a.low), Math.abs(a.high));
}

export function sameInterval(a: Interval, b: Interval): boolean {
  return a.low === b.low && a.high === b.high;
}

/** Range of listed values; `[0, 0]` for an empty list. */
export function rangeOf(values: Float64Array): Interval {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? interval(0) : interval(low, high);
}
