import type { PlacedEntry, PlacedMap } from '../../core/description/index.js';
import type { SourceSpan } from '../../core/diagnostics/index.js';

/** Levels of keys that findings point at: `words.accumulator.bits`. */
const deepest = 3;

/**
 * Where the keys of a hardware file stand, by their path: of a map the key, of anything else the
 * value; of `classes`, whose keys are the user's names, always the key.
 */
export function keyPlaces(root: PlacedMap): ReadonlyMap<string, SourceSpan> {
  const places = new Map<string, SourceSpan>();
  collect(root, [], places);
  return places;
}

function collect(map: PlacedMap, above: readonly string[], places: Map<string, SourceSpan>): void {
  for (const entry of map.entries) {
    const path = [...above, entry.key];
    const span = placeOf(entry, above);
    if (span !== undefined) places.set(path.join('.'), span);
    if (entry.value.kind === 'map' && path.length < deepest) collect(entry.value, path, places);
  }
}

function placeOf(
  { keySpan, value }: PlacedEntry,
  above: readonly string[],
): SourceSpan | undefined {
  const atKey = value.kind === 'map' || above[0] === 'classes';
  return atKey ? (keySpan ?? value.span) : (value.span ?? keySpan);
}
