import { FrameworkError } from '../diagnostics/index.js';
import { parseQuantity } from '../units/index.js';

/**
 * A quantity of the API as the text that a file would hold: `quantity(20, 'ms')` is `20 ms`.
 *
 * @throws FrameworkError `FILE_VALUE` if the number is not finite or the unit unknown.
 */
export function quantity(value: number, unit: string): string {
  const text = `${Object.is(value, -0) ? '-0' : value} ${unit}`.trim();
  const read = parseQuantity(text);
  if (read.ok && Number.isFinite(value)) return text;
  const reason = read.ok ? 'a quantity must be finite' : read.message;
  throw new FrameworkError([
    { code: 'FILE_VALUE', severity: 'error', message: reason, found: text, context: 'quantity' },
  ]);
}
