import type { SourceSpan } from '../diagnostics/index.js';
import type { Equation, Expression, Generator, Statement } from '../equations/index.js';
import type { Dimension, Quantity } from '../units/index.js';
import type { FileReference } from './document.js';
import type { InputModel } from './input-model.js';
import type { Scope } from './scope.js';
import type { ProbeModel, SlotName, StepModel } from './timeline-model.js';
import type { AssignmentModel, SliceModel, ValueModel } from './value-model.js';

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
