import type { ScalarKernel } from '../../core/ir/index.js';
import { compileKernel } from '../emit/index.js';
import type { FixedKernel } from './lower/fixed-ir.js';
import { uniformArray } from './lower/uniform-kernel.js';

/**
 * The values of a kernel that are equal for all its lanes in a tick: whoever runs the kernel
 * computes them in float64 beforehand.
 *
 * @param dtSeconds - Seconds per tick of the kernel's clock.
 * @returns A function from ticks to the values by slot, in an array that the next call reuses; or
 *   undefined for a kernel without such values.
 */
export function uniformValues(
  kernel: FixedKernel,
  dtSeconds: number,
): ((tick: number) => Float64Array) | undefined {
  const { uniform } = kernel;
  if (uniform === undefined || uniform.domain.kind !== 'elements') return undefined;
  const { count } = uniform.domain;
  const data = new Float64Array(count);
  const { run } = bind(uniform, data, dtSeconds);
  return (tick) => {
    run(tick, undefined, 0, count);
    return data;
  };
}

function bind(
  kernel: ScalarKernel,
  data: Float64Array,
  dtSeconds: number,
): ReturnType<typeof compileKernel> {
  return compileKernel(kernel, {
    arrays: new Map([[uniformArray, { data, count: data.length, slots: 1 }]]),
    tables: new Map(),
    dtSeconds,
    draw: noDraw,
  });
}

function noDraw(): never {
  throw new Error('values that are equal for all neurons draw nothing');
}
