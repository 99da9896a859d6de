import type { Matrix } from './matrix-propagator.js';

/**
 * True if all eigenvalues of a matrix are real, judged in float64.
 *
 * The matrix is first taken apart into the blocks of variables that drive each other in a circle;
 * chains (triangular systems) are blocks of one, so equal rates in a chain never look complex by
 * rounding. Blocks of two go by the sign of their discriminant, larger ones by the roots of their
 * characteristic polynomial.
 */
export function hasRealEigenvalues(matrix: Matrix): boolean {
  return circularBlocks(matrix).every((block) => {
    const part = block.map((row) => block.map((column) => at(matrix, row, column)));
    if (part.length === 1) return true;
    return part.length === 2 ? discriminant(part) >= 0 : rootsAreReal(characteristic(part));
  });
}

/** Strongly connected components of the graph "row depends on column". */
export function circularBlocks(matrix: Matrix): readonly (readonly number[])[] {
  const size = matrix.length;
  const reaches = matrix.map((row, r) => row.map((entry, c) => entry !== 0 || r === c));
  for (let via = 0; via < size; via++) {
    for (let from = 0; from < size; from++) {
      if (reaches[from]?.[via] !== true) continue;
      for (let to = 0; to < size; to++) {
        const row = reaches[from];
        if (row !== undefined && reaches[via]?.[to] === true) row[to] = true;
      }
    }
  }
  const blocks: number[][] = [];
  for (let index = 0; index < size; index++) {
    const known = blocks.find(
      ([first]) =>
        first !== undefined && reaches[first]?.[index] === true && reaches[index]?.[first] === true,
    );
    if (known === undefined) blocks.push([index]);
    else known.push(index);
  }
  return blocks;
}

/** Discriminant of the characteristic polynomial of a 2 x 2 matrix, with rounding noise cut off. */
function discriminant(m: Matrix): number {
  const difference = at(m, 0, 0) - at(m, 1, 1);
  const square = difference * difference;
  const coupling = 4 * at(m, 0, 1) * at(m, 1, 0);
  const sum = square + coupling;
  return Math.abs(sum) <= 1e-14 * (square + Math.abs(coupling)) ? 0 : sum;
}

/** Coefficients of det(x I - M) from x^n down, by Faddeev and LeVerrier; M scaled to norm 1. */
function characteristic(m: Matrix): readonly number[] {
  const size = m.length;
  const norm = Math.max(...m.map((row) => row.reduce((sum, entry) => sum + Math.abs(entry), 0)));
  const scaled = m.map((row) => row.map((entry) => entry / norm));
  const coefficients = [1];
  let power: number[][] = scaled.map((row) => row.map(() => 0));
  for (let k = 1; k <= size; k++) {
    const last = coefficients[k - 1] as number;
    const shifted = power.map((row, r) => row.map((entry, c) => (r === c ? entry + last : entry)));
    power = scaled.map((row) =>
      row.map((_, c) => row.reduce((sum, entry, i) => sum + entry * at(shifted, i, c), 0)),
    );
    const trace = power.reduce((sum, row, r) => sum + (row[r] as number), 0);
    coefficients.push(-trace / k);
  }
  return coefficients;
}

/** Durand-Kerner iteration on all roots at once, from points that are not symmetric to the axis. */
function rootsAreReal(coefficients: readonly number[]): boolean {
  const degree = coefficients.length - 1;
  const roots = Array.from({ length: degree }, (_, k) => ({
    re: Math.cos(0.4 + (2 * Math.PI * k) / degree),
    im: Math.sin(0.4 + (2 * Math.PI * k) / degree),
  }));
  for (let round = 0; round < 500; round++) {
    let moved = 0;
    for (const [k, root] of roots.entries()) {
      let value = { re: 1, im: 0 };
      for (const coefficient of coefficients.slice(1)) {
        value = times(value, root);
        value.re += coefficient;
      }
      let others = { re: 1, im: 0 };
      for (const [l, other] of roots.entries()) {
        if (l !== k) others = times(others, { re: root.re - other.re, im: root.im - other.im });
      }
      const size = others.re * others.re + others.im * others.im;
      if (size === 0) continue;
      const step = times(value, { re: others.re / size, im: -others.im / size });
      root.re -= step.re;
      root.im -= step.im;
      moved = Math.max(moved, Math.abs(step.re), Math.abs(step.im));
    }
    if (moved < 1e-15) break;
  }
  // A double root comes out with an error of the square root of the rounding unit.
  return roots.every((root) => Math.abs(root.im) < 1e-5);
}

interface Complex {
  re: number;
  im: number;
}
function times(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function at(m: Matrix, row: number, column: number): number {
  const entry = m[row]?.[column];
  if (entry === undefined) throw new Error('matrix is not square');
  return entry;
}
