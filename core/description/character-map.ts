/**
 * Where each character of a text value stands in the file: unfolding, escapes and indentation of
 * YAML undone, so that a place inside an equation can be shown in the file itself.
 */
export interface CharacterMap {
  /** The text value, as YAML gives it. */
  readonly text: string;
  /** Offset in the file of the first character that made text[k]. */
  readonly starts: Int32Array;
  /** Offset in the file after the last character that made text[k]. */
  readonly ends: Int32Array;
}

/** How a scalar was written; `offset` is where `source` begins in the file. */
export type ScalarStyle =
  | { readonly style: 'plain'; readonly offset: number; readonly source: string }
  | { readonly style: 'single' | 'double'; readonly offset: number; readonly source: string }
  | {
      readonly style: 'literal' | 'folded';
      /** First character after the line of the indicator. */
      readonly offset: number;
      readonly source: string;
      /** The indicator with its modifiers: `|`, `>-`, `|2+`. */
      readonly header: string;
      /** Indentation of the parent, to which an explicit indentation indicator adds. */
      readonly parentIndent: number;
    };

class MapBuilder {
  text = '';
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  /** One output text made of the source stretch start..end. */
  put(text: string, start: number, end: number): void {
    for (let k = 0; k < text.length; k++) {
      this.starts.push(start);
      this.ends.push(end);
    }
    this.text += text;
  }

  /** Source characters taken over one by one. */
  copy(source: string, from: number, to: number, offset: number): void {
    for (let k = from; k < to; k++) {
      this.starts.push(offset + k);
      this.ends.push(offset + k + 1);
    }
    this.text += source.slice(from, to);
  }

  finish(): CharacterMap {
    return {
      text: this.text,
      starts: Int32Array.from(this.starts),
      ends: Int32Array.from(this.ends),
    };
  }
}

/** Maps the text of one scalar. For every well-formed scalar `text` equals what YAML reads. */
export function mapCharacters(scalar: ScalarStyle): CharacterMap {
  const out = new MapBuilder();
  switch (scalar.style) {
    case 'plain':
      unfold(scalar.source, 0, scalar.source.length, scalar.offset, out);
      return out.finish();
    case 'single':
      unfold(scalar.source, 1, scalar.source.length - 1, scalar.offset, out);
      return undoubleQuotes(out.finish());
    case 'double':
      mapDoubleQuoted(scalar.source, scalar.offset, out);
      return out.finish();
    case 'literal':
    case 'folded':
      mapBlock(scalar.style, scalar.source, scalar.offset, scalar.header, scalar.parentIndent, out);
      return out.finish();
  }
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** Line folding of plain and single-quoted scalars (YAML 1.2, 6.5): white space around a break goes. */
function unfold(source: string, from: number, to: number, offset: number, out: MapBuilder): void {
  let lineStart = from;
  let pending: { text: string; at: number } | undefined;
  for (;;) {
    const feed = source.indexOf('\n', lineStart);
    const isLast = feed < 0 || feed >= to;
    let end = isLast ? to : feed;
    const breakAt = end > lineStart && !isLast && source[end - 1] === '\r' ? end - 1 : end;
    let start = lineStart;
    if (!isLast) {
      end = breakAt;
      while (end > start && isBlank(source[end - 1])) end--;
    }
    const isFirst = lineStart === from;
    if (!isFirst) while (start < end && isBlank(source[start])) start++;
    if (isFirst) {
      out.copy(source, start, end, offset);
      pending = { text: ' ', at: breakAt };
    } else if (isLast || start < end) {
      if (pending !== undefined)
        out.put(pending.text, offset + pending.at, offset + pending.at + 1);
      out.copy(source, start, end, offset);
      pending = { text: ' ', at: breakAt };
    } else if (pending?.text === '\n') {
      out.put('\n', offset + breakAt, offset + breakAt + 1);
    } else {
      pending = { text: '\n', at: breakAt };
    }
    if (isLast) return;
    lineStart = feed + 1;
  }
}

/** `''` in a single-quoted scalar stands for one quote. */
function undoubleQuotes(map: CharacterMap): CharacterMap {
  const out = new MapBuilder();
  for (let k = 0; k < map.text.length; k++) {
    const character = map.text.charAt(k);
    const start = map.starts[k] ?? 0;
    if (character === "'" && map.text[k + 1] === "'") k++;
    out.put(character, start, map.ends[k] ?? start);
  }
  return out.finish();
}

/** Escapes of double-quoted scalars that stand for one character (YAML 1.2, 5.7). */
const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['\t', '\t'],
]);
const escapeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function mapDoubleQuoted(source: string, offset: number, out: MapBuilder): void {
  const end = source.length - 1;
  let at = 1;
  while (at < end) {
    const character = source.charAt(at);
    if (character === '\r' && source[at + 1] === '\n') {
      at++;
    } else if (character === '\n') {
      at = foldBreak(source, at, offset, out);
    } else if (character === '\\') {
      at = mapEscape(source, at, offset, out);
    } else if (isBlank(character)) {
      let next = at;
      while (isBlank(source[next])) next++;
      const atBreak = source[next] === '\n' || (source[next] === '\r' && source[next + 1] === '\n');
      if (!atBreak) out.copy(source, at, Math.min(next, end), offset);
      at = next;
    } else {
      out.copy(source, at, at + 1, offset);
      at++;
    }
  }
}

/** A line break becomes a space, n breaks become n - 1 breaks. Returns where reading goes on. */
function foldBreak(source: string, at: number, offset: number, out: MapBuilder): number {
  let next = at + 1;
  let breaks = 0;
  for (;;) {
    const character = source[next];
    if (character === '\n') {
      out.put('\n', offset + next, offset + next + 1);
      breaks++;
    } else if (character === '\r' ? source[next + 1] !== '\n' : !isBlank(character)) {
      break;
    }
    next++;
  }
  if (breaks === 0) out.put(' ', offset + at, offset + at + 1);
  return next;
}

