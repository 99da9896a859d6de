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

describe('times that are no multiple of a step', () => {
  const parts = {
    inputs: { X: { spikes: { size: 1, indices: [0], steps: [0], period: '0.1 ms' } } },
    populations: { B: { size: 1, equations: 'v : 1' } },
    projections: {
      S: { from: 'X', to: 'B', connect: 'all', model: 'w : 1', onPre: 'w += 1' },
    },
    timeline: [{ run: '1.2 ms' }],
  };

  it('bins of a rate begin at the first step that is not before their time', async () => {
    const run = await runDocument({ ...parts, probes: [{ rate: { of: 'X', every: '0.25 ms' } }] });
    const trace = run.recording.states[0];
    // Times 0, 0.25, 0.5, 0.75, 1 ms; the last bin is not finished.
    expect([...(trace?.steps ?? [])]).toEqual([0, 3, 5, 8]);
    // One spike per step is 10 kHz, however many steps a bin has.
    for (const rate of trace?.values ?? []) expect(rate).toBeCloseTo(10000, 6);
    const note = run.notes.find(({ code }) => code === 'CLOCK_RATIO');
    expect(note?.severity).toBe('info');
  });

  it('weights are copied at the first step that is not before the time', async () => {
    const run = await runDocument({
      ...parts,
      probes: [{ weights: { of: 'S', every: '0.25 ms' } }],
    });
    const { weights } = run.recording;
    expect(weights.map(({ step }) => step)).toEqual([0, 3, 5, 8, 10]);
    expect(weights.map(({ values }) => values[0])).toEqual([0, 3, 5, 8, 10]);
  });

  it('are not shorter than a step', async () => {
    const probes = [{ rate: { of: 'X', every: '0.03 ms' } }];
    const faults = await faultsOf({ ...parts, probes });
    expect(faults.map(({ code }) => code)).toEqual(['FILE_VALUE']);
  });
});

describe('weights probes with a condition', () => {
  const parts = (where: string) => ({
    populations: { A: { size: 3, equations: 'v : 1' } },
    projections: {
      S: {
        from: 'A',
        to: 'A',
        connect: 'all',
        model: 'w : 1',
        initial: { w: 'i + 10*j' },
        plastic: ['w'],
      },
    },
    probes: [{ weights: { of: 'S', where, every: '0.1 ms' } }],
    timeline: [{ run: '0.1 ms' }, { set: { 'S.w': 'w + 100' } }, { run: '0.1 ms' }],
  });

  it('copy the synapses for which it holds when the run begins', async () => {
    const { recording } = await runDocument(parts('w > 19'));
    // Synapses in order of i, then j: w is 0, 10, 20, 1, 11, 21, 2, 12, 22.
    expect(
      recording.weights.map(({ step, indices, values }) => [
        step,
        [...(indices ?? [])],
        [...values],
      ]),
    ).toEqual([
      [0, [2, 5, 8], [20, 21, 22]],
      [1, [2, 5, 8], [120, 121, 122]],
    ]);
  });

  it('may select nothing, and refuse draws and what is no condition', async () => {
    const { recording } = await runDocument(parts('w > 1000'));
    expect(recording.weights.map(({ values }) => values.length)).toEqual([0, 0]);
    for (const where of ['rand() < 0.5', 'w', 'nothing > 1'])
      expect(await faultsOf(parts(where))).not.toEqual([]);
  });
});
