import {
  compileRequantise,
  compileRequantiseWide,
  drawsWord,
  fitsNumberLane,
} from '../../../core/fixed/index.js';
import type { RequantiseNode } from '../lower/fixed-ir.js';
import type { Lane, Step } from './arithmetic-steps.js';
import type { FixedEnvironment } from './environment.js';
import type { RequantiseCounters } from './node-counters.js';

/** What a requantisation needs of the kernel it stands in. */
export interface RequantiseAccess {
  readonly environment: FixedEnvironment;
  readonly counters: RequantiseCounters;
  readonly counting: boolean;
  /** True if a value is kept as a number. */
  isNarrow(value: number): boolean;
  wideReader(value: number): (at: Lane) => bigint;
}

/** Step of one requantisation: in float64 where operand and result are exact there, else in BigInt. */
export function requantiseStep(node: RequantiseNode, id: number, access: RequantiseAccess): Step {
  const { environment, counters } = access;
  const { requantisation, drawsAlways } = environment;
  const { operand, shift, site } = node;
  const draws = drawsWord(shift, node);
  if (draws && site === undefined)
    throw new Error(`${node.name} rounds stochastically without a site`);
  const word = (at: Lane, exact: boolean): number => {
    if (!draws || (exact && !drawsAlways)) return 0;
    counters.countDraw();
    return environment.word(site ?? 0, at.tick, at.element);
  };
  if (!access.isNarrow(operand) || !fitsNumberLane(shift, node) || !access.isNarrow(id)) {
    return wideStep(node, id, access, word);
  }
  const round = compileRequantise(shift, node, requantisation);
  const lsb = 2 ** shift;
  const watch = access.counting ? watchNarrow(node, access) : undefined;
  return (at) => {
    const exact = at.narrow[operand] as number;
    const drawn = draws ? word(at, exact % lsb === 0) : 0;
    const code = round(exact, drawn);
    at.narrow[id] = code;
    if (watch !== undefined) watch(at, exact, code, drawn);
  };
}

/** Counters beside a narrow requantisation. */
function watchNarrow(
  node: RequantiseNode,
  access: RequantiseAccess,
): (at: Lane, exact: number, code: number, word: number) => void {
  const { counters } = access;
  const { previous } = node;
  const countAddends = addendCounter(node, access);
  return (at, exact, code, word) => {
    const overflowed = counters.count(exact, code, word, at.tick, at.element);
    countAddends?.(at);
    if (previous !== undefined) {
      counters.countUpdate(exact, code, at.narrow[previous] as number, overflowed);
    }
  };
}

function addendCounter(
  { addends }: RequantiseNode,
  access: RequantiseAccess,
): ((at: Lane) => void) | undefined {
  if (addends === undefined) return undefined;
  const { counters } = access;
  const [left, right] = addends;
  if (access.isNarrow(left) && access.isNarrow(right)) {
    return ({ narrow }) => counters.countAddends(narrow[left] as number, narrow[right] as number);
  }
  const [readLeft, readRight] = [access.wideReader(left), access.wideReader(right)];
  return (at) => counters.countAddendsWide(readLeft(at), readRight(at));
}

function wideStep(
  node: RequantiseNode,
  id: number,
  access: RequantiseAccess,
  word: (at: Lane, exact: boolean) => number,
): Step {
  const read = access.wideReader(node.operand);
  const round = compileRequantiseWide(node.shift, node, access.environment.requantisation);
  const lowBits = node.shift > 0 ? (1n << BigInt(node.shift)) - 1n : 0n;
  const narrowResult = access.isNarrow(id);
  const watch = access.counting ? watchWide(node, access) : undefined;
  return (at) => {
    const exact = read(at);
    const drawn = word(at, (exact & lowBits) === 0n);
    const code = round(exact, drawn);
    if (narrowResult) at.narrow[id] = Number(code);
    else at.wide[id] = code;
    if (watch !== undefined) watch(at, exact, code, drawn);
  };
}

/** Counters beside a requantisation in BigInt. */
function watchWide(
  node: RequantiseNode,
  access: RequantiseAccess,
): (at: Lane, exact: bigint, code: bigint, word: number) => void {
  const { counters } = access;
  const countAddends = addendCounter(node, access);
  const previous = node.previous === undefined ? undefined : access.wideReader(node.previous);
  return (at, exact, code, word) => {
    const overflowed = counters.countWide(exact, code, word, at.tick, at.element);
    countAddends?.(at);
    if (previous !== undefined) counters.countUpdateWide(exact, code, previous(at), overflowed);
  };
}
