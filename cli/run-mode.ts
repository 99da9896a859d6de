import {
  type FixedPlan,
  hybridBackend,
  openFixedPlan,
  openLockstep,
  openShifted,
  planFixed,
  roundingUnits,
  type SpikeForcedPair,
  selectUnits,
  spikeForcedPair,
} from '../backends/fixed-point/index.js';
import { openProgram, ReferenceEngine } from '../backends/reference/index.js';
import type { Backend, CompileOptions } from '../core/backend.js';
import type { Program } from '../core/ir/index.js';
import { prepareProgram } from '../core/lower/index.js';
import type { Network } from '../core/network/index.js';
import {
  amplificationOf,
  amplificationSection,
  attributionJson,
  attributionSections,
  type Comparison,
  lockstepJson,
  lockstepSections,
  type RunComparisonOptions,
  type RunMode,
  runAttribution,
  runComparison,
  runLockstep,
} from '../equivalence/index.js';
import { type Arguments, type OptionKinds, usageError, wholeNumber } from './arguments.js';
import { formatLookup } from './format-table.js';

/** Options that only some run modes take. */
export const modeOptionKinds: OptionKinds = {
  ticks: 'text',
  spike: 'text',
  shift: 'text',
  slope: 'text',
  quantise: 'text',
};

export const modeOptionHelp: string = `  --mode MODE    free (default): each engine alone
                 lockstep: every step of the integers begins from the rounded float64 state; gives
                 the errors of single steps, the constant input they are worth, and the lag of
                 spikes that follows from it beside the measured one
                 spike-forced: the synapses of the integers are driven by the float64 spikes, their
                 own ones are recorded and reset their own neurons: drift of cells without feedback
                 hybrid: which roundings make the difference: each alone, each left out, constants
                 and weights (T1), and the smallest set that flips the first differing spike
  --quantise X,Y hybrid: round only these variables or storage classes, and compare that run
  --ticks N      lockstep: take errors of the first N ticks alone
  --spike K      lockstep: predict the lag of spike K (default: the last that all runs have)
  --shift X      lockstep: input of the run that gives the slope: a number, per second in base units,
                 or CONSTANT=NUMBER, in the unit of that constant of the population (default: the
                 equivalent input, or more)
  --slope S      lockstep: seconds a spike moves per unit of input, where that is known`;

/** What a run mode found. */
export interface ModeResult {
  readonly comparison: Comparison;
  /** Tables besides those of the comparison. */
  readonly sections: (width: number) => readonly (readonly string[])[];
  /** Keys besides those of the comparison. */
  readonly json: Readonly<Record<string, unknown>>;
}

type Common = Omit<RunComparisonOptions, 'reference' | 'subject' | 'formats' | 'mode'> &
  Pick<RunComparisonOptions, 'chip'>;

const makeReference = (program: Program): ReferenceEngine => new ReferenceEngine(program);

/** The run mode asked for. @throws FrameworkError COMMAND_USAGE for another word, or options of another mode */
export function readMode({ texts }: Arguments): RunMode {
  const text = texts.get('mode') ?? 'free';
  const mode = modes.find((known) => known === text);
  if (mode === undefined)
    throw usageError('compare', `there is no mode ${text}`, {
      expected: modes.join(', '),
      found: text,
    });
  for (const option of ['ticks', 'spike', 'shift', 'slope']) {
    if (mode !== 'lockstep' && texts.has(option))
      throw usageError('compare', `--${option} is for --mode lockstep`, {
        found: `--mode ${mode}`,
      });
  }
  if (mode !== 'hybrid' && texts.has('quantise'))
    throw usageError('compare', '--quantise is for --mode hybrid', { found: `--mode ${mode}` });
  if (mode !== 'free' && texts.get('on') === 'neurocore')
    throw usageError('compare', `--mode ${mode} compares the reference with the integers`, {
      expected: '--on fixed',
      found: '--on neurocore',
      help: 'the chip equals the integers to the bit: compare it with them in mode free',
    });
  return mode;
}

const modes: readonly RunMode[] = ['free', 'lockstep', 'spike-forced', 'hybrid'];

/** Runs a comparison in a mode. @throws FrameworkError as `runComparison`. */
export async function compareInMode(
  mode: RunMode,
  common: Common,
  reference: Backend,
  args: Arguments,
): Promise<ModeResult> {
  const plans = new PlanCache();
  const options = { ...common, reference, subject: plans.backend, formats: plans.formats };
  if (mode === 'lockstep') return lockstep(options, plans, args);
  if (mode === 'hybrid') return hybrid(options, plans, args);
  if (mode === 'spike-forced') return spikeForced(options, plans);
  return { comparison: await runComparison(options), sections: () => [], json: {} };
}

