import { unaryFunctions } from '../../../core/ir/index.js';
import {
  absoluteInterval,
  addIntervals,
  divideIntervals,
  everything,
  type Interval,
  interval,
  mapIncreasing,
  multiplyIntervals,
  negateInterval,
  union,
} from '../ranges/interval.js';

/** Ranges of a function of x, of its first and of its second derivative, over a range of x. */
export interface Jet {
  readonly value: Interval;
  readonly slope: Interval;
  readonly curve: Interval;
}

const zero = interval(0);
const one = interval(1);

export function constantJet(value: number): Jet {
  return { value: interval(value), slope: zero, curve: zero };
}

export function variableJet(range: Interval): Jet {
  return { value: range, slope: one, curve: zero };
}

/** A value of which only the range is known. */
export function opaqueJet(range: Interval = everything): Jet {
  return { value: range, slope: everything, curve: everything };
}

export function addJets(a: Jet, b: Jet): Jet {
  return {
    value: addIntervals(a.value, b.value),
    slope: addIntervals(a.slope, b.slope),
    curve: addIntervals(a.curve, b.curve),
  };
}

export function negateJet(a: Jet): Jet {
  return {
    value: negateInterval(a.value),
    slope: negateInterval(a.slope),
    curve: negateInterval(a.curve),
  };
}

/** (ab)'' = a''b + 2a'b' + ab''. */
export function multiplyJets(a: Jet, b: Jet): Jet {
  const twice = multiplyIntervals(interval(2), multiplyIntervals(a.slope, b.slope));
  return {
    value: multiplyIntervals(a.value, b.value),
    slope: addIntervals(multiplyIntervals(a.slope, b.value), multiplyIntervals(a.value, b.slope)),
    curve: addIntervals(
      addIntervals(multiplyIntervals(a.curve, b.value), twice),
      multiplyIntervals(a.value, b.curve),
    ),
  };
}

/** Tighter than a product of two that happen to be equal: a square is not negative. */
export function squareJet(a: Jet): Jet {
  const product = multiplyJets(a, a);
  return { ...product, value: square(a.value) };
}

export function divideJets(a: Jet, b: Jet): Jet {
  return multiplyJets(a, composed(b, reciprocal));
}

/** Either of two, where which one is not known. */
export function joinJets(a: Jet, b: Jet): Jet {
  return {
    value: union(a.value, b.value),
    slope: union(a.slope, b.slope),
    // Where they meet there may be a kink, or a jump.
    curve: everything,
  };
}

export function absoluteJet(a: Jet): Jet {
  if (a.value.low >= 0) return a;
  if (a.value.high <= 0) return negateJet(a);
  return { ...joinJets(a, negateJet(a)), value: absoluteInterval(a.value) };
}

export function smallerJet(a: Jet, b: Jet): Jet {
  if (a.value.high <= b.value.low) return a;
  if (b.value.high <= a.value.low) return b;
  const low = Math.min(a.value.low, b.value.low);
  return { ...joinJets(a, b), value: interval(low, Math.min(a.value.high, b.value.high)) };
}

/** u^p of a positive u. */
export function powerJet(a: Jet, p: number): Jet {
  if (!(a.value.low > 0)) return p > 0 && a.value.low === 0 ? rootAtZero(a, p) : opaqueJet();
  const powerOf =
    (factor: number, exponent: number) =>
    (u: Interval): Interval =>
      interval(...ordered(factor * u.low ** exponent, factor * u.high ** exponent));
  return composed(a, {
    value: powerOf(1, p),
    slope: powerOf(p, p - 1),
    curve: powerOf(p * (p - 1), p - 2),
  });
}

/** (e^x - 1) / x and its derivatives: all are increasing. */
export function exprelJet(a: Jet): Jet {
  return composed(a, {
    value: (u) => mapIncreasing(u, (x) => exprelDerivative(x, 0)),
    slope: (u) => mapIncreasing(u, (x) => exprelDerivative(x, 1)),
    curve: (u) => mapIncreasing(u, (x) => exprelDerivative(x, 2)),
  });
}

