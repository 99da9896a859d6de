import type { Diagnostic } from './diagnostic.js';
import type { ErrorCode } from './error-code.js';

/** Fault of the user's input, with everything needed to mend it. Our own bugs are plain `Error`. */
export class FrameworkError extends Error {
  override readonly name = 'FrameworkError';
  /** All faults found, the first one first. Never empty. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const [first] = diagnostics;
    if (first === undefined) throw new Error('a FrameworkError needs a diagnostic');
    const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : '';
    super(`${first.code}: ${first.message}${more}`);
    this.diagnostics = diagnostics;
  }

  /** Code of the first fault. */
  get code(): ErrorCode {
    return (this.diagnostics[0] as Diagnostic).code;
  }
}

/** Also true for a `FrameworkError` of a second copy of this package. */
export function isFrameworkError(error: unknown): error is FrameworkError {
  return error instanceof Error && error.name === 'FrameworkError' && 'diagnostics' in error;
}
