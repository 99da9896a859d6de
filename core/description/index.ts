/** Text files and what they say: YAML and JSON with places, grammars, networks, data files. */
export { checkDeclaration, type NetworkSettings } from './check-declaration.js';
export { checkShape } from './check-shape.js';
export { type CsvCell, type CsvTable, csvNumbers, decodeCsv } from './csv.js';
export type { DataArray, DataFiles, DataValues } from './data-array.js';
export { decodeDataFile } from './decode-data-file.js';
export { decodeUtf8 } from './decode-utf8.js';

export { documentPositions } from './document-positions.js';
export { decodeIdx } from './idx.js';
export { loadNetwork, networkFromDocument } from './load-network.js';
export { networkGrammar } from './network-grammar.js';

export { networkSchema } from './network-schema.js';
export { decodeNpy } from './npy.js';

export {
  type PlacedEntry,
  type PlacedMap,
  type PlacedValue,
  plainData,
} from './placed-value.js';
export { readDataFiles } from './read-data-files.js';
export { readDocument } from './read-document.js';
export { saveNetwork } from './save-network.js';
export {
  boolean,
  type ChoiceShape,
  choice,
  type DefinedShape,
  defined,
  type Field,
  integer,
  type LaterShape,
  listOf,
  name,
  namedMap,
  oneWord,
  optional,
  type QuantityShape,
  type QuantityUnit,
  type RecordShape,
  type Rule,
  real,
  record,
  referencePattern,
  required,
  type Shape,
  type TextPattern,
  text,
  tuple,
  type VariantShape,
} from './shape.js';
export { type JsonSchema, shapeSchema } from './shape-schema.js';
