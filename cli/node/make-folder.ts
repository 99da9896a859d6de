import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemFault } from './file-fault.js';

/**
 * Makes a folder and those above it; one that exists is left alone.
 *
 * `mkdir` with `recursive` tries for ever where a folder exists but takes no entries (/proc), so
 * every level is made here.
 *
 * @throws what the operating system says
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') {
      if ((await stat(path)).isDirectory()) return;
      throw error;
    }
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path || (await exists(above))) throw error;
    await makeFolder(above);
    await mkdir(path);
  }
}

/**
 * Makes a folder for results before a long run, and tries whether files can be put there.
 *
 * @throws FrameworkError `FILE_DATA` if not.
 */
export async function prepareFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw systemFault(path, 'written', error);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
