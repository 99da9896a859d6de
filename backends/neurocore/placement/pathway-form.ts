import type { ProjectionPlan } from '../../../core/ir/index.js';
import type { LaneField, PathwaySideCode, ProjectionCode, TraceField } from '../codegen/index.js';
import type { LaneLayout, PathwayDescriptor, WordField } from '../image/index.js';
import type { Connection } from './connection.js';

/** A lane field and what stands in it at the start. */
export interface LaneContent {
  readonly field: WordField;
  /** Stored codes by synapse, or one for all. */
  readonly codes: Float64Array | number;
  /** Array that the host finds there, if it is one. */
  readonly source?: LaneField;
}

/** An entry of the pathway table before it is cut: what it is on every core. */
export interface PathwayForm {
  readonly plan: ProjectionPlan;
  readonly target: string;
  readonly kind: PathwayDescriptor['kind'];
  /** Place in the order of on_pre, and of on_post, over the whole network. */
  readonly order: number;
  readonly connection: Connection;
  readonly delayLow: number;
  readonly delayHigh: number;
  /** count, one, fill. */
  readonly receptor?: number;
  readonly constant?: number;
  readonly lane?: LaneLayout;
  readonly contents: readonly LaneContent[];
  /** Stored delays by synapse, minus nothing; absent without a delay field. */
  readonly delays?: Float64Array;
  readonly preTraces: readonly TraceField[];
  readonly postTraces: readonly TraceField[];
  readonly pre?: PathwaySideCode;
  readonly post?: PathwaySideCode;
}

/** What a projection is made of, before its kind is chosen. */
export interface FormParts {
  readonly plan: ProjectionPlan;
  readonly code: ProjectionCode;
  readonly connection: Connection;
  readonly delayLow: number;
  readonly delayHigh: number;
  readonly delays?: Float64Array;
}
