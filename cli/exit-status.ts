import { type Diagnostic, errorCodes } from '../core/diagnostics/index.js';

/**
 * 0 holds; 1 a check or budget is breached; 2 inconclusive; 3 bad usage or bad input; 4 an engine
 * failed, a run was incomplete, or a comparison was empty.
 */
export type ExitStatus = 0 | 1 | 2 | 3 | 4;

/** Status of a command that errors ended: faults of a run are 4, all others bad input. */
export function statusOfErrors(diagnostics: readonly Diagnostic[]): ExitStatus {
  const duringRun = diagnostics.some(
    ({ code, severity }) =>
      severity === 'error' && (errorCodes[code].phase === 'run' || code === 'COMPARE_EMPTY'),
  );
  return duringRun ? 4 : 3;
}
