import type { ArrayId, ValueId } from '../../../core/ir/index.js';
import type { FixedKernel, FixedNode } from '../../fixed-point/index.js';
import { fixedOperands } from './fixed-operands.js';
import { contextOf, refusal } from './refusal.js';

/** The array of which a node is `tick - last spike`. */
export function elapsedSince(body: readonly FixedNode[], node: FixedNode): ArrayId | undefined {
  if (node.op !== 'sub') return undefined;
  const [tick, last] = [body[node.left], body[node.right]];
  if (tick?.op !== 'tick' || last?.op !== 'load' || last.index !== 'lane') return undefined;
  return last.array;
}

/** Widest age that a neuron keeps. */
const mostAge = 2n ** 31n - 1n;

/**
 * Arrays of last spikes, and for each the number of steps from which on all comparisons stay as they
 * are: the chip counts up to it and no further.
 */
export function ageLimits(
  kernels: readonly FixedKernel[],
  isStep: (array: ArrayId) => boolean,
): ReadonlyMap<ArrayId, number> {
  const limits = new Map<ArrayId, bigint>();
  const atLeast = (array: ArrayId, limit: bigint): void => {
    const known = limits.get(array) ?? 1n;
    limits.set(array, limit > known ? limit : known);
  };
  for (const kernel of kernels) {
    const { body } = kernel;
    const ages = new Map<ValueId, { readonly array: ArrayId; readonly shift: number }>();
    for (const [id, node] of body.entries()) {
      if ('array' in node && isStep(node.array)) atLeast(node.array, 1n);
      const array = elapsedSince(body, node);
      if (array !== undefined) ages.set(id, { array, shift: 0 });
      if (node.op === 'shift') {
        const age = ages.get(node.operand);
        if (age !== undefined) ages.set(id, { ...age, shift: age.shift + node.bits });
      }
      if (isComparison(node)) {
        const [left, right] = [ages.get(node.left), ages.get(node.right)];
        const age = left ?? right;
        if (age === undefined) continue;
        const other = body[left === undefined ? node.left : node.right];
        if (other?.range === undefined || (left !== undefined && right !== undefined))
          throw unlimited(kernel, node);
        // From the first step beyond the largest number that it is compared with.
        const largest = other.range.highest >> BigInt(age.shift);
        const exact =
          other.op === 'const' && age.shift === 0 && firstTrue(node, left !== undefined);
        atLeast(age.array, largest + (exact ? 0n : 1n));
        continue;
      }
      if (node.op === 'shift') continue;
      for (const value of fixedOperands(node)) if (ages.has(value)) throw unlimited(kernel, node);
    }
  }
  return new Map(
    [...limits].map(([array, limit]) => {
      if (limit <= mostAge) return [array, Number(limit)];
      throw refusal('CHIP_STEP_NUMBER', `${array}: a period of ${limit} steps is compared with`, {
        expected: `at most ${mostAge} steps`,
        found: `${limit} steps`,
        help: 'give the period bounds, or use a larger dt',
      });
    }),
  );
}

type Comparison = Extract<FixedNode, { op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' }>;

function isComparison(node: FixedNode): node is Comparison {
  return ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].includes(node.op);
}

/** age >= c and age < c change at c; the others one step later. */
function firstTrue({ op }: Comparison, ageIsLeft: boolean): boolean {
  return ageIsLeft ? op === 'ge' || op === 'lt' : op === 'le' || op === 'gt';
}

function unlimited(kernel: FixedKernel, node: FixedNode): Error {
  return refusal('CHIP_STEP_NUMBER', `${kernel.id} computes with the time since the last spike`, {
    span: node.span,
    context: contextOf(kernel),
    expected: 'comparisons of it with a number of steps: a refractory period',
    help: 'let a variable count: dage/dt = 1/second, with age = 0 in reset',
  });
}
