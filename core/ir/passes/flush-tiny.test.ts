import { expect, it } from 'vitest';
import { interpretKernel } from '../interpret-kernel.js';
import { KernelBuilder } from '../kernel-builder.js';
import { flushTiny } from './flush-tiny.js';

it('stores 0 for magnitudes up to 1e-300 in the chosen arrays alone; NaN stays', () => {
  const values = [1e-300, -1e-300, 5e-324, -0, 1.1e-300, -1e-299, NaN, Infinity];
  const b = new KernelBuilder('k', { kind: 'elements', object: 'p', count: values.length });
  const x = b.load('x');
  b.store('chosen', 'lane', x);
  b.store('other', 'lane', x);
  const storage = (start: readonly number[]) => ({
    data: Float64Array.from(start),
    count: values.length,
    slots: 1,
  });
  const arrays = new Map([
    ['x', storage(values)],
    ['chosen', storage(values)],
    ['other', storage(values)],
  ]);
  const kernel = flushTiny(b.finish(), (array) => array === 'chosen');
  const environment = { arrays, tables: new Map(), dtSeconds: 1, draw: () => 0 };
  interpretKernel(kernel, environment)(0, undefined, 0, values.length);
  expect([...(arrays.get('other')?.data ?? [])]).toEqual(values);
  expect([...(arrays.get('chosen')?.data ?? [])]).toEqual([
    0,
    0,
    0,
    0,
    1.1e-300,
    -1e-299,
    NaN,
    Infinity,
  ]);
});
