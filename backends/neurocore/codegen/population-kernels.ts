import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Action, PopulationPlan, Slot } from '../../../core/ir/index.js';
import type { FixedKernel, FixedProgram } from '../../fixed-point/index.js';
import { refused } from './refusal.js';

/** The kernels of a population by the section they become part of, in the order of a step. */
export interface PopulationKernels {
  readonly regular: readonly FixedKernel[];
  readonly everyTicks: number;
  readonly soma: readonly FixedKernel[];
  readonly fold?: FixedKernel;
  readonly reset: readonly FixedKernel[];
}

const beforeSoma: ReadonlySet<Slot> = new Set<Slot>([
  'before_start',
  'start',
  'after_start',
  'before_groups',
]);
const withSoma: ReadonlySet<Slot> = new Set<Slot>([
  'groups',
  'after_groups',
  'before_thresholds',
  'thresholds',
  'after_thresholds',
  'before_synapses',
]);

/** Sorts the actions of a population; what has no place on the chip is refused. */
export function populationKernels(
  population: PopulationPlan,
  program: FixedProgram,
  diagnostics: Diagnostics,
): PopulationKernels {
  const kernels = new Map(program.kernels.map((kernel) => [kernel.id, kernel]));
  const regular: FixedKernel[] = [];
  const soma: FixedKernel[] = [];
  const reset: FixedKernel[] = [];
  const periods = new Set<number>();
  const events = new Set<string>();
  let fold: FixedKernel | undefined;
  const refuse = (action: Action, message: string, expected: string, help: string): void =>
    diagnostics.addAll([
      refused('CHIP_SLOT', `${action.name}: ${message}`, {
        span: population.span,
        context: `population ${population.name}`,
        expected,
        found: `slot ${action.slot}`,
        help,
      }),
    ]);
  for (const action of program.actions) {
    if (action.kind === 'input' || action.kind === 'pathway' || action.kind === 'trace') continue;
    if (action.kind === 'probe') continue;
    const kernel = kernels.get(action.kernel);
    if (kernel === undefined) throw new Error(`${action.name}: no kernel ${action.kernel}`);
    if (kernel.domain.object !== population.name) continue;
    if (action.clock !== undefined)
      throw new Error(`${action.name}: an integer program has one clock`);
    const everyTicks = action.everyTicks ?? 1;
    if (action.kind !== 'kernel' && action.event !== undefined) {
      if (events.has(action.event)) continue;
      events.add(action.event);
      diagnostics.addAll([
        refused('CHIP_EVENT', `${population.name} has an event of its own: ${action.event}`, {
          span: population.span,
          context: `population ${population.name}, events`,
          expected: 'spikes: what the threshold finds',
          found: action.event,
          help: 'make a population of its own for what the event stands for',
        }),
      ]);
    } else if (action.kind === 'reset') {
      reset.push(kernel);
    } else if (action.kind === 'kernel' && isFold(action, population)) {
      fold = kernel;
    } else if (beforeSoma.has(action.slot)) {
      regular.push(kernel);
      periods.add(everyTicks);
    } else if (withSoma.has(action.slot) && everyTicks === 1) {
      soma.push(kernel);
    } else if (withSoma.has(action.slot)) {
      refuse(
        action,
        `is done every ${everyTicks} steps in the middle of a step`,
        'slot start for what is not done in every step',
        'leave `when` out',
      );
    } else {
      refuse(
        action,
        'is done after the synapses of a step',
        'slots up to before_synapses',
        'leave `when` out: it is then done at the start of the next step',
      );
    }
  }
  if (periods.size > 1)
    diagnostics.addAll([
      refused(
        'CHIP_REGULAR',
        `population ${population.name} has regular statements of several periods`,
        {
          span: population.span,
          context: `population ${population.name}, regularly`,
          expected: 'one period for all',
          found: [...periods].map((period) => `${period} steps`).join(', '),
          help: 'give all of them the same `every`',
        },
      ),
    ]);
  const [everyTicks = 1] = periods;
  return { regular, everyTicks, soma, ...(fold === undefined ? {} : { fold }), reset };
}

function isFold({ name, slot }: Action, population: PopulationPlan): boolean {
  return slot === 'synapses' && name === `${population.name}.fold`;
}
