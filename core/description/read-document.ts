import { Composer, type CST, type Document, Parser } from 'yaml';
import { type Diagnostic, Diagnostics, type SourceText } from '../diagnostics/index.js';
import { documentLimits } from './document-limits.js';
import { placeNodes } from './place-nodes.js';
import type { PlacedValue } from './placed-value.js';

/** A well-formed document: data and places. Nothing is known yet of what it means. */
export interface ReadDocument {
  readonly source: SourceText;
  readonly root: PlacedValue;
}

/**
 * Reads one YAML 1.2 (core schema) or JSON document. Refused with `FILE_SYNTAX`: what is not
 * well-formed, duplicate keys, tags, directives, merge keys, several documents, keys that are not
 * texts, over 100 aliases, and documents beyond `documentLimits`. Never throws.
 */
export function readDocument(
  text: string,
  fileName: string,
): { readonly document?: ReadDocument; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics = new Diagnostics();
  const source: SourceText = { name: fileName, text };
  const root = read(source, diagnostics);
  if (root === undefined || diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  return { document: { source, root }, diagnostics: diagnostics.all };
}

function read(source: SourceText, diagnostics: Diagnostics): PlacedValue | undefined {
  const { text } = source;
  const refuse = (message: string, start: number, end: number, help?: string): void => {
    const from = Math.max(0, Math.min(start, text.length));
    diagnostics.error('FILE_SYNTAX', message, {
      span: { source, start: from, end: Math.max(from, Math.min(end, text.length)) },
      ...(help === undefined ? {} : { help }),
    });
  };
  if (text.length > documentLimits.textLength) {
    refuse(
      `the file has ${text.length} characters, more than ${documentLimits.textLength}`,
      0,
      0,
      'put large data into a data file and name it',
    );
    return undefined;
  }
  try {
    const tokens = [...new Parser().parse(text)];
    if (!checkTokens(tokens, refuse)) return undefined;
    const composer = new Composer({
      version: '1.2',
      schema: 'core',
      merge: false,
      keepSourceTokens: true,
      prettyErrors: false,
      stringKeys: true,
      // Compared by ourselves: the composer's own comparison is quadratic in the number of keys.
      uniqueKeys: false,
    });
    const documents: Document.Parsed[] = [...composer.compose(tokens, true, text.length)];
    const [document, second] = documents;
    if (second !== undefined) {
      const [start, end] = second.range;
      refuse('a file holds one document, here a second one begins', start, end);
      return undefined;
    }
    if (document === undefined) {
      refuse('the file holds no document', 0, 0);
      return undefined;
    }
    for (const fault of [...document.errors, ...document.warnings]) {
      refuse(describeFault(fault.message), ...fault.pos);
    }
    if (diagnostics.hasErrors) return undefined;
    return placeNodes(document, source, diagnostics);
  } catch (error) {
    // Whatever a hostile text provokes inside the YAML package is a fault of the text.
    const reason = error instanceof Error ? error.message : String(error);
    refuse(`the file cannot be read as YAML (${reason})`, 0, 0);
    return undefined;
  }
}

/** One line, without a full stop; a usual cause named. */
function describeFault(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return /Nested mappings are not allowed in compact mappings/.test(line)
    ? `${line} (a text that contains ": " must be quoted or written as a "|" block)`
    : line;
}

type Refuse = (message: string, start: number, end: number, help?: string) => void;

/**
 * Depth, directives and tags, on the tokens: the composer is recursive and would interpret them.
 * Iterative, for any depth.
 */
function checkTokens(tokens: readonly CST.Token[], refuse: Refuse): boolean {
  const stack: { token: CST.Token; depth: number }[] = [];
  for (const token of [...tokens].reverse()) stack.push({ token, depth: 0 });
  let good = true;
  const push = (inner: CST.Token | null | undefined, depth: number): void => {
    if (inner !== null && inner !== undefined) stack.push({ token: inner, depth });
  };
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { token, depth } = top;
    if (depth > documentLimits.depth) {
      refuse(
        `maps and lists are nested deeper than ${documentLimits.depth}`,
        token.offset,
        token.offset + 1,
      );
      return false;
    }
    switch (token.type) {
      case 'directive':
        refuse(
          'directives are not allowed: files are YAML 1.2',
          token.offset,
          token.offset + token.source.length,
          'remove the line',
        );
        good = false;
        break;
      case 'tag':
        refuse(
          'tags are not allowed',
          token.offset,
          token.offset + token.source.length,
          'remove the tag; quotes make a text of anything',
        );
        good = false;
        break;
      case 'document':
        push(token.value, depth);
        for (const part of token.start) push(part, depth);
        break;
      case 'block-scalar':
        for (const part of token.props) push(part, depth);
        break;
      case 'block-map':
      case 'block-seq':
      case 'flow-collection':
        for (let k = token.items.length - 1; k >= 0; k--) {
          const item = token.items[k];
          if (item === undefined) continue;
          push(item.value, depth + 1);
          for (const part of item.sep ?? []) push(part, depth);
          push(item.key, depth + 1);
          for (const part of item.start) push(part, depth);
        }
        break;
      default:
        break;
    }
  }
  return good;
}
