/** Counter-based random numbers, one stream for every backend, and SHA-256. Imports nothing. */
export { geometricGap } from './geometric-gap.js';
export { inverseNormal } from './inverse-normal.js';

export { createKeyedStream, type KeyedStream } from './keyed-stream.js';
export { objectId } from './object-id.js';

export { Sha256, sha256 } from './sha256.js';
export { hex, utf8 } from './text-bytes.js';
