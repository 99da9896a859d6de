import type { ExitStatus } from './exit-status.js';
import type { Terminal } from './terminal.js';

/** One word of the command line. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints: usage, options, examples. */
  readonly help: string;
  /** @throws FrameworkError for faults of input; `main` prints them. */
  run(argv: readonly string[], terminal: Terminal): Promise<ExitStatus>;
}
