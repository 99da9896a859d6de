import { type ErrorCode, errorCodes, nearNames } from '../../core/diagnostics/index.js';
import { readArguments, usageError } from '../arguments.js';
import type { Command } from '../command.js';
import { readErrorPage } from '../package-files.js';

/** `isospike explain CODE`: the page of a diagnostic. */
export const explainCommand: Command = {
  help: `usage: isospike explain CODE
       isospike explain --list

Prints what a diagnostic means, the smallest example that triggers it, and the repair.

  --list   all codes with their titles

examples:
  isospike explain UNIT_ARGS
  isospike explain --list
`,
  async run(argv, terminal) {
    const { positionals, switches } = readArguments(
      'explain',
      argv,
      { list: 'switch' },
      { least: 0, most: 1, what: 'one diagnostic code' },
    );
    const [code] = positionals;
    if (switches.has('list')) {
      const entries = Object.entries(errorCodes);
      const width = Math.max(...entries.map(([name]) => name.length));
      for (const [name, { title }] of entries) terminal.out(`${name.padEnd(width)}  ${title}\n`);
      return 0;
    }
    if (code === undefined) throw usageError('explain', 'explain needs one diagnostic code');
    if (!isErrorCode(code)) {
      const near = nearNames(code, Object.keys(errorCodes));
      throw usageError('explain', `there is no code ${code}`, {
        ...(near.length > 0 ? { help: `did you mean ${near.join(' or ')}?` } : {}),
      });
    }
    terminal.out(readErrorPage(code));
    return 0;
  },
};

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
