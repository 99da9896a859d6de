import type { ProjectionPlan } from '../../../core/ir/index.js';

/** Who is connected with whom: decides which kinds of pathways can hold a projection. */
export interface Connection {
  /**
   * `all` pairs; `others`: all but one diagonal; `diagonal`: one diagonal and nothing else; `general`.
   * Source and target number are those within the projection.
   */
  readonly shape: 'all' | 'others' | 'diagonal' | 'general';
  /** Target minus source of the diagonal. */
  readonly diagonal: number;
  /** No pair of neurons has two synapses. */
  readonly unique: boolean;
  /** Synapses of target j, by number: `order[offsets[j]] .. order[offsets[j + 1] - 1]`. */
  readonly order: Int32Array;
  readonly offsets: Int32Array;
  /** Source of a target's synapses ascends with their number, for every target. */
  readonly ascending: boolean;
}

export function connectionOf(plan: ProjectionPlan): Connection {
  const { sourceCount, targetCount, pre, sourceFirst } = plan;
  const { order, offsets } = byTarget(plan);
  const perDiagonal = new Int32Array(sourceCount + targetCount);
  const seen = new Int32Array(sourceCount).fill(-1);
  let unique = true;
  let ascending = true;
  for (let target = 0; target < targetCount; target += 1) {
    let previous = -1;
    for (let at = offsets[target] as number; at < (offsets[target + 1] as number); at += 1) {
      const source = (pre[order[at] as number] as number) - sourceFirst;
      if (seen[source] === target) unique = false;
      if (source < previous) ascending = false;
      previous = source;
      seen[source] = target;
      const diagonal = target - source + sourceCount;
      perDiagonal[diagonal] = (perDiagonal[diagonal] as number) + 1;
    }
  }
  const shape = unique ? shapeOf(perDiagonal, sourceCount, targetCount) : undefined;
  return { shape: 'general', diagonal: 0, ...shape, unique, order, offsets, ascending };
}

/** Whole, empty and partly filled diagonals tell the shape. */
function shapeOf(
  perDiagonal: Int32Array,
  sources: number,
  targets: number,
): Pick<Connection, 'shape' | 'diagonal'> | undefined {
  const whole: number[] = [];
  const empty: number[] = [];
  for (let diagonal = 1 - sources; diagonal < targets; diagonal += 1) {
    const pairs = Math.min(sources, targets - diagonal) - Math.max(0, -diagonal);
    const found = perDiagonal[diagonal + sources] as number;
    if (found === pairs) whole.push(diagonal);
    else if (found === 0) empty.push(diagonal);
    else return undefined;
  }
  if (empty.length === 0) return { shape: 'all', diagonal: 0 };
  if (whole.length === 1) return { shape: 'diagonal', diagonal: whole[0] as number };
  return empty.length === 1 ? { shape: 'others', diagonal: empty[0] as number } : undefined;
}

/** Synapses sorted by target, within a target by number. */
function byTarget({ post, targetFirst, targetCount }: ProjectionPlan): {
  readonly order: Int32Array;
  readonly offsets: Int32Array;
} {
  const offsets = new Int32Array(targetCount + 1);
  for (const neuron of post) {
    const target = neuron - targetFirst + 1;
    offsets[target] = (offsets[target] as number) + 1;
  }
  for (let target = 0; target < targetCount; target += 1)
    offsets[target + 1] = (offsets[target + 1] as number) + (offsets[target] as number);
  const next = offsets.slice();
  const order = new Int32Array(post.length);
  for (let synapse = 0; synapse < post.length; synapse += 1) {
    const target = (post[synapse] as number) - targetFirst;
    const at = next[target] as number;
    next[target] = at + 1;
    order[at] = synapse;
  }
  return { order, offsets };
}
