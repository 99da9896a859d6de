/** What a chip is loaded with: geometry, memories, descriptors. */
export { type BitMemory, createBitMemory, readField, writeField } from './bit-memory.js';
export { checkImage } from './check-image.js';
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
export { crc32 } from './crc32.js';
export {
  type ChipGeometry,
  chipGeometry,
  type MemoryName,
} from './geometry.js';
export { decodeImage, encodeImage } from './image-file.js';
export {
  columnEntry,
  type IndexField,
  rowEntry,
  stampBits,
  transposedEntry,
} from './index-words.js';
export { memoryFiles } from './memory-files.js';
