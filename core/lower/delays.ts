import { constantValue } from '../integration/index.js';
import { delayTicks, KernelBuilder, type ProjectionPlan } from '../ir/index.js';
import type { PathwayModel, ProjectionModel, ValueModel } from '../network/index.js';
import { elementValues } from './element-values.js';
import { arraysLoaded, evaluateKernel, storageOf } from './evaluate-elements.js';
import { ExpressionLowering } from './lower-expression.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, type ProgramDraft } from './program-draft.js';
import type { StartState } from './start-state.js';

/** Delays of a pathway: one for all, or one per synapse. */
export type PathwayDelay =
  | { readonly kind: 'ticks'; readonly ticks: number }
  | {
      readonly kind: 'array';
      readonly seconds: Float64Array;
      /** Longest delay in ticks. */
      readonly longest: number;
    };

/** Steps are kept in 32 bits, and step numbers are compared by differences. */
const longestDelay = 2 ** 30 - 1;

/**
 * Evaluates the delays of a pathway. Reports DELAY_NEGATIVE, delays
 * that no queue holds (FILE_VALUE), and what rounding to steps changed
 * (DELAY_ROUNDED, once per pathway).
 *
 * @param variable - True if the timeline sets them later, so that they need an array in any case.
 * @returns undefined after an error.
 */
export function lowerDelay(
  projection: ProjectionModel,
  pathway: PathwayModel,
  plan: Pick<ProjectionPlan, 'pre' | 'post' | 'sourceFirst' | 'targetFirst' | 'targetCount'>,
  variable: boolean,
  start: StartState,
  draft: ProgramDraft,
  data: LoweringData,
): PathwayDelay | undefined {
  const synapses = plan.pre.length;
  const context = `projection ${projection.name}, delay of ${pathway.name}`;
  const single = singleValue(pathway.delay, projection);
  const seconds =
    single === undefined
      ? perSynapse(projection, pathway, plan, start, draft, data, context)
      : Float64Array.of(single);
  if (seconds === undefined) return undefined;
  const trigger = pathway.side === 'pre' ? projection.source : projection.target;
  const dtSeconds = draft.dtOf(trigger.object);
  const where = pathway.span === undefined ? { context } : { context, span: pathway.span };
  let [lowest, longest, rounded, shift] = [Infinity, 0, 0, 0];
  for (const value of seconds) {
    const steps = delayTicks(value, dtSeconds);
    lowest = Math.min(lowest, value);
    longest = Math.max(longest, steps);
    const moved = Math.abs(steps * dtSeconds - value);
    // A decimal multiple of dt is off by roundings alone.
    if (moved > 1e-9 * dtSeconds + 1e-12 * Math.abs(value)) rounded++;
    if (moved > shift) shift = moved;
  }
  if (lowest < 0) {
    draft.diagnostics.error(
      'DELAY_NEGATIVE',
      `a delay must not be negative, but one is ${lowest} s`,
      { ...where, expected: '0 s or more', found: `${lowest} s` },
    );
    return undefined;
  }
  if (!(longest <= longestDelay)) {
    const found = Number.isFinite(longest) ? `${longest} steps` : 'a delay that is not finite';
    draft.diagnostics.error('FILE_VALUE', `a delay must be shorter than 2^30 steps`, {
      ...where,
      expected: `less than ${(longestDelay + 1) * dtSeconds} s`,
      found,
    });
    return undefined;
  }
  if (rounded > 0) {
    const count = single === undefined ? `${rounded} of ${synapses} delays` : 'the delay';
    draft.diagnostics.info(
      'DELAY_ROUNDED',
      `${count} rounded to whole steps of ${dtSeconds} s, by ${shift} s at most`,
      where,
    );
  }
  if (single !== undefined && !variable) return { kind: 'ticks', ticks: longest };
  const all = single === undefined ? seconds : new Float64Array(synapses).fill(single);
  return { kind: 'array', seconds: all, longest };
}

/** The value, if it is the same for every synapse. */
function singleValue(delay: ValueModel, { scope }: ProjectionModel): number | undefined {
  if (delay.kind === 'number') return delay.value;
  return delay.kind === 'expression' ? constantValue(delay.expression, scope) : undefined;
}

function perSynapse(
  projection: ProjectionModel,
  { delay, name: pathway, span }: PathwayModel,
  plan: Pick<ProjectionPlan, 'pre' | 'post' | 'sourceFirst' | 'targetFirst' | 'targetCount'>,
  start: StartState,
  draft: ProgramDraft,
  data: LoweringData,
  context: string,
): Float64Array | undefined {
  const count = plan.pre.length;
  if (delay.kind !== 'expression') {
    return elementValues(delay, { count, ends: plan, context, ...(span && { span }) }, draft, data);
  }
  const { name, scope } = projection;
  const target = arrayId(name, '#seconds');
  const b = new KernelBuilder(`${name}.${pathway}.delay`, { kind: 'synapses', object: name });
  const lowering = new ExpressionLowering(draft, b);
  const frame = { scope, object: name, at: 'lane' } as const;
  b.store(target, 'lane', lowering.real(delay.expression, frame));
  const seconds = new Float64Array(count);
  const storage = new Map(start.storage(arraysLoaded(b)));
  storage.set(target, storageOf(count, seconds));
  evaluateKernel(b.finish(), count, storage, draft, plan);
  return seconds;
}