/** A function by its name in the IR; `undefined` where nothing is known of its derivatives. */
export function functionJet(op: keyof typeof unaryFunctions, a: Jet): Jet {
  const shape = shapes[op];
  return shape === undefined
    ? opaqueJet(mapIncreasing(a.value, unaryFunctions[op]))
    : composed(a, shape);
}

/** Ranges of a function and its derivatives over a range of its argument. */
interface Shape {
  value(u: Interval): Interval;
  slope(u: Interval): Interval;
  curve(u: Interval): Interval;
}

/** g(u)'' = g''(u) u'^2 + g'(u) u''. */
function composed(u: Jet, g: Shape): Jet {
  const slope = g.slope(u.value);
  return {
    value: g.value(u.value),
    slope: multiplyIntervals(slope, u.slope),
    curve: addIntervals(
      multiplyIntervals(g.curve(u.value), square(u.slope)),
      multiplyIntervals(slope, u.curve),
    ),
  };
}

function square(a: Interval): Interval {
  const magnitude = absoluteInterval(a);
  return interval(magnitude.low ** 2, magnitude.high ** 2);
}

function ordered(a: number, b: number): readonly [number, number] {
  return a <= b ? [a, b] : [b, a];
}

/** One side of 0 only; through 0 nothing is known. */
function inverse(u: Interval): Interval {
  return divideIntervals(one, u);
}

function rootAtZero(a: Jet, p: number): Jet {
  return { ...opaqueJet(interval(0, a.value.high ** p)), slope: everything };
}

const reciprocal: Shape = {
  value: inverse,
  slope: (u) => negateInterval(square(inverse(u))),
  curve: (u) => multiplyIntervals(interval(2), multiplyIntervals(inverse(u), square(inverse(u)))),
};

/** Range of sin over u: the ends, and every crest between them. */
function sine(u: Interval): Interval {
  if (!(u.high - u.low < 2 * Math.PI)) return interval(-1, 1);
  const [low, high] = ordered(Math.sin(u.low), Math.sin(u.high));
  const crest = (at: number): boolean =>
    Math.floor((u.high - at) / (2 * Math.PI)) > Math.floor((u.low - at) / (2 * Math.PI));
  return interval(crest(-Math.PI / 2) ? -1 : low, crest(Math.PI / 2) ? 1 : high);
}
const cosine = (u: Interval): Interval => sine(addIntervals(u, interval(Math.PI / 2)));

function tangent(u: Interval): Interval {
  const branch = (x: number): number => Math.floor(x / Math.PI + 0.5);
  return branch(u.low) === branch(u.high) ? mapIncreasing(u, Math.tan) : everything;
}
/** 1 + tan^2. */
const tangentSlope = (u: Interval): Interval => addIntervals(one, square(tangent(u)));

const hyperbolic = (u: Interval): Interval => mapIncreasing(u, Math.tanh);
/** 1 - tanh^2. */
const hyperbolicSlope = (u: Interval): Interval =>
  addIntervals(one, negateInterval(square(hyperbolic(u))));

const coshOf = (u: Interval): Interval => mapIncreasing(absoluteInterval(u), Math.cosh);
const sinhOf = (u: Interval): Interval => mapIncreasing(u, Math.sinh);
const exponential = (u: Interval): Interval => mapIncreasing(u, Math.exp);

/** A logarithm: defined above 0 only. */
function logarithm(of: (x: number) => number, factor: number, shift: number): Shape {
  const inside = (u: Interval): Interval => inverse(addIntervals(u, interval(shift)));
  const positive = (u: Interval): boolean => u.low + shift > 0;
  return {
    value: (u) => (positive(u) ? mapIncreasing(u, of) : everything),
    slope: (u) => (positive(u) ? multiplyIntervals(interval(factor), inside(u)) : everything),
    curve: (u) =>
      positive(u) ? multiplyIntervals(interval(-factor), square(inside(u))) : everything,
  };
}

