import type { Diagnostic } from './diagnostics/index.js';
import type { Hardware } from './hardware.js';
import type { Network } from './network/index.js';
import type { RecordFiles, Recording, RecordingHashes } from './recording/index.js';

/** Gives the bytes of data files, unpacked if they were gzipped. Implemented outside core. */
export interface DataReader {
  /** `name` as in the network file: relative to it, or `data:REST`. @throws FrameworkError FILE_DATA */
  read(name: string): Promise<Uint8Array>;
}

/** Lowest and highest value each array ever held, in SI: from a reference run. */
export interface RangeReport {
  readonly ranges: ReadonlyMap<string, { readonly lowest: number; readonly highest: number }>;
  /** Steps of the run that gave them. */
  readonly steps: number;
}

export interface CompileOptions {
  readonly data?: DataReader;
  readonly seed?: bigint;
  /** Replaces `items` of every `present` step. */
  readonly items?: number;
  readonly hardware?: Hardware;
  /** Profiled ranges; without them a fixed backend uses declared and derived ones alone. */
  readonly profile?: RangeReport;
  /** Bytes that arrays, synapses and recordings may take; more is refused before allocation. Default 4 GiB. */
  readonly memoryLimitBytes?: number;
  /** Records the range of every array (reference engine). */
  readonly profiling?: boolean;
  /** Runs the kernels in the IR interpreter instead of generated code. */
  readonly interpreted?: boolean;
}

export interface Progress {
  readonly phase: string;
  /** Steps done and steps of the whole timeline (0: not known). */
  readonly step: number;
  readonly steps: number;
}
export interface RunOptions {
  readonly signal?: AbortSignalLike;
  readonly onProgress?: (progress: Progress) => void;
  /**
   * Takes the records of probes with `sink: {file: ..}`, from the first run of a session on; without
   * it such networks are refused. `noRecordFiles` throws them away.
   */
  readonly files?: RecordFiles;
}
/** The part of AbortSignal that core needs; core has no DOM types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
}

export interface SessionInfo {
  readonly backend: string;
  /** How kernels run: `js`, `interpreter`, `integer`. */
  readonly engine: string;
  readonly version: string;
  readonly network: string;
  readonly seed: string;
  readonly dtSeconds: number;
  readonly hardware?: string;
  /** SHA-256 of the printed program, of the host program, of formats where there are any. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly notes: readonly Diagnostic[];
}

/** `OBJECT.VARIABLE`. */
export type Ref = string;
export interface Values {
  /** SI values, or raw codes if asked for. */
  readonly values: Float64Array;
  readonly unitText: string;
}
export interface SpikeBatch {
  /** Absolute step numbers, not before the current one. */
  readonly steps: readonly number[];
  readonly indices: readonly number[];
}
export interface InjectResult {
  readonly accepted: number;
  readonly late: number;
}
export interface RunResult {
  readonly step: number;
  readonly finished: boolean;
  readonly notes: readonly Diagnostic[];
}
export interface StepResult extends RunResult {
  readonly spikes: ReadonlyMap<string, Int32Array>;
}
/** Part of a probe's recording: steps in [from, to). */
export interface Batch {
  readonly fromStep: number;
  readonly toStep: number;
  readonly spikes?: { readonly steps: Float64Array; readonly indices: Int32Array };
  readonly samples?: { readonly steps: Float64Array; readonly values: Float64Array };
}
export interface Checkpoint {
  readonly format: 'isospike-checkpoint/1';
  /** Network, and backend that stored it. */
  readonly network: string;
  readonly backend: string;
  /** Of program, data, timeline and seed. */
  readonly programHash: string;
  /** Of what has a state: objects, connections, kernels, formats; neither timeline, stimuli nor seed. */
  readonly modelHash: string;
  readonly step: number;
  readonly arrays: readonly CheckpointArray[];
  /** Opaque to users; plain data. */
  readonly state: unknown;
}

/** One variable in a checkpoint. */
export interface CheckpointArray {
  /** `OBJECT.VARIABLE`; names of helpers contain `#`. */
  readonly name: string;
  /** [elements], or [ring slots, elements]; row-major. */
  readonly shape: readonly number[];
  /** Of a projection: sizes of source and target. */
  readonly ends?: readonly [sources: number, targets: number];
  readonly unitText: string;
  /** SI value that a stored 1 stands for; not 1 for the codes of a fixed-point backend. */
  readonly unitValue: number;
}
export interface RestoreOptions {
  /**
   * `continue` (default): all of it, recordings and the place in the timeline included; the program
   * must be the same. `start`: the state alone, under a timeline that begins anew and empty
   * recordings; objects and connections must be the same, timeline, stimuli and seed need not.
   */
  readonly timeline?: 'continue' | 'start';
  /** Loads these variables alone, `OBJECT.VARIABLE`, by name and shape: the network may be another. */
  readonly only?: readonly Ref[];
}

/** Counts of what arithmetic and events did; the same keys for every run of one program. */
export interface Counters {
  readonly events: Readonly<Record<string, number>>;
  readonly nodes: readonly NodeCounters[];
}
export interface NodeCounters {
  readonly kernel: string;
  readonly node: number;
  /** Array or expression the node belongs to, for people. */
  readonly name: string;
  readonly wordClass: string;
  readonly operations: number;
  readonly overflowPositive: number;
  readonly overflowNegative: number;
  readonly wrapDistance: number;
  readonly underflowToZero: number;
  readonly inexact: number;
  readonly swampedAdds: number;
  readonly deadUpdates: number;
  readonly draws: number;
  readonly lowestCode: number;
  readonly highestCode: number;
  readonly first?: { readonly step: number; readonly element: number; readonly value: string };
}

