import type { Opcode } from '../isa/index.js';
import type { HostValue, SymbolicFormat } from './chip-code.js';

/** An instruction before it has a place and registers. */
export interface MachineNode {
  readonly op: Opcode;
  readonly result: 'register' | 'predicate' | 'none';
  readonly a?: Operand;
  readonly b?: Operand;
  /** Predicates that PAND joins. */
  readonly conditions?: readonly [PredicateOperand, PredicateOperand];
  readonly table?: string;
  readonly shift: number;
  readonly format?: SymbolicFormat;
  readonly x: number;
  comment?: string;
  /** When it does not hold, the result is `otherwise`. */
  predicate: PredicateOperand;
  otherwise?: Operand;
  /** Register that must hold the result at the end of the section. */
  output?: number;
  /** Nodes that must stand before it, besides those it reads. */
  readonly after: MachineNode[];
}

export type Operand =
  | { readonly kind: 'node'; readonly node: MachineNode }
  | { readonly kind: 'input'; readonly register: number }
  | { readonly kind: 'constant'; readonly code: number }
  | {
      readonly kind: 'host';
      readonly value: HostValue;
      readonly low: number;
      readonly bits: number;
      readonly signed: boolean;
    };

export type PredicateOperand =
  | { readonly kind: 'always' }
  | { readonly kind: 'node'; readonly node: MachineNode; readonly inverted: boolean }
  | { readonly kind: 'flag'; readonly predicate: number; readonly inverted: boolean };

export const always: PredicateOperand = { kind: 'always' };

/** Numbers that a node reads. */
export function readsOf({ a, b, otherwise }: MachineNode): readonly Operand[] {
  return [a, b, otherwise].filter((operand) => operand !== undefined);
}

/** Predicates that a node reads. */
export function conditionsOf({ predicate, conditions }: MachineNode): readonly PredicateOperand[] {
  return conditions === undefined ? [predicate] : [...conditions, predicate];
}

/** Nodes that must stand before a node. */
export function dependenciesOf(node: MachineNode): readonly MachineNode[] {
  const read = [...readsOf(node), ...conditionsOf(node)].flatMap((operand) =>
    operand.kind === 'node' ? [operand.node] : [],
  );
  return [...read, ...node.after];
}
