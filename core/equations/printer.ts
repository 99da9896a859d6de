import type { Equation, Expression, Statement } from './ast.js';
import { levels } from './precedence.js';

function levelOf(expression: Expression): number {
  switch (expression.kind) {
    case 'logical':
      return levels[expression.operator];
    case 'not':
      return levels.not;
    case 'comparison':
    case 'arithmetic':
      return levels[expression.operator];
    case 'negate':
      return levels.negate;
    case 'number':
      // A negative literal made by a program reads like a negation.
      return expression.text.startsWith('-') ? levels.negate : levels.atom;
    default:
      return levels.atom;
  }
}

/** The text, in brackets if the expression binds less tightly than `level`. */
function atLeast(level: number, expression: Expression): string {
  const text = printExpression(expression);
  return levelOf(expression) < level ? `(${text})` : text;
}

const tight: ReadonlySet<string> = new Set(['*', '/', '**']);

/** The expression as text with no more brackets than needed; parsing it gives the same tree. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return expression.text;
    case 'boolean':
      return expression.value ? 'True' : 'False';
    case 'name':
      return expression.name;
    case 'negate':
      return `-${atLeast(levels.negate, expression.operand)}`;
    case 'not':
      return `not ${atLeast(levels.not, expression.operand)}`;
    case 'call':
      return `${expression.callee}(${expression.args.map(printExpression).join(', ')})`;
    case 'arithmetic':
    case 'comparison':
    case 'logical': {
      const { operator } = expression;
      const level = levels[operator];
      // Powers group to the right and take a negation as exponent; a comparison takes no other
      // comparison on either side; everything else groups to the left.
      const power = operator === '**';
      const leftLevel = power || expression.kind === 'comparison' ? level + 1 : level;
      const rightLevel = power ? levels.negate : level + 1;
      const sign = tight.has(operator) ? operator : ` ${operator} `;
      return atLeast(leftLevel, expression.left) + sign + atLeast(rightLevel, expression.right);
    }
    default:
      return unreachable(expression);
  }
}

function unreachable(expression: never): never {
  throw new Error(`unhandled expression ${JSON.stringify(expression)}`);
}

/** `NAME = EXPR`, on one line. */
export function printStatement(statement: Statement): string {
  return `${statement.target} ${statement.operator} ${printExpression(statement.value)}`;
}

/** One line of an equation block: `dv/dt = -v/tau : volt (unless refractory)`. */
export function printEquation(equation: Equation): string {
  const left = equation.kind === 'differential' ? `d${equation.name}/dt` : equation.name;
  const right = equation.kind === 'parameter' ? '' : ` = ${printExpression(equation.right)}`;
  const flags = equation.flags.map(({ flag }) => flag).join(', ');
  return `${left}${right} : ${equation.unitText}${flags === '' ? '' : ` (${flags})`}`;
}
