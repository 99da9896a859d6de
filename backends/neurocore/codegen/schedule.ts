import { dependenciesOf, type MachineNode, readsOf } from './machine-node.js';

/**
 * Orders of the nodes of a section in which everything is computed before it is read, and registers
 * are overwritten after they are read where that is possible. Several, from which the allocation of
 * registers takes the best: as the effects come; deep parts first; what frees registers first.
 */
export function schedules(effects: readonly MachineNode[]): readonly (readonly MachineNode[])[] {
  const nodes = inOrder(effects, (node) => dependenciesOf(node));
  overwriteLast(nodes);
  const depths = new Map<MachineNode, number>();
  for (const node of inOrder(effects, dependenciesOf))
    depths.set(node, 1 + Math.max(0, ...dependenciesOf(node).map((use) => depths.get(use) ?? 0)));
  const byDepth = (node: MachineNode): readonly MachineNode[] =>
    [...dependenciesOf(node)].sort((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0));
  const plain = inOrder(effects, dependenciesOf);
  return [plain, inOrder(effects, byDepth), frugal(plain)];
}

/** Depth first: operands before their users. */
function inOrder(
  effects: readonly MachineNode[],
  before: (node: MachineNode) => readonly MachineNode[],
): readonly MachineNode[] {
  const order = new Set<MachineNode>();
  const visit = (node: MachineNode): void => {
    if (order.has(node)) return;
    for (const earlier of before(node)) visit(earlier);
    order.add(node);
  };
  for (const effect of effects) visit(effect);
  return [...order];
}

/** A register gets its new value after all who read the old one, unless they need the new one first. */
function overwriteLast(nodes: readonly MachineNode[]): void {
  for (const writer of nodes) {
    const { output } = writer;
    if (output === undefined) continue;
    for (const reader of nodes) {
      const reads = readsOf(reader).some(
        (operand) => operand.kind === 'input' && operand.register === output,
      );
      if (reads && reader !== writer && !needs(reader, writer)) writer.after.push(reader);
    }
  }
  // Deliveries keep their order: with saturating accumulators it matters.
  const deliveries = nodes.filter(({ op }) => op === 'ACC');
  for (const [place, later] of deliveries.entries()) {
    const earlier = deliveries[place - 1];
    if (earlier !== undefined && !needs(earlier, later)) later.after.push(earlier);
  }
}

function needs(node: MachineNode, wanted: MachineNode): boolean {
  const seen = new Set<MachineNode>();
  const search = (at: MachineNode): boolean => {
    if (at === wanted) return true;
    if (seen.has(at)) return false;
    seen.add(at);
    return dependenciesOf(at).some(search);
  };
  return search(node);
}

/** At each place the ready node after which the fewest values are alive. */
function frugal(nodes: readonly MachineNode[]): readonly MachineNode[] {
  const left = new Map(nodes.map((node) => [node, new Set(dependenciesOf(node))]));
  const readers = new Map<MachineNode, Set<MachineNode>>();
  for (const node of nodes)
    for (const earlier of dependenciesOf(node))
      readers.set(earlier, (readers.get(earlier) ?? new Set()).add(node));
  const order: MachineNode[] = [];
  while (left.size > 0) {
    let best: MachineNode | undefined;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const [node, waits] of left) {
      if (waits.size > 0) continue;
      const freed = dependenciesOf(node).filter(
        (earlier) => earlier.output === undefined && readers.get(earlier)?.size === 1,
      ).length;
      const cost = (node.result === 'none' || node.output !== undefined ? 0 : 1) - freed;
      if (cost < bestCost) [best, bestCost] = [node, cost];
    }
    if (best === undefined) throw new Error('instructions wait for each other');
    order.push(best);
    left.delete(best);
    for (const earlier of dependenciesOf(best)) readers.get(earlier)?.delete(best);
    for (const waits of left.values()) waits.delete(best);
  }
  return order;
}
