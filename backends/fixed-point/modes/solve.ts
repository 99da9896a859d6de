/** Smallest pivot, relative to the largest entry, of a matrix that counts as regular. */
const smallestPivot = 1e-12;

/** x with matrix x = right, by elimination with row exchanges; undefined for a singular matrix. */
export function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] | undefined {
  const rows = matrix.map((row, at) => [...row, right[at] as number]);
  const size = rows.length;
  const largest = Math.max(0, ...matrix.flat().map(Math.abs));
  for (let column = 0; column < size; column += 1) {
    const below = rows.slice(column);
    const pivot = below.reduce((best, row) =>
      sizeAt(row, column) > sizeAt(best, column) ? row : best,
    );
    if (!(sizeAt(pivot, column) > smallestPivot * largest)) return undefined;
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(column, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[column] as number) / (pivot[column] as number);
      for (let at = column; at <= size; at += 1)
        row[at] = (row[at] as number) - factor * (pivot[at] as number);
    }
  }
  return rows.map((row, at) => (row[size] as number) / (row[at] as number));
}

function sizeAt(row: readonly number[], column: number): number {
  return Math.abs(row[column] as number);
}
