#!/usr/bin/env node
import process from 'node:process';
import { commands } from './command-list.js';
import { processTerminal } from './node-terminal.js';
import { runCommandLine } from './run-command-line.js';

// A reader that goes away (`| head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});
// Nobody reads the messages any more; the results may still be wanted.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), commands, processTerminal());
