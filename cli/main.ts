#!/usr/bin/env node
import process from 'node:process';
import type { Command } from './command.js';
import { checkCommand } from './commands/check.js';
import { compareCommand } from './commands/compare.js';
import { conformanceCommand } from './commands/conformance.js';
import { explainCommand } from './commands/explain.js';
import { formatsCommand } from './commands/formats.js';
import { runCommand } from './commands/run.js';
import { processTerminal } from './node-terminal.js';
import { runCommandLine } from './run-command-line.js';

const commands: readonly Command[] = [
  checkCommand,
  runCommand,
  compareCommand,
  formatsCommand,
  conformanceCommand,
  explainCommand,
];

// A reader that goes away (`| head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

process.exitCode = await runCommandLine(process.argv.slice(2), commands, processTerminal());
