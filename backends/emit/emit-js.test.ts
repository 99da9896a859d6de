import { afterEach, describe, expect, it, vi } from 'vitest';
import { KernelBuilder, type KernelEnvironment, type ScalarKernel } from '../../core/ir/index.js';
import { compileKernel, emitKernel } from './emit-js.js';

const kernel: ScalarKernel = (() => {
  const b = new KernelBuilder('k', { kind: 'elements', object: 'p', count: 2 });
  const doubled = b.mul(b.load('x'), b.constant(2));
  b.store('x', 'lane', doubled);
  b.spike(b.gt(doubled, b.constant(5)));
  return b.finish();
})();
function environment(): KernelEnvironment & { readonly x: Float64Array } {
  const x = Float64Array.of(2, 3);
  return {
    x,
    arrays: new Map([['x', { data: x, count: 2, slots: 1 }]]),
    tables: new Map(),
    dtSeconds: 1e-4,
    draw: () => 0,
    spikes: { indices: new Int32Array(2), count: 0 },
    ranges: new Map([['x', { lowest: Infinity, highest: -Infinity }]]),
  };
}

describe('compileKernel', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each([
    [false, 'js'],
    [true, 'interpreter'],
  ] as const)('interpreted: %s runs in the engine %s', (interpreted, engine) => {
    const bound = environment();
    const compiled = compileKernel(kernel, bound, { interpreted });
    expect(compiled.engine).toBe(engine);
    compiled.run(0, undefined, 0, 2);
    expect([...bound.x]).toEqual([4, 6]);
    expect(bound.spikes).toEqual({ indices: Int32Array.of(1, 0), count: 1 });
    expect(bound.ranges?.get('x')).toEqual({ lowest: 4, highest: 6 });
  });

  it('falls back to the interpreter where the host forbids generated code, and asks once', async () => {
    const forbidden = vi.fn(function forbid(): never {
      throw new EvalError('refused by the content security policy');
    });
    vi.resetModules();
    vi.stubGlobal('Function', forbidden);
    const fresh = await import('./emit-js.js');
    expect(fresh.compileKernel(kernel, environment()).engine).toBe('interpreter');
    expect(fresh.compileKernel(kernel, environment()).engine).toBe('interpreter');
    expect(forbidden).toHaveBeenCalledTimes(1);
  });
});

describe('emitKernel', () => {
  it.each([
    ['arrays', { arrays: new Map() }, 'names "x"'],
    ['a spike list', { spikes: undefined }, 'needs a spike list'],
  ])('refuses an environment without %s', (_, missing, message) => {
    expect(() => emitKernel(kernel, { ...environment(), ...missing })).toThrow(message);
  });

  it('refuses synapses without a projection', () => {
    const b = new KernelBuilder('k', { kind: 'synapses', object: 's' });
    b.store('x', 'post', b.index('pre'));
    expect(() => emitKernel(b.finish(), environment())).toThrow('needs a projection');
  });
});
