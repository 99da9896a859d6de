import type { Diagnostics } from '../diagnostics/index.js';
import { type Expression, expressionHeight, namesIn, walkExpression } from '../equations/index.js';
import type { VariableTable } from './name-scope.js';

/**
 * Parts of an expression once its subexpressions are put in their places. Every subexpression that
 * uses another one twice doubles it, so that 30 lines can stand for more than a memory holds.
 */
const mostParts = 20_000;
/** Levels of it: the bound that the parser has for one text. */
const mostLevels = 500;

interface Extent {
  readonly parts: number;
  readonly levels: number;
}

/**
 * Refuses equations that are too large once expanded (EQUATION_SYNTAX), each once: what is built on
 * a refused one counts as if that were a variable. Circles are reported elsewhere.
 */
export function checkSubexpressionSizes(
  variables: VariableTable,
  title: string,
  diagnostics: Diagnostics,
): void {
  const leaf: Extent = { parts: 1, levels: 1 };
  const known = new Map<string, Extent>();
  const rightOf = (name: string): Expression | undefined => {
    const equation = variables.get(name)?.model?.equation;
    return equation === undefined || equation.kind === 'parameter' ? undefined : equation.right;
  };
  const standsForItself = (name: string): boolean =>
    variables.get(name)?.model?.kind !== 'subexpression';
  const extentOf = (name: string): Extent => known.get(name) ?? leaf;
  const measure = (name: string, right: Expression): Extent => {
    const parts = partsOf(right, (used) => extentOf(used).parts);
    const levels = expressionHeight(right, (used) => extentOf(used).levels);
    if (parts <= mostParts && levels <= mostLevels) return { parts, levels };
    const [found, expected] =
      parts > mostParts
        ? [`${parts} parts`, `at most ${mostParts} parts`]
        : [`${levels} levels`, `at most ${mostLevels} levels`];
    diagnostics.error('EQUATION_SYNTAX', `${name} with its subexpressions has ${found}`, {
      span: right.span,
      context: `${title}, equation of ${name}`,
      expected,
      found,
      help: 'make one of its subexpressions a variable, or constant over dt',
    });
    return leaf;
  };
  // A stack of its own: a chain may have any length.
  const begun = new Set<string>();
  for (const first of variables.keys()) {
    const stack = [first];
    for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
      const right = known.has(name) ? undefined : rightOf(name);
      if (right !== undefined && !begun.has(name)) {
        begun.add(name);
        stack.push(...[...namesIn(right)].filter((used) => !begun.has(used)));
        continue;
      }
      stack.pop();
      if (right === undefined) continue;
      const extent = measure(name, right);
      known.set(name, standsForItself(name) ? leaf : extent);
    }
  }
}

function partsOf(expression: Expression, ofName: (name: string) => number): number {
  let parts = 0;
  walkExpression(expression, (part) => {
    parts += part.kind === 'name' ? ofName(part.name) : 1;
  });
  return parts;
}
