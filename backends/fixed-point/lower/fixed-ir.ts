import type { SourceSpan } from '../../../core/diagnostics/index.js';
import type { OverflowMode, QFormat, RoundingMode } from '../../../core/fixed/index.js';
import type { WordClass } from '../../../core/hardware.js';
import type {
  ArrayId,
  ElementIndex,
  KernelDomain,
  ScalarKernel,
  StepPlan,
  ValueId,
} from '../../../core/ir/index.js';
import type { Rational } from './rational.js';

/** Smallest and largest integer a node can hold; proved from the formats of what it is made of. */
export interface CodeRange {
  readonly lowest: bigint;
  readonly highest: bigint;
}

/**
 * One SSA node over exact integers. Only `requantise` loses anything (numerics section 4); every
 * other node computes its exact result. A code k of a node with fraction F stands for k * 2^-F in
 * the scale of its expression.
 */
export type FixedNode = {
  readonly span?: SourceSpan;
  /** Absent for conditions and effects. */
  readonly range?: CodeRange;
  /** Fraction bits, for reports and the verifier; 0 for conditions and effects. */
  readonly fraction: number;
} & (
  | {
      readonly op: 'const';
      readonly code: bigint;
      /** What was asked for, if the code differs: a code before rounding. Means nothing to integers. */
      readonly exact?: number;
    }
  | { readonly op: 'load'; readonly array: ArrayId; readonly index: ElementIndex }
  | {
      readonly op: 'load_aged';
      readonly array: ArrayId;
      readonly index: ElementIndex;
      readonly age: ValueId;
    }
  | { readonly op: 'tick' }
  | { readonly op: 'index'; readonly of: 'lane' | 'pre' | 'post' }
  /** The upper `bits` bits of the keyed word of a site (semantics section 13), as a whole number. */
  | { readonly op: 'draw'; readonly site: number; readonly bits: number }
  /** Value `slot` of the kernel's uniform float64 kernel: equal for all lanes of a tick, made by the host. */
  | { readonly op: 'uniform'; readonly slot: number }
  | {
      readonly op: 'add' | 'sub' | 'mul' | 'min' | 'max';
      readonly left: ValueId;
      readonly right: ValueId;
    }
  | { readonly op: 'neg' | 'abs'; readonly operand: ValueId }
  /** Exact left shift: aligns binary points. */
  | { readonly op: 'shift'; readonly operand: ValueId; readonly bits: number }
  | {
      readonly op: 'requantise';
      readonly operand: ValueId;
      /** Fraction bits dropped; negative: an exact left shift before the overflow rule. */
      readonly shift: number;
      readonly to: QFormat;
      readonly rounding: RoundingMode;
      readonly overflow: OverflowMode;
      readonly wordClass: WordClass;
      /** Variable or expression, for counters and reports. */
      readonly name: string;
      /**
       * Random-number site (semantics section 13), with stochastic rounding only: 32768 + number of
       * stochastic requantisations before this one in its object, in the order of the kernels.
       */
      readonly site?: number;
      /** Addends of a sum that is requantised, for the count of swallowed additions. */
      readonly addends?: readonly [ValueId, ValueId];
      /** Stored code before a plastic update, in the format of `to`, for the count of dead updates. */
      readonly previous?: ValueId;
    }
  | {
      readonly op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';
      readonly left: ValueId;
      readonly right: ValueId;
    }
  | { readonly op: 'and' | 'or'; readonly left: ValueId; readonly right: ValueId }
  | { readonly op: 'not'; readonly operand: ValueId }
  | {
      readonly op: 'select';
      readonly condition: ValueId;
      readonly whenTrue: ValueId;
      readonly whenFalse: ValueId;
    }
  /** Entry min(operand, length - 1) of a code table; operand >= 0. */
  | { readonly op: 'decay'; readonly operand: ValueId; readonly table: string }
  /**
   * Straight line between entries of a function table of length L, with a = operand, 0 <= a <=
   * (L - 1) << shift: i = a >> shift, lo = T[i], hi = T[min(i + 1, L - 1)], and the result is lo +
   * floor((hi - lo) * (low `shift` bits of a) / 2^shift).
   */
  | {
      readonly op: 'interpolate';
      readonly operand: ValueId;
      readonly table: string;
      readonly shift: number;
    }
  /** Entry of a function table: T[operand], 0 <= operand <= L - 1. */
  | { readonly op: 'table'; readonly operand: ValueId; readonly table: string }
  | {
      readonly op: 'lookup';
      readonly table: string;
      readonly row: ValueId;
      readonly column?: ValueId;
    }
  | {
      readonly op: 'store';
      readonly array: ArrayId;
      readonly index: ElementIndex;
      readonly value: ValueId;
      readonly guard?: ValueId;
    }
  | {
      readonly op: 'accumulate';
      readonly array: ArrayId;
      readonly index: ElementIndex;
      readonly value: ValueId;
      readonly guard?: ValueId;
      /** Clamp after every addition; otherwise the width was proved. */
      readonly saturate: boolean;
    }
  | { readonly op: 'spike'; readonly when: ValueId }
);

