import type { ArithmeticOperator, ComparisonOperator, LogicalOperator } from './ast.js';

/** How tightly operators bind, as in Python; a larger number binds more tightly. */
export const levels: Readonly<
  Record<
    ArithmeticOperator | ComparisonOperator | LogicalOperator | 'not' | 'negate' | 'atom',
    number
  >
> = {
  or: 1,
  and: 2,
  not: 3,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '//': 6,
  '%': 6,
  negate: 7,
  '**': 8,
  atom: 9,
};
