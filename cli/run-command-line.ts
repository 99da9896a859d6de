import {
  type Diagnostic,
  isFrameworkError,
  nearNames,
  renderDiagnostics,
} from '../core/diagnostics/index.js';
import { frameworkVersion } from '../core/runtime/index.js';
import type { CommandEntry } from './command.js';
import { diagnosticToJson, printJson } from './diagnostic-json.js';
import { type ExitStatus, statusOfErrors } from './exit-status.js';
import type { Terminal } from './terminal.js';

/**
 * Finds the command, runs it, and turns what it throws into messages and an exit status. Faults of
 * the user never show a stack trace; a bug of ours says that it is one.
 */
export async function runCommandLine(
  argv: readonly string[],
  commands: readonly CommandEntry[],
  terminal: Terminal,
): Promise<ExitStatus> {
  const [word, ...rest] = argv;
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    terminal.out(overview(commands));
    return word === undefined ? 3 : 0;
  }
  if (word === '--version') {
    terminal.out(`${frameworkVersion}\n`);
    return 0;
  }
  const entry = commands.find(({ name }) => name === word);
  if (entry === undefined) {
    terminal.err(unknownCommand(word, commands));
    return 3;
  }
  const command = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(command.help);
    return 0;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    if (!isFrameworkError(error)) return reportBug(error, entry.name, terminal);
    reportFaults(error.diagnostics, rest.includes('--json'), terminal);
    return statusOfErrors(error.diagnostics);
  }
}

function reportFaults(diagnostics: readonly Diagnostic[], json: boolean, terminal: Terminal): void {
  if (json) {
    const found = diagnostics.map(diagnosticToJson);
    terminal.out(printJson({ schema: 'isospike-refused/1', diagnostics: found }));
  }
  terminal.err(`${renderDiagnostics(diagnostics)}\n`);
}

function reportBug(error: unknown, command: string, terminal: Terminal): ExitStatus {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`isospike ${command}: a fault of isospike itself, please report it\n${text}\n`);
  return 4;
}

function overview(commands: readonly CommandEntry[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `isospike ${frameworkVersion}: a spiking network in floating point and on the chip, and why they differ

usage: isospike COMMAND ..

${lines.join('\n')}

isospike COMMAND --help shows options and examples.
exit status: 0 holds, 1 breached, 2 inconclusive, 3 bad usage or input, 4 a run failed
`;
}

function unknownCommand(word: string, commands: readonly CommandEntry[]): string {
  const near = nearNames(
    word,
    commands.map(({ name }) => name),
  );
  const hint =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'isospike --help lists them';
  return `error[COMMAND_USAGE]: there is no command ${word}\nhelp: ${hint}\n`;
}
