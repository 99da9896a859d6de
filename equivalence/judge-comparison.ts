import type { Diagnostic } from '../core/diagnostics/index.js';
import type { Network } from '../core/network/index.js';
import type { Budget } from './budget.js';
import { compareBits } from './compare-bits.js';
import { sampledNeurons } from './compare-network.js';
import { compareSpikes, firstDifferenceOf, type SpikeComparison } from './compare-spikes.js';
import { compareStates } from './compare-states.js';
import { compareWeights, type PlasticVariable } from './compare-weights.js';
import type { ComparedSide, Comparison, LimitResult, RunMode } from './comparison.js';
import { evaluateBudget } from './evaluate-budget.js';
import type { FormatLookup } from './format-info.js';
import { countText, timeText } from './number-text.js';
import { summariseCounters } from './summarise-counters.js';
import { judgeTiers, limitText, reachVerdict } from './verdict.js';

export interface JudgeOptions {
  /** As declared. */
  readonly network: Network;
  readonly plannedSteps: number;
  /** Default: free. */
  readonly mode?: RunMode;
  readonly reference: ComparedSide;
  /** Absent if it never ran. */
  readonly subject?: ComparedSide;
  /** What must equal the subject to the bit. */
  readonly chip?: ComparedSide;
  readonly plastic: readonly PlasticVariable[];
  readonly formats?: FormatLookup;
  readonly budget?: Budget;
}

/** Window of the coincidence factor where no budget gives one. */
const defaultWindowSeconds = 2e-3;

/** Compares two runs of one network and judges them: the part of a comparison that runs nothing. */
export function judgeComparison(options: JudgeOptions): Comparison {
  const { reference, subject, chip, network, budget, formats } = options;
  const { info } = reference;
  const steps = Math.min(reference.recording.steps, subject?.recording.steps ?? 0);
  const mismatch = subject === undefined ? undefined : mismatchOf(reference, subject);
  const compared =
    subject === undefined || mismatch !== undefined ? undefined : compare(options, subject, steps);
  const problems = problemsOf(options, steps, compared?.spikes ?? [], mismatch);
  const incomplete = problems[0]?.message;
  const limits =
    budget === undefined || subject === undefined || incomplete !== undefined
      ? undefined
      : evaluateBudget(budget, {
          spikes: compared?.spikes ?? [],
          states: compared?.states ?? [],
          weights: compared?.weights ?? [],
          counters: subject.counters,
        });
  const first = compared?.firstDifference;
  const bits = subject && chip && compareBits(subject, chip);
  const judged = {
    ...(bits === undefined ? {} : { bits }),
    spikes: compared?.spikes ?? [],
    steps,
    dtSeconds: info.dtSeconds,
    ...(first === undefined ? {} : { firstDifference: first }),
    ...(budget === undefined ? {} : { budget }),
    ...(limits === undefined ? {} : { limits }),
    ...(incomplete === undefined ? {} : { incomplete }),
  };
  const tiers = judgeTiers(judged);
  const verdict = reachVerdict(tiers, judged);
  return {
    mode: options.mode ?? 'free',
    name: budget?.case ?? network.document.name,
    network: network.document.name,
    seed: info.seed,
    dtSeconds: info.dtSeconds,
    steps,
    plannedSteps: options.plannedSteps,
    reference,
    ...(subject === undefined ? {} : { subject }),
    ...(bits === undefined ? {} : { bits }),
    ...(chip?.chip === undefined ? {} : { chip: chip.chip }),
    ...(first === undefined ? {} : { firstDifference: first }),
    spikes: compared?.spikes ?? [],
    states: compared?.states ?? [],
    weights: compared?.weights ?? [],
    ...(subject === undefined ? {} : { counters: summariseCounters(subject.counters) }),
    tiers,
    ...(limits === undefined ? {} : { limits }),
    verdict,
    remarks: remarksOf(judged.spikes, steps, info.dtSeconds, {
      exact: verdict.highest === 'T2',
      sampled: (compared?.states ?? []).some(({ samples }) => samples !== undefined),
      formats: formats !== undefined,
      ...(first === undefined ? {} : { first }),
    }),
    notes: [...problems, ...breachesOf(limits ?? [], budget)],
  };
}

type Compared = Pick<Comparison, 'spikes' | 'states' | 'weights' | 'firstDifference'>;

