import process from 'node:process';
import { type Terminal, tableColumns } from './terminal.js';

/** The terminal of this process. The first interrupt ends a run cleanly; the second kills as usual. */
export function processTerminal(): Terminal {
  const signal = { aborted: false };
  process.once('SIGINT', () => {
    signal.aborted = true;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY === true,
    columns: tableColumns(process.stdout.columns),
    now: () => performance.now(),
    signal,
  };
}
