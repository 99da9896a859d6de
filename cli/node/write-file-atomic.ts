import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemFault } from './file-fault.js';
import { makeFolder } from './make-folder.js';

/**
 * Writes a file in one go: readers see the old content or the new, never a part. Folders on the
 * way are created.
 *
 * @throws FrameworkError `FILE_DATA` if it cannot be written; the old content is then untouched.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(path, async (temporary) => {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      // On the disk before the name: a crash must not leave an empty file under the final name.
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/**
 * Lets `write` make a new file beside the old one and puts it in its place.
 *
 * @param write - Makes the file of the given path, which does not exist, and brings it to the disk.
 */
export async function replaceFile(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  try {
    await makeFolder(folder);
    await write(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw systemFault(path, 'written', error);
  }
}
