import { describe, expect, it } from 'vitest';
import type { HostStep, Initialiser, Program, ScalarKernel } from '../../../core/ir/index.js';
import { KernelBuilder } from '../../../core/ir/index.js';
import { declare, emptyPlan } from '../../../tests/support/fake-engine.js';
import { deriveRanges } from './derive-ranges.js';

const lanes = { kind: 'elements', object: 'P', count: 2 } as const;
const synapses = { kind: 'synapses', object: 'S' } as const;

function kernelOf(
  id: string,
  domain: typeof lanes | typeof synapses,
  write: (build: KernelBuilder) => void,
): ScalarKernel {
  const build = new KernelBuilder(id, domain);
  write(build);
  return build.finish();
}

function derive(
  arrays: Program['arrays'],
  kernels: readonly ScalarKernel[],
  more: {
    readonly initial?: readonly Initialiser[];
    readonly host?: readonly HostStep[];
    readonly hostKernels?: readonly ScalarKernel[];
  } = {},
): ReadonlyMap<string, { readonly low: number; readonly high: number }> {
  const { ranges } = deriveRanges({ ...emptyPlan({ arrays, ...more }), kernels });
  return new Map([...ranges].map(([id, { low, high }]) => [id, { low, high }]));
}

describe('deriveRanges', () => {
  const weight = declare('S.w', 4, { role: 'weight' });

  it('keeps a clipped weight within its clip', () => {
    const ranges = derive(
      [weight],
      [
        kernelOf('S.pre', synapses, (b) => {
          const moved = b.sub(b.load('S.w'), b.constant(0.01));
          b.store('S.w', 'lane', b.min(b.max(moved, b.constant(0)), b.constant(1)));
        }),
        kernelOf('S.post', synapses, (b) => {
          const moved = b.add(b.load('S.w'), b.constant(0.02));
          b.store('S.w', 'lane', b.min(b.max(moved, b.constant(0)), b.constant(1)));
        }),
      ],
    );
    expect(ranges.get('S.w')).toEqual({ low: 0, high: 1 });
  });

  it('keeps a trace that is set to 1 and decays within 0 .. 1', () => {
    const arrays = [declare('S.x', 4, { role: 'trace' }), declare('S.t', 4, { role: 'tick' })];
    const ranges = derive(arrays, [
      kernelOf('S.pre', synapses, (b) => {
        const elapsed = b.sub(b.tick(), b.load('S.t'));
        const decay = b.unary('exp', b.mul(elapsed, b.constant(-0.005)));
        b.store('S.x', 'lane', b.mul(b.load('S.x'), decay));
        b.store('S.x', 'lane', b.constant(1));
        b.store('S.t', 'lane', b.tick());
      }),
    ]);
    expect(ranges.get('S.x')).toEqual({ low: 0, high: 1 });
    // Step numbers are no values with a range.
    expect(ranges.has('S.t')).toBe(false);
  });

  it('leaves an unclipped sum unbounded', () => {
    const state = declare('P.g', 2);
    const ranges = derive(
      [state, weight],
      [
        kernelOf('S.pre', synapses, (b) => b.accumulate('P.g', 'post', b.constant(0.5))),
        kernelOf('P.update', lanes, (b) =>
          b.store('P.g', 'lane', b.mul(b.load('P.g'), b.constant(0.9))),
        ),
      ],
    );
    expect(ranges.has('P.g')).toBe(false);
    expect(ranges.get('S.w')).toEqual({ low: 0, high: 0 });
  });

  it('starts from the initial values', () => {
    const ranges = derive([weight, declare('P.v', 2)], [], {
      initial: [
        { kind: 'data', array: 'S.w', values: Float64Array.of(0.2, 0.7, 0.1, 0.4) },
        { kind: 'constant', array: 'P.v', value: -0.065 },
      ],
    });
    expect(ranges.get('S.w')).toEqual({ low: 0.1, high: 0.7 });
    expect(ranges.get('P.v')).toEqual({ low: -0.065, high: -0.065 });
  });

  const doubling = (): ScalarKernel =>
    kernelOf('P.set', lanes, (b) =>
      b.store('P.#staged', 'lane', b.mul(b.load('P.v'), b.constant(2))),
    );
  const setV: HostStep = {
    kind: 'set',
    object: 'P',
    selection: { kind: 'all' },
    writes: [{ array: 'P.v', kind: 'kernel', kernel: 'P.set', staging: 'P.#staged' }],
  };
  const staged = [declare('P.v', 2), declare('P.#staged', 2, { role: 'scratch' })];

  it('looks at host writes again as ranges grow', () => {
    // The step keeps v within 0 .. 3; the host may double any of it, once per pass.
    const ranges = derive(
      staged,
      [kernelOf('P.update', lanes, (b) => b.store('P.v', 'lane', b.constant(3)))],
      { host: [setV], hostKernels: [doubling()] },
    );
    expect(ranges.has('P.v')).toBe(false);
  });

  it('takes constants of the host within repeat and present', () => {
    const write: HostStep = {
      kind: 'set',
      object: 'P',
      selection: { kind: 'all' },
      writes: [{ array: 'P.v', kind: 'constant', value: 5 }],
    };
    const ranges = derive([declare('P.v', 2)], [], {
      host: [
        {
          kind: 'repeat',
          times: 2,
          steps: [{ kind: 'present', input: 'I', set: 'x', before: [], after: [write] }],
        },
      ],
    });
    expect(ranges.get('P.v')).toEqual({ low: 0, high: 5 });
  });

  it('rounds to nearest as the kernels do: ties to even', () => {
    const update = kernelOf('P.update', lanes, (b) => {
      const between = b.max(b.min(b.load('P.v'), b.constant(2.5)), b.constant(0.5));
      b.store('P.n', 'lane', b.unary('nearest', between));
    });
    const ranges = derive([declare('P.v', 2), declare('P.n', 2)], [update], {
      initial: [{ kind: 'constant', array: 'P.v', value: 3 }],
    });
    // nearest(0.5) = 0, nearest(2.5) = 2
    expect(ranges.get('P.n')).toEqual({ low: 0, high: 2 });
  });
});
