/**
 * The one printer of numbers in generated code: digits that read back as the same float64, negative
 * ones in parentheses so that they may stand after any operator.
 *
 * @throws Error on NaN: it is never a literal of a verified kernel.
 */
export function printLiteral(value: number): string {
  if (Number.isNaN(value)) throw new Error('NaN as a literal of generated code');
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.startsWith('-') ? `(${text})` : text;
}
