/** The equation language: text to tree and back. Knows nothing of networks or dimensions. */
export type {
  ArithmeticOperator,
  AssignmentOperator,
  ComparisonOperator,
  Equation,
  Expression,
  Flag,
  LogicalOperator,
  Statement,
} from './ast.js';
export { parseEquations } from './equation-parser.js';
export { parseExpression } from './expression-parser.js';
export { type Generator, type GeneratorRange, parseGenerator } from './generator-parser.js';
export {
  builtInConstants,
  type EquationPlace,
  functionNames,
  refusedConstantName,
  refusedVariableName,
} from './language-words.js';
export { printEquation, printExpression, printStatement } from './printer.js';
export { parseStatements } from './statement-parser.js';
export { plainOrigin, type TextOrigin } from './text-origin.js';
export { expressionHeight, namesIn, substitute, walkExpression } from './walk.js';