function mapEscape(source: string, at: number, offset: number, out: MapBuilder): number {
  const letter = source.charAt(at + 1);
  const simple = escapes.get(letter);
  if (simple !== undefined) {
    out.put(simple, offset + at, offset + at + 2);
    return at + 2;
  }
  const crlf = letter === '\r' && source[at + 2] === '\n';
  if (letter === '\n' || crlf) {
    let next = at + (crlf ? 3 : 2);
    while (isBlank(source[next])) next++;
    return next;
  }
  const length = escapeLengths[letter];
  const code = length === undefined ? '' : source.slice(at + 2, at + 2 + length);
  const value = /^[0-9a-fA-F]+$/.test(code) ? Number.parseInt(code, 16) : Number.NaN;
  if (length === undefined || code.length !== length || !(value <= 0x10ffff)) {
    // Malformed: the reader has refused it already; taken over as it stands.
    out.copy(source, at, at + 2, offset);
    return at + 2;
  }
  out.put(String.fromCodePoint(value), offset + at, offset + at + 2 + length);
  return at + 2 + length;
}

interface BlockLine {
  readonly start: number;
  readonly indent: number;
  /** End of the content, carriage return left out. */
  readonly end: number;
  readonly breakAt: number;
  readonly blank: boolean;
}

function blockLines(source: string): BlockLine[] {
  const lines: BlockLine[] = [];
  let start = 0;
  for (;;) {
    const feed = source.indexOf('\n', start);
    const breakAt = feed < 0 ? source.length : feed;
    const end =
      feed >= 0 && breakAt > start && source[breakAt - 1] === '\r' ? breakAt - 1 : breakAt;
    let indent = 0;
    while (start + indent < end && source[start + indent] === ' ') indent++;
    lines.push({ start, indent, end, breakAt, blank: start + indent === end });
    if (feed < 0) return lines;
    start = feed + 1;
  }
}

/** Literal and folded block scalars (YAML 1.2, 8.1): indentation stripped, chomping, folding. */
function mapBlock(
  style: 'literal' | 'folded',
  source: string,
  offset: number,
  header: string,
  parentIndent: number,
  out: MapBuilder,
): void {
  const chomp = header.includes('+') ? '+' : header.includes('-') ? '-' : '';
  const explicit = Number(/[1-9]/.exec(header)?.[0] ?? 0);
  const lines = blockLines(source);
  const lineBreak = (line: BlockLine | undefined): void => {
    const at = offset + (line?.breakAt ?? source.length);
    out.put('\n', at, Math.min(at + 1, offset + source.length));
  };
  let chompStart = lines.length;
  while (chompStart > 0 && lines[chompStart - 1]?.blank === true) chompStart--;
  if (chompStart === 0) {
    if (chomp === '+' && source.length > 0) {
      const count = Math.max(1, lines.length - 1);
      for (let k = 0; k < count; k++) lineBreak(lines[k]);
    }
    return;
  }
  const first = lines.findIndex((line) => !line.blank);
  const trim = explicit > 0 ? parentIndent + explicit : (lines[first]?.indent ?? 0);
  for (let k = lines.length - 1; k >= chompStart; k--) {
    if ((lines[k]?.indent ?? 0) > trim) chompStart = k + 1;
  }
  for (let k = 0; k < first; k++) {
    const line = lines[k];
    if (line === undefined) break;
    out.copy(source, line.start + Math.min(trim, line.indent), line.start + line.indent, offset);
    lineBreak(line);
  }
  let breaks: { text: string; line: BlockLine }[] = [];
  let moreIndented = false;
  for (let k = first; k < chompStart; k++) {
    const line = lines[k];
    if (line === undefined) break;
    const from = line.start + Math.min(trim, line.indent);
    const content = line.start + line.indent;
    if (style === 'literal') {
      if (k > first) lineBreak(lines[k - 1]);
      out.copy(source, from, line.end, offset);
      continue;
    }
    const isMore = line.indent > trim || (!line.blank && source[content] === '\t');
    if (isMore) {
      breaks = moreIndentedBreaks(breaks, moreIndented);
    } else if (line.blank) {
      if (breaks[0]?.text === '\n') {
        lineBreak(line);
      } else {
        breaks = [{ text: '\n', line: lines[k - 1] ?? line }];
      }
      continue;
    }
    for (const entry of breaks) {
      const at = offset + entry.line.breakAt;
      out.put(entry.text, at, at + 1);
    }
    out.copy(source, isMore ? from : content, line.end, offset);
    breaks = [{ text: isMore ? '\n' : ' ', line }];
    moreIndented = isMore;
  }
  if (chomp === '-') return;
  if (chomp === '+') {
    // Every remaining line is a break and what it is indented more than the text.
    for (let k = chompStart; k < lines.length; k++) {
      const line = lines[k];
      if (line === undefined) break;
      lineBreak(lines[k - 1]);
      out.copy(source, line.start + Math.min(trim, line.indent), line.start + line.indent, offset);
    }
    if (out.text.endsWith('\n')) return;
  }
  lineBreak(lines[chompStart - 1]);
}

/** Before a line indented further, a fold is a break, and an empty line before it counts as well. */
function moreIndentedBreaks(
  breaks: readonly { text: string; line: BlockLine }[],
  moreIndented: boolean,
): { text: string; line: BlockLine }[] {
  const [only] = breaks;
  if (only === undefined) return [];
  if (only.text === ' ') return [{ text: '\n', line: only.line }];
  return moreIndented ? [only] : [only, only];
}
