import { type Cause, type Diagnostic, locate, type SourceSpan } from '../core/diagnostics/index.js';

/** A diagnostic for programs: places as numbers, no rendered text. */
export function diagnosticToJson(diagnostic: Diagnostic): Readonly<Record<string, unknown>> {
  const { span, causes, ...rest } = diagnostic;
  const chain = causes === undefined ? {} : { causes: causes.map(causeToJson) };
  return { ...rest, ...placeToJson(span), ...chain };
}

function causeToJson({ message, span }: Cause): Readonly<Record<string, unknown>> {
  return { message, ...placeToJson(span) };
}

function placeToJson(span: SourceSpan | undefined): Readonly<Record<string, unknown>> {
  if (span === undefined) return {};
  const { start, end } = locate(span);
  return {
    file: span.source.name,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** Text of a `--json` answer: two spaces, bigints as decimal texts, typed arrays as lists. */
export function printJson(value: unknown): string {
  const plain = (_key: string, entry: unknown): unknown => {
    if (typeof entry === 'bigint') return entry.toString();
    if (ArrayBuffer.isView(entry) && !(entry instanceof DataView)) {
      return Array.from(entry as unknown as ArrayLike<number>);
    }
    if (entry instanceof Map) return Object.fromEntries(entry);
    return entry;
  };
  return `${JSON.stringify(value, plain, 2)}\n`;
}