/** 1 / sqrt(1 - x^2) and its derivative within -1 .. 1. */
const arcSlope = (u: Interval): Interval => {
  const most = absoluteInterval(u);
  return most.high < 1 ? mapIncreasing(most, (x) => 1 / Math.sqrt(1 - x * x)) : everything;
};
const arcCurve = (u: Interval): Interval =>
  absoluteInterval(u).high < 1 ? mapIncreasing(u, (x) => x / (1 - x * x) ** 1.5) : everything;
const slopeOfArctan = (u: Interval): Interval => inverse(addIntervals(one, square(u)));

const shapes: Partial<Readonly<Record<keyof typeof unaryFunctions, Shape>>> = {
  exp: { value: exponential, slope: exponential, curve: exponential },
  expm1: { value: (u) => mapIncreasing(u, Math.expm1), slope: exponential, curve: exponential },
  log: logarithm(Math.log, 1, 0),
  log10: logarithm(Math.log10, Math.LOG10E, 0),
  log1p: logarithm(Math.log1p, 1, 1),
  sqrt: {
    value: (u) => (u.low >= 0 ? mapIncreasing(u, Math.sqrt) : everything),
    slope: (u) =>
      u.low > 0 ? interval(0.5 / Math.sqrt(u.high), 0.5 / Math.sqrt(u.low)) : everything,
    curve: (u) =>
      u.low > 0 ? interval(-0.25 * u.low ** -1.5, -0.25 * u.high ** -1.5) : everything,
  },
  sin: { value: sine, slope: cosine, curve: (u) => negateInterval(sine(u)) },
  cos: {
    value: cosine,
    slope: (u) => negateInterval(sine(u)),
    curve: (u) => negateInterval(cosine(u)),
  },
  tan: {
    value: tangent,
    slope: tangentSlope,
    curve: (u) => multiplyIntervals(interval(2), multiplyIntervals(tangent(u), tangentSlope(u))),
  },
  sinh: { value: sinhOf, slope: coshOf, curve: sinhOf },
  cosh: { value: coshOf, slope: sinhOf, curve: coshOf },
  tanh: {
    value: hyperbolic,
    slope: hyperbolicSlope,
    curve: (u) =>
      multiplyIntervals(interval(-2), multiplyIntervals(hyperbolic(u), hyperbolicSlope(u))),
  },
  arctan: {
    value: (u) => mapIncreasing(u, Math.atan),
    slope: slopeOfArctan,
    curve: (u) => multiplyIntervals(multiplyIntervals(interval(-2), u), square(slopeOfArctan(u))),
  },
  arcsin: {
    value: (u) => (absoluteInterval(u).high <= 1 ? mapIncreasing(u, Math.asin) : everything),
    slope: arcSlope,
    curve: arcCurve,
  },
  arccos: {
    value: (u) =>
      absoluteInterval(u).high <= 1 ? interval(Math.acos(u.high), Math.acos(u.low)) : everything,
    slope: (u) => negateInterval(arcSlope(u)),
    curve: (u) => negateInterval(arcCurve(u)),
  },
};

/** The n-th derivative of (e^x - 1) / x = sum x^k / (k + 1)!. */
function exprelDerivative(x: number, order: 0 | 1 | 2): number {
  if (Math.abs(x) < 0.5) return exprelSeries(x, order);
  const e = Math.exp(x);
  if (order === 0) return Math.expm1(x) / x;
  if (order === 1) return (e * (x - 1) + 1) / (x * x);
  return (e * (x * x - 2 * x + 2) - 2) / (x * x * x);
}

function exprelSeries(x: number, order: 0 | 1 | 2): number {
  let sum = 0;
  let factorial = 1;
  for (let k = 0; k < 24; k += 1) {
    factorial *= k + 1;
    const falling = order === 0 ? 1 : order === 1 ? k : k * (k - 1);
    if (falling !== 0) sum += (falling * x ** (k - order)) / factorial;
  }
  return sum;
}
