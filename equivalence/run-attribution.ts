import type { Backend, CompileOptions } from '../core/backend.js';
import type { Network } from '../core/network/index.js';
import { noRecordFiles, type Recording } from '../core/recording/index.js';
import { compareSpikes, type FirstDifference, firstDifferenceOf } from './compare-spikes.js';
import type { Comparison, TierResult } from './comparison.js';
import { minimalSet } from './minimal-set.js';
import { type RunComparisonOptions, runComparison } from './run-comparison.js';

/** A part of the arithmetic that can be rounded by itself. */
export interface AttributedUnit {
  readonly name: string;
  readonly wordClass: string;
}

export interface RunAttributionOptions extends RunComparisonOptions {
  /** What can be rounded in the network as it is compiled. */
  readonly units: (network: Network, options: CompileOptions) => Promise<readonly AttributedUnit[]>;
  /** The subject with only these units rounded. */
  readonly hybrid: (names: ReadonlySet<string>) => Backend;
}

/** How far a partly rounded run is from another one. */
export interface SpikeGap {
  /** Spikes of populations that only one of both has. */
  readonly spikes: number;
  /** First tick with such a spike. */
  readonly first?: number;
}

export interface UnitShare extends AttributedUnit {
  /** This unit rounded alone, against the reference. */
  readonly alone: SpikeGap;
  /** All others rounded, against the reference. */
  readonly without: SpikeGap;
}

export interface Attribution {
  readonly free: Comparison;
  readonly units: readonly UnitShare[];
  /**
   * Tier T1: float64 with the stored constants and weights, against the reference (what they are
   * worth) and against the integers (what rounding is worth besides).
   */
  readonly constants?: {
    readonly names: readonly string[];
    readonly reference: SpikeGap;
    readonly subject: SpikeGap;
  };
  /** Smallest set of units found that makes the first differing spike differ. */
  readonly culprits?: {
    readonly names: readonly string[];
    readonly first: FirstDifference;
    readonly runs: number;
  };
}

/**
 * Attributes the difference of a free run: every unit rounded alone and left out alone, constants
 * and weights alone (T1), and by delta debugging the smallest set that flips the first spike.
 *
 * @throws FrameworkError as `runComparison`.
 */
export async function runAttribution(options: RunAttributionOptions): Promise<Attribution> {
  let compiled: { readonly network: Network; readonly options: CompileOptions } | undefined;
  const free = await runComparison({
    ...options,
    mode: 'hybrid',
    formats: (network, own) => {
      compiled = { network, options: own };
      return options.formats?.(network, own) ?? (() => undefined);
    },
  });
  const { reference, subject } = free;
  if (compiled === undefined || subject === undefined || !subject.finished)
    return { free, units: [] };
  const { network, options: own } = compiled;
  const all = await options.units(network, own);
  const names = all.map(({ name }) => name);
  const inputs = new Set(Object.keys(options.network.document.inputs ?? {}));
  const run = async (chosen: readonly string[], until = free.plannedSteps): Promise<Recording> => {
    const session = await options.hybrid(new Set(chosen)).compile(network, own);
    try {
      await session.run(until, {
        files: noRecordFiles,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      return await session.recording();
    } finally {
      await session.close();
    }
  };
  const gap = (ours: Recording, theirs: Recording): SpikeGap => gapOf(ours, theirs, inputs);
  const units: UnitShare[] = [];
  for (const unit of all) {
    const alone = gap(reference.recording, await run([unit.name]));
    const others = names.filter((name) => name !== unit.name);
    units.push({ ...unit, alone, without: gap(reference.recording, await run(others)) });
  }
  const stored = all
    .filter(({ wordClass }) => ['constant', 'weight', 'table'].includes(wordClass))
    .map(({ name }) => name);
  const withStored = await run(stored);
  const constants = {
    names: stored,
    reference: gap(reference.recording, withStored),
    subject: gap(withStored, subject.recording),
  };
  const judged = { ...free, tiers: withT1(free.tiers, constants.subject) };
  const first = free.firstDifference;
  if (first === undefined) return { free: judged, units, constants };
  let runs = 0;
  const flips = async (chosen: readonly string[]): Promise<boolean> => {
    runs += 1;
    const recording = await run(chosen, first.step + 1);
    return isSame(differenceOf(reference.recording, recording, first.step + 1, inputs), first);
  };
  const culprits = await minimalSet(names, flips);
  return { free: judged, units, constants, culprits: { names: culprits, first, runs } };
}

/** T1 holds where float64 with the stored constants and weights has the spikes of the integers. */
function withT1(tiers: readonly TierResult[], { spikes, first }: SpikeGap): readonly TierResult[] {
  return tiers.map(
    (tier): TierResult =>
      tier.tier !== 'T1'
        ? tier
        : {
            ...tier,
            result: first === undefined ? 'holds' : 'fails',
            reason:
              first === undefined
                ? 'the stored constants and weights alone give the same spikes'
                : `rounding moves ${spikes} spikes besides, the first at tick ${first}`,
          },
  );
}

function differenceOf(
  ours: Recording,
  theirs: Recording,
  steps: number,
  inputs: ReadonlySet<string>,
): FirstDifference | undefined {
  return firstDifferenceOf(spikesOf(ours, theirs, steps, inputs));
}

function spikesOf(
  ours: Recording,
  theirs: Recording,
  steps: number,
  inputs: ReadonlySet<string>,
): ReturnType<typeof compareSpikes> {
  const { dtSeconds } = ours;
  return compareSpikes(ours, theirs, {
    ...{ dtSeconds, steps, inputs, windowSeconds: 2 * dtSeconds, spikeDistance: false },
  }).filter(({ role }) => role === 'population');
}

function isSame(found: FirstDifference | undefined, first: FirstDifference): boolean {
  return (
    found !== undefined &&
    found.step === first.step &&
    found.object === first.object &&
    found.neuron === first.neuron &&
    found.firedOn === first.firedOn
  );
}

function gapOf(ours: Recording, theirs: Recording, inputs: ReadonlySet<string>): SpikeGap {
  const compared = spikesOf(ours, theirs, Math.min(ours.steps, theirs.steps), inputs);
  const spikes = compared.reduce(
    (sum, { reference, subject, exact }) => sum + reference + subject - 2 * exact,
    0,
  );
  const first = firstDifferenceOf(compared)?.step;
  return { spikes, ...(first === undefined ? {} : { first }) };
}
