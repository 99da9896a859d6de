import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { PopulationDocument } from '../network/index.js';

const population = (more: Partial<PopulationDocument>): PopulationDocument => ({
  size: 2,
  equations: 'x : 1',
  ...more,
});

async function samples(
  more: Partial<PopulationDocument>,
  variable = 'x',
): Promise<readonly number[]> {
  const run = await runDocument({
    populations: { P: population({ size: 1, ...more }) },
    probes: [{ state: { of: 'P', variables: [variable], when: 'end' } }],
    timeline: [{ run: '0.5 ms' }],
  });
  return [...(run.recording.states[0]?.values ?? [])];
}

describe('code at regular times (semantics section 12, point 3)', () => {
  it('runs at time 0 first, then every multiple, for all elements', async () => {
    const regularly = [{ do: 'x += 1 + 10*t/ms', every: '0.2 ms' }];
    // Steps 0, 2, 4 at 0, 0.2 and 0.4 ms: 1, then 3, then 5.
    expect(await samples({ regularly })).toEqual([1, 1, 4, 4, 9]);
    expect(await samples({ regularly: [{ do: 'x += 1' }] })).toEqual([1, 2, 3, 4, 5]);
  });

  it('names: the object and a number; slots and order as given', async () => {
    const { program } = await lowerDocument({
      populations: {
        P: population({
          equations: 'dx/dt = 1/ms : 1',
          threshold: 'x > 1',
          regularly: [
            { do: 'x = 0', when: 'after_groups' },
            { do: 'x = 1', when: 'before_end', every: '1 ms' },
            { do: 'x = 2' },
            { do: 'x = 3', order: -1 },
          ],
        }),
      },
      timeline: [{ run: '1 ms' }],
    });
    expect(
      program.actions.map(({ slot, name, everyTicks }) => `${slot} ${name} ${everyTicks ?? 1}`),
    ).toEqual([
      'start P_run_regularly_3 1',
      'start P_run_regularly_2 1',
      'groups P_stateupdater 1',
      'after_groups P_run_regularly 1',
      'thresholds P_spike_thresholder 1',
      'before_end P_run_regularly_1 10',
    ]);
  });

  it('drops writes to flagged variables of refractory neurons (section 6, point 6)', async () => {
    const more: Partial<PopulationDocument> = {
      equations: 'dx/dt = 0/ms : 1 (unless refractory)\ny : 1',
      threshold: 'x > 1.5',
      reset: 'x = 0',
      refractory: '0.3 ms',
      regularly: [{ do: 'x += 1; y += 1' }],
    };
    // x reaches 2 in step 1, is reset there; not ready in steps 2 and 3 of slot start (the flag is
    // renewed later in the step), so it counts again from step 4 + 1.
    expect(await samples(more)).toEqual([1, 0, 0, 0, 0]);
    expect(await samples(more, 'y')).toEqual([1, 2, 3, 4, 5]);
  });

  it('writes shared variables from shared values, once for the object', async () => {
    const run = await runDocument({
      populations: {
        P: {
          size: 3,
          equations: 's : 1 (shared)\nlate : boolean (shared)\nx : 1\nold : 1',
          initial: { s: 2, x: 'i' },
          regularly: [
            {
              do: 'before = s\ns += 1\nlate = before > 2.5\nenough = s > 3.5\nlate = enough\nx += s\nold = before',
            },
          ],
        },
      },
      timeline: [{ run: '0.2 ms' }],
    });
    // s: 2, 3, 4; x gains 3 and 4.
    expect(run.final('P.s')).toEqual([4]);
    expect(run.final('P.x')).toEqual([7, 8, 9]);
    expect(run.final('P.old')).toEqual([3, 3, 3]);
    expect(run.final('P.late')).toEqual([1]);
  });

  it.each([
    ['s = x', 'ILLEGAL_READ'],
    ['a = x; s = a', 'ILLEGAL_READ'],
    ['a = rand(); s = a', 'ILLEGAL_READ'],
    ['s = i', 'ILLEGAL_READ'],
    ['x = 1; s = 2', 'ILLEGAL_WRITE'],
    ['k = 1', 'ILLEGAL_WRITE'],
    ['x = 1*mV', 'UNIT_MISMATCH'],
    ['nothing += 1', 'UNRESOLVED_NAME'],
  ])('%s: %s', async (code, expected) => {
    const faults = await faultsOf({
      populations: {
        P: population({
          equations: 's : 1 (shared)\nx : 1\nk : 1 (constant)',
          regularly: [{ do: code }],
        }),
      },
    });
    expect(faults.map((fault) => fault.code)).toEqual([expected]);
  });

  it('a shared draw is one number', async () => {
    const run = await runDocument({
      seed: 8,
      populations: {
        P: {
          size: 3,
          equations: 's : 1 (shared)\nx : 1',
          regularly: [{ do: 's = rand()\nx = s' }],
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    const [s] = run.final('P.s');
    expect(s).toBeGreaterThan(0);
    expect(run.final('P.x')).toEqual([s, s, s]);
  });

  it('of synapses: adds to neurons in synapse order, leaves frozen synapses', async () => {
    const run = await runDocument({
      populations: { A: { size: 2, equations: 'x : 1', initial: { x: 'i + 1' } } },
      projections: {
        S: {
          from: 'A',
          to: 'A',
          connect: 'all',
          model: 'w : 1\nc : 1 (shared)',
          plastic: ['w'],
          freezable: true,
          initial: { w: '10*i + j' },
          regularly: [{ do: 'c += 1\nw += c\nx_post += w', every: '0.2 ms' }],
        },
      },
      timeline: [{ freeze: 'S', where: 'i == 1' }, { run: '0.2 ms' }],
    });
    expect(run.final('S.w')).toEqual([1, 2, 10, 11]);
    expect(run.final('A.x')).toEqual([1 + 1 + 10, 2 + 2 + 11]);
  });

  it('keeps event-driven variables per synapse where the code reads them', async () => {
    const { program } = await lowerDocument({
      populations: { A: { size: 2, equations: 'v : 1', threshold: 'v > 1' } },
      projections: {
        S: {
          from: 'A',
          to: 'A',
          connect: 'all',
          model: 'da/dt = -a/(10*ms) : 1 (event-driven)\nw : 1',
          onPre: 'a += 1',
          regularly: [{ do: 'w = a' }],
        },
      },
      timeline: [{ run: '1 ms' }],
    });
    const projection = program.objects.find(({ kind }) => kind === 'projection');
    expect(projection).toMatchObject({ traces: [] });
  });

  it('order, then the name, decide between code and a state probe of one slot', async () => {
    const run = await runDocument({
      populations: { P: population({ size: 1, regularly: [{ do: 'x += 1' }] }) },
      probes: [
        { state: { of: 'P', name: 'A', variables: ['x'] } },
        { state: { of: 'P', name: 'z', variables: ['x'] } },
        { state: { of: 'P', name: 'y', variables: ['x'], order: -1 } },
        { state: { of: 'P', name: 'B', variables: ['x'], order: 1 } },
        { state: { of: 'P', name: 'C', variables: ['x'], when: 'before_start', order: 5 } },
        { state: { of: 'P', name: 'D', variables: ['x'], when: 'after_start' } },
      ],
      timeline: [{ run: '0.2 ms' }],
    });
    const seen = run.recording.states.map(({ values }) => [...values]);
    // The code is P_run_regularly: behind A, before z.
    expect(seen).toEqual([
      [0, 1],
      [1, 2],
      [0, 1],
      [1, 2],
      [0, 1],
      [1, 2],
    ]);
  });
});
