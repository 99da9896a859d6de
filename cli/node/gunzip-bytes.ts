import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fileFault } from './file-fault.js';

const gunzipAsync = promisify(gunzip);

/**
 * Unpacks gzip.
 *
 * @throws FrameworkError `FILE_DATA`: cut short, damaged, no gzip, or over `maxBytes` unpacked.
 */
export async function gunzipBytes(
  packed: Uint8Array,
  name: string,
  maxBytes: number,
): Promise<Uint8Array> {
  try {
    return await gunzipAsync(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    switch (code) {
      case 'Z_BUF_ERROR':
        throw fileFault(name, `the gzip file is cut short after ${packed.length} bytes`);
      case 'Z_DATA_ERROR':
        throw fileFault(name, 'this is no gzip file, or it is damaged');
      case 'ERR_BUFFER_TOO_LARGE':
        throw fileFault(name, `unpacked it has more than the ${maxBytes} bytes that are read`);
      default:
        throw error;
    }
  }
}
