import type { SourceSpan } from '../diagnostics/index.js';
import type { HostStep } from './host-program.js';
import type { ArrayId, ScalarKernel } from './nodes.js';

/** What an array holds; decides its storage class in fixed point and what a host may do with it. */
export type ArrayRole =
  | 'state' // variable of a population
  | 'parameter' // of a population, never written by statements
  | 'weight' // synaptic parameter
  | 'trace' // event- or clock-driven synaptic variable, factored or not
  | 'flag' // boolean: not_refractory, frozen
  | 'tick' // a step number: last spike, last update, stamp of a trace
  | 'delay' // seconds, as given
  | 'delay-ticks' // made by the runtime from the array of the same pathway in seconds
  | 'accumulator' // fixed point: pending synaptic input
  | 'scratch'; // made by a kernel for the next one: selections, read-outs

export interface ArrayDeclaration {
  readonly id: ArrayId;
  readonly object: string;
  readonly variable: string;
  /** Elements: neurons, synapses, or 1 if shared. */
  readonly count: number;
  /** Ticks kept; 1 for everything but trace rings. Element e of slot s is at s * count + e. */
  readonly slots: number;
  readonly kind: 'real' | 'integer' | 'boolean';
  readonly role: ArrayRole;
  readonly shared: boolean;
  /** Exponents of m kg s A K mol cd, in twelfths; all 0 for plain numbers, step numbers and flags. */
  readonly dimension: readonly number[];
  /** Unit for people, in the declaration's own words: `volt`. */
  readonly unitText: string;
  /** Declared range (`bounds`), in SI. */
  readonly bounds?: readonly [number, number];
  /** True for what users named; false for helpers, whose `variable` begins with `#`. */
  readonly visible: boolean;
  readonly span?: SourceSpan;
}

export interface ProgramTable {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Row-major, SI. */
  readonly data: Float64Array;
  readonly dimension: readonly number[];
}

export interface PopulationPlan {
  readonly kind: 'population';
  readonly name: string;
  readonly size: number;
  /** Differential variables, checked for NaN and overflow. */
  readonly watched: readonly ArrayId[];
  /** Clock of its ticks; absent: 0, the network's. */
  readonly clock?: number;
  /** Band of the mean rate in hertz that the author expects. */
  readonly expectRate?: readonly [lowest: number, highest: number];
  readonly span?: SourceSpan;
  /** Host kernels that compute probed subexpressions into arrays of theirs; absent: none. */
  readonly readouts?: readonly { readonly array: ArrayId; readonly kernel: string }[];
  /** Custom events, with the kernels that find them; absent: none. */
  readonly events?: readonly { readonly name: string; readonly kernel: string }[];
}

export type InputPlan = {
  readonly kind: 'input';
  readonly name: string;
  readonly size: number;
  /** Clock of its ticks; absent: 0, the network's. */
  readonly clock?: number;
  readonly span?: SourceSpan;
} & (
  | {
      readonly source: 'spikes';
      readonly indices: Int32Array;
      readonly steps: Float64Array;
      readonly periodSteps?: number;
    }
  /** No spikes: a kernel adds to the variables of a population, which has `size` neurons. */
  | { readonly source: 'counts'; readonly target: string }
  /** Host kernel that stores the rates of a tick, in Hz per neuron, into `array`; one word per neuron. */
  | { readonly source: 'rates'; readonly kernel: string; readonly array: ArrayId }
  /** Hz per neuron, length 1 or size; gaps as semantics section 13. */
  | { readonly source: 'poisson'; readonly rates: Float64Array }
  | {
      readonly source: 'images';
      readonly sets: readonly ItemSetPlan[];
      readonly rateHertzPerGray: number;
      readonly presentTicks: number;
      readonly restTicks: number;
      /** Hz at level 0; absent: 0. */
      readonly lowestHertz?: number;
      readonly retry?: RetryPlan;
    }
);
/** An item is shown again, with a higher rate, while a population answers too weakly. */
export interface RetryPlan {
  readonly population: string;
  readonly minSpikes: number;
  /** Added to the rate per level by each further try. */
  readonly increaseHertz: number;
  readonly atMost: number;
  readonly onLimit: 'stop' | 'continue';
}
export interface ItemSetPlan {
  readonly name: string;
  /** count x size gray levels, or levels 0..1 of a table, after permutation and selection. */
  readonly pixels: Uint8Array | Float64Array;
  readonly count: number;
  readonly shuffle: boolean;
  readonly labels?: Uint8Array;
}

