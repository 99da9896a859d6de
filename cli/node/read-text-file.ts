import { decodeUtf8, FrameworkError } from '../../core/index.js';
import { readBytes } from './read-bytes.js';

/** Enough for any file of the framework's own forms; large data belongs into data files. */
const defaultMaxBytes = 64 * 2 ** 20;

/**
 * The text of a UTF-8 file; a byte order mark is dropped.
 *
 * @throws FrameworkError `FILE_DATA` if it cannot be read or has over `maxBytes` (default 64 MiB),
 * `FILE_SYNTAX` if it is no UTF-8.
 */
export async function readTextFile(
  path: string,
  options: { readonly maxBytes?: number } = {},
): Promise<string> {
  const decoded = decodeUtf8(await readBytes(path, path, options.maxBytes ?? defaultMaxBytes));
  if ('text' in decoded) return decoded.text;
  throw new FrameworkError([
    {
      code: 'FILE_SYNTAX',
      severity: 'error',
      message: `${path}: the byte at offset ${decoded.at} is no UTF-8`,
      help: 'save the file as UTF-8',
    },
  ]);
}
