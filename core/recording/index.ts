/** What a run leaves behind: spike trains, samples, snapshots, and the bytes and hashes of them. */
export { CanonicalWriter } from './canonical-writer.js';
export { hashRecording } from './encode.js';
export { type ColumnState, GrowingColumn, indexColumn, realColumn } from './growing-column.js';
export {
  noRecordFiles,
  type RecordColumns,
  type RecordFiles,
  type RecordTable,
  type RecordWriter,
  widthOf,
} from './record-files.js';
export type {
  ItemResponse,
  Recording,
  RecordingHashes,
  Snapshot,
  SpikeTrain,
  StateTrace,
} from './recording.js';
