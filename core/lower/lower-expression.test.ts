import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** What an expression is for neuron 3 of 5, with a = -5, b = 3, yes = true, m = 2 (integer). */
async function valueAt(text: string): Promise<number> {
  const { final } = await runDocument({
    constants: { c: 0.5, volts: '-52 mV' },
    populations: {
      P: {
        size: 5,
        equations: 'a : 1\nb : 1\nyes : boolean\nm : integer\nr : 1\nsub = a + 2*b : 1',
        initial: { a: -5, b: 3, yes: true, m: 2, r: text },
      },
    },
    timeline: [{ run: '0.1 ms' }],
  });
  return final('P.r')[3] as number;
}

describe('expressions', () => {
  it.each([
    ['1/2', 0.5],
    ['-7//2', -4],
    ['7//2', 3],
    ['a % b', 1],
    ['5 % -3', -1],
    ['-b**2', -9],
    ['2**-1', 0.5],
    ['2**3**2', 512],
    ['b**0.5', Math.sqrt(3)],
    ['1 - 2 - 3', -4],
    ['0.1 + 0.2 + 0.3', 0.1 + 0.2 + 0.3],
    ['0.1*3/0.7*c', ((0.1 * 3) / 0.7) * 0.5],
    ['int(-1.7)', -1],
    ['int(b > 2)', 1],
    ['yes + yes', 2],
    ['3*yes', 3],
    ['int(not yes or a < b and b <= 3)', 1],
    ['clip(a, -1, 1)', -1],
    ['clip(b, 1 + b, 2)', 2],
    ['min(a, b) + 10*max(a, b)', 25],
    ['where(a > 0, 1, 2)', 2],
    ['sign(a) + sign(0)', -1],
    ['abs(a)', 5],
    ['floor(-1.5) + ceil(-1.5)', -3],
    ['exprel(0)', 1],
    ['exprel(1)', Math.E - 1],
    ['exprel(723 + a)', Infinity],
    ['log10(1000)', 3],
    ['timestep(0.35*ms, dt)', 3],
    ['timestep(0.2998*ms, dt)', 2],
    ['timestep(0.29991*ms, dt)', 3],
    ['i + N', 8],
    ['sub*2', 2],
    ['volts/mV', (-52 * 0.001) / 0.001],
    ['pi/2', Math.PI / 2],
    ['m/4', 0.5],
  ])('%s is %s', async (text, expected) => {
    expect(await valueAt(text)).toBeCloseTo(expected, 14);
  });

  it('are not re-associated and not fused: literals times units, left to right', async () => {
    expect(await valueAt('-52*mV/volt')).toBe(-0.052000000000000005);
    expect(await valueAt('0.1 + 0.2 - 0.3')).toBe(0.1 + 0.2 - 0.3);
    expect(await valueAt('0.1 + (0.2 - 0.3)')).toBe(0.1 + (0.2 - 0.3));
  });
});

describe('names of other objects', () => {
  it('are read at the ends of the synapse, subexpressions with the scope of their owner', async () => {
    const cells = (k: number) => ({
      size: 4,
      equations: 'x : 1\ntwice = k*x + 10*i : 1',
      constants: { k },
      initial: { x: 'i + 1' },
    });
    const { final } = await runDocument({
      populations: { P: cells(2), Q: cells(5) },
      projections: {
        S: {
          from: 'P[1:3]',
          to: 'Q[2:4]',
          connect: 'all',
          model: 'a : 1\nb : 1\nd : 1',
          constants: { k: 1000 },
          initial: {
            a: 'x_pre + 100*x_post',
            b: 'twice_pre + 1000*twice',
            d: 'i + 10*j + 100*N_pre',
          },
          onPre: 'a += 1',
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    // Neurons 1, 2 -> 2, 3; x = 2, 3 and 3, 4; twice of P: 14, 26, of Q: 35, 50.
    expect(final('S.a')).toEqual([302, 402, 303, 403]);
    expect(final('S.b')).toEqual([35_014, 50_014, 35_026, 50_026]);
    expect(final('S.d')).toEqual([200, 210, 201, 211]);
  });
});

describe('timed arrays', () => {
  /** Row read in every step. */
  const rows = async (dt: string, step: number, steps: number): Promise<readonly number[]> => {
    const all = Array.from({ length: steps }, (_, k) => k);
    const { recording } = await runDocument({
      dt: `${step} ms`,
      arrays: { A: { dt, values: [0, 1, 2, 3] } },
      inputs: { clock: { spikes: { size: 1, indices: all.map(() => 0), steps: all } } },
      populations: { P: { size: 1, equations: 'x : 1' } },
      projections: { S: { from: 'clock', to: 'P', connect: 'all', onPre: 'x_post = A(t)' } },
      probes: [{ state: { of: 'P', variables: ['x'], when: 'end' } }],
      timeline: [{ run: `${step * steps} ms` }],
    });
    return [...(recording.states[0]?.values ?? [])];
  };
  it.each([
    { dt: '0.3 ms', step: 0.1, expected: [0, 0, 0, 1, 1, 1, 2] },
    { dt: '0.25 ms', step: 0.1, expected: [0, 0, 0, 1, 1, 2, 2, 2, 3] },
    { dt: '0.05 ms', step: 0.1, expected: [0, 2, 3] },
    { dt: '0.7 ms', step: 0.5, expected: [0, 0, 1, 2, 2, 3] },
  ])('rows of $dt at dt $step ms', async ({ dt, step, expected }) => {
    expect(await rows(dt, step, expected.length)).toEqual(expected);
  });

  const wide = (size: number, column: string): Parts => ({
    arrays: { A: { dt: '1 ms', values: [[1, 2, 3]] } },
    populations: { P: { size, equations: `x : 1\nk : integer\ny = A(t, ${column}) : 1` } },
    timeline: [{ run: '1 ms' }],
  });
  it('may be read at any column that is known to be inside', async () => {
    await lowerDocument(wide(6, 'i//2'));
    await lowerDocument(wide(40, '(i + 1) % 3'));
  });
  it.each([
    [7, 'i//2', 'TIMED_ARRAY_WIDTH'],
    [2, 'i - 1', 'TIMED_ARRAY_WIDTH'],
    [2, 'k', 'UNSUPPORTED_FEATURE'],
    [2, 't_in_timesteps', 'UNSUPPORTED_FEATURE'],
  ])('%s neurons, column %s: %s', async (size, column, code) => {
    expect((await faultsOf(wide(size, column))).map((fault) => fault.code)).toEqual([code]);
  });
});
