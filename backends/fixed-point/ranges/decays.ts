import type { ArrayId, Program, ScalarKernel, ValueId } from '../../../core/ir/index.js';
import { everything, type Interval, interval, isBounded, rangeOf } from './interval.js';
import { KernelValues } from './kernel-values.js';

/** A variable that loses a share of itself per step. */
export interface Decay {
  readonly array: ArrayId;
  readonly kernel: string;
  /** e = 1 - d: the share lost per step, above 0 and below 1. */
  readonly lossPerStep: number;
  /** SI value that it decays to, with all input at 0. */
  readonly rest: number;
  /** `step`: rounded in every step; `table`: by its age, when an event reads it. */
  readonly by: 'step' | 'table';
}

/**
 * Variables whose own share in their update is d x with 0 < d < 1, from the text of the update: what
 * multiplies other variables (conductances) counts as 0. Event-driven ones decay by exp(-rate age).
 */
export function findDecays(
  program: Program,
  ranges: ReadonlyMap<ArrayId, Interval>,
): readonly Decay[] {
  const found = new Map<ArrayId, Decay>();
  const updates = new Set(
    program.actions.flatMap((action) => (action.kind === 'kernel' ? [action.kernel] : [])),
  );
  const stamps = new Set(program.arrays.flatMap(({ id, role }) => (role === 'tick' ? [id] : [])));
  for (const kernel of program.kernels) {
    for (const decay of agedDecays(kernel, stamps)) {
      if (!found.has(decay.array)) found.set(decay.array, decay);
    }
    if (!updates.has(kernel.id)) continue;
    for (const decay of stepDecays(kernel, program, ranges)) found.set(decay.array, decay);
  }
  return [...found.values()];
}

function stepDecays(
  kernel: ScalarKernel,
  program: Program,
  ranges: ReadonlyMap<ArrayId, Interval>,
): readonly Decay[] {
  const values = new KernelValues(kernel, {
    load: (array) => {
      const range = ranges.get(array);
      // Only whether a value is fixed matters here, not how far it goes.
      return range !== undefined && isBounded(range) ? range : interval(-1, 1);
    },
    table: (name) => {
      const table = program.tables.find((entry) => entry.name === name);
      return table === undefined ? everything : rangeOf(table.data);
    },
  });
  return kernel.body.flatMap((node): readonly Decay[] => {
    if (node.op !== 'store' || node.index !== 'lane') return [];
    const polynomial = values.polynomial(node.value);
    const symbol = values.symbols.findIndex(
      ({ array, index }) => array === node.array && index === 'lane',
    );
    if (polynomial === undefined || symbol < 0) return [];
    const terms = [...polynomial.terms.values()];
    const own = terms.filter(({ factors }) => factors.some(([id]) => id === symbol));
    const alone = own.find(({ factors }) => factors.length === 1 && factors[0]?.[1] === 1);
    const curved = own.some(({ factors }) => factors.some(([id, p]) => id === symbol && p > 1));
    const lossPerStep = complement(alone?.coefficient ?? 1);
    if (curved || !(lossPerStep > 0 && lossPerStep < 1)) return [];
    const constant = terms.find(({ factors }) => factors.length === 0)?.coefficient ?? 0;
    const rest = constant / lossPerStep;
    return [{ array: node.array, kernel: kernel.id, lossPerStep, rest, by: 'step' }];
  });
}

/** 1 - d without the digits that the subtraction made up. */
function complement(retention: number): number {
  const loss = 1 - retention;
  if (!(loss > 0)) return loss;
  const digits = Math.floor(15.5 + Math.log10(loss));
  return digits < 1 ? loss : Number(loss.toPrecision(Math.min(digits, 15)));
}

function agedDecays(kernel: ScalarKernel, stamps: ReadonlySet<ArrayId>): readonly Decay[] {
  return kernel.body.flatMap((node): readonly Decay[] => {
    if (node.op !== 'mul') return [];
    return [
      [node.left, node.right],
      [node.right, node.left],
    ].flatMap(([value = 0, factor = 0]) => {
      const read = kernel.body[value];
      const decay = kernel.body[factor];
      if ((read?.op !== 'load' && read?.op !== 'load_aged') || decay?.op !== 'exp') return [];
      const rate = perStep(kernel, decay.operand, stamps);
      if (rate === undefined || rate >= 0) return [];
      const lossPerStep = -Math.expm1(rate);
      return [{ array: read.array, kernel: kernel.id, lossPerStep, rest: 0, by: 'table' as const }];
    });
  });
}

/** k in `k * (steps since a stamp)`. */
function perStep(
  kernel: ScalarKernel,
  id: ValueId,
  stamps: ReadonlySet<ArrayId>,
): number | undefined {
  const node = kernel.body[id];
  if (node?.op === 'sub') {
    const stamp = kernel.body[node.right];
    const aged = stamp?.op === 'load' || stamp?.op === 'load_aged';
    return aged && stamps.has(stamp.array) ? 1 : undefined;
  }
  if (node?.op !== 'mul' && node?.op !== 'div') return undefined;
  const right = kernel.body[node.right];
  const left = kernel.body[node.left];
  if (right?.op === 'const') {
    const inner = perStep(kernel, node.left, stamps);
    if (inner === undefined) return undefined;
    return node.op === 'mul' ? inner * right.value : inner / right.value;
  }
  if (left?.op !== 'const' || node.op !== 'mul') return undefined;
  const inner = perStep(kernel, node.right, stamps);
  return inner === undefined ? undefined : inner * left.value;
}
