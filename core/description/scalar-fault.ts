import type { ErrorCode } from '../diagnostics/index.js';
import { describeRange, inRange, type QuantityFault, quantityFault } from './check-quantity.js';
import type { PlacedValue } from './placed-value.js';
import type { NumberShape, Shape, TextPattern } from './shape.js';
import { describeForm, formOf, patternFault, proposal, show, typeHelp } from './wording.js';

/** What is wrong with one value, and under which code. */
export interface ShapeFault extends QuantityFault {
  readonly code: ErrorCode;
}

/** Grammar of a value without parts. */
export type ScalarShape = Extract<
  Shape,
  { readonly kind: 'text' | 'number' | 'boolean' | 'word' | 'quantity' | 'version' }
>;

/** What is wrong with a value that should have no parts; undefined if nothing is. */
export function scalarFault(value: PlacedValue, shape: ScalarShape): ShapeFault | undefined {
  switch (shape.kind) {
    case 'text':
      return textFault(value, shape.pattern);
    case 'number':
      return numberFault(value, shape);
    case 'boolean':
      if (value.kind === 'scalar' && typeof value.value === 'boolean') return undefined;
      return wrongType(value, 'true or false');
    case 'word':
      return wordFault(value, shape.words);
    case 'quantity': {
      if (formOf(value) !== 'text' && formOf(value) !== 'number') {
        return wrongType(value, 'a quantity (a number, or text like 20 ms)');
      }
      const fault = quantityFault(value.kind === 'scalar' ? value.value : null, shape);
      return fault && { code: 'FILE_VALUE', ...fault };
    }
    case 'version':
      return versionFault(value, shape.number);
  }
}

/** FILE_TYPE: another form than `wanted`. */
export function wrongType(value: PlacedValue, wanted: string): ShapeFault {
  const found = describeForm(value);
  const message = `expected ${wanted}, found ${found}`;
  return { code: 'FILE_TYPE', message, expected: wanted, found, ...typeHelp(value, wanted) };
}

/** A text, of a pattern if there is one. */
export function textFault(
  value: PlacedValue,
  pattern: TextPattern | undefined,
): ShapeFault | undefined {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    return wrongType(value, pattern?.describes ?? 'a text');
  }
  const message = pattern === undefined ? undefined : patternFault(value.value, pattern);
  return message === undefined ? undefined : { code: pattern?.code ?? 'FILE_VALUE', message };
}

function numberFault(value: PlacedValue, shape: NumberShape): ShapeFault | undefined {
  const wanted = shape.integer ? 'an integer' : 'a number';
  if (value.kind !== 'scalar' || typeof value.value !== 'number') return wrongType(value, wanted);
  const { value: number, text: found } = value;
  if (!Number.isFinite(number)) {
    return { code: 'FILE_VALUE', message: `expected ${wanted}, found ${found}` };
  }
  if (shape.integer && !Number.isInteger(number)) {
    return { code: 'FILE_TYPE', message: `expected an integer, found ${number}` };
  }
  if (!inRange(number, shape)) {
    const expected = describeRange(shape);
    const message = `expected ${wanted} ${expected}, found ${found}`;
    return { code: 'FILE_VALUE', message, expected, found };
  }
  if (shape.integer && !Number.isSafeInteger(number)) {
    const expected = 'an integer of at most 2^53 - 1';
    const message = `${found} is beyond 2^53 - 1 and would lose digits`;
    const help = shape.textToo === true ? { help: `write it as a text: "${found}"` } : {};
    return { code: 'FILE_VALUE', message, expected, found, ...help };
  }
  return undefined;
}

function versionFault(value: PlacedValue, number: number): ShapeFault | undefined {
  if (value.kind === 'scalar' && value.value === number) return undefined;
  if (value.kind !== 'scalar' || typeof value.value !== 'number') {
    return wrongType(value, `the version number ${number}`);
  }
  const message = `version ${value.text} is not known here, only ${number}`;
  return { code: 'FILE_VERSION', message, expected: String(number), found: value.text };
}

function wordFault(value: PlacedValue, words: readonly string[]): ShapeFault | undefined {
  const wanted = words.length === 1 ? (words[0] ?? '') : `one of ${words.join(', ')}`;
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return wrongType(value, wanted);
  if (words.includes(value.value)) return undefined;
  const message = `expected ${wanted}, found ${show(value.value)}`;
  return { code: 'FILE_VALUE', message, ...proposal(value.value, words) };
}
