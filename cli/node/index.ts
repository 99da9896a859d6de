/** Files on a machine with Node: reading with limits, gzip, data folders, writing in one go. */
export { type CheckpointLimits, openCheckpoint, saveCheckpoint } from './checkpoint-store.js';
export { createFileReader, type FileReaderLimits } from './file-reader.js';
export { gunzipBytes } from './gunzip-bytes.js';
export { prepareFolder } from './make-folder.js';
export { readTextFile } from './read-text-file.js';
export { createRecordFiles } from './record-file.js';
export { type TextFile, textFile } from './text-file.js';
export { writeFileAtomic } from './write-file-atomic.js';
