import type { RangeReport } from '../../../core/backend.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { FixedKernel, FixedNode, FixedProgram, StoredConstant } from '../lower/fixed-ir.js';
import { toNumber } from '../lower/rational.js';

/** A constant as it is stored, and what that does to the variables it takes part in. */
export interface ConstantReport {
  readonly kernel: string;
  readonly exact: number;
  readonly stored: number;
  readonly relativeError: number;
  /** Relative error with one bit more. */
  readonly relativeErrorOneBitMore: number;
  /**
   * Error of one step in LSB of the variable, with everything the step reads in the middle of its
   * range and all else exact; what is not known before the run is left out.
   */
  readonly bias: readonly { readonly variable: ArrayId; readonly lsbPerStep: number }[];
}

/** Every stored constant with its error and bias (numerics section 6); exact ones have none. */
export function reportConstants(
  fixed: FixedProgram,
  profile: RangeReport | undefined,
): readonly ConstantReport[] {
  const kernels = new Map(fixed.kernels.map((kernel) => [kernel.id, kernel]));
  return fixed.constants.map((constant) => {
    const { kernel, exact, stored, relativeError, fraction } = constant;
    const body = kernels.get(kernel);
    return {
      kernel,
      exact,
      stored,
      relativeError,
      relativeErrorOneBitMore: oneBitMore(constant, fraction),
      bias: body === undefined || relativeError === 0 ? [] : biasOf(constant, body, fixed, profile),
    };
  });
}

/** In units of its code: the stored one is whole, the exact one is not. */
function exactCode({ code, relativeError }: StoredConstant): number {
  return Number(code) / (1 + relativeError);
}

function oneBitMore(constant: StoredConstant, fraction: number): number {
  const exact = exactCode(constant) * 2;
  if (!Number.isFinite(fraction) || exact === 0) return 0;
  return Math.round(exact) / exact - 1;
}

function biasOf(
  constant: StoredConstant,
  kernel: FixedKernel,
  fixed: FixedProgram,
  profile: RangeReport | undefined,
): ConstantReport['bias'] {
  const place = kernel.body.findIndex(
    (node) =>
      node.op === 'const' && node.code === constant.code && node.fraction === constant.fraction,
  );
  if (place < 0) return [];
  const middle = (array: ArrayId): number => middleCode(array, fixed, profile);
  const asStored = evaluate(kernel.body, middle, new Map());
  const asAsked = evaluate(kernel.body, middle, new Map([[place, exactCode(constant)]]));
  return kernel.body.flatMap((node) => {
    if (node.op !== 'store' && node.op !== 'accumulate') return [];
    const difference = (asStored[node.value] ?? Number.NaN) - (asAsked[node.value] ?? Number.NaN);
    return Number.isFinite(difference) && difference !== 0
      ? [{ variable: node.array, lsbPerStep: difference }]
      : [];
  });
}

function middleCode(
  array: ArrayId,
  { formats }: FixedProgram,
  profile: RangeReport | undefined,
): number {
  const entry = formats.get(array);
  if (entry === undefined) return Number.NaN;
  const seen = profile?.ranges.get(array);
  const { range } = entry;
  const middle =
    seen !== undefined && seen.lowest <= seen.highest
      ? (seen.lowest + seen.highest) / 2
      : range === undefined
        ? 0
        : (range.low.value + range.high.value) / 2;
  return (middle / toNumber(entry.scale)) * 2 ** entry.format.fracBits;
}

/** All values of a body over the real numbers, in code units; NaN where the run decides. */
function evaluate(
  body: readonly FixedNode[],
  load: (array: ArrayId) => number,
  overrides: ReadonlyMap<number, number>,
): readonly number[] {
  const values: number[] = [];
  const of = (id: number): number => values[id] ?? Number.NaN;
  for (const [id, node] of body.entries())
    values.push(overrides.get(id) ?? nodeValue(node, of, load));
  return values;
}

function nodeValue(
  node: FixedNode,
  of: (id: number) => number,
  load: (array: ArrayId) => number,
): number {
  switch (node.op) {
    case 'const':
      return Number(node.code);
    case 'load':
      return load(node.array);
    case 'add':
      return of(node.left) + of(node.right);
    case 'sub':
      return of(node.left) - of(node.right);
    case 'mul':
      return of(node.left) * of(node.right);
    case 'min':
      return Math.min(of(node.left), of(node.right));
    case 'max':
      return Math.max(of(node.left), of(node.right));
    case 'neg':
      return -of(node.operand);
    case 'abs':
      return Math.abs(of(node.operand));
    case 'shift':
      return of(node.operand) * 2 ** node.bits;
    case 'requantise':
      return of(node.operand) * 2 ** -node.shift;
    case 'uniform':
      // Input that all neurons share: it does not depend on the constant.
      return 0;
    case 'select':
      return of(node.whenFalse);
    default:
      return Number.NaN;
  }
}