/** Energy of one kind of work: a count, and its figure where the hardware file has one. */
export interface EnergyEntry {
  /** UNIT.OPERATION, as in hardware files. */
  readonly name: string;
  /** What is counted. */
  readonly counts: string;
  readonly count: number;
  readonly joules?: number;
  readonly basis?: string;
  readonly source?: string;
}

/** What a run cost on a chip. Cycles and counts are exact; energy is counts times figures. */
export interface ChipReport {
  readonly hardware: string;
  readonly clockHertz: number;
  readonly mesh: readonly [columns: number, rows: number];
  /** Cores in use. */
  readonly cores: number;
  readonly steps: number;
  readonly cycles: number;
  readonly longestStep: { readonly cycles: number; readonly tick: number };
  /** Simulated seconds per second of the chip at its clock; undefined before the first step. */
  readonly realTimeFactor: number | undefined;
  /** Cycles of each core, by phase of the step. */
  readonly phases: readonly { readonly name: string; readonly cycles: readonly number[] }[];
  readonly energy: {
    readonly entries: readonly EnergyEntry[];
    /** Sum of what has a figure. */
    readonly joules: number;
    readonly leakageJoules?: number;
    /** Kinds of work that were done and have no figure: with any, the total is incomplete. */
    readonly missing: readonly string[];
    /** Whether figures of another chip are in the total. */
    readonly borrowed: boolean;
  };
  readonly use: readonly {
    readonly core: number;
    readonly resource: string;
    readonly used: number;
    readonly available: number;
  }[];
  readonly faults: readonly {
    readonly kind: string;
    readonly core: number;
    readonly tick: number;
    readonly cycle: number;
    readonly where: string;
  }[];
}

/** What one kernel stored on integers, less what exact arithmetic stores from the same values. */
export interface StepError {
  readonly kernel: string;
  /** `OBJECT.VARIABLE`; an accumulator is called `OBJECT.VARIABLE#input`. */
  readonly array: string;
  /** SI value of one code step; the other numbers count in it. */
  readonly lsb: number;
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  /** The difference of largest size, with its sign, and where it stands. */
  readonly largest: number;
  readonly at: { readonly tick: number; readonly element: number };
  /** Differences left out because one side is no finite number. */
  readonly notFinite: number;
}
/** Threshold decisions of integers and of exact arithmetic from the same values. */
export interface StepDecisions {
  readonly kernel: string;
  readonly count: number;
  readonly different: number;
  readonly first?: { readonly tick: number; readonly element: number };
}
/**
 * Constant input to the membrane equation of a population that does what the mean one-step errors
 * of its states do, in SI of the membrane variable per second.
 */
export interface EquivalentInput {
  readonly population: string;
  /** The variable that the threshold looks at. */
  readonly membrane: string;
  readonly unitText: string;
  readonly total: number;
  /** Undefined for a state without a steady state of its own: its share is in no total. */
  readonly shares: readonly {
    readonly array: string;
    readonly bias: number;
    readonly input: number | undefined;
  }[];
  /** States at which the equations were made linear. */
  readonly samples: number;
}
/** Errors of single steps on integers, each begun from the reference's rounded state. */
export interface LockstepErrors {
  /** Ticks of which errors were taken. */
  readonly ticks: number;
  readonly errors: readonly StepError[];
  readonly decisions: readonly StepDecisions[];
  readonly inputs: readonly EquivalentInput[];
}

/** One compiled network in one engine. */
export interface Session {
  readonly info: SessionInfo;
  /** Runs the whole timeline, or on to a step number. */
  run(until?: number, options?: RunOptions): Promise<RunResult>;
  /** Executes single ticks and returns the spikes of the last one. */
  step(ticks: number): Promise<StepResult>;
  inject(input: string, spikes: SpikeBatch): Promise<InjectResult>;
  observe(probe: string): AsyncIterable<Batch>;
  read(what: Ref, options?: { readonly raw?: boolean; readonly now?: boolean }): Promise<Values>;
  /** Returns how many elements changed. */
  write(what: Ref, values: Float64Array | number): Promise<number>;
  store(): Promise<Checkpoint>;
  /** @throws FrameworkError CHECKPOINT_MISMATCH, listing the differences; LOAD_SHAPE with `only` */
  restore(from: Checkpoint, options?: RestoreOptions): Promise<void>;
  counters(): Promise<Counters>;
  /** What the run cost so far; only where a chip executes it. */
  chip?(): Promise<ChipReport>;
  /** What the probes recorded so far. */
  recording(): Promise<Recording>;
  hashes(): Promise<RecordingHashes>;
  /** Only after `profiling`. */
  ranges(): Promise<RangeReport>;
  close(): Promise<void>;
}

/** Anything that runs networks: everything is asynchronous, so that a remote device is no special case. */
export interface Backend {
  readonly name: string;
  /** @throws FrameworkError with every fault of the network, its data and what the backend refuses. */
  compile(network: Network, options?: CompileOptions): Promise<Session>;
}
