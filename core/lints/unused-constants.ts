import type { Diagnostics } from '../diagnostics/index.js';
import type { Constants, Model, Network } from '../network/index.js';
import type { ObjectModel } from './model-facts.js';
import { at, listed } from './wording.js';

/** Keys whose texts are for people or name files: words in them use nothing. */
const proseKeys: ReadonlySet<string> = new Set(['name', 'description', 'source', 'file', 'labels']);

/** Words of every text below a value of a document; comments of equations are left out. */
function wordsIn(value: unknown, words: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value === 'string') {
    const code = value.replace(/#[^\n]*/g, '');
    for (const [word] of code.matchAll(/[A-Za-z_]\w*/g)) words.add(word);
  } else if (Array.isArray(value)) {
    for (const entry of value) wordsIn(entry, words);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) {
      if (!proseKeys.has(key)) wordsIn(entry, words);
    }
  }
  return words;
}

/** The constants of one `constants` key. */
interface Declared {
  readonly path: readonly string[];
  readonly title: string;
  readonly constants: Constants;
  readonly used: Set<string>;
}

/**
 * Warns of constants that nothing reads (`UNUSED_CONSTANT`): they look as if the model depended on
 * them. A constant that only unused ones read is unused as well.
 */
export function warnUnusedConstants(
  { document, source }: Network,
  model: Model,
  diagnostics: Diagnostics,
): void {
  const network: Declared = {
    path: ['constants'],
    title: 'network',
    constants: document.constants ?? {},
    used: new Set(),
  };
  const locals: Declared[] = [];
  for (const [kind, objects, models] of [
    ['populations', document.populations ?? {}, model.populations],
    ['projections', document.projections ?? {}, model.projections],
  ] as const) {
    for (const object of models) {
      const { constants = {}, ...texts } = objects[object.name] ?? {};
      const path = [kind, object.name, 'constants'];
      const title = `${kind.slice(0, -1)} ${object.name}`;
      const local: Declared = { path, title, constants, used: new Set() };
      locals.push(local);
      markUses(wordsIn(texts), object, local, network);
    }
  }
  const { inputs, timeline, probes, task } = document;
  for (const word of wordsIn([Object.values(inputs ?? {}), timeline, probes, task])) {
    for (const { used } of [network, ...locals]) used.add(word);
  }
  for (const local of locals) spread(local, network);
  spread(network, network);
  shareSpans([network, ...locals], source);
  const reported = new Set<string>();
  for (const { path, title, constants, used } of [network, ...locals]) {
    const readersOf = readersByName(constants);
    for (const name of Object.keys(constants)) {
      const span = source.keySpan([...path, name]);
      // One text that several objects take by reference is one constant.
      const place = `${span?.source.name} ${span?.start} ${name} ${span ? '' : path.join('.')}`;
      if (used.has(name) || reported.has(place)) continue;
      reported.add(place);
      const readers = readersOf.get(name) ?? [];
      diagnostics.warn('UNUSED_CONSTANT', `constant ${name} is never read`, {
        ...at(span),
        context: `${title}, constants`,
        label:
          readers.length === 0
            ? 'no equation, statement or value names it'
            : `only ${listed(readers)} ${readers.length === 1 ? 'names' : 'name'} it, unused as well`,
        help: `remove the line of ${name}, or use it`,
      });
    }
  }
}

function markUses(
  words: ReadonlySet<string>,
  { scope }: ObjectModel,
  local: Declared,
  network: Declared,
): void {
  for (const word of words) {
    const resolution = scope.resolve(word);
    if (resolution?.kind !== 'constant') continue;
    if (resolution.scope === 'object') local.used.add(word);
    if (resolution.scope === 'network') network.used.add(word);
  }
}

/** Which constants name a constant, by its name. */
function readersByName(constants: Constants): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  for (const [reader, spec] of Object.entries(constants)) {
    for (const word of wordsIn(typeof spec === 'object' ? spec.value : spec)) {
      const known = readers.get(word);
      if (known === undefined) readers.set(word, [reader]);
      else known.push(reader);
    }
  }
  return readers;
}

/** What used constants read is used. */
function spread(declared: Declared, outer: Declared): void {
  const waiting = [...declared.used];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const spec = declared.constants[name];
    for (const word of wordsIn(typeof spec === 'object' ? spec.value : spec)) {
      const owner = declared.constants[word] === undefined ? outer : declared;
      if (owner.constants[word] === undefined || owner.used.has(word)) continue;
      owner.used.add(word);
      if (owner === declared) waiting.push(word);
    }
  }
}

/** A text that several objects take by reference (YAML alias) is used if one of them uses it. */
function shareSpans(all: readonly Declared[], source: Network['source']): void {
  const placeOf = ({ path }: Declared, name: string): string | undefined => {
    const span = source.keySpan([...path, name]);
    return span && `${span.source.name} ${span.start}`;
  };
  const used = new Set(all.flatMap((entry) => [...entry.used].map((name) => placeOf(entry, name))));
  for (const entry of all) {
    for (const name of Object.keys(entry.constants)) {
      const place = placeOf(entry, name);
      if (place !== undefined && used.has(place)) entry.used.add(name);
    }
  }
}