export type RequantiseNode = Extract<FixedNode, { op: 'requantise' }>;

export interface FixedKernel {
  readonly id: string;
  readonly domain: KernelDomain;
  readonly body: readonly FixedNode[];
  /** Float64 kernel over one element that fills the values of `uniform` nodes before each call. */
  readonly uniform?: ScalarKernel;
}

/** Where a bound came from (numerics section 10.1). */
export type Provenance = 'declared' | 'derived' | 'profiled' | 'locked';
export interface Bound {
  readonly value: number;
  readonly provenance: Provenance;
}

/** How an array is stored. Reals are code * 2^-F * scale. */
export interface ArrayFormat {
  readonly array: ArrayId;
  readonly format: QFormat;
  readonly wordClass: WordClass | 'flag' | 'step';
  readonly rounding: RoundingMode;
  readonly overflow: OverflowMode;
  /** SI value of the display unit, exactly. */
  readonly scale: Rational;
  /** Display unit: `mV`, `1`. */
  readonly unit: string;
  /** SI bounds that gave the integer bits; absent for flags and step numbers. */
  readonly range?: { readonly low: Bound; readonly high: Bound; readonly proved: boolean };
  /** The upper bound is a power of two and is read as one LSB less. */
  readonly boundAtLsb: boolean;
}

/** A table of integers: decay factors (u16f16, last entry 0), a timed array, or a function. */
export interface CodeTable {
  readonly name: string;
  readonly kind: 'decay' | 'values' | 'function';
  readonly rows: number;
  readonly columns: number;
  readonly codes: Float64Array;
  readonly format: QFormat;
  /** Of kinds `decay` and `values`: codes before rounding. */
  readonly exact?: Float64Array;
  /** Of kind `function` only. */
  readonly approximates?: TableFacts;
}

/** What a function table stands for, and how well. Values in SI. */
export interface TableFacts {
  /** The function of x, or of the variable it is read with. */
  readonly expression: string;
  /** Inputs covered; what lies outside is brought to the nearer end, and counted. */
  readonly low: number;
  readonly high: number;
  /** Result = (code * 2^-F + offset) * scale; the offset is added by a node of the kernel. */
  readonly offset: number;
  readonly scale: number;
  /** Largest distance from the function over all inputs: line, rounding of entries, floor. */
  readonly error: number;
  /** `proved`: a bound for every input. `sampled`: the largest seen where no bound was found. */
  readonly errorIs: 'proved' | 'sampled';
}

/** A constant as it is stored, beside what the text asked for. */
export interface StoredConstant {
  readonly kernel: string;
  readonly exact: number;
  readonly stored: number;
  readonly code: bigint;
  readonly fraction: number;
  readonly relativeError: number;
}

/** The network on integers: its interpreter is the meaning that chips must reproduce bit for bit. */
export interface FixedProgram extends StepPlan {
  readonly kernels: readonly FixedKernel[];
  readonly formats: ReadonlyMap<ArrayId, ArrayFormat>;
  readonly codeTables: readonly CodeTable[];
  readonly constants: readonly StoredConstant[];
}
