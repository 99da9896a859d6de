import {
  type Diagnostic,
  type ErrorCode,
  FrameworkError,
  type SourceSpan,
} from '../../../core/diagnostics/index.js';

import type { FixedKernel } from '../../fixed-point/index.js';

/** The object that a kernel belongs to, for people. */
export function contextOf({ domain }: Pick<FixedKernel, 'domain'>): string {
  return `${domain.kind === 'synapses' ? 'projection' : 'population'} ${domain.object}`;
}

/** What is said about something that a chip cannot hold; absent parts may be undefined. */
export interface RefusalDetails {
  readonly span?: SourceSpan | undefined;
  readonly context?: string | undefined;
  readonly expected?: string;
  readonly found?: string;
  readonly help: string;
}

/** A refusal with its construct, place, limit and repair. */
export function refused(code: ErrorCode, message: string, details: RefusalDetails): Diagnostic {
  const { span, context, ...rest } = details;
  return {
    code,
    severity: 'error',
    message,
    ...(span === undefined ? {} : { span }),
    ...(context === undefined ? {} : { context }),
    ...rest,
  };
}

/** The same as an error to throw, where what follows makes no sense without the refused part. */
export function refusal(code: ErrorCode, message: string, details: RefusalDetails): FrameworkError {
  return new FrameworkError([refused(code, message, details)]);
}