export interface ProjectionPlan {
  readonly kind: 'projection';
  readonly name: string;
  /** Clock of what is done for all synapses; pathways run on that of their neurons. Absent: 0. */
  readonly clock?: number;
  readonly span?: SourceSpan;
  readonly source: string;
  readonly target: string;
  /** Offsets of the slices. i and j of the language are `pre[s] - sourceFirst`, `post[s] - targetFirst`. */
  readonly sourceFirst: number;
  readonly targetFirst: number;
  readonly sourceCount: number;
  readonly targetCount: number;
  /** Neuron numbers in the whole source and target objects, in synapse order. */
  readonly pre: Int32Array;
  readonly post: Int32Array;
  readonly pathways: readonly PathwayPlan[];
  readonly traces: readonly TracePlan[];
  /** Learned variables, for `weights` probes and reports. */
  readonly plastic: readonly ArrayId[];
  /** Clock-driven variables, checked for NaN and overflow; absent: none. */
  readonly watched?: readonly ArrayId[];
  /**
   * Event-driven variables kept on neurons: kernel that writes each synapse's stored value into the
   * visible array, and probed subexpressions. Run with the tick that comes next: events of earlier
   * ticks count.
   */
  readonly readouts: readonly { readonly array: ArrayId; readonly kernel: string }[];
  /** Kernels that store an event-driven variable, advanced to the tick of the call, into `staging`. */
  readonly current?: readonly {
    readonly array: ArrayId;
    readonly kernel: string;
    readonly staging: ArrayId;
  }[];
}
export interface PathwayPlan {
  readonly name: string;
  readonly side: 'pre' | 'post';
  /** Custom event of the neurons of that side that triggers it; absent: their spikes. */
  readonly event?: string;
  /** Body, run for every due synapse in the order of semantics section 9. */
  readonly kernel: string;
  /** Delay of all synapses in ticks, or the array of seconds whose ticks differ per synapse. */
  readonly delay:
    | { readonly kind: 'ticks'; readonly ticks: number }
    | { readonly kind: 'array'; readonly seconds: ArrayId; readonly ticks: ArrayId };
}
/**
 * Traces kept per neuron of one side. At the start of a tick the runtime copies the newest slot of
 * `carried` to the slot of this tick; after the thresholds it runs `kernel` (domain `listed`) for
 * every neuron of that side that spiked.
 */
export interface TracePlan {
  readonly name: string;
  readonly side: 'pre' | 'post';
  readonly neurons: string;
  readonly kernel: string;
  readonly carried: readonly ArrayId[];
}

export type ObjectPlan = PopulationPlan | InputPlan | ProjectionPlan;

/** When an entry of a time step takes part. */
export interface ActionTiming {
  /** Its clock; absent: 0, the network's. The tick that its kernels and draws see is that clock's. */
  readonly clock?: number;
  /** Only in ticks that are a multiple of this number; absent: in every tick. */
  readonly everyTicks?: number;
  /** Only while this object is on (`switched`); absent: always. */
  readonly whileOn?: string;
}
/** One entry of a time step, in the order of semantics section 7. */
export type Action = ActionTiming & ActionBody;
type ActionBody =
  | { readonly kind: 'kernel'; readonly slot: Slot; readonly name: string; readonly kernel: string }
  /** Kernel with a `spike` effect: fills the population's list of spikes, or of a custom event. */
  | {
      readonly kind: 'threshold';
      readonly slot: Slot;
      readonly name: string;
      readonly kernel: string;
      readonly population: string;
      readonly event?: string;
    }
  | { readonly kind: 'input'; readonly slot: Slot; readonly name: string; readonly input: string }
  | {
      readonly kind: 'pathway';
      readonly slot: Slot;
      readonly name: string;
      readonly projection: string;
      readonly pathway: string;
    }
  /** Kernel over the neurons that spiked in this tick, or had a custom event. */
  | {
      readonly kind: 'reset';
      readonly slot: Slot;
      readonly name: string;
      readonly kernel: string;
      readonly population: string;
      readonly event?: string;
    }
  | {
      readonly kind: 'trace';
      readonly slot: Slot;
      readonly name: string;
      readonly projection: string;
      readonly trace: string;
    }
  /** A state probe looks. Probes without an action of their own look at the end of their slot. */
  | { readonly kind: 'probe'; readonly slot: Slot; readonly name: string; readonly probe: string };
