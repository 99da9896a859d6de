import { endStep } from '../timeline-program.js';

/** When a probe looks: every so many steps, or at times that are no multiple of a step. */
interface Interval {
  readonly everySteps?: number;
  readonly everySeconds?: number;
}

// As in `endStep`: a time so close to a step counts as that step.
const nearly = 1e-4;

/**
 * First step of the interval that a step lies in. Of times in seconds, each counts at the first step
 * that is not before it, as with the end of a run (semantics section 12, point 1).
 */
export function lastDue(
  { everySteps = 1, everySeconds }: Interval,
  step: number,
  dtSeconds: number,
): number {
  if (everySeconds === undefined) return step - (step % everySteps);
  const intervals = Math.floor(((step + nearly) * dtSeconds) / everySeconds);
  return endStep(intervals * everySeconds, dtSeconds);
}

/** Whether an interval begins with a step. */
export function isDue(interval: Interval, step: number, dtSeconds: number): boolean {
  return lastDue(interval, step, dtSeconds) === step;
}
