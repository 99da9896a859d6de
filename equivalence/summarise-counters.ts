import type { Counters, NodeCounters } from '../core/backend.js';
import { byName } from './compare-spikes.js';

/** Counts of all nodes of one word class. */
export interface WordClassTotals {
  readonly wordClass: string;
  readonly nodes: number;
  readonly operations: number;
  /** Overflows that were clamped to a bound, and overflows that wrapped around. */
  readonly saturations: number;
  readonly wraps: number;
  readonly underflows: number;
  readonly inexact: number;
  readonly swampedAdds: number;
  readonly deadUpdates: number;
  readonly draws: number;
}

/** The node for which a count is largest in proportion to its operations. */
export interface WorstNode {
  readonly name: string;
  readonly kernel: string;
  readonly node: number;
  readonly wordClass: string;
  readonly count: number;
  readonly operations: number;
  /** count / operations. */
  readonly share: number;
  /** Where it first overflowed; for saturations and wraps alone. */
  readonly first?: NonNullable<NodeCounters['first']>;
}

export interface CounterSummary {
  /** False if the engine counted no operation: nothing can be said then. */
  readonly counted: boolean;
  /** In order of names. */
  readonly classes: readonly WordClassTotals[];
  readonly wraps: number;
  readonly saturation?: WorstNode;
  readonly underflow?: WorstNode;
  readonly deadUpdates?: WorstNode;
  readonly wrap?: WorstNode;
}

/** An overflow whose result is not the bound wrapped around; the distance of those is kept. */
const wraps = (node: NodeCounters): number => (node.wrapDistance > 0 ? overflows(node) : 0);
const saturations = (node: NodeCounters): number => (node.wrapDistance > 0 ? 0 : overflows(node));
const overflows = (node: NodeCounters): number => node.overflowPositive + node.overflowNegative;

/** Adds up the counters of the subject per word class, and finds the worst node of each kind. */
export function summariseCounters({ nodes }: Counters): CounterSummary {
  const classes = new Map<string, NodeCounters[]>();
  for (const node of nodes) {
    const group = classes.get(node.wordClass) ?? [];
    group.push(node);
    classes.set(node.wordClass, group);
  }
  const sum = (group: readonly NodeCounters[], of: (node: NodeCounters) => number): number =>
    group.reduce((total, node) => total + of(node), 0);
  return {
    counted: nodes.some(({ operations }) => operations > 0),
    classes: [...classes]
      .sort(([a], [b]) => byName(a, b))
      .map(([wordClass, group]) => ({
        wordClass,
        nodes: group.length,
        operations: sum(group, ({ operations }) => operations),
        saturations: sum(group, saturations),
        wraps: sum(group, wraps),
        underflows: sum(group, ({ underflowToZero }) => underflowToZero),
        inexact: sum(group, ({ inexact }) => inexact),
        swampedAdds: sum(group, ({ swampedAdds }) => swampedAdds),
        deadUpdates: sum(group, ({ deadUpdates }) => deadUpdates),
        draws: sum(group, ({ draws }) => draws),
      })),
    wraps: sum(nodes, wraps),
    ...worst('saturation', nodes, saturations, true),
    ...worst('underflow', nodes, ({ underflowToZero }) => underflowToZero),
    ...worst('deadUpdates', nodes, ({ deadUpdates }) => deadUpdates),
    ...worst('wrap', nodes, wraps, true),
  };
}

/** Saturations per million operations over all nodes of one name; undefined if none has operations. */
export function saturationRate(
  { nodes }: Counters,
  name: string,
): { readonly per1e6: number; readonly count: number } | undefined {
  const own = nodes.filter((node) => node.name === name);
  const operations = own.reduce((total, node) => total + node.operations, 0);
  if (operations === 0) return undefined;
  const count = own.reduce((total, node) => total + saturations(node), 0);
  return { per1e6: (count / operations) * 1e6, count };
}

function worst<Key extends string>(
  key: Key,
  nodes: readonly NodeCounters[],
  count: (node: NodeCounters) => number,
  withFirst = false,
): { readonly [K in Key]?: WorstNode } {
  let found: WorstNode | undefined;
  for (const node of nodes) {
    const [times, { operations }] = [count(node), node];
    if (times === 0 || operations === 0) continue;
    const share = times / operations;
    if (found !== undefined && share <= found.share) continue;
    const { name, kernel, wordClass, first } = node;
    found = {
      ...{ name, kernel, node: node.node, wordClass, count: times, operations, share },
      ...(withFirst && first !== undefined ? { first } : {}),
    };
  }
  // Both sides are the same record; TypeScript cannot tell for a key that is a parameter.
  return (found === undefined ? {} : { [key]: found }) as { readonly [K in Key]?: WorstNode };
}
