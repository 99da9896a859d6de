import type { ChipReport, Counters, SessionInfo } from '../core/backend.js';
import type { Diagnostic } from '../core/diagnostics/index.js';
import type { Recording, RecordingHashes } from '../core/recording/index.js';
import type { FirstDifference, SpikeComparison } from './compare-spikes.js';
import type { StateComparison } from './compare-states.js';
import type { WeightComparison } from './compare-weights.js';
import type { CounterSummary } from './summarise-counters.js';

/** One engine of a comparison and what it left behind. */
export interface ComparedSide {
  readonly info: SessionInfo;
  readonly recording: Recording;
  readonly hashes: RecordingHashes;
  readonly counters: Counters;
  /** What the run cost, where a chip executed it. */
  readonly chip?: ChipReport;
  /** Whether the run reached the end it was meant to reach. */
  /** What the run showed, beside `info.notes`, which compiling found. */
  readonly findings?: readonly Diagnostic[];
  readonly finished: boolean;
  /** Why it did not. */
  readonly failure?: Diagnostic;
}

/** Whether a chip does what the integers mean, to the bit. Never mixed with quantisation. */
export interface BitEquality {
  /** Backends compared: the integer meaning, and the chip. */
  readonly meaning: string;
  readonly chip: string;
  readonly equal: boolean;
  /** The first spike, state or weight that differs, in words. */
  readonly difference?: string;
}

/** One limit of a budget and what was found. */
export interface LimitResult {
  /** Path in the budget file: `tiers.T3.gamma`. */
  readonly name: string;
  /** Where the measured value stands: `exc[3]`, `exc.v[0]`; empty for the whole. */
  readonly place: string;
  /** Undefined: it could not be measured, for the reason given. */
  readonly measured: number | undefined;
  readonly limit: number;
  /** Whether the limit bounds from above or from below. */
  readonly side: 'max' | 'min';
  /** Unit of both numbers, base scale; empty for plain numbers. */
  readonly unit: string;
  readonly holds: boolean | undefined;
  /** Why nothing was measured, or what to know of the number. */
  readonly reason?: string;
}

export type TierName = 'T0' | 'T1' | 'T2' | 'T3' | 'T4' | 'T5';

export interface TierResult {
  readonly tier: TierName;
  readonly title: string;
  readonly result: 'holds' | 'fails' | 'inconclusive' | 'not run';
  /** With numbers: why it fails, or was not run. */
  readonly reason: string;
}

export type VerdictWord = 'holds' | 'breached' | 'inconclusive' | 'incomplete';

export interface Verdict {
  readonly word: VerdictWord;
  readonly exitCode: 0 | 1 | 2 | 4;
  /** One phrase: `T2 spike-exact, 10,000 ticks`. ASCII but for names. */
  readonly detail: string;
  /** Strongest tier that was shown to hold. */
  readonly highest: TierName | 'none';
  /** The next stronger one, and why it is not reached. */
  readonly next?: { readonly tier: TierName; readonly reason: string };
}

/** How the runs of a comparison were made (equivalence section 2). */
export type RunMode = 'free' | 'lockstep' | 'spike-forced' | 'hybrid';

/** What the comparison of two runs found. */
export interface Comparison {
  readonly mode: RunMode;
  /** Name of the case: the budget's, else the network's. */
  readonly name: string;
  readonly network: string;
  readonly seed: string;
  readonly dtSeconds: number;
  /** Steps that both sides executed and that were compared. */
  readonly steps: number;
  /** Steps that were meant to be executed. */
  readonly plannedSteps: number;
  readonly reference: ComparedSide;
  /** Absent if it never ran. */
  readonly subject?: ComparedSide;
  /** Whether the chip does what the subject means; only where a chip was run. */
  readonly bits?: BitEquality;
  /** What the run cost on that chip. */
  readonly chip?: ChipReport;
  readonly firstDifference?: FirstDifference;
  readonly spikes: readonly SpikeComparison[];
  readonly states: readonly StateComparison[];
  readonly weights: readonly WeightComparison[];
  /** Of the subject. */
  readonly counters?: CounterSummary;
  /** Strongest first: T0 .. T5. */
  readonly tiers: readonly TierResult[];
  /** Absent without a budget. */
  readonly limits?: readonly LimitResult[];
  readonly verdict: Verdict;
  /** What to know of the result, in words. */
  readonly remarks: readonly string[];
  /** Findings of the comparison itself; those of the engines are with their sides. */
  readonly notes: readonly Diagnostic[];
}
