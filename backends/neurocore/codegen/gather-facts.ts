import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { PathwayPlan, ProjectionPlan } from '../../../core/ir/index.js';
import type { FixedKernel, FixedProgram } from '../../fixed-point/index.js';
import type { ProjectionFacts, SideFacts, TraceFacts } from './projection-facts.js';
import { refused } from './refusal.js';

/** Finds what belongs to a projection; undefined after a refusal. */
export function gatherFacts(
  plan: ProjectionPlan,
  program: FixedProgram,
  diagnostics: Diagnostics,
): ProjectionFacts | undefined {
  const kernels = new Map(program.kernels.map((kernel) => [kernel.id, kernel]));
  const known = diagnostics.all.length;
  const pre = oneOf(plan, 'pre', diagnostics);
  const post = oneOf(plan, 'post', diagnostics);
  refuseClockDriven(plan, program, kernels, diagnostics);
  const target = program.objects.find(({ name }) => name === plan.target);
  if (target?.kind !== 'population')
    diagnostics.addAll([
      refused('CHIP_TARGET', `projection ${plan.name} ends on the input ${plan.target}`, {
        span: plan.span,
        context: `projection ${plan.name}`,
        expected: 'a population: its core keeps the synapses',
        found: `input ${plan.target}`,
        help: `make a population that repeats ${plan.target}, and project onto it`,
      }),
    ]);
  if (diagnostics.all.length > known || target?.kind !== 'population') return undefined;
  const side = (pathway: PathwayPlan): SideFacts => {
    const body = kernels.get(pathway.kernel);
    if (body === undefined) throw new Error(`there is no kernel ${pathway.kernel}`);
    return { pathway, body, order: orderOf(plan, pathway, program) };
  };
  return {
    plan,
    target,
    ...(pre === undefined ? {} : { pre: side(pre) }),
    ...(post === undefined ? {} : { post: side(post) }),
    prologues: prologues(plan, kernels),
    traces: traces(plan, program),
    arrays: new Map(program.arrays.map((array) => [array.id, array])),
    program,
  };
}

/** Places of pathways among all of a step; targets and sources see all pre before all post. */
export function refusePathwayOrder(program: FixedProgram, diagnostics: Diagnostics): void {
  let post: string | undefined;
  for (const action of program.actions) {
    if (action.kind !== 'pathway') continue;
    const plan = program.objects.find(({ name }) => name === action.projection);
    const pathway =
      plan?.kind === 'projection'
        ? plan.pathways.find(({ name }) => name === action.pathway)
        : undefined;
    if (pathway === undefined) throw new Error(`${action.name} is no pathway`);
    const place = { span: plan?.span, context: `projection ${action.projection}` };
    if (action.slot !== 'synapses')
      diagnostics.addAll([
        refused('CHIP_SLOT', `${action.name} runs in slot ${action.slot}`, {
          ...place,
          expected: 'slot synapses',
          found: action.slot,
          help: 'leave `when` out',
        }),
      ]);
    if (pathway.side === 'post') post ??= action.name;
    else if (post !== undefined)
      diagnostics.addAll([
        refused('CHIP_SLOT', `${action.name} runs after ${post}`, {
          ...place,
          expected: 'every on_pre of the network before every on_post',
          found: `${post} first`,
          help: 'leave `order` out',
        }),
      ]);
  }
}

function oneOf(
  plan: ProjectionPlan,
  side: 'pre' | 'post',
  diagnostics: Diagnostics,
): PathwayPlan | undefined {
  const own = plan.pathways.filter((pathway) => pathway.side === side);
  const place = { span: plan.span, context: `projection ${plan.name}` };
  if (own.length > 1)
    diagnostics.addAll([
      refused('CHIP_PATHWAYS', `${plan.name} has ${own.length} pathways on_${side}`, {
        ...place,
        expected: `one on_${side}`,
        found: own.map(({ name }) => name).join(', '),
        help: 'make a second projection for the other one',
      }),
    ]);
  for (const { event, delay, name } of own) {
    if (event !== undefined)
      diagnostics.addAll([
        refused('CHIP_EVENT', `pathway ${name} of ${plan.name} follows an event: ${event}`, {
          ...place,
          expected: 'spikes',
          found: event,
          help: 'let on_pre and on_post follow spikes',
        }),
      ]);
    if (side === 'post' && (delay.kind === 'array' || delay.ticks > 0))
      diagnostics.addAll([
        refused('CHIP_POST_DELAY', `on_post of ${plan.name} has a delay`, {
          ...place,
          expected: 'no delay: on_post acts in the step of the spike',
          found: delay.kind === 'array' ? 'a delay per synapse' : `${delay.ticks} steps`,
          help: 'leave the delay of on_post out',
        }),
      ]);
  }
  return own[0];
}

function refuseClockDriven(
  plan: ProjectionPlan,
  program: FixedProgram,
  kernels: ReadonlyMap<string, FixedKernel>,
  diagnostics: Diagnostics,
): void {
  for (const action of program.actions) {
    if (action.kind !== 'kernel') continue;
    const kernel = kernels.get(action.kernel);
    if (kernel?.domain.object !== plan.name) continue;
    const span = kernel.body.find((node) => node.span !== undefined)?.span;
    diagnostics.addAll([
      refused(
        'CHIP_CLOCK_DRIVEN',
        `${action.name} changes all synapses of ${plan.name} in a step`,
        {
          span: span ?? plan.span,
          context: `projection ${plan.name}`,
          expected: 'synapses that change when a spike arrives',
          found: action.slot,
          help: 'declare the variable (event-driven), or move it to the target population',
        },
      ),
    ]);
  }
}

function orderOf(plan: ProjectionPlan, pathway: PathwayPlan, program: FixedProgram): number {
  const order = program.actions
    .filter((action) => action.kind === 'pathway')
    .findIndex((action) => action.projection === plan.name && action.pathway === pathway.name);
  if (order < 0) throw new Error(`pathway ${pathway.name} of ${plan.name} is in no step`);
  return order;
}

function prologues(
  plan: ProjectionPlan,
  kernels: ReadonlyMap<string, FixedKernel>,
): ProjectionFacts['prologues'] {
  const found: { pre?: FixedKernel; post?: FixedKernel } = {};
  for (const { side, kernel } of plan.traces) {
    if (found[side] !== undefined) throw new Error(`${plan.name} keeps ${side} traces twice`);
    const body = kernels.get(kernel);
    if (body === undefined) throw new Error(`there is no kernel ${kernel}`);
    found[side] = body;
  }
  return found;
}

function traces(plan: ProjectionPlan, program: FixedProgram): ReadonlyMap<string, TraceFacts> {
  const found = new Map<string, TraceFacts>();
  for (const { side, carried } of plan.traces) {
    const kept = carried.filter((array) => array.endsWith('#after'));
    for (const [number, array] of kept.entries()) {
      const format = program.formats.get(array);
      if (format === undefined) throw new Error(`${array} has no format`);
      const variable = array.slice(0, -'#after'.length);
      found.set(variable, { side, number, variable, format });
    }
  }
  return found;
}
