import { readFile } from 'node:fs/promises';
import { FrameworkError } from '../core/diagnostics/index.js';
import { gunzipBytes } from './node/index.js';

/** Most a vector may unpack to. */
const largestBytes = 256 * 2 ** 20;

/** Text of a file, unpacked if its bytes say that it is gzip. @throws FrameworkError FILE_DATA */
export async function readPossiblyPacked(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'there is no such file' : (error.code ?? error.message);
    throw new FrameworkError([
      { code: 'FILE_DATA', severity: 'error', message: `${path} cannot be read: ${why}` },
    ]);
  });
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return new TextDecoder().decode(packed ? await gunzipBytes(bytes, path, largestBytes) : bytes);
}
