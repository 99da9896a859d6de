/** Coefficients of a polynomial on the unit cube: row-major, `shape[i]` = degree in variable i, plus 1. */
export interface CubePolynomial {
  readonly shape: readonly number[];
  readonly coefficients: Float64Array;
}

/** Halvings of the cube that are spent on one bound. */
const mostSplits = 96;
/** A gap below this share of the largest coefficient is not worth a further halving. */
const goodEnough = 1e-9;

/**
 * An upper bound of a polynomial on the unit cube: no value exceeds the largest Bernstein
 * coefficient; coefficients at corners are values. The part of the cube with the largest bound is
 * halved until bound and best corner meet.
 */
export function cubeMaximum(polynomial: CubePolynomial): number {
  const { shape } = polynomial;
  const parts = [partOf(toBernstein(polynomial), shape, 0)];
  let attained = parts[0]?.corner ?? Number.NEGATIVE_INFINITY;
  const scale = Math.max(...polynomial.coefficients.map(Math.abs));
  for (let split = 0; split < mostSplits; split += 1) {
    let worst = 0;
    for (const [place, part] of parts.entries()) {
      if (part.bound > (parts[worst]?.bound ?? 0)) worst = place;
    }
    const part = parts[worst];
    if (part === undefined || part.bound - attained <= goodEnough * scale) break;
    const axis = part.depth % shape.length;
    const [left, right] = halve(part.coefficients, shape, axis);
    parts.splice(
      worst,
      1,
      partOf(left, shape, part.depth + 1),
      partOf(right, shape, part.depth + 1),
    );
    for (const { corner } of parts.slice(worst, worst + 2)) attained = Math.max(attained, corner);
  }
  return Math.max(...parts.map(({ bound }) => bound));
}

interface Part {
  readonly coefficients: Float64Array;
  readonly depth: number;
  /** Largest coefficient. */
  readonly bound: number;
  /** Largest value at a corner. */
  readonly corner: number;
}

function partOf(coefficients: Float64Array, shape: readonly number[], depth: number): Part {
  let [bound, corner] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  coefficients.forEach((value, place) => {
    if (value > bound) bound = value;
    if (value > corner && isCorner(place, shape)) corner = value;
  });
  return { coefficients, depth, bound, corner };
}

function isCorner(place: number, shape: readonly number[]): boolean {
  let rest = place;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const length = shape[axis] ?? 1;
    const at = rest % length;
    if (at !== 0 && at !== length - 1) return false;
    rest = Math.floor(rest / length);
  }
  return true;
}

/** Power basis to Bernstein basis, one axis after the other. */
function toBernstein({ shape, coefficients }: CubePolynomial): Float64Array {
  const result = Float64Array.from(coefficients);
  for (const axis of shape.keys()) {
    eachLine(shape, axis, (start, stride, length) => {
      const line = Array.from({ length }, (_, k) => result[start + k * stride] ?? 0);
      for (let i = 0; i < length; i += 1) {
        let sum = 0;
        for (let j = 0; j <= i; j += 1) {
          sum += (binomial(i, j) / binomial(length - 1, j)) * (line[j] ?? 0);
        }
        result[start + i * stride] = sum;
      }
    });
  }
  return result;
}

/** De Casteljau at 1/2 along one axis: coefficients of both halves. */
function halve(
  coefficients: Float64Array,
  shape: readonly number[],
  axis: number,
): readonly [Float64Array, Float64Array] {
  const left = Float64Array.from(coefficients);
  const right = Float64Array.from(coefficients);
  eachLine(shape, axis, (start, stride, length) => {
    for (let level = 1; level < length; level += 1) {
      for (let k = length - 1; k >= level; k -= 1) {
        const at = start + k * stride;
        left[at] = ((left[at - stride] ?? 0) + (left[at] ?? 0)) / 2;
      }
      for (let k = 0; k < length - level; k += 1) {
        const at = start + k * stride;
        right[at] = ((right[at] ?? 0) + (right[at + stride] ?? 0)) / 2;
      }
    }
  });
  return [left, right];
}

function eachLine(
  shape: readonly number[],
  axis: number,
  visit: (start: number, stride: number, length: number) => void,
): void {
  const length = shape[axis] ?? 1;
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const total = shape.reduce((product, size) => product * size, 1);
  for (let start = 0; start < total; start += 1) {
    if (Math.floor(start / stride) % length === 0) visit(start, stride, length);
  }
}

export function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return result;
}
