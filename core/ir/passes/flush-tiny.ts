import type { ArrayId, ScalarKernel } from '../nodes.js';
import { BodyRewriter } from './body-rewriter.js';

/** Far below any quantity in SI units, far above the subnormal numbers that cost 45 times the time. */
export const tiny = 1e-300;

/**
 * Stores 0 in place of magnitudes up to 1e-300: without it a decaying state ends in the subnormal
 * range and stays there. For arrays whose state has a decay factor below 1. Written as
 * `abs(x) <= tiny ? 0 : x`, not `abs(x) > tiny ? x : 0`, so that NaN stays NaN and is found.
 */
export function flushTiny(
  kernel: ScalarKernel,
  flushed: (array: ArrayId) => boolean,
): ScalarKernel {
  const out = new BodyRewriter();
  kernel.body.forEach((old, position) => {
    const node = out.renamed(old);
    if (node.op !== 'store' || !flushed(node.array)) {
      out.keep(position, node);
      return;
    }
    const from = node.span === undefined ? {} : { span: node.span };
    const magnitude = out.add({ op: 'abs', operand: node.value, ...from });
    const limit = out.add({ op: 'const', value: tiny, ...from });
    const condition = out.add({ op: 'le', left: magnitude, right: limit, ...from });
    const whenTrue = out.add({ op: 'const', value: 0, ...from });
    const whenFalse = node.value;
    const value = out.add({ op: 'select', condition, whenTrue, whenFalse, ...from });
    out.keep(position, { ...node, value });
  });
  return out.finish(kernel);
}
