import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';

describe('state probes', () => {
  it('of subexpressions record their values at the moment', async () => {
    const run = await runDocument({
      populations: {
        P: {
          size: 2,
          equations: 'dx/dt = 10/ms : 1\ny = 2*x + i + t/ms : 1\nhigh = y > 3 : boolean',
          method: 'euler',
        },
      },
      probes: [
        { state: { of: 'P', variables: ['y', 'x', 'high'], indices: [1] } },
        { state: { of: 'P', variables: ['y'], when: 'end', every: '0.2 ms' } },
      ],
      timeline: [{ run: '0.3 ms' }],
    });
    const [y, x, high, end] = run.recording.states;
    const near = (values: Float64Array | undefined, expected: readonly number[]): void => {
      expect(values?.length).toBe(expected.length);
      for (const [at, value] of expected.entries()) expect(values?.[at]).toBeCloseTo(value, 12);
    };
    near(y?.values, [1, 3.1, 5.2]);
    near(x?.values, [0, 1, 2]);
    near(high?.values, [0, 1, 1]);
    near(end?.values, [2, 3, 6.2, 7.2]);
    expect(y).toMatchObject({ object: 'P', variable: 'y', unitText: '1' });
    // They are no state: only stored variables have final values.
    expect(run.recording.final.map(({ variable }) => variable)).toEqual(['x']);
  });

  it('of synapses read traces as of their last event', async () => {
    const run = await runDocument({
      inputs: { X: { spikes: { size: 1, indices: [0, 0], steps: [1, 3] } } },
      populations: { P: { size: 1, equations: 'v : 1' } },
      projections: {
        S: {
          from: 'X',
          to: 'P',
          connect: 'all',
          model: 'da/dt = -a/(10*ms) : 1 (event-driven)\ndouble = 2*a : 1',
          onPre: 'a += 1',
        },
      },
      probes: [{ state: { of: 'S', variables: ['double'] } }],
      timeline: [{ run: '0.5 ms' }],
    });
    const values = [...(run.recording.states[0]?.values ?? [])];
    const second = 2 * (Math.exp(-0.02) + 1);
    for (const [at, expected] of [0, 0, 2, 2, second].entries())
      expect(values[at]).toBeCloseTo(expected, 13);
  });

  it('of shared variables record the one value for every element', async () => {
    const run = await runDocument({
      populations: {
        P: {
          size: 3,
          equations: 's : 1 (shared)\ntwice = 2*s : 1 (shared)',
          regularly: [{ do: 's += 1', when: 'before_start' }],
        },
      },
      probes: [{ state: { of: 'P', variables: ['s', 'twice'] } }],
      timeline: [{ run: '0.2 ms' }],
    });
    const [s, twice] = run.recording.states;
    expect([...(s?.values ?? [])]).toEqual([1, 1, 1, 2, 2, 2]);
    expect([...(twice?.values ?? [])]).toEqual([2, 2, 2, 4, 4, 4]);
  });

  it('of one subexpression share its kernel unless their clocks differ', async () => {
    const probe = { of: 'P', variables: ['y'] };
    const { program } = await lowerDocument({
      populations: { P: { size: 1, equations: 'x : 1\ny = x : 1' } },
      probes: [{ state: probe }, { state: probe }, { state: { ...probe, every: '0.25 ms' } }],
      timeline: [{ run: '1 ms' }],
    });
    const [population] = program.objects;
    expect(population?.kind === 'population' ? population.readouts?.length : 0).toBe(2);
  });
});

describe('variables of spike and event probes', () => {
  const population = {
    size: 2,
    equations: 'dx/dt = (10 + 10*i)/ms : 1\ndouble = 2*x : 1\nk : integer',
    method: 'euler',
    initial: { k: '5 + i' },
    threshold: 'x > 1.5',
    reset: 'x = 0; k += 1',
    events: { low: 'x < 1.5' },
  } as const;

  it('are recorded after the thresholds, before the resets', async () => {
    const run = await runDocument({
      populations: { P: population },
      probes: [
        { spikes: { of: 'P', variables: ['x', 'double', 'k'] } },
        { events: { of: 'P', event: 'low', variables: ['x'], indices: [0] } },
        { spikes: 'P' },
      ],
      timeline: [{ run: '0.4 ms' }],
    });
    const [spikes, events, plain] = run.recording.spikes;
    // Neuron 0 gains 1 per step and spikes at 2 in steps 1, 3; neuron 1 gains 2 and spikes in each.
    expect([...(spikes?.indices ?? [])]).toEqual([1, 0, 1, 1, 0, 1]);
    const values = (spikes?.values ?? []).map((entry) => [...entry.values]);
    expect(values[0]?.map((x) => Number(x.toFixed(9)))).toEqual([2, 2, 2, 2, 2, 2]);
    expect(values[1]?.map((x) => Number(x.toFixed(9)))).toEqual([4, 4, 4, 4, 4, 4]);
    expect(values[2]).toEqual([6, 5, 7, 8, 6, 9]);
    expect(spikes?.values?.map(({ variable }) => variable)).toEqual(['x', 'double', 'k']);
    expect([...(events?.steps ?? [])]).toEqual([0, 2]);
    expect([...(events?.values?.[0]?.values ?? [])]).toEqual([1, 1]);
    expect(plain?.values).toBeUndefined();
  });

  it('are cut back by a restore', async () => {
    const parts = {
      populations: { P: population },
      probes: [{ spikes: { of: 'P', variables: ['x'] } }],
    };
    const whole = await runDocument({ ...parts, timeline: [{ run: '1 ms' }] });
    const back = await runDocument({
      ...parts,
      timeline: [
        { run: '0.3 ms' },
        { checkpoint: 'c' },
        { run: '0.4 ms' },
        { restore: 'c' },
        { run: '0.7 ms' },
      ],
    });
    expect(back.recording.spikes).toEqual(whole.recording.spikes);
  });

  it('must exist, and need the spikes themselves', async () => {
    const codes = async (probe: object): Promise<readonly string[]> => {
      const probes = [{ spikes: { of: 'P', ...probe } }];
      return (await faultsOf({ populations: { P: population }, probes })).map(({ code }) => code);
    };
    expect(await codes({ variables: ['nothing'] })).toEqual(['NO_SUCH_VARIABLE']);
    expect(await codes({ variables: ['x'], counts: true })).toEqual(['FILE_CONFLICT']);
  });
});
