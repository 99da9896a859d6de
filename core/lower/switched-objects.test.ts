import { describe, expect, it } from 'vitest';
import { openProgram } from '../../backends/reference/index.js';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, StepDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** X spikes in every step and adds 1 to B, A spikes in every step and adds 100; S has the delay. */
function chain(timeline: readonly StepDocument[], delay = '0 ms', off?: string): Parts {
  const active = (name: string): { readonly active?: boolean } =>
    name === off ? { active: false } : {};
  return {
    inputs: { X: { spikes: { size: 1, indices: [0], steps: [0], period: '0.1 ms' } } },
    populations: {
      A: {
        size: 1,
        equations: 'n : 1',
        threshold: 'n > -1',
        regularly: [{ do: 'n += 1' }],
        ...active('A'),
      },
      B: { size: 1, equations: 'v : 1' },
    },
    projections: {
      S: { from: 'X', to: 'B', connect: 'all', onPre: 'v_post += 1', delay, ...active('S') },
      R: { from: 'A', to: 'B', connect: 'all', onPre: 'v_post += 100' },
    },
    probes: [{ spikes: 'X' }, { spikes: 'A' }, { state: { of: 'B', variables: ['v'] } }],
    timeline,
  };
}

/** On for steps 0 to 3, off for 4 to 6, on for 7 to 10. */
const offAndOn = (name: string): readonly StepDocument[] => [
  { run: '0.4 ms' },
  { set: { [`${name}.active`]: false } },
  { run: '0.3 ms' },
  { set: { [`${name}.active`]: true } },
  { run: '0.4 ms' },
];

// Values of B.v before each step: Brian2 2.5.1 gave the same rows for `active` of the source group, of
// the other group, and of synapses without delay.
const rows = {
  'X, no delay': [0, 101, 202, 303, 404, 504, 604, 704, 805, 906, 1007],
  // Spikes of steps 2 and 3 are under way when the input goes off, and arrive in 4 and 5.
  'X, 0.2 ms': [0, 100, 200, 301, 402, 503, 604, 704, 804, 904, 1005],
  'A, no delay': [0, 101, 202, 303, 404, 405, 406, 407, 508, 609, 710],
  'S, no delay': [0, 101, 202, 303, 404, 504, 604, 704, 805, 906, 1007],
  // Brian2 keeps what is under way until the synapses are on again; here it arrives.
  'S, 0.2 ms': [0, 100, 200, 301, 402, 503, 604, 704, 804, 904, 1005],
};

