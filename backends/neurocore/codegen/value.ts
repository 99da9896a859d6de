import type { HostValue, SymbolicFormat } from './chip-code.js';
import type { CodeRange } from './code-range.js';

/** A stored trace of one side of a pathway, as it lies in the trace memory. */
export interface StoredTrace {
  readonly side: 'pre' | 'post';
  readonly number: number;
}

/**
 * What a section computes: one node per value, shared by all who use it. Conditions are the nodes
 * without a range that can be true or false; everything else is an exact integer.
 */
export type Value = NumberValue | Condition;

export type NumberValue = {
  /** Order of making: operands come before what is made of them. */
  readonly id: number;
  /** What is proved of it; becomes narrower when more is known. */
  range: CodeRange;
  /** Variable or expression, for listings. */
  comment?: string;
} & (
  | { readonly op: 'input'; readonly register: number; readonly trace?: StoredTrace }
  | { readonly op: 'const'; readonly code: bigint }
  | {
      readonly op: 'host';
      readonly value: HostValue;
      readonly low: number;
      readonly bits: number;
      readonly signed: boolean;
    }
  | { readonly op: 'add'; readonly left: NumberValue; readonly right: NumberValue }
  | { readonly op: 'sub'; readonly left: NumberValue; readonly right: NumberValue }
  | { readonly op: 'mul'; readonly left: NumberValue; readonly right: NumberValue }
  | { readonly op: 'min'; readonly left: NumberValue; readonly right: NumberValue }
  | { readonly op: 'max'; readonly left: NumberValue; readonly right: NumberValue }
  | { readonly op: 'neg'; readonly operand: NumberValue }
  | { readonly op: 'shift'; readonly operand: NumberValue; readonly bits: number }
  | {
      readonly op: 'requantise';
      readonly operand: NumberValue;
      readonly shift: number;
      readonly format: SymbolicFormat;
      /** Of a stochastic rounding. */
      readonly site?: number;
    }
  | {
      readonly op: 'select';
      readonly condition: Condition;
      readonly whenTrue: NumberValue;
      readonly whenFalse: NumberValue;
    }
  | {
      readonly op: 'table';
      readonly operand: NumberValue;
      readonly table: string;
      readonly shift: number;
      readonly line: boolean;
    }
  /** Factor of a decay table at the age of one side's traces; only products with what vanishes with them are of use. */
  | { readonly op: 'factor'; readonly table: string; readonly other: boolean }
  /** operand * factor. */
  | {
      readonly op: 'decay';
      readonly operand: NumberValue;
      readonly table: string;
      readonly other: boolean;
    }
  /** Upper bytes of the random word of a site. */
  | { readonly op: 'random'; readonly site: number; readonly bytes: number }
  /** Field of the target's state. */
  | { readonly op: 'target'; readonly field: number }
);

export type Condition = { readonly id: number } & (
  | { readonly op: 'truth'; readonly holds: boolean }
  | { readonly op: 'flag'; readonly predicate: number }
  | {
      readonly op: 'lt' | 'le' | 'eq';
      readonly left: NumberValue;
      readonly right: NumberValue;
    }
  | { readonly op: 'and'; readonly left: Condition; readonly right: Condition }
  | { readonly op: 'not'; readonly operand: Condition }
);

/** Operands of a value, each as often as it is used. */
export function operandsOfValue(value: Value): readonly Value[] {
  switch (value.op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'min':
    case 'max':
    case 'lt':
    case 'le':
    case 'eq':
    case 'and':
      return [value.left, value.right];
    case 'neg':
    case 'shift':
    case 'requantise':
    case 'table':
    case 'decay':
    case 'not':
      return [value.operand];
    case 'select':
      return [value.condition, value.whenTrue, value.whenFalse];
    default:
      return [];
  }
}
