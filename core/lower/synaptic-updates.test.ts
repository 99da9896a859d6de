import { describe, expect, it } from 'vitest';
import { faultsOf, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** dx/dt = 1/ms, dy/dt = x_pre/ms, under a name of the projection. */
function chain(name: string, more: Partial<Parts> = {}): Parts {
  return {
    populations: { G: { size: 1, equations: 'dx/dt = 1/ms : 1', method: 'euler' } },
    projections: {
      [name]: { from: 'G', to: 'G', connect: 'all', model: 'dy/dt = x_pre/ms : 1 (clock-driven)' },
    },
    timeline: [{ run: '0.2 ms' }],
    ...more,
  };
}

describe('clock-driven equations', () => {
  // Semantics section 7: two steps of 0.1 ms.
  it.each([
    ['A_syn', 0.01],
    ['Z_syn', 0.03],
  ])('of %s see the population as the names order them: y = %d', async (name, y) => {
    const run = await runDocument(chain(name));
    expect(run.final(`${name}.y`)[0]).toBeCloseTo(y, 15);
    const action = run.program.actions.find((entry) => entry.name === `${name}_stateupdater`);
    expect(action?.slot).toBe('groups');
  });

  it('follow order before names', async () => {
    const parts = chain('A_syn');
    const projections = { A_syn: { ...parts.projections?.A_syn, order: 1 } };
    const run = await runDocument({ ...parts, projections } as Parts);
    expect(run.final('A_syn.y')[0]).toBeCloseTo(0.03, 15);
  });

  // Worked step of semantics section 8: h = 0.1 ms, v = 0.3, w = 0.1.
  const linear = [
    'dv/dt = (1 - v)/ms : 1 (clock-driven)',
    'dw/dt = (v - w)/(2*ms) : 1 (clock-driven)',
  ];
  it.each([
    ['euler', 0.37, 0.11],
    ['heun', 0.37, 0.11],
    ['milstein', 0.37, 0.11],
    ['rk2', 0.3665, 0.1115],
    ['rk4', 0.36661374999999996, 0.11141916666666667],
    ['exponential_euler', 0.3666138073748284, 0.10975411509985719],
    ['exact', 0.36661380737482835, 0.11141911342402917],
  ])('advance by %s', async (method, v, w) => {
    const run = await runDocument({
      populations: { G: { size: 1, equations: 'u : 1' } },
      projections: {
        S: {
          from: 'G',
          to: 'G',
          connect: 'all',
          model: linear,
          method,
          initial: { v: 0.3, w: 0.1 },
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    expect(run.final('S.v')[0]).toBeCloseTo(v, 15);
    expect(run.final('S.w')[0]).toBeCloseTo(w, 15);
  });

  it('are what an equation without a flag is, which is said', async () => {
    const run = await runDocument({
      populations: { G: { size: 1, equations: 'u : 1' } },
      projections: { S: { from: 'G', to: 'G', connect: 'all', model: 'da/dt = -a/(10*ms) : 1' } },
      timeline: [{ run: '0.1 ms' }],
    });
    expect(run.notes.map(({ code }) => code)).toContain('CLOCK_DRIVEN_DEFAULT');
  });

  it('are watched for values that no simulation survives', async () => {
    const fails = runDocument({
      populations: { G: { size: 1, equations: 'u : 1' } },
      projections: {
        S: {
          from: 'G',
          to: 'G',
          connect: 'all',
          model: 'da/dt = 1e30*a/ms : 1 (clock-driven)',
          method: 'euler',
          initial: { a: 1 },
        },
      },
      timeline: [{ run: '10 ms' }],
    });
    await expect(fails).rejects.toMatchObject({ code: 'INVALID_VALUE' });
  });

  it.each([
    [
      'an event-driven one',
      ['da/dt = -a/ms : 1 (event-driven)', 'db/dt = a/ms : 1 (clock-driven)'],
    ],
    [
      'one, from an event-driven',
      ['da/dt = -a/ms : 1 (clock-driven)', 'db/dt = (a - b)/ms : 1 (event-driven)'],
    ],
    [
      'a sum of one',
      ['da/dt = -a/ms : 1 (event-driven)', 'twice = 2*a : 1', 'u_post = twice : 1 (summed)'],
    ],
  ])('do not mix with %s', async (_, model) => {
    const faults = await faultsOf({
      populations: { G: { size: 1, equations: 'u : 1' } },
      projections: { S: { from: 'G', to: 'G', connect: 'all', model } },
    });
    expect(faults.map(({ code }) => code)).toEqual(['ILLEGAL_READ']);
  });
});

describe('summed variables', () => {
  const model = ['w : 1', 'x_post = w*s_pre : 1 (summed)'];
  const source = { size: 3, equations: 's : 1', initial: { s: [1, 2, 4] } };
  const target = {
    size: 4,
    equations: ['dv/dt = x/ms : 1', 'x : 1'],
    initial: { x: 7 },
    method: 'euler',
  };

  it('overwrite every neuron of the slice, 0 without synapses, before its update', async () => {
    const run = await runDocument({
      populations: { A: source, T: target },
      projections: {
        Z: {
          from: 'A',
          to: 'T[1:4]',
          connect: {
            pairs: [
              [0, 0],
              [2, 0],
              [1, 2],
            ],
          },
          model,
          initial: { w: [10, 1, 3] },
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    // Neuron 0 is outside the slice, neuron 2 without synapses; 10*1 + 1*4 = 14, 3*2 = 6.
    expect(run.final('T.x')).toEqual([7, 14, 0, 6]);
    expect(run.final('T.v').map((v) => Math.round(v * 1e9) / 1e9)).toEqual([0.7, 1.4, 0, 0.6]);
    expect(run.program.actions.map(({ name }) => name)).toEqual([
      'Z_summed_variable_x_post',
      'Z_summed_variable_x_post',
      'T_stateupdater',
    ]);
  });

  it('sum into the source as well, in synapse order', async () => {
    const run = await runDocument({
      populations: { A: { size: 2, equations: 'n : 1' }, T: { size: 3, equations: 'g : 1' } },
      projections: {
        S: {
          from: 'A',
          to: 'T',
          connect: 'all',
          model: ['w : 1', 'n_pre = w : 1 (summed)'],
          initial: { w: [1e16, 1, -1e16, 1, 2, 3] },
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    // (1e16 + 1) - 1e16 is 0 in float64.
    expect(run.final('A.n')).toEqual([0, 6]);
  });

  const parts = (equations: string, more: string, extra: Partial<Parts> = {}): Parts => ({
    populations: { G: { size: 2, equations } },
    projections: { S: { from: 'G', to: 'G', connect: 'all', model: ['w : 1', more] } },
    ...extra,
  });
  it.each([
    ['x : volt', 'x_post = w : 1 (summed)', 'UNIT_MISMATCH'],
    ['x : 1', 'x_post = w*mV : 1 (summed)', 'UNIT_MISMATCH'],
    ['x : 1', 'y_post = w : 1 (summed)', 'NO_SUCH_VARIABLE'],
    ['x : 1 (constant)', 'x_post = w : 1 (summed)', 'ILLEGAL_WRITE'],
    ['x : 1 (shared)', 'x_post = w : 1 (summed)', 'ILLEGAL_WRITE'],
    ['dx/dt = -x/ms : 1', 'x_post = w : 1 (summed)', 'ILLEGAL_WRITE'],
    ['x : 1', 'x = w : 1 (summed)', 'EQUATION_FLAG'],
  ])('%s cannot be the sum %s: %s', async (equations, more, code) => {
    const faults = await faultsOf(parts(equations, more));
    expect(faults.map((fault) => fault.code)).toContain(code);
  });

  it('have one writer in the network', async () => {
    const first = parts('x : 1', 'x_post = w : 1 (summed)');
    const projections = { ...first.projections, R: { ...first.projections?.S } };
    const faults = await faultsOf({ ...first, projections } as Parts);
    expect(faults.map(({ code }) => code)).toEqual(['FILE_CONFLICT']);
  });

  it('go on from a checkpoint as without one', async () => {
    const base: Parts = {
      populations: {
        G: { size: 3, equations: ['dv/dt = (x - v)/(5*ms) : 1', 'x : 1'], initial: { v: 'i + 1' } },
      },
      projections: {
        S: {
          from: 'G',
          to: 'G',
          connect: 'i != j',
          model: [
            'dw/dt = (v_pre - w)/(3*ms) : 1 (clock-driven)',
            'x_post = w*v_pre/10 : 1 (summed)',
          ],
          method: 'rk4',
        },
      },
      timeline: [{ run: '2 ms' }],
    };
    const straight = await runDocument(base);
    const again = await runDocument({
      ...base,
      timeline: [
        { run: '1 ms' },
        { checkpoint: 'a' },
        { run: '0.5 ms' },
        { restore: 'a' },
        { run: '1 ms' },
      ],
    });
    for (const name of ['G.v', 'G.x', 'S.w'])
      expect(again.final(name)).toEqual(straight.final(name));
  });
});