describe('set: {OBJECT.active: ..}', () => {
  it.each(Object.entries(rows))('%s', async (what, expected) => {
    const [name = '', delay = ''] = what.split(', ');
    const parts = chain(offAndOn(name), delay === 'no delay' ? '0 ms' : delay);
    const run = await runDocument(parts);
    expect([...(run.recording.states[0]?.values ?? [])]).toEqual(expected);
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const some = [0, 1, 2, 3, 7, 8, 9, 10];
    expect(run.spikeSteps('X')).toEqual(name === 'X' ? some : all);
    expect(run.spikeSteps('A')).toEqual(name === 'A' ? some : all);
    // What is off does not change of itself.
    expect(run.final('A.n')).toEqual([name === 'A' ? 8 : 11]);
  });

  it('an object that begins as off is switched on', async () => {
    const timeline = [{ run: '0.2 ms' }, { set: { 'S.active': true } }, { run: '0.2 ms' }];
    const run = await runDocument(chain(timeline, '0.1 ms', 'S'));
    // Spikes of steps 2 and 3; that of step 3 is under way at the end. Four of A.
    expect(run.final('B.v')).toEqual([401]);
    const rest = await runDocument(chain([{ run: '0.4 ms' }], '0 ms', 'S'));
    expect(rest.final('B.v')).toEqual([400]);
  });

  it('in a loop, and of several objects in one step', async () => {
    const off = { set: { 'X.active': false, 'A.active': false } };
    const on = { set: { 'X.active': true, 'A.active': true, 'B.v': 0 } };
    const steps = [off, { run: '0.3 ms' }, on, { run: '0.2 ms' }];
    const run = await runDocument(chain([{ repeat: 2, steps }]));
    expect(run.spikeSteps('X')).toEqual([3, 4, 8, 9]);
    expect(run.final('B.v')).toEqual([202]);
  });

  it('a Poisson input goes on as if it had never been off', async () => {
    const parts = (timeline: readonly StepDocument[]): Parts => ({
      inputs: { P: { poisson: { size: 20, rates: '400 Hz' } } },
      probes: [{ spikes: 'P' }],
      timeline,
    });
    const always = await runDocument(parts([{ run: '30 ms' }]));
    const steps = [
      { run: '10 ms' },
      { set: { 'P.active': false } },
      { run: '10 ms' },
      { set: { 'P.active': true } },
      { run: '10 ms' },
    ];
    const sometimes = await runDocument(parts(steps));
    const expected = always.spikeSteps('P').filter((step) => step < 100 || step >= 200);
    expect(expected.length).toBeGreaterThan(50);
    expect(sometimes.spikeSteps('P')).toEqual(expected);
  });

  it('a PoissonInput adds nothing while it is off', async () => {
    const timeline = [
      { set: { 'P.active': false } },
      { run: '2 ms' },
      { checkpoint: 'off' },
      { set: { 'P.active': true } },
      { run: '2 ms' },
    ];
    const run = await runDocument({
      inputs: {
        P: { poissonInput: { target: 'B', variable: 'v', n: 100, rate: '200 Hz', weight: '1' } },
      },
      populations: { B: { size: 1, equations: 'v : 1' } },
      probes: [{ state: { of: 'B', variables: ['v'] } }],
      timeline,
    });
    const values = [...(run.recording.states[0]?.values ?? [])];
    // Before each step: the first that may add something is step 20.
    expect(values.slice(0, 21)).toEqual(new Array(21).fill(0));
    expect(values.at(-1)).toBeGreaterThan(5);
  });

  it('custom events of a population wait with it', async () => {
    const run = await runDocument({
      populations: {
        A: {
          size: 1,
          equations: 'n : 1\nm : 1',
          events: { high: 'n > -1' },
          onEvent: { high: 'n += 1' },
          active: false,
        },
        B: { size: 1, equations: 'v : 1' },
      },
      projections: {
        S: {
          from: 'A',
          to: 'B',
          connect: 'all',
          onPre: { up: { do: 'v_post += 1', event: 'high' } },
        },
      },
      probes: [{ events: { of: 'A', event: 'high' } }],
      timeline: [{ run: '0.3 ms' }, { set: { 'A.active': true } }, { run: '0.2 ms' }],
    });
    expect(run.spikeSteps('A.high')).toEqual([3, 4]);
    expect(run.final('A.n')).toEqual([2]);
    expect(run.final('B.v')).toEqual([2]);
  });

  it('learning stops with its projection, and traces take no spikes in', async () => {
    const parts = (literal: boolean) =>
      runDocument(
        {
          inputs: { X: { spikes: { size: 1, indices: [0], steps: [0], period: '0.3 ms' } } },
          populations: {
            B: {
              size: 1,
              equations: 'n : 1',
              threshold: 'n > 2',
              reset: 'n = 0',
              regularly: [{ do: 'n += 1' }],
            },
          },
          projections: {
            S: {
              from: 'X',
              to: 'B',
              connect: 'all',
              delay: '0.2 ms',
              model:
                'w : 1\ndp/dt = -p/(5*ms) : 1 (event-driven)\ndq/dt = -q/(5*ms) : 1 (event-driven)',
              onPre: 'p += 1\nw += q',
              onPost: 'q += 1\nw += p',
            },
          },
          timeline: [
            { run: '1 ms' },
            { set: { 'S.active': false } },
            { run: '1 ms' },
            { set: { 'S.active': true } },
            { run: '1 ms' },
          ],
        },
        {},
        { literalTraces: literal },
      );
    const [factored, literal] = [await parts(false), await parts(true)];
    expect(
      factored.program.objects.some((o) => o.kind === 'projection' && o.traces.length > 0),
    ).toBe(true);
    expect(factored.final('S.w')[0]).toBeCloseTo(literal.final('S.w')[0] as number, 12);
  });

  it('a checkpoint keeps who is off', async () => {
    const timeline = [
      { run: '0.4 ms' },
      { set: { 'S.active': false } },
      { run: '0.1 ms' },
      { checkpoint: 'off' },
      { set: { 'S.active': true } },
      { run: '0.3 ms' },
      { restore: 'off' },
      { run: '0.1 ms' },
    ];
    const run = await runDocument(chain(timeline, '0.2 ms'));
    // Spikes of steps 0 to 3 of X, those of steps 0 to 5 of A.
    expect(run.final('B.v')).toEqual([604]);
    const { program, notes } = await lowerDocument(chain(timeline.slice(0, 3), '0.2 ms'));
    const session = openProgram(program, notes);
    const { notes: said } = await session.run();
    expect(said.filter(({ code }) => code === 'OBJECT_INACTIVE')).toMatchObject([
      { severity: 'info', message: 'the timeline switches S off (active: false)' },
    ]);
    // A new timeline begins as the file says: S is on.
    const other = await lowerDocument(chain([{ run: '0.2 ms' }], '0.2 ms'));
    const next = openProgram(other.program, other.notes);
    await next.restore(await session.store(), { timeline: 'start' });
    await next.run();
    const { values } = await next.read('B.v');
    // Of X one more spike in step 5, which arrives in step 7: not yet.
    expect([...values]).toEqual([704]);
  });

  it('a population that is off is not called silent', async () => {
    const parts = (active: boolean): Parts => ({
      inputs: { X: { poisson: { size: 20, rates: '500 Hz' } } },
      populations: {
        A: { size: 1, equations: 'v : 1', threshold: 'v > 1e6' },
      },
      projections: { S: { from: 'X', to: 'A', connect: 'all', onPre: 'v_post += 0.1' } },
      timeline: [...(active ? [] : [{ set: { 'A.active': false } }]), { run: '200 ms' }],
    });
    const codes = async (active: boolean): Promise<readonly string[]> => {
      const { program, notes } = await lowerDocument(parts(active));
      return (await openProgram(program, notes).run()).notes.map(({ code }) => code);
    };
    expect(await codes(true)).toContain('SILENT_GROUP');
    expect(await codes(false)).not.toContain('SILENT_GROUP');
  });

  it('takes true or false, for whole objects', async () => {
    const faults = await faultsOf(
      chain([{ set: { 'A.active': 1 } }, { set: { 'B.active': false }, indices: [0] }]),
    );
    expect(faults.map(({ code }) => code)).toEqual(['FILE_TYPE', 'FILE_CONFLICT']);
  });
});
