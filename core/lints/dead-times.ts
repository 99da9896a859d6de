import { inlineSubexpressions } from '../analysis/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import type { Expression } from '../equations/index.js';
import { printExpression } from '../equations/index.js';
import type { Model, PopulationModel } from '../network/index.js';
import { allWrites, startRange, titleOf, valueIn, variableOf } from './model-facts.js';
import { longDeadTime } from './thresholds.js';
import { short } from './wording.js';

/** A variable that grows at a constant rate and blocks spikes until it passes a limit. */
interface Ramp {
  readonly condition: Expression;
  readonly variable: string;
  /** Seconds from the reset to the limit, and from the start of the run. */
  readonly afterSpike: number;
  readonly atStart: number;
  readonly rate: number;
}

/**
 * Reports effective dead times where a population has more than its refractory period: a timer
 * `dtimer/dt = c` that the threshold or the refractory condition compares with a limit (`DEAD_TIME`;
 * a warning if the longest is over twice the declared period).
 */
export function noteDeadTimes(model: Model, diagnostics: Diagnostics): void {
  for (const population of model.populations) {
    for (const ramp of rampsOf(population, model)) {
      const declared = declaredPeriod(population);
      const longest = Math.max(ramp.afterSpike, declared ?? 0);
      const tooLong = declared !== undefined && longest > longDeadTime * declared;
      const limit = printExpression(ramp.condition);
      const context = `${titleOf(population)}, dead times`;
      const message =
        `no spike for ${milliseconds(ramp.afterSpike)} after a spike: ${limit} has to pass, and ` +
        `${ramp.variable} grows by ${short(ramp.rate)} per second` +
        (declared === undefined ? '' : `; the refractory period is ${milliseconds(declared)}`) +
        (ramp.atStart > 0 ? `; no spike in the first ${milliseconds(ramp.atStart)} of a run` : '');
      diagnostics.add(tooLong ? 'warning' : 'info', 'DEAD_TIME', message, {
        span: ramp.condition.span,
        context,
        label: `${milliseconds(ramp.afterSpike)} of dead time`,
        ...(declared === undefined ? {} : { expected: milliseconds(declared) }),
        found: milliseconds(ramp.afterSpike),
        help: repair(ramp, declared),
      });
    }
  }
}

function repair({ variable, condition, afterSpike }: Ramp, declared: number | undefined): string {
  return declared === undefined
    ? `if that is meant, a refractory setting says it plainly: refractory: ${milliseconds(afterSpike)}`
    : `remove ${printExpression(condition)} and ${variable}, or let ${variable} grow by 1 per second of the limit's unit`;
}

function milliseconds(seconds: number): string {
  return `${short(seconds * 1e3)} ms`;
}

function declaredPeriod({ refractory, scope }: PopulationModel): number | undefined {
  return refractory?.kind === 'period' ? valueIn(refractory.expression, scope) : undefined;
}

function rampsOf(population: PopulationModel, model: Model): readonly Ramp[] {
  const { threshold, refractory } = population;
  const all = threshold === undefined ? [] : conjuncts(threshold);
  // A threshold of one comparison is the membrane's own, even if the membrane is a ramp.
  const needed = all.length > 1 ? all : [];
  const blocking =
    refractory?.kind === 'condition' ? alternatives(refractory.expression).map(opposite) : [];
  return [...needed, ...blocking].flatMap(
    (condition) => rampOf(condition, population, model) ?? [],
  );
}

function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === 'logical' && expression.operator === 'and'
    ? [...conjuncts(expression.left), ...conjuncts(expression.right)]
    : [expression];
}

function alternatives(expression: Expression): readonly Expression[] {
  return expression.kind === 'logical' && expression.operator === 'or'
    ? [...alternatives(expression.left), ...alternatives(expression.right)]
    : [expression];
}

const opposites = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '==': '!=', '!=': '==' } as const;

/** `timer < 5*ms` keeps a neuron refractory, so `timer >= 5*ms` is what a spike needs. */
function opposite(expression: Expression): Expression {
  return expression.kind === 'comparison'
    ? { ...expression, operator: opposites[expression.operator] }
    : expression;
}

/** The ramp behind `timer > limit` or `limit < timer`. */
function rampOf(
  condition: Expression,
  population: PopulationModel,
  model: Model,
): Ramp | undefined {
  if (condition.kind !== 'comparison') return undefined;
  const { operator, left, right } = condition;
  const rising = operator === '>' || operator === '>=';
  const falling = operator === '<' || operator === '<=';
  const [timer, limit] = rising ? [left, right] : [right, left];
  if ((!rising && !falling) || timer.kind !== 'name') return undefined;
  const variable = variableOf(population, timer.name);
  const { scope } = population;
  const end = valueIn(limit, scope);
  if (variable?.equation.kind !== 'differential' || end === undefined) return undefined;
  const others = allWrites(model).some(
    (write) =>
      write.object === population.name &&
      write.variable === variable.name &&
      !population.reset.includes(write.statement),
  );
  if (variable.unlessRefractory || others) return undefined;
  const rate = valueIn(inlineSubexpressions(variable.equation.right, population, model), scope);
  if (rate === undefined || !(rate > 0)) return undefined;
  const reset = population.reset.findLast(({ target }) => target === variable.name);
  const from = reset?.operator === '=' ? valueIn(reset.value, scope) : undefined;
  if (from === undefined || from >= end) return undefined;
  const start = startRange(population.initial, variable.name, scope)?.[0] ?? from;
  return {
    condition,
    variable: variable.name,
    afterSpike: (end - from) / rate,
    atStart: Math.max(0, (end - start) / rate),
    rate,
  };
}
