import { describe, expect, it } from 'vitest';
import { lowerDocument, runDocument } from '../../tests/support/run-network.js';

describe('subexpressions that are constant over dt', () => {
  it('are evaluated once per step in slot before_start and stored', async () => {
    const { program } = await lowerDocument({
      populations: {
        P: {
          size: 3,
          equations: 'dv/dt = (u + u - v)/ms : 1\nu = 2*k : 1 (constant over dt)\nk : 1',
          method: 'euler',
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    expect(program.actions.map(({ slot, name }) => `${slot} ${name}`)).toEqual([
      'before_start P_subexpression_update',
      'groups P_stateupdater',
    ]);
    const update = program.kernels.find(({ id }) => id === 'P.update');
    const loads = update?.body.flatMap((node) => (node.op === 'load' ? [node.array] : []));
    expect(loads).toEqual(['P.u', 'P.v']);
  });

  it('see each other in the order of use, not of writing, and types are kept', async () => {
    const run = await runDocument({
      populations: {
        P: {
          size: 3,
          equations: [
            'c = a + 1 : 1 (constant over dt)',
            'a = 10*i + n : 1 (constant over dt)',
            'n = t_in_timesteps + 2 : integer (constant over dt)',
            'late = c > 12.5 : boolean (constant over dt)',
          ],
        },
      },
      timeline: [{ run: '0.2 ms' }],
    });
    // Last step is number 1: n = 3, a = 3 13 23, c = 4 14 24.
    expect(run.final('P.n')).toEqual([3, 3, 3]);
    expect(run.final('P.c')).toEqual([4, 14, 24]);
    expect(run.final('P.late')).toEqual([0, 1, 1]);
  });

  it('a draw is made once per neuron and step, a shared one once per step', async () => {
    const run = await runDocument({
      seed: 3,
      populations: {
        P: {
          size: 4,
          equations: [
            'same = rand() : 1 (shared, constant over dt)',
            'own = rand() + 10*same : 1 (constant over dt)',
            'dx/dt = (own - 10*same)/ms : 1',
            'dy/dt = (own - 10*same)/ms : 1',
          ],
          method: 'euler',
        },
      },
      probes: [{ state: { of: 'P', variables: ['own', 'same', 'x', 'y'] } }],
      timeline: [{ run: '0.3 ms' }],
    });
    const trace = (name: string): Float64Array => {
      const found = run.recording.states.find(({ variable }) => variable === name);
      return found?.values ?? new Float64Array();
    };
    expect(run.final('P.same')).toHaveLength(1);
    expect(new Set(run.final('P.own')).size).toBe(4);
    expect(run.final('P.x')).toEqual(run.final('P.y'));
    // x after three steps of 0.1 ms: a tenth of the sum of the draws that were recorded.
    const [own, same] = [trace('own'), trace('same')];
    for (let neuron = 0; neuron < 4; neuron += 1) {
      let sum = 0;
      for (let step = 0; step < 3; step += 1)
        sum += (own[step * 4 + neuron] ?? NaN) - 10 * (same[(step * same.length) / 3] ?? NaN);
      expect(run.final('P.x')[neuron]).toBeCloseTo(0.1 * sum, 12);
    }
  });

  it('hold still within a step, where a plain subexpression follows its variables', async () => {
    const equations = (flag: string): string =>
      `dx/dt = s/ms : 1\ndz/dt = 0/ms : 1\ns = x + 1 : 1${flag}`;
    const valueAfter = async (flag: string): Promise<number | undefined> => {
      const run = await runDocument({
        populations: { P: { size: 1, equations: equations(flag), method: 'rk2' } },
        timeline: [{ run: '0.1 ms' }],
      });
      return run.final('P.x')[0];
    };
    // rk2 from x = 0: k = 0.1; plain 0.1*(1 + 0.05), constant 0.1.
    expect(await valueAfter('')).toBeCloseTo(0.105, 15);
    expect(await valueAfter(' (constant over dt)')).toBeCloseTo(0.1, 15);
  });

  it('of synapses, and exact takes them for coefficients', async () => {
    const run = await runDocument({
      populations: {
        A: { size: 2, equations: 'x : 1', initial: { x: 'i + 1' } },
        B: { size: 1, equations: 'dv/dt = (goal - v)/ms : 1\ngoal = t/ms : 1 (constant over dt)' },
      },
      projections: {
        S: {
          from: 'A',
          to: 'B',
          connect: 'all',
          model: 'w : 1\nuse = w*x_pre : 1 (constant over dt)',
          initial: { w: 'i + 3' },
        },
      },
      timeline: [{ run: '0.2 ms' }],
    });
    expect(run.final('S.use')).toEqual([3, 8]);
    expect(run.notes.find(({ code }) => code === 'METHOD_CHOSEN')?.message).toContain('exact');
    // goal is 0 in step 0 and 0.1 in step 1: v = 0.1 (1 - exp(-0.1)).
    expect(run.final('B.v')[0]).toBeCloseTo(0.1 * (1 - Math.exp(-0.1)), 15);
  });
});
