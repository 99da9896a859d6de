import type { Diagnostic, Diagnostics, ErrorCode, SourceSpan } from '../diagnostics/index.js';
import { type Expression, namesIn } from '../equations/index.js';
import { evaluateConstant } from './evaluate-constant.js';
import { type ExpressionType, shortNumber } from './expression-type.js';
import type { Meaning, NameScope } from './name-scope.js';

type Details = Omit<Diagnostic, 'code' | 'severity' | 'message' | 'span' | 'context'>;

/** Local names of a statement block; undefined where the type of the first value is not known. */
export type LocalTypes = ReadonlyMap<string, ExpressionType | undefined>;

export interface ExpressionCheckOptions {
  readonly scope: NameScope;
  readonly diagnostics: Diagnostics;
  /** `projection Syn, on_pre, statement 3`. */
  readonly context: string;
  readonly locals?: LocalTypes;
  /** Why draws are refused here, to follow `rand() ..`; absent where they are allowed. */
  readonly noRandom?: string;
  /** Whether white noise may stand here: in differential equations. */
  readonly noise?: boolean;
  /** Judges each name that is read: a reason to refuse it, or undefined. */
  readonly judge?: (name: string, meaning: Meaning) => Refusal | undefined;
  /** Names already reported as unknown in this object, so that each gives one message. */
  readonly reported: Set<string>;
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly help?: string;
}

/** One text under check: the scope it is read in, and where its faults go. */
export class ExpressionCheck {
  readonly scope: NameScope;
  readonly options: ExpressionCheckOptions;

  constructor(options: ExpressionCheckOptions) {
    this.options = options;
    this.scope = options.scope;
  }

  error(code: ErrorCode, span: SourceSpan, message: string, details: Details = {}): undefined {
    const { context } = this.options;
    this.options.diagnostics.error(code, message, { span, context, ...details });
  }

  warn(code: ErrorCode, span: SourceSpan, message: string, details: Details = {}): void {
    const { context } = this.options;
    this.options.diagnostics.warn(code, message, { span, context, ...details });
  }

  isLocal(name: string): boolean {
    return this.options.locals?.has(name) ?? false;
  }

  /** SI value of an expression of constants. */
  constant(expression: Expression): number | undefined {
    return evaluateConstant(expression, (name) =>
      this.isLocal(name) ? undefined : this.scope.constantValue(name),
    );
  }

  /**
   * False, with FILE_VALUE, for an expression of constants that has no finite value: 0/0, log(-1),
   * 1/0. Infinity that is named (`inf`) is meant.
   */
  isFinite(expression: Expression, what: string): boolean {
    const value = this.constant(expression);
    if (value === undefined || Number.isFinite(value)) return true;
    if (!Number.isNaN(value) && namesIn(expression).has('inf')) return true;
    const found = Number.isNaN(value) ? 'not a number' : 'infinite';
    this.error('FILE_VALUE', expression.span, `${what} is ${found}`, {
      expected: 'a finite value',
      found,
      help: 'look for a division by 0, or a function outside its domain',
    });
    return false;
  }

  /** `without the check the ceiling would be 0.001`, if the value is known before the run. */
  valueLabel(expression: Expression, role: string): Details {
    const value = this.constant(expression);
    return value === undefined
      ? {}
      : { label: `without the check ${role} would be ${shortNumber(value)}` };
  }
}
