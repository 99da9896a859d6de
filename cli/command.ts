import type { ExitStatus } from './exit-status.js';
import type { Terminal } from './terminal.js';

/** A word of the command line, known before its code is loaded: `check` should not wait for engines. */
export interface CommandEntry {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** What a word does. */
export interface Command {
  /** What `--help` prints: usage, options, examples. */
  readonly help: string;
  /** @throws FrameworkError for faults of input; `main` prints them. */
  run(argv: readonly string[], terminal: Terminal): Promise<ExitStatus>;
}
