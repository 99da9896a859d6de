import type {
  ArrayDeclaration,
  ArrayId,
  PathwayPlan,
  PopulationPlan,
  ProjectionPlan,
} from '../../../core/ir/index.js';
import type { ArrayFormat, FixedKernel, FixedNode, FixedProgram } from '../../fixed-point/index.js';
import type { TraceField } from './chip-code.js';
import type { CodeRange } from './code-range.js';
import { wordRange } from './code-range.js';
import type { StoredTrace } from './value.js';

/** The step number that traces of a side were last advanced at. */
export function stampArray(projection: string, side: 'pre' | 'post'): ArrayId {
  return `${projection}.${side}#stamp`;
}

/** A side of a projection: its pathway and the kernels of its events. */
export interface SideFacts {
  readonly pathway: PathwayPlan;
  readonly body: FixedKernel;
  /** Place among all pathways of a step. */
  readonly order: number;
}

/** A trace array and where it stands on its side. */
export interface TraceFacts extends StoredTrace {
  readonly variable: string;
  readonly format: ArrayFormat;
}

/** All that code for a projection asks the program. */
export interface ProjectionFacts {
  readonly plan: ProjectionPlan;
  readonly target: PopulationPlan;
  readonly pre?: SideFacts;
  readonly post?: SideFacts;
  /** Kernels that advance the traces of a side. */
  readonly prologues: Readonly<Partial<Record<'pre' | 'post', FixedKernel>>>;
  /** By variable: `XE.pre`; stored are `XE.pre#after`, and `XE.pre#before` for the length of an event. */
  readonly traces: ReadonlyMap<string, TraceFacts>;
  readonly arrays: ReadonlyMap<ArrayId, ArrayDeclaration>;
  readonly program: FixedProgram;
}

/** Which trace an array belongs to, and whether it is its value before or after the event. */
export function traceOf(
  facts: ProjectionFacts,
  array: ArrayId,
): { readonly trace: TraceFacts; readonly after: boolean } | undefined {
  for (const [suffix, after] of [
    ['#after', true],
    ['#before', false],
  ] as const) {
    const trace = array.endsWith(suffix)
      ? facts.traces.get(array.slice(0, -suffix.length))
      : undefined;
    if (trace !== undefined) return { trace, after };
  }
  return undefined;
}

export function formatOf(facts: ProjectionFacts, array: ArrayId): ArrayFormat {
  const format = facts.program.formats.get(array);
  if (format === undefined) throw new Error(`${array} has no format`);
  return format;
}

export function rangeOf(facts: ProjectionFacts, array: ArrayId): CodeRange {
  const { wordBits, signed } = formatOf(facts, array).format;
  return wordRange(wordBits, signed);
}

/** Traces of a side in the order of their registers. */
export function traceFields(
  facts: ProjectionFacts,
  side: 'pre' | 'post',
  lives: ReadonlyMap<string, number>,
): readonly TraceField[] {
  return [...facts.traces.values()]
    .filter((trace) => trace.side === side)
    .map(({ variable, format }) => ({
      array: `${variable}#after`,
      bits: format.format.wordBits,
      signed: format.format.signed,
      // What nobody reads may be forgotten at once.
      life: lives.get(variable) ?? 1,
    }));
}

/** Whether a node is the truth of a boolean array; and the array. */
export function flagOf(
  body: readonly FixedNode[],
  node: FixedNode | undefined,
): { readonly load: Extract<FixedNode, { op: 'load' }>; readonly holds: boolean } | undefined {
  if (node?.op === 'not') {
    const inner = flagOf(body, body[node.operand]);
    return inner && { ...inner, holds: !inner.holds };
  }
  if (node?.op !== 'ne' && node?.op !== 'eq') return undefined;
  for (const [load, constant] of [
    [body[node.left], body[node.right]],
    [body[node.right], body[node.left]],
  ]) {
    if (load?.op === 'load' && constant?.op === 'const' && constant.code === 0n)
      return { load, holds: node.op === 'ne' };
  }
  return undefined;
}

/** The parts of a condition that must all hold. */
export function conjuncts(body: readonly FixedNode[], id: number): readonly number[] {
  const node = body[id];
  if (node?.op !== 'and') return [id];
  return [...conjuncts(body, node.left), ...conjuncts(body, node.right)];
}
