/**
 * Delta debugging (ddmin, Zeller and Hildebrandt 2002): a subset that still fails, from which no
 * single item can be taken without its failing to do so. Every subset is tried at most once.
 *
 * @param fails - True for all items together.
 * @returns The subset in the order of the items; all of them if they do not fail together.
 */
export async function minimalSet(
  items: readonly string[],
  fails: (subset: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  const known = new Map<string, boolean>();
  const test = async (subset: readonly string[]): Promise<boolean> => {
    const key = subset.join('\n');
    const found = known.get(key) ?? (await fails(subset));
    known.set(key, found);
    return found;
  };
  if (!(await test(items))) return items;
  let current = items;
  let parts = 2;
  while (current.length > 1) {
    const chunks = split(current, parts);
    const smaller = await firstFailing(chunks, test);
    if (smaller !== undefined) {
      current = smaller;
      parts = 2;
      continue;
    }
    const rests = chunks.map((chunk) => current.filter((item) => !chunk.includes(item)));
    const rest = parts > 2 ? await firstFailing(rests, test) : undefined;
    if (rest !== undefined) {
      current = rest;
      parts = Math.max(parts - 1, 2);
    } else if (parts < current.length) parts = Math.min(current.length, 2 * parts);
    else break;
  }
  return current;
}

async function firstFailing(
  subsets: readonly (readonly string[])[],
  test: (subset: readonly string[]) => Promise<boolean>,
): Promise<readonly string[] | undefined> {
  for (const subset of subsets) if (await test(subset)) return subset;
  return undefined;
}

/** So many parts of nearly equal length, in order. */
function split(items: readonly string[], parts: number): readonly (readonly string[])[] {
  return Array.from({ length: parts }, (_, at) =>
    items.slice(
      Math.floor((at * items.length) / parts),
      Math.floor(((at + 1) * items.length) / parts),
    ),
  );
}
