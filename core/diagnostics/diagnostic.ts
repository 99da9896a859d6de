import type { ErrorCode } from './error-code.js';
import type { SourceSpan } from './source-span.js';

/** How much a finding weighs: an error stops the run, a warning does not, an info explains. */
export type Severity = 'error' | 'warning' | 'info';

/** A link of a chain of causes, with its numbers. */
export interface Cause {
  readonly message: string;
  readonly span?: SourceSpan;
}

/** One finding about user input. */
export interface Diagnostic {
  readonly code: ErrorCode;
  readonly severity: Severity;
  /** One line, without the code: what was expected and what was found. */
  readonly message: string;
  /** Where; absent only if no text is concerned (a missing file, say). */
  readonly span?: SourceSpan;
  /** The object and key concerned, for people: `projection Syn, on_pre, statement 3`. */
  readonly context?: string;
  /** A short note printed behind the caret: `without the check the ceiling would be 0.001`. */
  readonly label?: string;
  /** A repair that works when pasted. */
  readonly help?: string;
  /** Why: each link because of the next one, the innermost last. */
  readonly causes?: readonly Cause[];
  readonly expected?: string;
  readonly found?: string;
}
