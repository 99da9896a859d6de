import type { Cause, Diagnostic, Severity } from './diagnostic.js';
import { lineText, locate } from './locate.js';
import type { SourceSpan } from './source-span.js';
import { type ShownCharacter, showInline, showLine } from './visible-text.js';

/** Widest piece of a source line that is shown, in columns. */
const maxColumns = 120;
/** Columns in front of the caret that stay when a line is cut. */
const columnsBefore = 40;
/** Findings of one code, warnings and infos only, that are shown in full. */
const fullPerCode = 3;
/** Places named in the line that stands for the others. */
const placesPerCode = 10;

/**
 * One finding as text, without colours: code and message, place and context, the source line with
 * carets below the span (its first line, if it has several), the label, and the repair. No line end
 * follows. Control characters of user text are written out.
 */
export function renderDiagnostic(diagnostic: Diagnostic): string {
  const { code, severity, message, span, context, label, help, causes = [] } = diagnostic;
  const lines = [`${severity}[${code}]: ${showInline(message)}`];
  const shownContext = context === undefined || context === '' ? '' : showInline(context);
  const shownLabel = label === undefined || label === '' ? '' : showInline(label);
  if (span === undefined) {
    if (shownContext !== '') lines.push(`  --> ${shownContext}`);
    if (shownLabel !== '') lines.push(`note: ${shownLabel}`);
  } else {
    lines.push(...renderPlace(span, shownContext, shownLabel));
  }
  for (const link of causes) lines.push(`because ${renderCause(link)}`);
  if (help !== undefined && help !== '') {
    const [first = '', ...more] = help.split(/\r\n|\n|\r/);
    lines.push(`help: ${showInline(first)}`);
    lines.push(...more.map((line) => `      ${showInline(line)}`));
  }
  return lines.join('\n');
}

function renderCause({ message, span }: Cause): string {
  if (span === undefined) return showInline(message);
  const { line, column } = locate(span).start;
  return `${showInline(message)} (${showInline(span.source.name)}:${line}:${column})`;
}

/**
 * A finding in one line, with its chain of causes: `warning[CODE]: symptom <- cause <- cause`.
 */
export function renderInLine(diagnostic: Diagnostic): string {
  const { code, severity, message, span, causes = [] } = diagnostic;
  const links = [{ message, ...(span === undefined ? {} : { span }) }, ...causes];
  return `${severity}[${code}]: ${links.map(renderCause).join(' <- ')}`;
}

function renderPlace(span: SourceSpan, context: string, label: string): readonly string[] {
  const { start, end } = locate(span);
  const place = `${showInline(span.source.name)}:${start.line}:${start.column}`;
  const number = String(start.line);
  const gutter = ' '.repeat(number.length);
  const line = lineText(span.source, start.line);
  const lastColumn = end.line === start.line ? end.column : line.trimEnd().length + 1;
  const { text, before, width } = cut(showLine(line), start.column - 1, lastColumn - 1);
  const carets = `${' '.repeat(before)}${'^'.repeat(width)}${label === '' ? '' : ` ${label}`}`;
  return [
    `${gutter}--> ${place}${context === '' ? '' : `  ${context}`}`,
    `${gutter} |`,
    `${number} | ${text}`.trimEnd(),
    `${gutter} | ${carets}`,
  ];
}

interface CutLine {
  readonly text: string;
  /** Columns in front of the caret, and below the span. */
  readonly before: number;
  readonly width: number;
}

function columnsOf(shown: readonly ShownCharacter[]): number {
  return shown.reduce((sum, character) => sum + character.columns, 0);
}

/** The part of a line around a span that fits; dots stand for what was cut away. */
function cut(shown: readonly ShownCharacter[], start: number, end: number): CutLine {
  const inFront = columnsOf(shown.slice(0, start));
  const below = Math.max(1, columnsOf(shown.slice(start, Math.max(start, end))));
  const all = columnsOf(shown);
  if (all <= maxColumns) return { text: joined(shown), before: inFront, width: below };
  const dots = '...';
  // Starts far enough to the left to see what stands in front of the span.
  let first = start;
  let before = 0;
  if (inFront > columnsBefore) {
    while (first > 0 && before < columnsBefore) {
      first -= 1;
      before += shown[first]?.columns ?? 0;
    }
    // The second code unit of a pair is empty; the pair stays whole.
    while (first > 0 && shown[first]?.text === '') first -= 1;
  } else {
    first = 0;
  }
  const front = first === 0 ? '' : dots;
  let last = first;
  let columns = front.length;
  while (last < shown.length && columns < maxColumns) {
    columns += shown[last]?.columns ?? 0;
    last += 1;
  }
  const back = last < shown.length ? dots : '';
  const text = `${front}${joined(shown.slice(first, last))}${back}`;
  const caret = front.length + columnsOf(shown.slice(first, start));
  return { text, before: caret, width: Math.max(1, Math.min(below, columns - caret)) };
}

function joined(shown: readonly ShownCharacter[]): string {
  return shown.map((character) => character.text).join('');
}

const plurals: Readonly<Record<Severity, readonly [string, string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['info', 'infos'],
};

function counted(count: number, severity: Severity): string {
  return `${count} ${plurals[severity][count === 1 ? 0 : 1]}`;
}

/** Where a finding is, in one word. */
function placeOf(diagnostic: Diagnostic): string {
  const { span, context } = diagnostic;
  if (span === undefined) return showInline(context ?? 'the network');
  const { start } = locate(span);
  return `${showInline(span.source.name)}:${start.line}:${start.column}`;
}

/**
 * Many findings as text: errors in the order of the list, then warnings and infos grouped by code
 * (three of each in full, the others by their places), a blank line between, and a last line with
 * the counts. Findings whose text is the same are shown once. An empty list gives an empty text.
 */
export function renderDiagnostics(list: readonly Diagnostic[]): string {
  const unique = new Map<string, Diagnostic>();
  for (const diagnostic of list) {
    const text = renderDiagnostic(diagnostic);
    if (!unique.has(text)) unique.set(text, diagnostic);
  }
  const blocks: string[] = [];
  const counts: string[] = [];
  for (const severity of ['error', 'warning', 'info'] as const) {
    const found = [...unique].filter(([, diagnostic]) => diagnostic.severity === severity);
    if (found.length > 0) counts.push(counted(found.length, severity));
    if (severity === 'error') blocks.push(...found.map(([text]) => text));
    else blocks.push(...grouped(found, severity));
  }
  if (counts.length === 0) return '';
  return [...blocks, counts.join(', ')].join('\n\n');
}

function grouped(
  found: readonly (readonly [string, Diagnostic])[],
  severity: Severity,
): readonly string[] {
  const byCode = new Map<string, (readonly [string, Diagnostic])[]>();
  for (const entry of found) {
    const [, { code }] = entry;
    const group = byCode.get(code);
    if (group === undefined) byCode.set(code, [entry]);
    else group.push(entry);
  }
  const blocks: string[] = [];
  for (const [code, group] of byCode) {
    blocks.push(...group.slice(0, fullPerCode).map(([text]) => text));
    const others = group.slice(fullPerCode);
    if (others.length === 0) continue;
    const places = others.slice(0, placesPerCode).map(([, diagnostic]) => placeOf(diagnostic));
    const dots = others.length > placesPerCode ? ', ...' : '';
    blocks.push(`${severity}[${code}]: ${others.length} more at ${places.join(', ')}${dots}`);
  }
  return blocks;
}
