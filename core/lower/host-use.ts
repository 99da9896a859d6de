import { pathwayOfDelay } from '../analysis/index.js';
import type { Expression } from '../equations/index.js';
import type { ArrayId } from '../ir/index.js';
import type { StepModel } from '../network/index.js';
import type { HostUse } from './factor-traces.js';
import { arraysRead } from './lower-statements.js';
import { arrayId, type ProgramDraft } from './program-draft.js';

/**
 * Variables that the timeline or code at regular times reads or writes, that a probe records or that
 * are read once per step; and delays that are set.
 */
export function hostUse(draft: ProgramDraft): HostUse {
  const arrays = new Set<ArrayId>();
  const delays = new Map<string, Set<string>>();
  const read = (expression: Expression, object: string): void => {
    const owner = draft.population(object) ?? draft.projection(object);
    if (owner === undefined) return;
    for (const id of arraysRead(expression, owner, draft)) arrays.add(id);
  };
  const visit = (steps: readonly StepModel[]): void => {
    for (const step of steps) {
      switch (step.kind) {
        case 'set':
          for (const { variable, value } of step.assignments) {
            arrays.add(arrayId(step.object, variable));
            const pathway = pathwayOfDelay(variable);
            if (pathway !== undefined && draft.projection(step.object) !== undefined) {
              const set = delays.get(step.object) ?? new Set();
              delays.set(step.object, set.add(pathway));
            }
            if (value.kind === 'expression') read(value.expression, step.object);
          }
          if (step.selection.kind === 'where') read(step.selection.condition, step.object);
          break;
        case 'freeze':
          if (step.selection.kind === 'where') read(step.selection.condition, step.projection);
          break;
        case 'normalize':
          arrays.add(arrayId(step.projection, step.variable));
          break;
        case 'repeat':
          visit(step.steps);
          break;
        case 'present':
          visit(step.before);
          visit(step.after);
          break;
        default:
          break;
      }
    }
  };
  visit(draft.model.timeline);
  for (const { name, scope, regularly, variables } of draft.model.projections) {
    for (const { target, value } of regularly.flatMap(({ statements }) => statements)) {
      read(value, name);
      const resolution = scope.resolve(target);
      if (resolution?.kind === 'variable') {
        arrays.add(arrayId(resolution.object, resolution.variable));
      }
    }
    for (const { equation, constantOverDt } of variables) {
      if (constantOverDt && equation.kind === 'subexpression') read(equation.right, name);
    }
  }
  for (const probe of draft.model.probes) {
    if (probe.kind !== 'state' && probe.kind !== 'weights') continue;
    if (probe.kind === 'weights' && probe.where !== undefined) read(probe.where, probe.object);
    for (const variable of probe.variables) {
      arrays.add(arrayId(probe.object, variable));
      const equation = draft.variable(probe.object, variable)?.equation;
      if (equation?.kind === 'subexpression') read(equation.right, probe.object);
    }
  }
  const otherClocks = draft.model.projections
    .filter(({ name, source, target }) =>
      [name, source.object, target.object].some((object) => draft.clockOf(object) !== 0),
    )
    .map(({ name }) => name);
  return { arrays, delays, otherClocks: new Set(otherClocks) };
}
