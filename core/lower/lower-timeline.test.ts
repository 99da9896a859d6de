import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, StepDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** 3 neurons with v = 0, 1, 2; 6 synapses with w = 0 .. 5; b from 3 to 2 neurons. */
function parts(timeline: readonly StepDocument[], more: Partial<Parts> = {}): Parts {
  return {
    constants: { big: 10 },
    populations: {
      P: {
        size: 3,
        equations: 'v : 1\nn : integer\non : boolean\ng : 1 (shared)',
        initial: { v: 'i' },
      },
      Q: { size: 2, equations: 'y : 1', initial: { y: [7, 8] } },
    },
    projections: {
      S: {
        from: 'P',
        to: 'Q',
        connect: 'all',
        model: 'w : 1',
        onPre: 'w += 1',
        initial: { w: 'i*N_post + j' },
        freezable: true,
      },
    },
    timeline: [{ run: '0.1 ms' }, ...timeline],
    ...more,
  };
}

describe('set', () => {
  it.each<{ step: StepDocument; name: string; expected: readonly number[] }>([
    { step: { set: { 'P.v': 5 } }, name: 'P.v', expected: [5, 5, 5] },
    { step: { set: { 'P.v': 'big*i + t/(0.1*ms)' } }, name: 'P.v', expected: [1, 11, 21] },
    { step: { set: { 'P.v': [4, 5, 6] } }, name: 'P.v', expected: [4, 5, 6] },
    { step: { set: { 'P.v': 9 }, where: 'v > 0.5' }, name: 'P.v', expected: [0, 9, 9] },
    { step: { set: { 'P.v': 'v + 1' }, indices: [2, 0] }, name: 'P.v', expected: [1, 1, 3] },
    { step: { set: { 'P.v': [8, 9] }, indices: [2, 0] }, name: 'P.v', expected: [9, 1, 8] },
    { step: { set: { 'P.n': 'i*1.7 - 1' } }, name: 'P.n', expected: [-1, 0, 2] },
    { step: { set: { 'P.on': 'v >= 1' } }, name: 'P.on', expected: [0, 1, 1] },
    { step: { set: { 'P.g': 'big/4' } }, name: 'P.g', expected: [2.5] },
    {
      step: { set: { 'S.w': 0 }, where: 'y_post > 7 and v_pre < 2' },
      name: 'S.w',
      expected: [0, 0, 2, 0, 4, 5],
    },
    {
      step: {
        set: { 'S.w': '-w' },
        pairs: [
          [1, 0],
          [2, 1],
        ],
      },
      name: 'S.w',
      expected: [0, 1, -2, 3, 4, -5],
    },
    {
      step: { normalize: { variable: 'S.w', per: 'target', total: 12 } },
      name: 'S.w',
      expected: [0, 4 / 3, 4, 4, 8, 20 / 3],
    },
    { step: { freeze: 'S', where: 'w > 2' }, name: 'S.frozen', expected: [0, 0, 0, 1, 1, 1] },
  ])('$step', async ({ step, name, expected }) => {
    const { final } = await runDocument(parts([step]));
    final(name).forEach((value, index) => {
      expect(value).toBeCloseTo(expected[index] as number, 14);
    });
    expect(final(name)).toHaveLength(expected.length);
  });

  it('takes the values of the moment in every round of a repeat', async () => {
    const steps = [{ set: { 'P.v': 'v*2' } }, { run: '0.1 ms' }];
    const { final } = await runDocument(parts([{ repeat: 3, steps }]));
    expect(final('P.v')).toEqual([0, 8, 16]);
  });

  it('refuses a list of another length', async () => {
    const faults = await faultsOf(parts([{ set: { 'P.v': [1, 2] } }]));
    expect(faults.map(({ code }) => code)).toEqual(['SHAPE_MISMATCH']);
  });
});

describe('frozen synapses', () => {
  it('drop the writes of pathways to plastic variables alone', async () => {
    const spikes = { size: 2, indices: [0, 1, 0, 1], steps: [0, 0, 10, 10] };
    const { final } = await runDocument({
      inputs: { input: { spikes } },
      populations: { P: { size: 1, equations: 'v : 1' } },
      projections: {
        S: {
          from: 'input',
          to: 'P',
          connect: 'all',
          model: 'w : 1\nseen : 1',
          onPre: 'w += 1; seen += 1; v_post += 1',
          plastic: ['w'],
          freezable: true,
        },
      },
      timeline: [{ run: '0.5 ms' }, { freeze: 'S', where: 'i == 1' }, { run: '1 ms' }],
    });
    expect(final('S.w')).toEqual([2, 1]);
    expect(final('S.seen')).toEqual([2, 2]);
    expect(final('P.v')).toEqual([4]);
  });
});

describe('options of the preparation', () => {
  it('replace the seed', async () => {
    const { program } = await lowerDocument(parts([]), { seed: 2n ** 40n + 5n });
    expect(program.seed).toBe(2n ** 40n + 5n);
  });
});
