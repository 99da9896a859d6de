import { describe, expect, it } from 'vitest';
import type { RoundingMode } from '../../../core/fixed/index.js';
import { FixedBuilder } from './fixed-builder.js';
import type { FixedKernel } from './fixed-ir.js';
import { numberSites } from './number-sites.js';

const to = { signed: true, wordBits: 8, fracBits: 0 };

/** One requantisation per mode, all stored. */
function kernel(object: string, modes: readonly RoundingMode[]): FixedKernel {
  const b = new FixedBuilder(`${object}.k`, { kind: 'elements', object, count: 1 });
  for (const rounding of modes) {
    const value = b.requantise({
      operand: b.constant(5n, 1),
      shift: 1,
      to,
      rounding,
      overflow: { kind: 'saturate' },
      wordClass: 'state',
      name: 'x',
    });
    b.append({ op: 'store', array: 'x', index: 'lane', value, fraction: 0 });
  }
  return b.finish(undefined);
}

function sitesOf({ body }: FixedKernel): readonly (number | undefined)[] {
  return body.flatMap((node) => (node.op === 'requantise' ? [node.site] : []));
}

describe('numberSites', () => {
  it('numbers stochastic nodes of an object consecutively, in the order of the kernels', () => {
    const kernels = numberSites([
      kernel('A', ['floor', 'stochastic', 'nearest_even', 'stochastic']),
      kernel('B', ['stochastic', 'floor']),
      kernel('A', ['floor', 'stochastic', 'stochastic']),
    ]);
    expect(kernels.map(sitesOf)).toEqual([
      [undefined, 32768, undefined, 32769],
      [32768, undefined],
      [undefined, 32770, 32771],
    ]);
  });
});