async function hybrid(
  options: RunComparisonOptions,
  plans: PlanCache,
  { texts }: Arguments,
): Promise<ModeResult> {
  const plan = (network: Network, own?: CompileOptions): Promise<FixedPlan> =>
    plans.plan(network, own ?? {});
  const words = texts
    .get('quantise')
    ?.split(',')
    .map((word) => word.trim());
  if (words !== undefined) {
    const subject = hybridBackend((units) => selectUnits(units, words), plan);
    const comparison = await runComparison({ ...options, subject, mode: 'hybrid' });
    return { comparison, sections: () => [], json: { quantised: words } };
  }
  const found = await runAttribution({
    ...options,
    units: async (network, own) => roundingUnits((await plans.plan(network, own)).fixed),
    hybrid: (names) => hybridBackend(() => names, plan),
  });
  return {
    comparison: found.free,
    sections: (width) => attributionSections(found, width),
    json: attributionJson(found),
  };
}

async function spikeForced(options: RunComparisonOptions, plans: PlanCache): Promise<ModeResult> {
  const free = await runComparison(options);
  const pair = forcedPair(plans);
  const comparison = await runComparison({ ...options, ...pair, mode: 'spike-forced' });
  const found = amplificationOf(comparison, free);
  return {
    comparison,
    sections: (width) => [amplificationSection(found, width)].filter((lines) => lines.length > 0),
    json: { amplification: found },
  };
}

function forcedPair(plans: PlanCache): SpikeForcedPair {
  return spikeForcedPair({
    plan: (network, own) => plans.plan(network, own),
    openReference: async (network, own, wrap) => {
      const { program, halfSteps, notes } = await prepareProgram(network, own);
      return openProgram(program, notes, {
        ...own,
        halfSteps,
        wrap: (engine) => wrap(engine, program),
      });
    },
  });
}

async function lockstep(
  options: RunComparisonOptions,
  plans: PlanCache,
  { texts }: Arguments,
): Promise<ModeResult> {
  const [ticks, spike] = ['ticks', 'spike'].map((name) => {
    const text = texts.get(name);
    return text === undefined ? undefined : wholeNumber('compare', name, text, 1);
  });
  const shift = texts.get('shift');
  const slope = texts.get('slope');
  if (slope !== undefined && !Number.isFinite(Number(slope)))
    throw usageError('compare', '--slope needs a number', { found: slope });
  const found = await runLockstep({
    ...options,
    ...(spike === undefined ? {} : { spike }),
    ...(shift === undefined ? {} : { shift: readShift(shift) }),
    ...(slope === undefined ? {} : { slope: Number(slope) }),
    lockstep: async (network, own) =>
      openLockstep(await plans.plan(network, own), {
        ...own,
        makeReference,
        ...(ticks === undefined ? {} : { ticks }),
      }),
    shifted: async (network, own, input) => openShifted(network, own, input, makeReference),
  });
  return {
    comparison: found.free,
    sections: (width) => lockstepSections(found, width),
    json: lockstepJson(found),
  };
}

/** `-0.1` or `I=-0.1`. */
function readShift(text: string): { readonly amount: number; readonly constant?: string } {
  const [, constant, digits = ''] = /^(?:([A-Za-z_]\w*)=)?(.+)$/.exec(text) ?? [];
  const amount = Number(digits);
  if (!Number.isFinite(amount) || amount === 0)
    throw usageError('compare', '--shift needs a number other than 0, or CONSTANT=NUMBER', {
      expected: '0.5 or I=-0.1',
      found: text,
    });
  return { amount, ...(constant === undefined ? {} : { constant }) };
}

/** The fixed-point backend, which plans a network once for all runs of a mode. */
class PlanCache {
  #last:
    | { readonly network: Network; readonly options: CompileOptions; readonly plan: FixedPlan }
    | undefined;

  async plan(network: Network, options: CompileOptions): Promise<FixedPlan> {
    const last = this.#last;
    if (last?.network === network && last.options === options) return last.plan;
    const plan = await planFixed(network, options);
    this.#last = { network, options, plan };
    return plan;
  }

  readonly backend: Backend = {
    name: 'fixed',
    compile: async (network, options = {}) =>
      openFixedPlan(await this.plan(network, options), options),
  };

  /** Formats of what was compiled last. */
  readonly formats: NonNullable<RunComparisonOptions['formats']> = async (network, options) =>
    formatLookup((await this.plan(network, options)).fixed);
}
