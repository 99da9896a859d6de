import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import { walkExpression } from '../equations/index.js';
import type { Model, PopulationModel } from '../network/index.js';
import { textsOf } from './model-facts.js';
import { at, listed } from './wording.js';

/**
 * Warns of a timed array that drives several layers (`SHARED_EXTERNAL_INPUT`): populations of which
 * one leads to the other through projections. Groups that lead to each other, like an excitatory
 * and an inhibitory one, are one layer.
 */
export function warnSharedArrays(model: Model, diagnostics: Diagnostics): void {
  for (const { name } of model.arrays) {
    const readers = model.populations.flatMap((population) => {
      const span = callOf(name, population);
      return span === undefined ? [] : [{ name: population.name, span }];
    });
    const chain = longestChain(
      readers.map((reader) => reader.name),
      model,
    );
    if (chain.length < 2) continue;
    const [first, ...later] = chain;
    const second = readers.find((reader) => reader.name === later[0]);
    diagnostics.warn(
      'SHARED_EXTERNAL_INPUT',
      `array ${name} drives ${listed(chain)}, which are connected in a chain: ${chain.join(' -> ')}`,
      {
        ...at(second?.span),
        context: `population ${later[0]}`,
        label: `${listed(later)} ${later.length === 1 ? 'gets' : 'get'} the input of ${first} as well`,
        help: `give ${listed(later)} equations without ${name}, so that only ${first} reads it`,
      },
    );
  }
}

function callOf(array: string, population: PopulationModel): SourceSpan | undefined {
  let found: SourceSpan | undefined;
  if (population.scope.resolve(array)?.kind !== 'array') return undefined;
  for (const { expression } of textsOf(population)) {
    walkExpression(expression, (part) => {
      if (part.kind === 'call' && part.callee === array) found ??= part.calleeSpan;
    });
  }
  return found;
}

/** The longest list of these populations in which each leads to the next and never back. */
function longestChain(names: readonly string[], model: Model): readonly string[] {
  const reach = new Map(names.map((name) => [name, reachableFrom(name, model)]));
  const leads = (a: string, b: string): boolean =>
    reach.get(a)?.has(b) === true && reach.get(b)?.has(a) !== true;
  const longest = new Map<string, readonly string[]>();
  // The relation has no circles, so that every chain ends.
  const from = (name: string): readonly string[] => {
    const known = longest.get(name);
    if (known !== undefined) return known;
    const rest = names
      .filter((other) => leads(name, other))
      .map(from)
      .reduce((best, chain) => (chain.length > best.length ? chain : best), []);
    const chain = [name, ...rest];
    longest.set(name, chain);
    return chain;
  };
  return names
    .map(from)
    .reduce<readonly string[]>((best, chain) => (chain.length > best.length ? chain : best), []);
}

/** Objects that spikes of an object lead to. */
export function reachableFrom(name: string, model: Model): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { source, target } of model.projections) {
      if (source.object !== next || found.has(target.object)) continue;
      found.add(target.object);
      waiting.push(target.object);
    }
  }
  return found;
}
