import type { OverflowMode, QFormat, RoundingMode } from '../../../core/fixed/index.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { CodeTable } from '../../fixed-point/index.js';
import type { Opcode } from '../isa/index.js';

/** A value that the host writes into the constant memory before a step in which it changes. */
export type HostValue =
  /** Slot of a kernel's uniform values. */
  | { readonly kind: 'uniform'; readonly kernel: string; readonly slot: number }
  /** Entry of a timed array whose row is a uniform value; all neurons share the column. */
  | {
      readonly kind: 'row';
      readonly kernel: string;
      readonly slot: number;
      readonly table: string;
      readonly column: number;
    };

/** Operand before placement: constants have no addresses yet. */
export type SymbolicOperand =
  | { readonly kind: 'register'; readonly register: number }
  /** Fits a signed word of the constant memory. */
  | { readonly kind: 'constant'; readonly code: number }
  /** Bits `low` .. `low + bits - 1` of the value (floor). `signed`: the highest part, two's complement. */
  | {
      readonly kind: 'host';
      readonly value: HostValue;
      readonly low: number;
      readonly bits: number;
      readonly signed: boolean;
    }
  | { readonly kind: 'predicate'; readonly predicate: number }
  | { readonly kind: 'table'; readonly table: string };

export interface SymbolicFormat {
  readonly to: QFormat;
  readonly rounding: RoundingMode;
  readonly overflow: OverflowMode;
}

/** An instruction that names constants, formats and tables instead of numbering them. */
export interface SymbolicInstruction {
  readonly op: Opcode;
  /** As in an instruction; 0 always. */
  readonly predicate: number;
  readonly d: number;
  readonly a?: SymbolicOperand;
  readonly b?: SymbolicOperand;
  readonly shift: number;
  /** Absent: exact. */
  readonly format?: SymbolicFormat;
  readonly x: number;
  /** Text for listings: the variable or expression that the result is. */
  readonly comment?: string;
}

export interface SymbolicSection {
  readonly instructions: readonly SymbolicInstruction[];
  /** Random-number site of draw 0. */
  readonly siteBase: number;
}

/** A field of a neuron's record in the state memory: register k of its sections is field k. */
export interface StateField {
  readonly name: string;
  readonly bits: number;
  readonly signed: boolean;
  readonly source: /** The stored code of an array. */
    | { readonly kind: 'array'; readonly array: ArrayId }
    /** Steps since the last spike, up to `limit`, where the network keeps the step of the last spike. */
    | { readonly kind: 'age'; readonly array: ArrayId; readonly limit: number }
    /** Number of the neuron in its population. */
    | { readonly kind: 'index' }
    /** Entry of a timed array, column = neuron, row = uniform value: written by the host when it changes. */
    | {
        readonly kind: 'row';
        readonly table: string;
        readonly kernel: string;
        readonly slot: number;
      };
}

export interface PopulationCode {
  readonly name: string;
  readonly size: number;
  readonly fields: readonly StateField[];
  /** Accumulator arrays, receptor by receptor: register 24 + k. */
  readonly receptors: readonly ArrayId[];
  readonly soma: SymbolicSection;
  readonly foldLength: number;
  readonly reset?: SymbolicSection;
  readonly regular?: { readonly section: SymbolicSection; readonly everyTicks: number };
}

/** A field of a synapse lane that is the stored code of a synaptic array. */
export interface LaneField {
  readonly array: ArrayId;
  readonly bits: number;
  readonly signed: boolean;
  /** Flags: the bit is 1 where the array is 0. */
  readonly inverted?: boolean;
}

export interface TraceField {
  /** `PROJ.VARIABLE#after`: what is stored on the neuron. */
  readonly array: ArrayId;
  readonly bits: number;
  readonly signed: boolean;
  /** Entries of its decay table. */
  readonly life: number;
}

export interface PathwaySideCode {
  /** Name of the pathway in the network: `pre`. */
  readonly name: string;
  /** Place in the order of the time step among all pathways. */
  readonly order: number;
  readonly prologue?: SymbolicSection;
  readonly body: SymbolicSection;
  readonly writes: boolean;
  /** Instruction of the body whose result is the new weight. */
  readonly update?: number;
}

/** What a projection does on the chip; which of the five kinds it becomes is decided by its connections. */
export type ProjectionCode = {
  readonly projection: string;
  /** Population that it targets, and the order of its on_pre. */
  readonly target: string;
} & (
  | {
      /** Every event adds one constant to one receptor: no synapse words. */
      readonly form: 'constant';
      readonly order: number;
      /** Accumulator array. */
      readonly receptor: ArrayId;
      readonly code: number;
    }
  | {
      readonly form: 'lanes';
      /** Register 8. */
      readonly weight?: LaneField;
      /** Registers 16 .. 19. */
      readonly auxiliary: readonly LaneField[];
      /** Predicate 7. */
      readonly plastic?: LaneField;
      /** Predicates 6 and 5. */
      readonly flags: readonly LaneField[];
      readonly preTraces: readonly TraceField[];
      readonly postTraces: readonly TraceField[];
      readonly pre?: PathwaySideCode;
      readonly post?: PathwaySideCode;
    }
);

/** A network as neurocore programs, before placement. */
export interface ChipCode {
  readonly populations: readonly PopulationCode[];
  /** In the order of the time step. */
  readonly projections: readonly ProjectionCode[];
  /** Tables that sections name, decay and function ones. */
  readonly tables: ReadonlyMap<string, CodeTable>;
}
