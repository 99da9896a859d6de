import type { Expression } from './ast.js';

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
    case 'name':
      return [];
    case 'negate':
    case 'not':
      return [expression.operand];
    case 'arithmetic':
    case 'comparison':
    case 'logical':
      return [expression.left, expression.right];
    case 'call':
      return expression.args;
    default:
      return unreachable(expression);
  }
}

function unreachable(expression: never): never {
  throw new Error(`unhandled expression ${JSON.stringify(expression)}`);
}

/** Calls `visit` for the expression and all its parts, a whole before its parts, left to right. */
export function walkExpression(expression: Expression, visit: (part: Expression) => void): void {
  const waiting: Expression[] = [expression];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    visit(part);
    waiting.push(...childrenOf(part).toReversed());
  }
}

/** Levels of an expression: 1 for a number; `ofName` says how many a name stands for. */
export function expressionHeight(expression: Expression, ofName: (name: string) => number): number {
  if (expression.kind === 'name') return ofName(expression.name);
  const heights = childrenOf(expression).map((child) => expressionHeight(child, ofName));
  return 1 + Math.max(0, ...heights);
}

/** Names of variables, constants and units in an expression; names of called functions are not among them. */
export function namesIn(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  walkExpression(expression, (part) => {
    if (part.kind === 'name') names.add(part.name);
  });
  return names;
}

/**
 * The expression with names replaced. Replacements are not searched again, parts without a
 * replaced name are shared with the original, and all other parts keep their spans.
 */
export function substitute(
  expression: Expression,
  replace: (name: string) => Expression | undefined,
): Expression {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
      return expression;
    case 'name':
      return replace(expression.name) ?? expression;
    case 'negate':
    case 'not': {
      const operand = substitute(expression.operand, replace);
      return operand === expression.operand ? expression : { ...expression, operand };
    }
    case 'arithmetic':
    case 'comparison':
    case 'logical': {
      const left = substitute(expression.left, replace);
      const right = substitute(expression.right, replace);
      const same = left === expression.left && right === expression.right;
      return same ? expression : { ...expression, left, right };
    }
    case 'call': {
      const args = expression.args.map((argument) => substitute(argument, replace));
      const same = args.every((argument, k) => argument === expression.args[k]);
      return same ? expression : { ...expression, args };
    }
    default:
      return unreachable(expression);
  }
}
