import type { SourceSpan } from '../diagnostics/index.js';
import { type Dimension, formatQuantity } from '../units/index.js';

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** A value with its unit in at most four digits. */
export function shown(value: number, dimension: Dimension): string {
  return formatQuantity(value, dimension, 4);
}

/** A plain number in at most `digits` digits. */
export function short(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits)));
}

/** `exactOptionalPropertyTypes` wants an absent span left out. */
export function at(span: SourceSpan | undefined): { readonly span?: SourceSpan } {
  return span === undefined ? {} : { span };
}
