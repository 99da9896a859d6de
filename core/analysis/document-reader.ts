import {
  type Diagnostic,
  Diagnostics,
  type ErrorCode,
  nearNames,
  type SourceSpan,
} from '../diagnostics/index.js';
import { type Expression, parseExpression, type TextOrigin } from '../equations/index.js';
import type { Network, QuantityText, TextBlock } from '../network/index.js';
import {
  type Dimension,
  equalDimensions,
  formatDimension,
  isDimensionless,
  lookupUnit,
  parseQuantity,
  type Quantity,
} from '../units/index.js';
import { second } from './built-in-names.js';
import { unitPhrase } from './expression-type.js';

/** Keys and list positions that lead to a part of the document. */
export type Path = readonly (string | number)[];

type Details = Omit<Diagnostic, 'code' | 'severity' | 'message' | 'span'>;

/** Reads values of the document and reports their faults where they stand. */
export class DocumentReader {
  readonly network: Network;
  readonly diagnostics: Diagnostics;

  constructor(network: Network, diagnostics: Diagnostics) {
    this.network = network;
    this.diagnostics = diagnostics;
  }

  error(code: ErrorCode, path: Path, message: string, details: Details = {}): undefined {
    this.diagnostics.error(code, message, { ...this.place(path), ...details });
  }

  warn(code: ErrorCode, path: Path, message: string, details: Details = {}): void {
    this.diagnostics.warn(code, message, { ...this.place(path), ...details });
  }

  errorAtKey(code: ErrorCode, path: Path, message: string, details: Details = {}): undefined {
    const span = this.network.source.keySpan(path);
    this.diagnostics.error(code, message, { ...(span ? { span } : this.place(path)), ...details });
  }

  /** Refuses a construct that this version does not have. */
  unsupported(path: Path, construct: string, details: Details = {}): undefined {
    const span = this.network.source.keySpan(path);
    const place = span ? { span } : this.place(path);
    this.diagnostics.error('UNSUPPORTED_FEATURE', `${construct} is not available`, {
      ...place,
      ...details,
    });
  }

  /** Refuses a name that is not among the ones that exist. */
  noSuch(path: Path, what: string, name: string, known: Iterable<string>): undefined {
    const near = nearNames(name, known);
    const help = near.length === 0 ? {} : { help: `did you mean ${near.join(' or ')}?` };
    this.error('FILE_REFERENCE', path, `there is no ${what} called ${name}`, help);
  }

  place(path: Path): { readonly span?: SourceSpan } {
    const span = this.network.source.valueSpan(path);
    return span === undefined ? {} : { span };
  }

  /** A text of the equation language, with the way back to the file. */
  origin(path: Path, block: TextBlock, context: string): TextOrigin {
    const text = typeof block === 'string' ? block : block.join('\n');
    const { source } = this.network;
    const own = { name: '<api>', text };
    return {
      text,
      context,
      span: (start, end) =>
        source.textSpan(path, start, end) ?? source.valueSpan(path) ?? { source: own, start, end },
    };
  }

  /**
   * A quantity that stands for itself (`20 ms`), never an expression. A bare 0 has any unit.
   *
   * @returns SI value; undefined if it is faulty, which has been reported.
   */
  quantity(
    path: Path,
    value: QuantityText,
    dimension: Dimension,
    what: string,
  ): number | undefined {
    const read = parseQuantity(value);
    if (!read.ok) {
      const help = read.help === undefined ? {} : { help: read.help };
      return this.error('FILE_VALUE', path, `${what}: ${read.message}`, help);
    }
    if (read.bareZero) return 0;
    return this.inUnit(path, read.quantity, dimension, what, 'FILE_VALUE');
  }

  /** Value of a quantity if it has the dimension; otherwise a fault is reported. */
  inUnit(
    path: Path,
    quantity: Quantity,
    dimension: Dimension,
    what: string,
    code: ErrorCode,
  ): number | undefined {
    if (equalDimensions(quantity.dimension, dimension)) return quantity.value;
    const wanted = formatDimension(dimension);
    const needs = isDimensionless(dimension) ? 'a number without unit' : `unit ${wanted}`;
    return this.error(
      code,
      path,
      `${what} needs ${needs}, the value ${unitPhrase(quantity.dimension)}`,
      {
        expected: wanted,
        found: formatDimension(quantity.dimension),
      },
    );
  }

  /** A time in seconds, not negative; with `positive` not 0 either. */
  duration(path: Path, value: QuantityText, what: string, positive = false): number | undefined {
    const seconds = this.quantity(path, value, second, what);
    if (seconds === undefined) return undefined;
    if (Number.isFinite(seconds) && (positive ? seconds > 0 : seconds >= 0)) return seconds;
    const wanted = positive ? 'above 0' : 'not negative';
    return this.error('FILE_VALUE', path, `${what} must be ${wanted}`, {
      found: String(value),
      expected: wanted,
    });
  }

  /** An integer of at least `lowest`. */
  integer(path: Path, value: unknown, what: string, lowest: number): number | undefined {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= lowest) return value;
    return this.error('FILE_VALUE', path, `${what} must be an integer of at least ${lowest}`, {
      expected: `integer >= ${lowest}`,
      found: String(value),
    });
  }

  /** An expression, read into tokens and checked for form only. */
  expression(path: Path, text: string, context: string): Expression | undefined {
    return parseExpression(this.origin(path, text, context), this.diagnostics);
  }

  /**
   * A text that may be a quantity or an expression: `20 ms`, `0.2/ms`, `-Apre*1.05`.
   *
   * @returns undefined if it is neither, which has been reported.
   */
  quantityOrExpression(
    path: Path,
    text: string,
    context: string,
  ):
    | { readonly kind: 'quantity'; readonly quantity: Quantity }
    | { readonly kind: 'expression'; readonly expression: Expression }
    | undefined {
    if (couldBeQuantity(text)) {
      const read = parseQuantity(text);
      if (read.ok) return { kind: 'quantity', quantity: read.quantity };
    }
    const trial = new Diagnostics();
    const expression = parseExpression(this.origin(path, text, context), trial);
    if (expression !== undefined && !trial.hasErrors) return { kind: 'expression', expression };
    // `5mV` and `20 mx` were meant as quantities: the quantity's own message helps more.
    const read = parseQuantity(text);
    if (!read.ok && /^\s*[+-]?[\d.]+\s*[A-Za-z]/.test(text)) {
      const help = read.help === undefined ? {} : { help: read.help };
      return this.error('FILE_VALUE', path, read.message, { ...help, context });
    }
    this.diagnostics.addAll(trial.all);
    return undefined;
  }
}

const number = /^\s*[+-]?\s*(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;

/** True for a number followed by nothing but units; spares the search for near names otherwise. */
function couldBeQuantity(text: string): boolean {
  const match = number.exec(text);
  if (match === null) return false;
  const words = text.slice(match[0].length).match(/[A-Za-z_]\w*/g) ?? [];
  return words.every((word) => lookupUnit(word, 'quantity') !== undefined);
}
