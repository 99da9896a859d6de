const maxNameLength = 64;
const maxSuggestions = 3;

/**
 * Number of insertions, deletions, replacements and swaps of neighbours that lead from one text to
 * the other (optimal string alignment distance).
 */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/**
 * The candidates that a person who wrote `name` most likely meant: at most three, all at the
 * smallest distance found. Names that differ only in upper and lower case have distance 0.
 */
export function nearNames(name: string, candidates: Iterable<string>): readonly string[] {
  if (name.length === 0 || name.length > maxNameLength) return [];
  const limit = name.length <= 2 ? 1 : Math.min(3, Math.ceil(name.length / 3));
  const found = new Map<string, number>();
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > limit) continue;
    const sameLetters = candidate.toLowerCase() === name.toLowerCase();
    const distance = sameLetters ? 0 : editDistance(name, candidate);
    // A name of one letter is one replacement away from every other one, which helps nobody.
    const allReplaced = distance >= Math.max(name.length, candidate.length);
    if (distance <= limit && !allReplaced) found.set(candidate, distance);
  }
  const smallest = Math.min(...found.values());
  return [...found]
    .filter(([, distance]) => distance === smallest)
    .map(([candidate]) => candidate)
    .sort()
    .slice(0, maxSuggestions);
}
