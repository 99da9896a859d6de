import process from 'node:process';
import { type Terminal, tableColumns } from './terminal.js';

/**
 * The terminal of this process. During a run the first interrupt ends it cleanly and the second
 * kills. Before that an interrupt kills at once: while connections are made nothing could answer it,
 * and nothing has been written yet.
 */
export function processTerminal(): Terminal {
  let interrupted = false;
  let listening = false;
  const signal = {
    get aborted(): boolean {
      if (!listening) {
        listening = true;
        process.once('SIGINT', () => {
          interrupted = true;
        });
      }
      return interrupted;
    },
  };
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    columns: tableColumns(process.stdout.columns),
    now: () => performance.now(),
    signal,
  };
}
