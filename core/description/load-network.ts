import { type Diagnostic, FrameworkError } from '../diagnostics/index.js';
import type { Network, NetworkDocument } from '../network/index.js';
import { checkReferences } from './check-references.js';
import { type CheckOptions, checkShape } from './check-shape.js';
import { documentPositions } from './document-positions.js';
import { networkGrammar } from './network-grammar.js';
import { placeData } from './place-data.js';
import { type PlacedValue, plainData } from './placed-value.js';
import { readDocument } from './read-document.js';

/**
 * Reads a network file (YAML or JSON) and checks everything that the document alone can tell:
 * syntax, keys, types, values, names, references. All faults come in one go; the network is absent
 * if one of them is an error. Equations and other texts are judged by `analyseNetwork`.
 *
 * The document is in canonical form: keys in the order of the grammar, defaults left out.
 */
export function loadNetwork(
  text: string,
  fileName: string,
): { readonly network?: Network; readonly diagnostics: readonly Diagnostic[] } {
  const read = readDocument(text, fileName);
  if (read.document === undefined) return { diagnostics: read.diagnostics };
  const { network, diagnostics } = checkNetwork(read.document.root, 'file');
  const all = [...read.diagnostics, ...diagnostics];
  return network === undefined ? { diagnostics: all } : { network, diagnostics: all };
}

/**
 * A network from a document of the API (keys in camelCase). It is copied: later changes of
 * `document` have no effect. Texts are their own sources, named `<api>` in messages.
 *
 * @throws FrameworkError with all faults of the document.
 */
export function networkFromDocument(document: NetworkDocument): Network {
  const placed = placeData(document);
  const checked = placed.diagnostics.length > 0 ? placed : checkNetwork(placed.value, 'api');
  if ('network' in checked && checked.network !== undefined) return checked.network;
  throw new FrameworkError(checked.diagnostics);
}

function checkNetwork(
  root: PlacedValue,
  keys: 'file' | 'api',
): { readonly network?: Network; readonly diagnostics: readonly Diagnostic[] } {
  const options: CheckOptions = { keys, writeKeys: 'api', defaults: 'drop' };
  const { value, diagnostics } = checkShape(root, networkGrammar, options);
  const version = diagnostics.some(({ code }) => code === 'FILE_VERSION');
  const all = version ? diagnostics : [...diagnostics, ...checkReferences(value)];
  if (all.some(({ severity }) => severity === 'error')) return { diagnostics: all };
  return {
    network: { document: asNetworkDocument(value), source: documentPositions(value) },
    diagnostics: all,
  };
}

/** The one place where checked data gets its type: the grammar demands what the type says. */
function asNetworkDocument(value: PlacedValue): NetworkDocument {
  return plainData(value) as unknown as NetworkDocument;
}
