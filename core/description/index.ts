/** Text files and what they say: YAML and JSON with places, grammars, networks, data files. */
export { checkDeclaration, type Declarations, type NetworkSettings } from './check-declaration.js';
export { type CheckedValue, type CheckOptions, checkShape } from './check-shape.js';
export { type CsvCell, type CsvTable, csvNumbers, decodeCsv } from './csv.js';
export type { DataArray, DataFiles, DataValues } from './data-array.js';
export { decodeDataFile } from './decode-data-file.js';
export { decodeUtf8 } from './decode-utf8.js';
export { type DocumentLimits, documentLimits } from './document-limits.js';
export { documentPositions } from './document-positions.js';
export { decodeIdx } from './idx.js';
export { loadNetwork, networkFromDocument } from './load-network.js';
export { networkGrammar } from './network-grammar.js';
export { parseSlice, type Slice } from './network-names.js';
export { networkSchema } from './network-schema.js';
export { decodeNpy } from './npy.js';
export { apiSourceName, placeData } from './place-data.js';
export {
  type PlacedEntry,
  type PlacedList,
  type PlacedMap,
  type PlacedScalar,
  type PlacedValue,
  type PlainValue,
  plainData,
  type TextPlace,
} from './placed-value.js';
export { readDataFiles } from './read-data-files.js';
export { type ReadDocument, readDocument } from './read-document.js';
export { saveDocument, saveNetwork } from './save-network.js';
export {
  type BooleanShape,
  boolean,
  type ChoiceOption,
  type ChoiceShape,
  camelCase,
  choice,
  type DefinedShape,
  defined,
  type Field,
  integer,
  type LaterShape,
  type ListShape,
  listOf,
  type NamedShape,
  type NumberShape,
  name,
  namedMap,
  namePattern,
  oneWord,
  optional,
  type Plain,
  type QuantityShape,
  type QuantityUnit,
  type RecordShape,
  type Rule,
  real,
  record,
  referencePattern,
  required,
  type Shape,
  type TextBlockShape,
  type TextPattern,
  type TextShape,
  type TupleShape,
  text,
  textBlock,
  tuple,
  type ValueForm,
  type Variant,
  type VariantShape,
  type VersionShape,
  type WordShape,
} from './shape.js';
export { type JsonSchema, shapeSchema } from './shape-schema.js';
