/** A float64 so that `parseNumber` gives it back: shortest digits, -0, inf, -inf, nan. */
export function printNumber(value: number): string {
  if (Object.is(value, -0)) return '-0';
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'inf';
  return value === -Infinity ? '-inf' : String(value);
}

/** @returns undefined when the text is no number as `printNumber` writes them. */
export function parseNumber(text: string): number | undefined {
  if (text === 'inf') return Infinity;
  if (text === '-inf') return -Infinity;
  if (text === 'nan') return NaN;
  return /^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A name in quotes, on one line whatever it holds; `JSON.parse` gives it back. */
export function printName(name: string): string {
  // JSON leaves these two line ends as they are.
  return JSON.stringify(name).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
