/** Square matrix as rows. */
export type Matrix = readonly (readonly number[])[];

/** What carries a linear system with constant coefficients over one step. */
export interface Propagator {
  /** e^(Mh). */
  readonly state: Matrix;
  /** Integral of e^(Ms) over s from 0 to h; b enters as `input * b`. */
  readonly input: Matrix;
}

/**
 * Propagator of dx/dt = Mx + b with b held over the step: x' = `state` x + `input` b.
 *
 * Both come from one exponential, that of [[Mh, Ih], [0, 0]] (Van Loan 1978), so that a singular M and
 * equal rates need no case of their own. Scaling and squaring round a Taylor series, in plain
 * float64 arithmetic: the same bits on every machine. Zeros of a triangular M stay exact zeros.
 *
 * @param matrix - M in 1/second.
 * @param seconds - h, not negative.
 */
export function matrixPropagator(matrix: Matrix, seconds: number): Propagator {
  const size = matrix.length;
  const halvings = halvingsFor(matrix, seconds);
  const h = seconds / 2 ** halvings;
  const scaled = matrix.map((row) => row.map((entry) => entry * h));
  let { excess, input } = series(scaled, h);
  for (let round = 0; round < halvings; round++) {
    // With E = P - I: P(2h) = P^2 gives E(2h) = 2E + E^2, and Q(2h) = Q + PQ = 2Q + EQ. Keeping E
    // and not P loses no digits where P is near 1.
    input = add(scale(input, 2), multiply(excess, input));
    excess = add(scale(excess, 2), multiply(excess, excess));
  }
  const state = excess.map((row, r) => row.map((entry, c) => (r === c ? 1 + entry : entry)));
  if (state.length !== size) throw new Error('matrix is not square');
  return { state, input };
}

/** Halvings of h after which the norm of Mh is at most 1/2. */
function halvingsFor(matrix: Matrix, seconds: number): number {
  let norm = 0;
  for (const row of matrix) {
    let sum = 0;
    for (const entry of row) sum += Math.abs(entry * seconds);
    if (sum > norm) norm = sum;
  }
  if (!Number.isFinite(norm)) throw new Error('a coefficient of the system is not finite');
  let halvings = 0;
  while (norm > 0.5) {
    norm /= 2;
    halvings++;
  }
  return halvings;
}

/** e^A - I and h times the sum of A^k/(k+1)!, for a norm of A of at most 1/2. */
function series(scaled: Matrix, h: number): { excess: Matrix; input: Matrix } {
  // (1/2)^17 / 17! is below 2^-65: the terms left out cannot change a digit.
  const terms = 17;
  let inner = identity(scaled.length);
  // Horner: S = I + A/2 (I + A/3 (I + ...)), the sum of A^k/(k+1)!.
  for (let k = terms; k >= 2; k--) {
    inner = add(identity(scaled.length), scale(multiply(scaled, inner), 1 / k));
  }
  return { excess: multiply(scaled, inner), input: scale(inner, h) };
}

function identity(size: number): Matrix {
  return Array.from({ length: size }, (_, r) =>
    Array.from({ length: size }, (_unused, c) => (r === c ? 1 : 0)),
  );
}

function add(a: Matrix, b: Matrix): Matrix {
  return a.map((row, r) => row.map((entry, c) => entry + at(b, r, c)));
}

function scale(a: Matrix, factor: number): Matrix {
  return a.map((row) => row.map((entry) => entry * factor));
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    row.map((_, c) => row.reduce((sum, entry, k) => sum + entry * at(b, k, c), 0)),
  );
}

function at(a: Matrix, row: number, column: number): number {
  const entry = a[row]?.[column];
  if (entry === undefined) throw new Error('matrix is not square');
  return entry;
}
