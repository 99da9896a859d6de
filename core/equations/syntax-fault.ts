import type { Diagnostics } from '../diagnostics/index.js';
import type { TextOrigin } from './text-origin.js';

/** What is said about a fault, beyond its message. */
export interface FaultDetails {
  readonly expected?: string;
  readonly found?: string;
  readonly help?: string;
  readonly label?: string;
}

/**
 * A fault of a text, thrown from the depth of an expression and caught where its statement or
 * equation began. It never leaves this folder.
 */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  readonly start: number;
  readonly end: number;
  readonly details: FaultDetails;

  constructor(message: string, at: { start: number; end: number }, details: FaultDetails = {}) {
    super(message);
    this.start = at.start;
    this.end = at.end;
    this.details = details;
  }
}

/** Reports a fault as `EQUATION_SYNTAX`; an error that is none of the text's is thrown again. */
export function reportFault(
  error: unknown,
  origin: TextOrigin,
  diagnostics: Diagnostics,
  context: string | undefined = origin.context,
): void {
  if (!(error instanceof SyntaxFault)) throw error;
  diagnostics.error('EQUATION_SYNTAX', error.message, {
    ...error.details,
    span: origin.span(error.start, error.end),
    ...(context === undefined ? {} : { context }),
  });
}
