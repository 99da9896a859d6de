import { open } from 'node:fs/promises';
import { fileFault, systemFault } from './file-fault.js';

/**
 * The bytes of a regular file.
 *
 * @param name - For messages.
 * @throws FrameworkError `FILE_DATA`: absent, no regular file, not permitted, over `maxBytes`.
 */
export async function readBytes(path: string, name: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const found = await file.stat();
      if (found.isDirectory()) throw fileFault(name, 'cannot be read: it is a folder');
      // A pipe or device might never end.
      if (!found.isFile()) throw fileFault(name, 'cannot be read: it is no regular file');
      if (found.size > maxBytes) throw tooLarge(name, found.size, maxBytes);
      const bytes = await file.readFile();
      if (bytes.length > maxBytes) throw tooLarge(name, bytes.length, maxBytes);
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof Error && error.name === 'FrameworkError'
      ? error
      : systemFault(name, 'read', error);
  }
}

function tooLarge(name: string, found: number, maxBytes: number): Error {
  return fileFault(name, `has ${found} bytes, more than the ${maxBytes} that are read`);
}
