import type { SourceSpan } from '../diagnostics/index.js';

/** Position of a node in its kernel's body. */
export type ValueId = number;
/** Name of a storage array: `exc.v`, `XE.w`, `XE.pre#after`. */
export type ArrayId = string;

/**
 * Which element of an array a load or store touches. `lane` is the kernel's own element (neuron or
 * synapse), `pre` and `post` the neurons of a synapse, `shared` the single element 0.
 */
export type ElementIndex = 'lane' | 'pre' | 'post' | 'shared';

export type UnaryOperation =
  | 'neg'
  | 'abs'
  | 'sqrt'
  | 'floor'
  | 'ceil'
  | 'trunc'
  /** To the nearest integer, ties to even. */
  | 'nearest'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'log10'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'arcsin'
  | 'arccos'
  | 'arctan'
  | 'sinh'
  | 'cosh'
  | 'tanh';
/**
 * `min(a, b)` is `b < a ? b : a`, `max(a, b)` is `a < b ? b : a` (WASM pmin, pmax);
 * `rem` is C's fmod: exact, sign of the dividend.
 */
export type BinaryOperation =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'min'
  | 'max'
  | 'rem'
  | 'pow'
  /** Count of a Poisson distribution: left the number in (0, 1) that is inverted, right the mean. */
  | 'poisson';
export type CompareOperation = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

/**
 * One SSA node of a float64 kernel. Values are `real` (float64) or `bool`; `store`, `accumulate`
 * and `spike` are effects and have no value. The order of the body is the order of evaluation:
 * nothing is fused or re-associated.
 */
export type ScalarNode = {
  /** The text this node came from, for faults and divergence reports. */
  readonly span?: SourceSpan;
} & (
  | { readonly op: 'const'; readonly value: number }
  | { readonly op: 'load'; readonly array: ArrayId; readonly index: ElementIndex }
  /** Element of a ring array as it was `age` ticks ago (0 = this tick); age is in [0, slots). */
  | {
      readonly op: 'load_aged';
      readonly array: ArrayId;
      readonly index: ElementIndex;
      readonly age: ValueId;
    }
  /** Current step number k, as a real. */
  | { readonly op: 'tick' }
  /** Simulated seconds, k * dt as one float64 product. */
  | { readonly op: 'time' }
  /** Number of the element: synapse or neuron (`lane`), i (`pre`), j (`post`), counted inside the slice for pre and post. */
  | { readonly op: 'index'; readonly of: 'lane' | 'pre' | 'post' }
  | { readonly op: UnaryOperation; readonly operand: ValueId }
  | { readonly op: BinaryOperation; readonly left: ValueId; readonly right: ValueId }
  | { readonly op: CompareOperation; readonly left: ValueId; readonly right: ValueId }
  | { readonly op: 'and' | 'or'; readonly left: ValueId; readonly right: ValueId }
  | { readonly op: 'not'; readonly operand: ValueId }
  /** Both arms are always computed. Arms are both real or both bool. */
  | {
      readonly op: 'select';
      readonly condition: ValueId;
      readonly whenTrue: ValueId;
      readonly whenFalse: ValueId;
    }
  /** Element of a table; row and column are integral reals inside the table (column absent: 0). */
  | {
      readonly op: 'lookup';
      readonly table: string;
      readonly row: ValueId;
      readonly column?: ValueId;
    }
  /** One keyed random number (semantics section 13): sites `site` and `site + 1` of the kernel's object. */
  | { readonly op: 'draw'; readonly site: number; readonly distribution: 'uniform' | 'normal' }
  | {
      readonly op: 'store';
      readonly array: ArrayId;
      readonly index: ElementIndex;
      readonly value: ValueId;
      readonly guard?: ValueId;
    }
  /** element = element + value: synaptic delivery, kept apart from a store because chips sum it exactly. */
  | {
      readonly op: 'accumulate';
      readonly array: ArrayId;
      readonly index: ElementIndex;
      readonly value: ValueId;
      readonly guard?: ValueId;
    }
  /** Appends the lane to the object's spike list of this tick when the operand is true. */
  | { readonly op: 'spike'; readonly when: ValueId }
);

/** What runs a kernel: every element, the listed neurons, or the listed synapses. */
export type KernelDomain =
  | { readonly kind: 'elements'; readonly object: string; readonly count: number }
  | { readonly kind: 'listed'; readonly object: string }
  | { readonly kind: 'synapses'; readonly object: string };

export interface ScalarKernel {
  /** Unique in the program: `exc.update`, `exc.threshold`, `XE.pre`. */
  readonly id: string;
  readonly domain: KernelDomain;
  readonly body: readonly ScalarNode[];
}
