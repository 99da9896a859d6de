import { type Diagnostic, nearNames } from '../diagnostics/index.js';
import type { PlacedValue } from './placed-value.js';
import type { TextPattern, ValueForm } from './shape.js';

/** `a population`, `an input`. */
export function withArticle(noun: string): string {
  return /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

/** A text for messages: shortened, quoted. */
export function show(found: string): string {
  return JSON.stringify(found.length > 40 ? `${found.slice(0, 37)}...` : found);
}

/** A proposal of near names, if there are any. */
export function proposal(found: string, known: readonly string[]): Pick<Diagnostic, 'help'> {
  const near = nearNames(found, known);
  return near.length > 0 ? { help: `did you mean ${near.join(' or ')}?` } : {};
}

/** What is wrong with a text that a pattern governs; undefined if nothing is. */
export function patternFault(found: string, pattern: TextPattern): string | undefined {
  if (!pattern.matches.test(found)) return `expected ${pattern.describes}, found ${show(found)}`;
  if (pattern.reserved?.test(found) === true) return `the name ${found} is reserved`;
  return pattern.accepts?.(found) === false
    ? `expected ${pattern.describes}, found ${show(found)}`
    : undefined;
}

/** What the pattern proposes in place of a text, if it knows the form. */
export function repairHelp(found: string, { repair }: TextPattern): Pick<Diagnostic, 'help'> {
  const help = repair?.(found);
  return help === undefined ? {} : { help };
}

/** The form of a value; undefined for nothing. */
export function formOf(value: PlacedValue): ValueForm | undefined {
  if (value.kind !== 'scalar') return value.kind;
  switch (typeof value.value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return undefined;
  }
}

/** What was found, for messages. */
export function describeForm(value: PlacedValue): string {
  if (value.kind === 'scalar') {
    if (value.value === null) return 'nothing';
    return typeof value.value === 'string' ? `the text ${show(value.value)}` : value.text;
  }
  return value.kind === 'list' ? `a list of ${value.items.length}` : 'a map';
}

/** How a value becomes one of the wanted type, where that is plain. */
export function typeHelp(value: PlacedValue, wanted: string): Pick<Diagnostic, 'help'> {
  if (value.kind !== 'scalar' || value.value === null) return {};
  if (typeof value.value !== 'string' && /text|name/.test(wanted)) {
    return { help: `quotes make it a text: "${value.text}"` };
  }
  if (wanted === 'true or false' && /^(on|off|yes|no|y|n)$/i.test(value.text)) {
    return { help: /^(on|yes|y)$/i.test(value.text) ? 'write true' : 'write false' };
  }
  return {};
}
