import type { FixedNode } from '../lower/fixed-ir.js';

/** Where the running lane stands, and the values of its nodes. */
export interface Lane {
  tick: number;
  lane: number;
  pre: number;
  post: number;
  /** Number of the element in keyed draws. */
  element: number;
  readonly narrow: Float64Array;
  readonly wide: bigint[];
}
export type Step = (at: Lane) => void;

export type ArithmeticNode = Extract<
  FixedNode,
  {
    op:
      | 'add'
      | 'sub'
      | 'mul'
      | 'min'
      | 'max'
      | 'neg'
      | 'abs'
      | 'shift'
      | 'eq'
      | 'ne'
      | 'lt'
      | 'le'
      | 'gt'
      | 'ge';
  }
>;

/** A step whose operands and result are exact in float64. */
export function narrowArithmetic(node: ArithmeticNode, id: number): Step {
  if ('operand' in node) {
    const { operand } = node;
    const factor = node.op === 'shift' ? 2 ** node.bits : -1;
    if (node.op === 'abs') {
      return ({ narrow }) => {
        narrow[id] = Math.abs(narrow[operand] as number);
      };
    }
    // + 0 turns the -0 of a negated 0 into 0: codes are integers.
    return ({ narrow }) => {
      narrow[id] = (narrow[operand] as number) * factor + 0;
    };
  }
  const { left, right } = node;
  switch (node.op) {
    case 'add':
      return ({ narrow }) => {
        narrow[id] = (narrow[left] as number) + (narrow[right] as number);
      };
    case 'sub':
      return ({ narrow }) => {
        narrow[id] = (narrow[left] as number) - (narrow[right] as number);
      };
    case 'mul':
      return ({ narrow }) => {
        narrow[id] = (narrow[left] as number) * (narrow[right] as number) + 0;
      };
    case 'min':
      return ({ narrow }) => {
        narrow[id] = Math.min(narrow[left] as number, narrow[right] as number);
      };
    case 'max':
      return ({ narrow }) => {
        narrow[id] = Math.max(narrow[left] as number, narrow[right] as number);
      };
    default: {
      const holds = comparisonsOf[node.op];
      return ({ narrow }) => {
        narrow[id] = holds(narrow[left] as number, narrow[right] as number) ? 1 : 0;
      };
    }
  }
}

const comparisonsOf: Readonly<
  Record<
    'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge',
    (a: number | bigint, b: number | bigint) => boolean
  >
> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

/** The same in BigInt; comparisons give 1 or 0. */
export function wideArithmetic(
  node: ArithmeticNode,
  a: (at: Lane) => bigint,
  b: (at: Lane) => bigint,
): (at: Lane) => bigint {
  switch (node.op) {
    case 'add':
      return (at) => a(at) + b(at);
    case 'sub':
      return (at) => a(at) - b(at);
    case 'mul':
      return (at) => a(at) * b(at);
    case 'min':
      return (at) => (a(at) < b(at) ? a(at) : b(at));
    case 'max':
      return (at) => (a(at) > b(at) ? a(at) : b(at));
    case 'neg':
      return (at) => -a(at);
    case 'abs':
      return (at) => (a(at) < 0n ? -a(at) : a(at));
    case 'shift':
      return (at) => a(at) << BigInt(node.bits);
    default: {
      const holds = comparisonsOf[node.op];
      return (at) => (holds(a(at), b(at)) ? 1n : 0n);
    }
  }
}
