import type { SourcePosition, SourceSpan, SourceText } from './source-span.js';

/** Offsets at which the lines of a text begin; kept per text, as one text has many findings. */
const lineStartsOf: WeakMap<SourceText, readonly number[]> = new WeakMap();

function lineStarts(source: SourceText): readonly number[] {
  const known = lineStartsOf.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  const breaks = /\r\n|\n|\r/g;
  for (let match = breaks.exec(source.text); match !== null; match = breaks.exec(source.text)) {
    starts.push(match.index + match[0].length);
  }
  lineStartsOf.set(source, starts);
  return starts;
}

/** Index of the line that holds the offset. */
function lineIndex(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function positionOf(source: SourceText, offset: number): SourcePosition {
  const clamped = Math.min(Math.max(0, offset), source.text.length);
  const starts = lineStarts(source);
  const index = lineIndex(starts, clamped);
  return { line: index + 1, column: clamped - (starts[index] ?? 0) + 1 };
}

/** Line and column of both ends of a span; offsets beyond the text count as its end. */
export function locate(span: SourceSpan): {
  readonly start: SourcePosition;
  readonly end: SourcePosition;
} {
  return {
    start: positionOf(span.source, span.start),
    end: positionOf(span.source, Math.max(span.start, span.end)),
  };
}

/** The text of one line, without its line break. `line` counts from 1. */
export function lineText(source: SourceText, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1];
  if (start === undefined) return '';
  return source.text.slice(start, starts[line] ?? source.text.length).replace(/[\r\n]+$/, '');
}