type MainSlot = 'start' | 'groups' | 'thresholds' | 'synapses' | 'resets' | 'end';
export type Slot = MainSlot | `before_${MainSlot}` | `after_${MainSlot}`;

/** Start values, carried out in order before step 0; what is not mentioned starts at 0. */
export type Initialiser = { readonly array: ArrayId; readonly span?: SourceSpan } & (
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'data'; readonly values: Float64Array }
  /** Host kernel (float64, also on fixed engines) with exactly one store into the array. */
  | { readonly kind: 'kernel'; readonly kernel: string }
);

export type ProbePlan = {
  readonly name: string;
  readonly object: string;
  /** Clock that its ticks and `everySteps` count on; absent: 0, the network's. */
  readonly clock?: number;
  readonly budgetBytes: number;
  /** A file, or a ring of the newest values; absent: all of it is kept. */
  readonly sink?:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'ring'; readonly seconds: number };
  readonly span?: SourceSpan;
} /** Spikes, or a custom event of a population. */ & (
  | {
      readonly kind: 'spikes';
      readonly event?: string;
      /** Variables of the neurons as they are right after the thresholds; absent: none. */
      readonly arrays?: readonly ArrayId[];
      readonly indices?: Int32Array;
      readonly counts: boolean;
    }
  | {
      readonly kind: 'state';
      readonly arrays: readonly ArrayId[];
      readonly indices: Int32Array;
      readonly everySteps: number;
      readonly when: Slot;
    }
  | {
      readonly kind: 'weights';
      readonly arrays: readonly ArrayId[];
      readonly everySteps?: number;
      /** In place of steps: each time counts at the first step that is not before it. */
      readonly everySeconds?: number;
      /** Host kernel that marks the synapses to copy in `mask`, run once; absent: all. */
      readonly where?: { readonly kernel: string; readonly mask: ArrayId };
    }
  | {
      readonly kind: 'rate';
      readonly everySteps: number;
      /** In place of steps, as with weights. */
      readonly everySeconds?: number;
    }
  | { readonly kind: 'responses'; readonly input: string }
);

/** All of a program but the arithmetic: what the runtime of every engine walks through. */
export interface StepPlan {
  readonly name: string;
  readonly dtSeconds: number;
  /** Seconds per tick of the clocks 1, 2, ..; absent: there is only the network's, number 0. */
  readonly clocks?: readonly number[];
  readonly seed: bigint;
  /** Objects that the timeline switches on and off, and how they begin; absent: none. */
  readonly switched?: readonly { readonly object: string; readonly active: boolean }[];
  readonly arrays: readonly ArrayDeclaration[];
  readonly tables: readonly ProgramTable[];
  readonly objects: readonly ObjectPlan[];
  readonly initial: readonly Initialiser[];
  /** Sorted: the runtime executes the list once per tick. */
  readonly actions: readonly Action[];
  readonly host: readonly HostStep[];
  readonly probes: readonly ProbePlan[];
  /** Variables whose step evaluates a matrix exponential, which needs float64; absent: none. */
  readonly matrixExponentials?: readonly ArrayId[];
  /** Kernels for initial values, `set`, selections and read-outs: always float64. */
  readonly hostKernels: readonly ScalarKernel[];
}

/** A network as float64 kernels per phase of a step: what every engine starts from. */
export interface Program extends StepPlan {
  readonly kernels: readonly ScalarKernel[];
}
