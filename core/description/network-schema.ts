import { networkGrammar } from './network-grammar.js';
import { type JsonSchema, shapeSchema } from './shape-schema.js';

/** JSON Schema of network files, made from the grammar that checks them. */
export function networkSchema(): JsonSchema {
  return shapeSchema(networkGrammar, 'Isospike network');
}
