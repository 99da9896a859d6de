import { describe, expect, it } from 'vitest';
import { runDocument } from '../../tests/support/run-network.js';
import type { PopulationDocument } from '../network/index.js';

const flagged = 'dx/dt = 1/ms : 1 (unless refractory)';

/** Steps of the spikes within 3 ms of dx/dt = 1/ms, x > 0.15, reset x = 0, dt 0.1 ms, euler. */
async function spikes(more: Partial<PopulationDocument>): Promise<readonly number[]> {
  const population = { size: 1, equations: flagged, threshold: 'x > 0.15', reset: 'x = 0' };
  const run = await runDocument({
    populations: { P: { ...population, method: 'euler', ...more } },
    probes: [{ spikes: 'P' }],
    timeline: [{ run: '3 ms' }],
  });
  return run.spikeSteps('P');
}

/** first, first + every, .. below 30. */
function every(first: number, step: number): readonly number[] {
  return Array.from({ length: Math.ceil((30 - first) / step) }, (_, k) => first + k * step);
}

describe('refractory periods (semantics, the table of section 6)', () => {
  it.each([
    { refractory: undefined, expected: every(1, 2) },
    { refractory: 0, expected: every(1, 2) },
    { refractory: '0.04 ms', expected: every(1, 2) },
    { refractory: '0.1 ms', expected: every(1, 2) },
    { refractory: '0.3 ms', expected: [1, 5, 9, 13, 17, 21, 25, 29] },
    { refractory: '0.35 ms', expected: [1, 5, 9, 13, 17, 21, 25, 29] },
    { refractory: '0.5 ms', expected: [1, 7, 13, 19, 25] },
    { refractory: '0.5*ms', expected: [1, 7, 13, 19, 25] },
    { refractory: '(t - lastspike) < 0.5*ms', expected: [1, 7, 13, 19, 25] },
    { refractory: 'x < 0.1', expected: [1] },
    { refractory: 'True', expected: [1] },
  ])('$refractory', async ({ refractory, expected }) => {
    expect(await spikes(refractory === undefined ? {} : { refractory })).toEqual(expected);
  });

  it('a parameter r of 0.7 ms', async () => {
    const more = { equations: `${flagged}\nr : second`, refractory: 'r', initial: { r: '0.7 ms' } };
    expect(await spikes(more)).toEqual([1, 9, 17, 25]);
  });

  it('without the flag: a condition ends when its variable passes', async () => {
    const more = { equations: 'dx/dt = 1/ms : 1', refractory: 'x < 0.05' };
    expect(await spikes(more)).toEqual(every(1, 2));
  });

  it('without the flag and without reset', async () => {
    const more = { equations: 'dx/dt = 1/ms : 1', refractory: '0.5 ms', reset: '' };
    expect(await spikes(more)).toEqual([1, 6, 11, 16, 21, 26]);
  });

  it('a period below a microsecond is used as given (deviation D1)', async () => {
    const population: PopulationDocument = {
      size: 1,
      equations: 'dx/dt = 1/us : 1 (unless refractory)'.replace('us', '(0.001*ms)'),
      threshold: 'x > 0.7',
      reset: 'x = 0',
      method: 'euler',
      refractory: '2.5 us',
    };
    const run = await runDocument({
      dt: '0.5 us',
      populations: { P: population },
      probes: [{ spikes: 'P' }],
      timeline: [{ run: '10 us' }],
    });
    // Two steps to 1, then five steps of 0.5 us block four steps; with 2 us it would be three.
    expect(run.spikeSteps('P')).toEqual([1, 7, 13, 19]);
  });
});

describe('guarded writes', () => {
  /** Spikes of `input` in every step onto a neuron that spikes in step 1 and is refractory to step 5. */
  async function received(statement: string): Promise<readonly number[]> {
    const run = await runDocument({
      inputs: {
        input: { spikes: { size: 1, indices: Array(10).fill(0), steps: [...Array(10).keys()] } },
      },
      populations: {
        P: {
          size: 1,
          equations: `dx/dt = 1/ms : 1 (unless refractory)
            dy/dt = 0/ms : 1 (unless refractory)
            z : 1`,
          threshold: 'x > 0.15',
          reset: 'x = 0; y += 100',
          refractory: '0.5 ms',
          method: 'euler',
        },
      },
      projections: { S: { from: 'input', to: 'P', connect: 'all', onPre: statement } },
      probes: [{ state: { of: 'P', variables: ['y', 'z'] } }],
      timeline: [{ run: '1 ms' }],
    });
    return ['y', 'z'].flatMap((name) => {
      const trace = run.recording.states.find(({ variable }) => variable === name);
      return [...(trace?.values ?? []), ...run.final(`P.${name}`)];
    });
  }

  it.each(['y_post += 1; z_post += 1', 'y = y + 1; z += 1'])('%s', async (statement) => {
    // Dropped from the spike in step 1 to step 5; the reset of step 1 always writes. x spikes again in step 7.
    expect(await received(statement)).toEqual([
      ...[0, 1, 101, 101, 101, 101, 101, 102, 202, 202, 202],
      ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ]);
  });
});
