import { FrameworkError } from '../diagnostics/index.js';
import { delayTicks, type PathwayPlan, type ProjectionPlan } from '../ir/index.js';
import type { PathwayQueue } from './pathway-queue.js';
import type { Variables } from './variables.js';

/** Keeps the steps of a pathway in line with its array of seconds. */
export interface DelayControl {
  readonly projection: ProjectionPlan;
  readonly pathway: PathwayPlan;
  readonly queue: PathwayQueue;
}

/**
 * Computes the steps of a pathway's delays: floor(delay / dt + 0.5). Spikes from `tick` on have them.
 * @throws FrameworkError DELAY_NEGATIVE; UNSUPPORTED_FEATURE if `changing` would need traces from
 * longer ago than the program keeps
 */
export function updateDelays(
  control: DelayControl,
  variables: Variables,
  dtSeconds: number,
  tick: number,
  changing: boolean,
): void {
  const { projection, pathway, queue } = control;
  if (pathway.delay.kind === 'ticks') {
    queue.setDelays(tick, pathway.delay.ticks);
    return;
  }
  const { seconds, ticks } = pathway.delay;
  const given = variables.read(seconds, tick);
  const synapses = projection.pre.length;
  const found = new Int32Array(synapses);
  for (let synapse = 0; synapse < synapses; synapse += 1) {
    const delay = given[given.length === 1 ? 0 : synapse] as number;
    const steps = delayTicks(delay, dtSeconds);
    if (!(delay >= 0) || steps > 0x3fffffff)
      throw new FrameworkError([
        {
          code: 'DELAY_NEGATIVE',
          severity: 'error',
          message: `synapse ${synapse} has a delay of ${delay} s`,
          context: `projection ${projection.name}, pathway ${pathway.name}`,
          expected: 'a delay of 0 or more, and less than 2^30 steps',
          found: `${delay} s`,
        },
      ]);
    found[synapse] = steps;
  }
  if (changing) refuseLongerThanTraces(control, variables, found);
  const { count } = variables.declaration(ticks);
  for (let element = 0; element < count; element += 1)
    variables.store(ticks, tick, element, found[element] ?? 0);
  queue.setDelays(tick, found);
}

function refuseLongerThanTraces(
  { projection, pathway, queue }: DelayControl,
  variables: Variables,
  ticks: Int32Array,
): void {
  let longest = 0;
  for (const delay of ticks) longest = Math.max(longest, delay);
  if (longest <= queue.longest) return;
  for (const trace of projection.traces) {
    if (trace.side !== pathway.side) continue;
    for (const array of trace.carried) {
      const { slots } = variables.declaration(array);
      if (longest < slots) continue;
      throw new FrameworkError([
        {
          code: 'UNSUPPORTED_FEATURE',
          severity: 'error',
          message: `a delay of ${longest} steps is longer than the ${slots - 1} for which the traces of ${projection.name} are kept`,
          context: `projection ${projection.name}, pathway ${pathway.name}`,
          help: 'give the longest delay as the initial one, so that the program makes room for it',
        },
      ]);
    }
  }
}
