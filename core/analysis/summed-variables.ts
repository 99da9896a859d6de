import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import { namesIn, walkExpression } from '../equations/index.js';
import type { VariableModel } from '../network/index.js';
import { equalDimensions, formatDimension } from '../units/index.js';
import { equationContext } from './declare-variables.js';
import type { NameScope, VariableTable } from './name-scope.js';
import type { DeclaredObject } from './object-names.js';

/** A variable of a source or target that a projection overwrites with the sum over its synapses. */
export interface SummedWrite {
  readonly object: string;
  readonly variable: string;
  /** `projection S, equation of x_post`. */
  readonly context: string;
  readonly span: SourceSpan;
}

export interface SummedOptions {
  readonly variables: VariableTable;
  readonly scope: NameScope;
  readonly source: DeclaredObject;
  readonly target: DeclaredObject;
  readonly title: string;
}

/**
 * Checks summed variables (semantics section 9): each sets a parameter of the target or source, in
 * its unit; and the three kinds of synaptic equations do not mix: clock-driven and summed ones do
 * not read event-driven variables, whose values are as of the last event, nor the other way round.
 *
 * @returns What is summed, faulty ones left out.
 */
export function checkSummed(
  options: SummedOptions,
  diagnostics: Diagnostics,
): readonly SummedWrite[] {
  const writes: SummedWrite[] = [];
  for (const { model } of options.variables.values()) {
    if (model === undefined) continue;
    if (model.summed) {
      const write = summedWrite(model, options, diagnostics);
      if (write !== undefined) writes.push(write);
    }
    if (model.summed || model.kind === 'differential') refuseMixing(model, options, diagnostics);
  }
  return writes;
}

/** One summed writer per variable in the network. */
export function refuseSecondSums(sums: readonly SummedWrite[], diagnostics: Diagnostics): void {
  const first = new Map<string, SummedWrite>();
  for (const sum of sums) {
    const name = `${sum.object}.${sum.variable}`;
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, sum);
      continue;
    }
    diagnostics.error('FILE_CONFLICT', `${name} is summed twice: the second sum would replace it`, {
      span: sum.span,
      context: sum.context,
      label: `the first: ${other.context}`,
      help: 'give each projection a parameter of its own, and add them up in the equations',
    });
  }
}

function summedWrite(
  { name, equation, dimension }: VariableModel,
  { source, target, title }: SummedOptions,
  diagnostics: Diagnostics,
): SummedWrite | undefined {
  const sided = /^(.+)_(pre|post)$/.exec(name);
  if (sided === null) return undefined;
  const [, variable = '', side] = sided;
  const owner = side === 'pre' ? source : target;
  const context = equationContext(equation, title);
  const where = { span: equation.nameSpan, context };
  const entry = owner.variables.get(variable);
  if (entry === undefined) {
    if (!owner.complete) return undefined;
    diagnostics.error(
      'NO_SUCH_VARIABLE',
      `${owner.kind} ${owner.name} has no variable ${variable}`,
      {
        ...where,
        help: `declare it as a parameter: ${variable} : ${formatDimension(dimension)}`,
      },
    );
    return undefined;
  }
  const { model } = entry;
  if (model === undefined) return undefined;
  if (model.kind !== 'parameter' || model.constant || model.shared || model.type !== 'real') {
    const what = model.constant
      ? 'constant'
      : model.shared
        ? 'shared'
        : model.kind === 'parameter'
          ? model.type
          : model.kind === 'differential'
            ? 'a differential variable'
            : 'a subexpression';
    diagnostics.error(
      'ILLEGAL_WRITE',
      `${variable} of ${owner.name} is ${what}, it cannot be summed`,
      {
        ...where,
        expected: 'a parameter with one real value per neuron',
        found: what,
      },
    );
    return undefined;
  }
  if (!equalDimensions(model.dimension, dimension)) {
    const [expected, found] = [formatDimension(model.dimension), formatDimension(dimension)];
    diagnostics.error(
      'UNIT_MISMATCH',
      `${variable} of ${owner.name} is in ${expected}, its sum in ${found}`,
      {
        span: equation.unitSpan,
        context,
        expected,
        found,
      },
    );
    return undefined;
  }
  return { object: owner.name, variable, ...where };
}

function refuseMixing(
  variable: VariableModel,
  { variables, title }: SummedOptions,
  diagnostics: Diagnostics,
): void {
  const { equation } = variable;
  if (equation.kind === 'parameter') return;
  const wrong = (other: VariableModel): boolean =>
    other.kind === 'differential' && other.eventDriven !== variable.eventDriven;
  walkExpression(equation.right, (part) => {
    if (part.kind !== 'name') return;
    const culprit = reached(part.name, variables, wrong, new Set());
    if (culprit === undefined) return;
    const kind = culprit.eventDriven ? 'event-driven' : 'clock-driven';
    const own = variable.summed
      ? 'a summed variable'
      : `${variable.eventDriven ? 'an event-driven' : 'a clock-driven'} equation`;
    diagnostics.error('ILLEGAL_READ', `${own} cannot read ${culprit.name}, which is ${kind}`, {
      span: part.span,
      context: equationContext(equation, title),
      help: culprit.eventDriven
        ? `declare ${culprit.name} (clock-driven)`
        : `declare ${culprit.name} (event-driven), or ${variable.name} (clock-driven)`,
    });
  });
}

/** A variable that a name reads, itself or through subexpressions, and that is wrong here. */
function reached(
  name: string,
  variables: VariableTable,
  wrong: (variable: VariableModel) => boolean,
  seen: Set<string>,
): VariableModel | undefined {
  const model = variables.get(name)?.model;
  if (model === undefined || model.summed || seen.has(name)) return undefined;
  seen.add(name);
  if (wrong(model)) return model;
  if (model.equation.kind !== 'subexpression') return undefined;
  for (const inner of namesIn(model.equation.right)) {
    const found = reached(inner, variables, wrong, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
