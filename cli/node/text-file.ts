import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemFault } from './file-fault.js';

/** A text file that grows piece by piece; made with its first piece. */
export interface TextFile {
  /** @throws FrameworkError FILE_DATA if it cannot be written */
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** Text that is held before it is written. */
const held = 2 ** 16;

export function textFile(path: string): TextFile {
  let file: number | undefined;
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    try {
      if (file === undefined) {
        mkdirSync(dirname(path), { recursive: true });
        file = openSync(path, 'w');
      }
      writeSync(file, waiting);
    } catch (error) {
      throw systemFault(path, 'written', error);
    }
    waiting = '';
  };
  return {
    write: (text) => {
      waiting += text;
      if (waiting.length >= held) flush();
    },
    close: () => {
      flush();
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
