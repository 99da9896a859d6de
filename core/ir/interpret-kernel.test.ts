import { describe, expect, it } from 'vitest';
import type { KernelEnvironment, SynapseEnds } from './environment.js';
import { interpretKernel } from './interpret-kernel.js';
import { KernelBuilder } from './kernel-builder.js';

function environment(
  arrays: Readonly<Record<string, { values: readonly number[]; slots?: number }>>,
  more: Partial<KernelEnvironment> = {},
): KernelEnvironment & { values: (id: string) => readonly number[] } {
  const storages = new Map(
    Object.entries(arrays).map(([id, { values, slots = 1 }]) => [
      id,
      { data: Float64Array.from(values), count: values.length / slots, slots },
    ]),
  );
  return {
    arrays: storages,
    tables: new Map(),
    dtSeconds: 0.5,
    draw: () => 0,
    ...more,
    values: (id) => [...(storages.get(id)?.data ?? [])],
  };
}
const elements = { kind: 'elements', object: 'p', count: 3 } as const;
const synapses = { kind: 'synapses', object: 's' } as const;
const ends: SynapseEnds = {
  pre: Int32Array.from([2, 2, 3]),
  post: Int32Array.from([1, 0, 1]),
  sourceFirst: 2,
  targetFirst: 0,
  targetCount: 2,
};

describe('interpretKernel', () => {
  it('runs lanes from, to - 1, or the listed ones in their order', () => {
    const b = new KernelBuilder('k', elements);
    b.store('x', 'lane', b.add(b.load('x'), b.constant(1)));
    b.store('last', 'shared', b.index());
    const e = environment({ x: { values: [10, 20, 30] }, last: { values: [-1] } });
    const run = interpretKernel(b.finish(), e);
    run(0, undefined, 0, 2);
    expect(e.values('x')).toEqual([11, 21, 30]);
    run(0, Int32Array.from([0, 2, 1, 1]), 1, 3);
    expect(e.values('x')).toEqual([11, 22, 31]);
    expect(e.values('last')).toEqual([1]);
  });

  it('sees its own stores: repeated targets add up, event by event', () => {
    const b = new KernelBuilder('k', synapses);
    b.accumulate('post', 'post', b.load('w'));
    b.store('pre', 'pre', b.index('pre'));
    const e = environment(
      { w: { values: [1, 2, 4] }, post: { values: [0.5, 0] }, pre: { values: [9, 9, 9, 9] } },
      { projection: ends },
    );
    interpretKernel(b.finish(), e)(0, undefined, 0, 3);
    expect(e.values('post')).toEqual([2.5, 5]);
    expect(e.values('pre')).toEqual([9, 9, 0, 1]);
  });

  it('reads rings at (tick - age) mod slots and writes at tick mod slots', () => {
    const b = new KernelBuilder('k', elements);
    b.store('out', 'lane', b.loadAged('ring', 'lane', b.load('age')));
    b.store('ring', 'lane', b.constant(7));
    const ring = { values: [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32], slots: 4 };
    const e = environment({ ring, age: { values: [0, 2, 4] }, out: { values: [0, 0, 0] } });
    interpretKernel(b.finish(), e)(5, undefined, 0, 3); // 5 mod 4 = 1; (5 - 2) mod 4 = 3; 4 is too old
    expect(e.values('out')).toEqual([10, 31, NaN]);
    expect(e.values('ring').slice(3, 6)).toEqual([7, 7, 7]);
    interpretKernel(b.finish(), e)(1, undefined, 0, 2); // (1 - 2) mod 4 = 3
    expect(e.values('out').slice(0, 2)).toEqual([7, 31]);
  });

  it('draws with the pair index of a synapse inside the slices', () => {
    const b = new KernelBuilder('k', synapses);
    b.store('w', 'lane', b.draw(256, 'normal'));
    const calls: unknown[] = [];
    const draw = (...call: readonly unknown[]): number => calls.push(call);
    const e = environment({ w: { values: [0, 0, 0] } }, { projection: ends, draw });
    interpretKernel(b.finish(), e)(6, undefined, 0, 3);
    expect(calls).toEqual([
      [256, 'normal', 6, 1],
      [256, 'normal', 6, 0],
      [256, 'normal', 6, 3],
    ]);
    expect(e.values('w')).toEqual([1, 2, 3]);
  });

  it('appends spikes, guards stores and notes the range of what was stored', () => {
    const b = new KernelBuilder('k', elements);
    const over = b.gt(b.load('x'), b.constant(1));
    b.spike(over);
    b.store('y', 'lane', b.load('x'), over);
    b.accumulate('x', 'lane', b.constant(-4), b.not(over));
    const spikes = { indices: new Int32Array(3), count: 0 };
    const ranges = new Map(['x', 'y'].map((id) => [id, { lowest: Infinity, highest: -Infinity }]));
    const e = environment(
      { x: { values: [1, 2, 3] }, y: { values: [0, 0, 0] } },
      { spikes, ranges },
    );
    interpretKernel(b.finish(), e)(0, undefined, 0, 3);
    expect([spikes.count, ...spikes.indices]).toEqual([2, 1, 2, 0]);
    expect(e.values('x')).toEqual([-3, 2, 3]);
    expect(e.values('y')).toEqual([0, 2, 3]);
    expect(ranges.get('x')).toEqual({ lowest: -3, highest: -3 });
    expect(ranges.get('y')).toEqual({ lowest: 2, highest: 3 });
  });

  it('gives time as tick * dt and NaN outside a table', () => {
    const b = new KernelBuilder('k', elements);
    b.store('x', 'lane', b.lookup('t', b.index(), b.constant(1)));
    b.store('now', 'shared', b.time());
    const table = { data: Float64Array.from([1, 2, 3, 4]), rows: 2, columns: 2 };
    const e = environment(
      { x: { values: [0, 0, 0] }, now: { values: [0] } },
      { tables: new Map([['t', table]]) },
    );
    interpretKernel(b.finish(), e)(3, undefined, 0, 3);
    expect(e.values('x')).toEqual([2, 4, NaN]);
    expect(e.values('now')).toEqual([1.5]);
  });

  it('refuses to bind to an environment without what the kernel names', () => {
    const b = new KernelBuilder('k', synapses);
    b.store('w', 'lane', b.constant(1));
    expect(() => interpretKernel(b.finish(), environment({ w: { values: [0] } }))).toThrow(
      'needs a projection',
    );
    expect(() => interpretKernel(b.finish(), environment({}, { projection: ends }))).toThrow(
      'names "w"',
    );
  });
});
