import type { InputModel, StepModel } from '../network/index.js';
import type { DocumentReader } from './document-reader.js';

/** Step numbers have 48 bits: a place in the counter of the random numbers (semantics section 13). */
const mostSteps = 2 ** 48;
/** Rounds of steps that take no time; nobody needs more, and a slip of the key would never end. */
const mostIdleRounds = 1e6;

/**
 * Refuses timelines that would not end: more time steps than step numbers, and repetitions of
 * steps that take no time. FILE_VALUE where the bound is passed.
 *
 * @param inputs - For the time that items are shown.
 */
export function checkTimelineExtent(
  timeline: readonly StepModel[],
  inputs: readonly InputModel[],
  dtSeconds: number,
  reader: DocumentReader,
): void {
  const refuse = (step: StepModel, message: string, expected: string, found: string): void => {
    const place = step.span === undefined ? {} : { span: step.span };
    reader.diagnostics.error('FILE_VALUE', message, { ...place, expected, found });
  };
  /** Time steps of a list, or undefined once a fault is reported. */
  const measure = (steps: readonly StepModel[]): number | undefined => {
    let sum = 0;
    for (const step of steps) {
      const own = lengthOf(step);
      if (own === undefined) return undefined;
      sum += own;
      if (sum < mostSteps) continue;
      const found = `${sum} steps of ${dtSeconds} s`;
      refuse(step, 'the timeline is too long', 'fewer than 2^48 steps', found);
      return undefined;
    }
    return sum;
  };
  const lengthOf = (step: StepModel): number | undefined => {
    switch (step.kind) {
      case 'run':
        return step.seconds / dtSeconds;
      case 'present': {
        const input = inputs.find(({ name }) => name === step.input);
        const shown =
          input?.kind === 'images' || input?.kind === 'table'
            ? (input.presentSeconds + input.restSeconds) / dtSeconds
            : 0;
        const around = measure([...step.before, ...step.after]);
        return around === undefined ? undefined : (step.items ?? 1) * (shown + around);
      }
      case 'repeat': {
        const round = measure(step.steps);
        if (round === undefined) return undefined;
        if (round === 0 && step.times > mostIdleRounds) {
          const message = `what is repeated ${step.times} times takes no time`;
          refuse(step, message, `at most ${mostIdleRounds} times, or a run in it`, `${step.times}`);
          return undefined;
        }
        return step.times * round;
      }
      default:
        return 0;
    }
  };
  measure(timeline);
}
