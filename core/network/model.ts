import type { SourceSpan } from '../diagnostics/index.js';
import type { Equation, Expression, Generator, Statement } from '../equations/index.js';
import type { Dimension, Quantity } from '../units/index.js';
import type { FileReference } from './document.js';

/**
 * A network whose texts are parsed, whose names are resolved and whose units hold.
 * Made by `core/analysis`, read by `core/lower`. No data file has been read yet.
 */
export interface Model {
  readonly name: string;
  readonly dtSeconds: number;
  readonly seed: bigint;
  readonly arrays: readonly TimedArrayModel[];
  readonly inputs: readonly InputModel[];
  readonly populations: readonly PopulationModel[];
  readonly projections: readonly ProjectionModel[];
  readonly probes: readonly ProbeModel[];
  readonly timeline: readonly StepModel[];
}

/** What a name means where it stands. Variables of subgroups are those of the whole population. */
export type Resolution =
  | {
      readonly kind: 'variable';
      readonly object: string;
      readonly variable: string;
      readonly side: 'own' | 'pre' | 'post';
    }
  | {
      readonly kind: 'subexpression';
      readonly object: string;
      readonly variable: string;
      readonly side: 'own' | 'pre' | 'post';
    }
  | {
      readonly kind: 'constant';
      readonly quantity: Quantity;
      readonly scope: 'object' | 'network' | 'built-in';
    }
  | { readonly kind: 'unit'; readonly quantity: Quantity }
  | { readonly kind: 'function' }
  | { readonly kind: 'array'; readonly array: string }
  /** xi, xi_NAME: white noise, in differential equations only. */
  | { readonly kind: 'noise'; readonly name: string }
  /** t, dt, t_in_timesteps, i, j, N, N_pre, N_post, N_incoming, N_outgoing, lastupdate, lastspike, not_refractory (with side for the last two). */
  | { readonly kind: 'builtin'; readonly name: BuiltinName; readonly side: 'own' | 'pre' | 'post' };
export type BuiltinName =
  | 't'
  | 'dt'
  | 't_in_timesteps'
  | 'i'
  | 'j'
  | 'N'
  | 'N_pre'
  | 'N_post'
  | 'N_incoming'
  | 'N_outgoing'
  | 'lastupdate'
  | 'lastspike'
  | 'not_refractory';

/** Resolves names in the texts of one object. Local names of statement blocks are the caller's. */
export interface Scope {
  resolve(name: string): Resolution | undefined;
  /** Every name that could be meant, for proposals. */
  candidates(): readonly string[];
}

export interface VariableModel {
  readonly name: string;
  readonly kind: 'differential' | 'parameter' | 'subexpression';
  readonly equation: Equation;
  readonly dimension: Dimension;
  readonly type: 'real' | 'integer' | 'boolean';
  /** One value for the whole object. */
  readonly shared: boolean;
  /** Never written by statements. */
  readonly constant: boolean;
  readonly unlessRefractory: boolean;
  readonly constantOverDt: boolean;
  /** Synaptic variables only. */
  readonly eventDriven: boolean;
  readonly summed: boolean;
}

/** A value to assign, once checked: numbers are in SI. */
export type ValueModel =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'list'; readonly values: readonly number[] }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | {
      readonly kind: 'file';
      readonly file: FileReference;
      readonly unitFactor: number;
      readonly span?: SourceSpan;
    };

export interface AssignmentModel {
  readonly variable: string;
  readonly value: ValueModel;
  readonly span?: SourceSpan;
}

export type Method = 'exact' | 'exponential_euler' | 'euler' | 'rk2' | 'rk4' | 'heun' | 'milstein';

export type RefractoryModel =
  /** Expression of seconds. */
  | { readonly kind: 'period'; readonly expression: Expression }
  | { readonly kind: 'condition'; readonly expression: Expression };

export interface ResolvedConstant {
  readonly name: string;
  readonly quantity: Quantity;
  readonly scope: 'object' | 'network';
  readonly source?: string;
}

type MainSlot = 'start' | 'groups' | 'thresholds' | 'synapses' | 'resets' | 'end';
/** Slots of a time step (semantics section 7). */
export type SlotName = MainSlot | `before_${MainSlot}` | `after_${MainSlot}`;

/** Statements for all elements of an object at regular times, the first at time 0. */
export interface RegularModel {
  /** `exc_run_regularly`, `exc_run_regularly_1`: decides among equals. */
  readonly name: string;
  readonly statements: readonly Statement[];
  /** Absent: every step of the object. */
  readonly everySeconds?: number;
  readonly when: SlotName;
  readonly order: number;
  readonly span?: SourceSpan;
}

