/** What a chip is loaded with: geometry, memories, descriptors. */
export { type BitMemory, createBitMemory, readField, writeField } from './bit-memory.js';
export type {
  ChipImage,
  CoreImage,
  FormatEntry,
  LaneLayout,
  PathwayDescriptor,
  PathwaySide,
  PopulationDescriptor,
  RouteDescriptor,
  TableEntry,
  TraceArray,
  WordField,
} from './chip-image.js';
export {
  type ChipGeometry,
  chipGeometry,
  type MemoryGeometry,
  type MemoryName,
} from './geometry.js';
export {
  columnEntry,
  type IndexField,
  rowEntry,
  stampBits,
  transposedEntry,
} from './index-words.js';
