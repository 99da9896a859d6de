import type { Diagnostics } from '../diagnostics/index.js';
import { type Expression, namesIn, substitute, walkExpression } from '../equations/index.js';
import type { Model, PopulationModel, ProjectionModel, VariableModel } from '../network/index.js';
import { equationContext } from './declare-variables.js';
import type { VariableTable } from './name-scope.js';

/** Reports subexpressions that refer to each other in a circle, once per circle. */
export function checkSubexpressionCycles(
  variables: VariableTable,
  title: string,
  diagnostics: Diagnostics,
): void {
  const done = new Set<string>();
  const chain: string[] = [];
  function visit(name: string): void {
    const equation = variables.get(name)?.model?.equation;
    if (equation?.kind !== 'subexpression' || done.has(name)) return;
    const start = chain.indexOf(name);
    if (start >= 0) {
      const circle = [...chain.slice(start), name].join(' -> ');
      diagnostics.error(
        'EQUATION_CYCLE',
        `subexpressions refer to each other in a circle: ${circle}`,
        { span: equation.right.span, context: equationContext(equation, title) },
      );
      for (const member of chain) done.add(member);
      return;
    }
    chain.push(name);
    for (const other of namesIn(equation.right)) visit(other);
    chain.pop();
    done.add(name);
  }
  for (const name of variables.keys()) visit(name);
}

/**
 * The expression with every subexpression replaced by its right side, again and again, so that
 * only variables, constants, units and built-in names are left.
 *
 * Inside a projection, subexpressions of its source and target are rewritten as seen from there:
 * `v` becomes `v_pre` or `v_post`; the neuron's own `i` becomes `i` or `j` plus the begin of the
 * slice; constants of the population become numbers in SI, since the same name may mean another
 * value in the projection. The result is therefore for lowering, not for another unit check.
 *
 * @param owner - The object whose text this is.
 * @throws Error on subexpressions in a circle: `analyseNetwork` refuses those.
 */
export function inlineSubexpressions(
  expression: Expression,
  owner: PopulationModel | ProjectionModel,
  model: Pick<Model, 'populations'>,
): Expression {
  return inlined(expression, owner, sidesOf(owner, model), () => true);
}

/**
 * The expression with the object's own subexpressions replaced, for the classification of equations.
 * Those that are stored once per step stay, and so do those of source and target: they do not depend
 * on variables of the object within a step.
 *
 * @throws Error on subexpressions in a circle: `analyseNetwork` refuses those.
 */
export function expandSubexpressions(
  expression: Expression,
  owner: PopulationModel | ProjectionModel,
): Expression {
  return inlined(
    expression,
    owner,
    {},
    (side, variable) => side === 'own' && variable?.constantOverDt !== true,
  );
}

function inlined(
  expression: Expression,
  owner: PopulationModel | ProjectionModel,
  sides: Partial<Record<'pre' | 'post', Side>>,
  replaced: (side: 'own' | 'pre' | 'post', variable: VariableModel | undefined) => boolean,
): Expression {
  function inline(part: Expression, depth: number): Expression {
    if (depth > 1000) throw new Error(`subexpressions of ${owner.name} run in a circle`);
    return substitute(part, (name) => {
      const resolution = owner.scope.resolve(name);
      if (resolution?.kind !== 'subexpression') return undefined;
      const side = resolution.side === 'own' ? undefined : sides[resolution.side];
      const variables = side?.population?.variables ?? owner.variables;
      const variable = variables.find((candidate) => candidate.name === resolution.variable);
      if (!replaced(resolution.side, variable)) return undefined;
      const right = rightOf(variable);
      if (right === undefined) throw new Error(`no subexpression ${name} in ${owner.name}`);
      return inline(side === undefined ? right : seenFrom(right, side), depth + 1);
    });
  }
  return inline(expression, 0);
}

interface Side {
  readonly suffix: '_pre' | '_post';
  /** `i` or `j`: the neuron's number within the slice. */
  readonly index: 'i' | 'j';
  readonly first: number;
  readonly population: PopulationModel | undefined;
}

function sidesOf(
  owner: PopulationModel | ProjectionModel,
  model: Pick<Model, 'populations'>,
): Partial<Record<'pre' | 'post', Side>> {
  if (!('source' in owner)) return {};
  const find = (name: string): PopulationModel | undefined =>
    model.populations.find((candidate) => candidate.name === name);
  const { source, target } = owner;
  return {
    pre: { suffix: '_pre', index: 'i', first: source.first, population: find(source.object) },
    post: { suffix: '_post', index: 'j', first: target.first, population: find(target.object) },
  };
}

function rightOf(variable: VariableModel | undefined): Expression | undefined {
  return variable?.equation.kind === 'subexpression' ? variable.equation.right : undefined;
}

/** A population's expression rewritten with the names of a projection that touches it. */
function seenFrom(expression: Expression, side: Side): Expression {
  const { population, suffix } = side;
  if (population === undefined) return expression;
  const { span } = expression;
  const number = (value: number): Expression => ({
    kind: 'number',
    value,
    text: String(value),
    span,
  });
  return substitute(expression, (name) => {
    const resolution = population.scope.resolve(name);
    switch (resolution?.kind) {
      case 'variable':
      case 'subexpression':
        return { kind: 'name', name: `${name}${suffix}`, span };
      case 'constant':
        return number(resolution.quantity.value);
      case 'builtin': {
        if (name === 'lastspike' || name === 'not_refractory') {
          return { kind: 'name', name: `${name}${suffix}`, span };
        }
        if (name === 'N') return number(population.size);
        if (name !== 'i') return undefined;
        const index: Expression = { kind: 'name', name: side.index, span };
        if (side.first === 0) return index;
        return { kind: 'arithmetic', operator: '+', left: index, right: number(side.first), span };
      }
      default:
        return undefined;
    }
  });
}

/** Calls in an expression, inner and outer. */
export function callsIn(expression: Expression): readonly Extract<Expression, { kind: 'call' }>[] {
  const calls: Extract<Expression, { kind: 'call' }>[] = [];
  walkExpression(expression, (part) => {
    if (part.kind === 'call') calls.push(part);
  });
  return calls;
}