/** Neurons for which a condition holds after the thresholds, and what is then done with them. */
export interface EventModel {
  readonly name: string;
  readonly condition: Expression;
  readonly statements: readonly Statement[];
}

export interface PopulationModel {
  readonly name: string;
  readonly size: number;
  readonly scope: Scope;
  readonly constants: readonly ResolvedConstant[];
  readonly variables: readonly VariableModel[];
  readonly threshold?: Expression;
  readonly reset: readonly Statement[];
  readonly refractory?: RefractoryModel;
  /** As named in the file; absent: chosen by `core/integration`. */
  readonly method?: Method;
  readonly methodSpan?: SourceSpan;
  readonly initial: readonly AssignmentModel[];
  /** Whether it takes part in the run. */
  readonly active: boolean;
  /** Time step of its own; absent: the network's. */
  readonly dtSeconds?: number;
  readonly events: readonly EventModel[];
  readonly regularly: readonly RegularModel[];
  readonly order: number;
  readonly bounds: ReadonlyMap<string, readonly [number, number]>;
  /** Band of the mean rate in hertz that the author expects. */
  readonly expectRate?: readonly [lowest: number, highest: number];
  readonly span?: SourceSpan;
}

export interface PathwayModel {
  /** `pre`, `post`, or the user's name. */
  readonly name: string;
  readonly side: 'pre' | 'post';
  /** Custom event that triggers it; absent: spikes. */
  readonly event?: string;
  readonly statements: readonly Statement[];
  /** Seconds. */
  readonly delay: ValueModel;
  readonly order: number;
  readonly span?: SourceSpan;
}

/**
 * Contiguous part of a population or input: first included, end excluded and cut at the size. Of an
 * images input, whose size only its file tells, an open end is Infinity.
 */
export interface SliceModel {
  readonly object: string;
  readonly first: number;
  readonly end: number;
}

export type ConnectModel = {
  readonly span?: SourceSpan;
  /** Synapses per pair; an expression is evaluated for each pair, truncated, at least 0. */
  readonly repeats: number | Expression;
  /** Drops pairs outside the groups, which are faults otherwise. */
  readonly skipInvalid: boolean;
  /** Key of the draws; absent: the network's seed and the projection's name. */
  readonly seed?: bigint;
} & (
  | { readonly kind: 'all' | 'one_to_one' | 'others' }
  | {
      readonly kind: 'condition';
      readonly condition?: Expression;
      readonly probability: number | Expression;
    }
  /** Targets of each source (`j`), or sources of each target (`i`). */
  | { readonly kind: 'generator'; readonly makes: 'i' | 'j'; readonly generator: Generator }
  /** So many distinct sources per target, drawn without replacement. */
  | { readonly kind: 'fan_in'; readonly count: number }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [number, number])[] }
  | { readonly kind: 'pairs-file' | 'nonzero-file'; readonly file: FileReference }
);

export interface ProjectionModel {
  readonly name: string;
  readonly source: SliceModel;
  readonly target: SliceModel;
  readonly scope: Scope;
  readonly constants: readonly ResolvedConstant[];
  readonly connect: ConnectModel;
  readonly variables: readonly VariableModel[];
  readonly pathways: readonly PathwayModel[];
  readonly initial: readonly AssignmentModel[];
  readonly bounds: ReadonlyMap<string, readonly [number, number]>;
  readonly plastic: readonly string[];
  readonly freezable: boolean;
  readonly regularly: readonly RegularModel[];
  /** Whether it takes part in the run. */
  readonly active: boolean;
  /** Time step of what is done for all synapses; absent: the network's. */
  readonly dtSeconds?: number;
  /** Of clock-driven equations, as named in the file. */
  readonly method?: Method;
  readonly methodSpan?: SourceSpan;
  /** Of the update of clock-driven equations within its slot. */
  readonly order: number;
  readonly span?: SourceSpan;
}

export interface TimedArrayModel {
  readonly name: string;
  readonly dtSeconds: number;
  readonly dimension: Dimension;
  /** Row-major, SI. One column for 1-D arrays. A file is read when the network is compiled. */
  readonly values:
    | {
        readonly kind: 'inline';
        readonly rows: number;
        readonly columns: number;
        readonly data: Float64Array;
      }
    | { readonly kind: 'file'; readonly file: FileReference; readonly unitFactor: number };
  readonly twoDimensional: boolean;
  readonly span?: SourceSpan;
}

export interface ItemSetModel {
  readonly name: string;
  readonly file: FileReference;
  readonly labels?: FileReference;
  readonly permute?: number;
  readonly first: number;
  readonly count?: number;
  readonly shuffle: boolean;
  readonly span?: SourceSpan;
}

