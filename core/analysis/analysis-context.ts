import type { NetworkDocument } from '../network/index.js';
import type { DocumentReader } from './document-reader.js';
import type { SharedNames } from './name-scope.js';
import type { DeclaredObject } from './object-names.js';
import type { ArrayEntry } from './timed-arrays.js';

/** What the passes over one network share. */
export interface AnalysisContext {
  readonly document: NetworkDocument;
  readonly reader: DocumentReader;
  readonly dtSeconds: number;
  /** The network's constants and arrays. */
  readonly shared: SharedNames;
  readonly arrays: ReadonlyMap<string, ArrayEntry>;
  /** Inputs and populations, faulty ones included. */
  readonly objects: ReadonlyMap<string, DeclaredObject>;
}
