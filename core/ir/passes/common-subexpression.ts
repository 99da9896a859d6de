import { isEffect } from '../node-shape.js';
import type { ArrayId, ScalarKernel, ScalarNode, ValueId } from '../nodes.js';
import { printNode } from '../print-kernel.js';
import { BodyRewriter } from './body-rewriter.js';

/**
 * Computes equal values once. Loads are equal only if nothing was written to their array in
 * between, through whatever index: pre, post and lane may name one element. Draws of one site are
 * one number by definition (semantics section 13).
 */
export function eliminateCommonSubexpressions(kernel: ScalarKernel): ScalarKernel {
  const out = new BodyRewriter();
  const seen = new Map<string, ValueId>();
  const writes = new Map<ArrayId, number>();
  kernel.body.forEach((old, position) => {
    const node = out.renamed(old);
    if (isEffect(node)) {
      out.keep(position, node);
      if (node.op !== 'spike') writes.set(node.array, (writes.get(node.array) ?? 0) + 1);
      return;
    }
    const key = keyOf(node, writes);
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, out.keep(position, node));
    else out.replace(position, earlier);
  });
  return out.finish(kernel);
}

function keyOf(node: ScalarNode, writes: ReadonlyMap<ArrayId, number>): string {
  const text = printNode(node);
  return 'array' in node ? `${text} after ${writes.get(node.array) ?? 0} writes` : text;
}
