import type { Expression } from '../equations/index.js';
import type { KernelBuilder, ValueId } from '../ir/index.js';
import type { Scope } from '../network/index.js';

/** One equation dx/dt = right. */
export interface DifferentialEquation {
  readonly name: string;
  /** As written: subexpressions are inlined where they are evaluated. */
  readonly right: Expression;
  /** Subexpressions substituted, for the classification. */
  readonly expanded: Expression;
  /** Derivative 0 while the neuron is refractory. */
  readonly guarded: boolean;
}

/** The equations of one object, and what the choice of a method needs to know besides. */
export interface DifferentialSystem {
  /** `population exc`, for messages. */
  readonly title: string;
  readonly equations: readonly DifferentialEquation[];
  readonly scope: Scope;
  /** Seconds per row of a timed array. */
  arrayStep(array: string): number | undefined;
  /** h in seconds; absent for systems that are advanced over times known only at run time. */
  readonly stepSeconds?: number;
}

/** How a scheme writes its arithmetic: the kernel, and the values that stand for names. */
export interface SystemLowering {
  readonly builder: KernelBuilder;
  /** Length of the step in seconds. */
  readonly step: ValueId;
  /** Seconds at the start of the step. */
  time(): ValueId;
  /** Value of a variable before the step. */
  state(name: string): ValueId;
  /**
   * An expression of the object's texts as a real; `values` stand in for variables and `time` for t
   * where they are given.
   */
  real(expression: Expression, values?: ReadonlyMap<string, ValueId>, time?: ValueId): ValueId;
  /** A draw of N(0, 1) for a noise by its name; absent where equations cannot have noise. */
  normal?(noise: string): ValueId;
  /** Absent without a refractory setting. */
  readonly notRefractory?: ValueId;
}

/** New values after one step, by name of the variable, in the order of the equations. */
export type Advanced = ReadonlyMap<string, ValueId>;
