import { Document, visit } from 'yaml';
import { FrameworkError } from '../diagnostics/index.js';
import type { Network } from '../network/index.js';
import { checkShape } from './check-shape.js';
import { networkGrammar } from './network-grammar.js';
import { placeData } from './place-data.js';
import { type PlainValue, plainData } from './placed-value.js';
import { printJson } from './print-json.js';
import type { Shape } from './shape.js';

/**
 * The text of a network file: keys in the order of the tables, defaults left out, nothing else
 * lost. Comments of a file that was read are not kept.
 *
 * @throws FrameworkError if the document is not one that its grammar accepts.
 */
export function saveNetwork(network: Network, format: 'yaml' | 'json'): string {
  return saveDocument(network.document, networkGrammar, format);
}

/** The text of any document of the API (keys in camelCase) by its grammar. */
export function saveDocument(document: unknown, grammar: Shape, format: 'yaml' | 'json'): string {
  const placed = placeData(document);
  const { value, diagnostics } = checkShape(placed.value, grammar, {
    keys: 'api',
    writeKeys: 'file',
    defaults: 'drop',
  });
  const faults = placed.diagnostics.length > 0 ? placed.diagnostics : diagnostics;
  if (faults.length > 0) throw new FrameworkError(faults);
  const data = plainData(value);
  return format === 'json' ? printJson(data) : printYaml(data);
}

/** Lines up to this length: short maps and lists stand on one. */
const lineLength = 100;

function printYaml(data: PlainValue): string {
  const document = new Document(data, {
    version: '1.2',
    schema: 'core',
    aliasDuplicateObjects: false,
  });
  // Texts that YAML cannot write as a block without change go into double quotes.
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      if (!/^[\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe]*$/u.test(node.value)) {
        node.type = 'QUOTE_DOUBLE';
      } else if (node.value.includes('\n')) {
        node.type = /^[^\s]/.test(node.value) ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE';
      }
    },
    Collection(_, node) {
      const short = JSON.stringify(node.toJS(document)).length <= lineLength - 40;
      if (short && !/\\n/.test(JSON.stringify(node.toJS(document)))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
