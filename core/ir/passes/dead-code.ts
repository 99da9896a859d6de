import { isEffect, operandsOf } from '../node-shape.js';
import type { ScalarKernel, ValueId } from '../nodes.js';
import { BodyRewriter } from './body-rewriter.js';

/** Removes values that no effect depends on. Effects stay, in their order. */
export function eliminateDeadCode(kernel: ScalarKernel): ScalarKernel {
  const { body } = kernel;
  const alive = new Set<ValueId>();
  for (let position = body.length - 1; position >= 0; position--) {
    const node = body[position];
    if (node === undefined || !(isEffect(node) || alive.has(position))) continue;
    alive.add(position);
    for (const operand of operandsOf(node)) alive.add(operand);
  }
  const out = new BodyRewriter();
  body.forEach((node, position) => {
    if (alive.has(position)) out.keep(position, out.renamed(node));
  });
  return out.finish(kernel);
}
