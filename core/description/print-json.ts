import type { PlainValue } from './placed-value.js';

/**
 * JSON with two spaces of indentation; lists and maps that fit a line stand on one. Unlike
 * `JSON.stringify` it keeps the sign of -0. Numbers must be finite.
 */
export function printJson(data: PlainValue): string {
  return `${print(data, '')}\n`;
}

const lineLength = 100;

function print(value: PlainValue, indent: string): string {
  const line = printLine(value);
  if (indent.length + line.length <= lineLength || typeof value !== 'object' || value === null) {
    return line;
  }
  const inner = `${indent}  `;
  if (isList(value)) {
    const items = value.map((item) => inner + print(item, inner));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value).map(
    ([key, item]) => `${inner}${JSON.stringify(key)}: ${print(item, inner)}`,
  );
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function printLine(value: PlainValue): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(printLine).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${printLine(item)}`,
  );
  return `{${entries.join(', ')}}`;
}

const isList = (value: PlainValue): value is readonly PlainValue[] => Array.isArray(value);
