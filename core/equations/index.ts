/** The equation language: text to tree and back. Knows nothing of networks or dimensions. */
export type {
  ArithmeticOperator,
  AssignmentOperator,
  ComparisonOperator,
  Equation,
  Expression,
  Statement,
} from './ast.js';
export { parseEquations } from './equation-parser.js';
export { parseExpression } from './expression-parser.js';
export { type Generator, type GeneratorRange, parseGenerator } from './generator-parser.js';
export {
  builtInConstants,
  functionNames,
  refusedConstantName,
} from './language-words.js';
export { printExpression, printStatement } from './printer.js';
export { parseStatements } from './statement-parser.js';
export { plainOrigin, type TextOrigin } from './text-origin.js';
export { expressionHeight, namesIn, substitute, walkExpression } from './walk.js';
