import type { Diagnostics, SourceSpan } from '../../../core/diagnostics/index.js';
import { type OverflowMode, overflowProblem, type QFormat } from '../../../core/fixed/index.js';
import type { WordClass } from '../../../core/hardware.js';
import type { ArrayDeclaration } from '../../../core/ir/index.js';
import type { Interval } from '../ranges/interval.js';

/** Where a fault of a variable is shown. */
interface Place {
  readonly span?: SourceSpan;
}

/** Formats count from 2^-1000 to 2^1000; a word of 53 bits within these bounds still does. */
const largestMagnitude = 2 ** 900;
const smallestMagnitude = 2 ** -900;

/**
 * Refuses a range, in display units, that no word can hold: a profiled run may pass infinity within
 * a step although a reset hides it afterwards, and the LSB of subnormal numbers would be 0.
 *
 * @returns whether the range was refused.
 */
export function refuseExtremeRange(
  { object, variable }: ArrayDeclaration,
  { low, high }: Interval,
  place: Place,
  diagnostics: Diagnostics,
): boolean {
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  if (magnitude === 0) return false;
  const tiny = magnitude < smallestMagnitude;
  if (!tiny && magnitude <= largestMagnitude) return false;
  const [plain = variable] = variable.split('#');
  const name = `${object}.${plain}`;
  diagnostics.error(
    'RANGE_UNKNOWN',
    `${name} ${tiny ? 'stays below' : 'grows beyond'} every number format`,
    {
      ...place,
      expected: 'values between 2^-900 and 2^900',
      help: `${tiny ? 'use larger values' : 'make dt smaller'}, add bounds: {${plain}: [LOW, HIGH]}, or lock it in the hardware file (formats: {${name}: FORMAT UNIT})`,
    },
  );
  return true;
}

/**
 * Refuses an overflow mode that the chosen format does not define, such as `wrap_sm` without a sign:
 * with `signed: auto` only the range decides, so the hardware file alone cannot be judged.
 *
 * @returns whether the mode was refused.
 */
export function refuseUndefinedOverflow(
  stored: {
    readonly name: string;
    readonly wordClass: WordClass;
    readonly format: QFormat;
    readonly overflow: OverflowMode;
  },
  place: Place,
  diagnostics: Diagnostics,
): boolean {
  const problem = overflowProblem(stored.format, stored.overflow);
  if (problem === undefined) return false;
  const word = `words.${stored.wordClass}`;
  diagnostics.error('FILE_CONFLICT', `${stored.name}: ${word}.overflow: ${problem}`, {
    ...place,
    help: `in the hardware file, give ${word} signed: true or another overflow`,
  });
  return true;
}
