import type { SourceSpan } from '../diagnostics/index.js';

/** Operators of two numbers. `//` floors, `%` takes the sign of the divisor, `**` is right-associative. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type LogicalOperator = 'and' | 'or';

/** An expression of the equation language. Every node knows where it was written. */
export type Expression = { readonly span: SourceSpan } & (
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'logical';
      readonly operator: LogicalOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'call';
      readonly callee: string;
      readonly calleeSpan: SourceSpan;
      readonly args: readonly Expression[];
    }
);

export type AssignmentOperator = '=' | '+=' | '-=' | '*=' | '/=' | '%=';

/** `NAME = EXPR` and its kin in reset, pathways, events and regular code. */
export interface Statement {
  readonly span: SourceSpan;
  readonly target: string;
  readonly targetSpan: SourceSpan;
  readonly operator: AssignmentOperator;
  readonly value: Expression;
}

/** The words in parentheses behind a unit. */
export type Flag =
  | 'unless refractory'
  | 'event-driven'
  | 'clock-driven'
  | 'summed'
  | 'shared'
  | 'constant'
  | 'constant over dt';

/** One line of an equation block. `unitText` is the declared unit as written. */
export type Equation = {
  readonly span: SourceSpan;
  readonly name: string;
  readonly nameSpan: SourceSpan;
  readonly unitText: string;
  readonly unitSpan: SourceSpan;
  readonly flags: readonly { readonly flag: Flag; readonly span: SourceSpan }[];
} & (
  | { readonly kind: 'differential'; readonly right: Expression }
  | { readonly kind: 'subexpression'; readonly right: Expression }
  | { readonly kind: 'parameter' }
);