function compare(options: JudgeOptions, subject: ComparedSide, steps: number): Compared {
  const { reference, network, budget, formats, plastic } = options;
  const [ours, theirs] = [reference.recording, subject.recording];
  const spikes = compareSpikes(ours, theirs, {
    dtSeconds: ours.dtSeconds,
    steps,
    inputs: new Set(Object.keys(network.document.inputs ?? {})),
    windowSeconds: budget?.trains?.gamma?.windowSeconds ?? defaultWindowSeconds,
    spikeDistance: budget?.trains?.spikeDistance !== undefined,
  });
  const first = firstDifferenceOf(spikes);
  const states = compareStates(ours, theirs, {
    steps,
    ...(first === undefined ? {} : { firstDifference: first.step }),
    ...(formats === undefined ? {} : { formats }),
  });
  const weights = compareWeights(ours, theirs, {
    variables: plastic,
    ...(formats === undefined ? {} : { formats }),
  });
  return { spikes, states, weights, ...(first === undefined ? {} : { firstDifference: first }) };
}

/** Why two runs cannot be compared at all. */
function mismatchOf(reference: ComparedSide, subject: ComparedSide): string | undefined {
  const [ours, theirs] = [reference.info, subject.info];
  if (ours.dtSeconds !== theirs.dtSeconds)
    return `the time steps differ: ${ours.dtSeconds} s and ${theirs.dtSeconds} s`;
  if (ours.seed !== theirs.seed) return `the seeds differ: ${ours.seed} and ${theirs.seed}`;
  return undefined;
}

/** Everything that keeps the comparison from a verdict, the cause first. */
function problemsOf(
  { reference, subject, plannedSteps }: JudgeOptions,
  steps: number,
  spikes: readonly SpikeComparison[],
  mismatch: string | undefined,
): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  for (const side of [reference, subject]) {
    if (side === undefined || side.finished) continue;
    const why = side.failure?.message ?? 'the run ended early';
    const at = `${countText(side.recording.steps)} of ${countText(plannedSteps)}`;
    const { span, help } = side.failure ?? {};
    problems.push({
      code: 'RUN_INCOMPLETE',
      severity: 'error',
      message: `${side.info.backend} ended at tick ${at}: ${why}`,
      ...(span === undefined ? {} : { span }),
      ...(help === undefined ? {} : { help }),
    });
  }
  const empty = (message: string, help?: string): void => {
    problems.push({
      code: 'COMPARE_EMPTY',
      severity: 'error',
      message,
      ...(help === undefined ? {} : { help }),
    });
  };
  if (mismatch !== undefined) empty(`nothing can be compared: ${mismatch}`);
  else if (problems.length === 0 && steps === 0)
    empty('no step was compared: the timeline is empty');
  else if (problems.length === 0) {
    const fired = spikes.some(
      ({ role, reference: ours, subject: theirs }) => role === 'population' && ours + theirs > 0,
    );
    if (!fired)
      empty(
        `no population has a spike on either side in ${countText(steps)} ticks`,
        'give the network a stimulus under which something happens',
      );
  }
  return problems;
}

/** One finding per breached limit, where the budget states it. */
function breachesOf(
  limits: readonly LimitResult[],
  budget: Budget | undefined,
): readonly Diagnostic[] {
  return limits
    .filter(({ holds }) => holds === false)
    .map((result) => {
      const [kind = '', ...rest] = result.name.split('.');
      const named = kind === 'variables' || kind === 'weights';
      const path = named ? [kind, rest.slice(0, 2).join('.'), ...rest.slice(2)] : [kind, ...rest];
      const span = budget?.span(path);
      return {
        code: 'BUDGET_BREACHED',
        severity: 'error',
        message: limitText(result),
        context: result.name,
        ...(span === undefined ? {} : { span }),
      };
    });
}

function remarksOf(
  spikes: readonly SpikeComparison[],
  steps: number,
  dtSeconds: number,
  about: {
    readonly exact: boolean;
    readonly sampled: boolean;
    readonly formats: boolean;
    readonly first?: { readonly step: number };
  },
): readonly string[] {
  const remarks: string[] = [];
  if (about.exact)
    remarks.push(
      `T2 over a short run does not imply T2 over a longer one: ${timeText(steps, dtSeconds)} were simulated`,
    );
  const stimulus = spikes
    .filter(({ role, firstDifference }) => {
      return role === 'input' && firstDifference?.step === about.first?.step && about.first;
    })
    .map(({ object }) => object);
  if (stimulus.length > 0)
    remarks.push(
      `the stimulus itself differs first: ${stimulus.join(', ')}; see the seed and its data`,
    );
  if (about.sampled)
    remarks.push(`states are samples: at most ${sampledNeurons} neurons of each population`);
  if (!about.formats) remarks.push('no formats were given: nothing is stated in LSB');
  remarks.push('one seed: another one may part sooner');
  return remarks;
}