/** Shows an item again, with a higher rate, if a population answers too weakly. */
export interface RetryModel {
  readonly population: string;
  readonly minSpikes: number;
  /** Added to the rate per gray level, or to the highest rate of a table, by each further try. */
  readonly increaseHertz: number;
  readonly atMost: number;
  readonly onLimit: 'stop' | 'continue';
}

export type InputModel = {
  readonly name: string;
  readonly order: number;
  /** Whether it takes part in the run. */
  readonly active: boolean;
  /** Time step of its own (Poisson groups); absent: the network's. */
  readonly dtSeconds?: number;
  readonly span?: SourceSpan;
} & (
  | {
      readonly kind: 'spikes';
      readonly size: number;
      /** Sorted by time, then index; empty if they come from a file. */
      readonly indices: readonly number[];
      readonly steps: readonly number[];
      readonly file?: FileReference;
      readonly periodSteps?: number;
    }
  | {
      readonly kind: 'poisson';
      readonly size: number;
      readonly rates: ValueModel;
      readonly scope: Scope;
    }
  /** Adds weight * Binomial(count, rate*dt) to a variable of the target in every step; no spikes. */
  | {
      readonly kind: 'poisson_input';
      readonly target: SliceModel;
      readonly variable: string;
      readonly count: number;
      readonly rateHertz: number;
      /** Over the names of the target. */
      readonly weight: Expression;
    }
  | {
      readonly kind: 'images';
      readonly sets: readonly ItemSetModel[];
      readonly rateHertzPerGray: number;
      readonly presentSeconds: number;
      readonly restSeconds: number;
      readonly retry?: RetryModel;
    }
  | {
      readonly kind: 'table';
      /** Columns x cells, column by column. */
      readonly size: number;
      readonly sets: readonly ItemSetModel[];
      readonly columns: readonly string[];
      /** Column of the class. */
      readonly label?: string;
      readonly cells: number;
      /** Width of the tuning curves, in cells. */
      readonly width: number;
      readonly lowHertz: number;
      readonly highHertz: number;
      /** Name of the set that gives minimum and maximum of each column. */
      readonly fit: string;
      readonly presentSeconds: number;
      readonly restSeconds: number;
      readonly retry?: RetryModel;
    }
);

export type ProbeModel = {
  readonly name: string;
  readonly object: string;
  readonly budgetBytes: number;
} & (
  | {
      readonly kind: 'spikes';
      /** Custom event that is recorded in place of spikes. */
      readonly event?: string;
      /** Recorded with each of them, as they are after the thresholds. */
      readonly variables: readonly string[];
      readonly indices?: readonly number[];
      readonly counts: boolean;
    }
  | {
      readonly kind: 'state';
      readonly variables: readonly string[];
      readonly indices?: readonly number[];
      /** In steps of the object. */
      readonly everySteps: number;
      /** Where it is no multiple of the object's step: a clock of its own. */
      readonly everySeconds?: number;
      readonly when: SlotName;
      readonly order: number;
    }
  | {
      readonly kind: 'weights';
      readonly variables: readonly string[];
      /** In steps of the network. */
      readonly everySteps?: number;
    }
  | { readonly kind: 'rate'; readonly everySteps: number }
  | { readonly kind: 'responses'; readonly input: string }
);

export type SelectionModel =
  | { readonly kind: 'all' }
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [number, number])[] };

export type StepModel = { readonly span?: SourceSpan } & (
  | { readonly kind: 'run'; readonly seconds: number }
  | { readonly kind: 'phase'; readonly name: string }
  | { readonly kind: 'repeat'; readonly times: number; readonly steps: readonly StepModel[] }
  | {
      readonly kind: 'present';
      readonly input: string;
      readonly set: string;
      readonly items?: number;
      readonly before: readonly StepModel[];
      readonly after: readonly StepModel[];
    }
  | {
      readonly kind: 'set';
      readonly object: string;
      readonly assignments: readonly AssignmentModel[];
      readonly selection: SelectionModel;
    }
  /** Replaces the list of a spikes input; steps count from 0 of the run. */
  | {
      readonly kind: 'set-spikes';
      readonly input: string;
      readonly indices: readonly number[];
      readonly steps: readonly number[];
    }
  | {
      readonly kind: 'freeze';
      readonly projection: string;
      readonly frozen: boolean;
      readonly selection: SelectionModel;
    }
  | {
      readonly kind: 'normalize';
      readonly projection: string;
      readonly variable: string;
      readonly per: 'target' | 'source';
      readonly total: number;
    }
  | { readonly kind: 'checkpoint'; readonly name: string }
  | { readonly kind: 'restore'; readonly name: string }
);
