import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, ProjectionDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

function parts(delay: ProjectionDocument['delay'], more: Partial<ProjectionDocument> = {}): Parts {
  return {
    inputs: { input: { spikes: { size: 3, indices: [0, 1, 2], steps: [0, 0, 0] } } },
    populations: { P: { size: 3, equations: 'v : 1\npos : 1', initial: { pos: 'i*2' } } },
    projections: {
      S: {
        from: 'input',
        to: 'P',
        connect: 'one_to_one',
        model: 'at : 1',
        onPre: 'at = t_in_timesteps',
        ...(delay === undefined ? {} : { delay }),
        ...more,
      },
    },
    timeline: [{ run: '5 ms' }],
  };
}

async function arrivals(delay: ProjectionDocument['delay']): Promise<readonly number[]> {
  return (await runDocument(parts(delay))).final('S.at');
}

describe('delays of a pathway', () => {
  it.each([
    { delay: '1 ms', expected: [10, 10, 10] },
    { delay: { values: [0, 0.15, 2], unit: 'ms' }, expected: [0, 1, 20] },
    { delay: '(i + 1)*ms', expected: [10, 20, 30] },
    { delay: '(1 + pos_post)*ms', expected: [10, 30, 50] },
    { delay: undefined, expected: [0, 0, 0] },
  ])('$delay', async ({ delay, expected }) => {
    const run = await runDocument({ ...parts(delay), timeline: [{ run: '5.1 ms' }] });
    expect(run.final('S.at')).toEqual(expected);
  });

  it('are drawn once, at compile time, like any other text', async () => {
    const first = await arrivals('rand()*4*ms');
    expect(new Set(first).size).toBe(3);
    expect(await arrivals('rand()*4*ms')).toEqual(first);
    const { recording } = await runDocument(parts('rand()*4*ms'));
    const seconds = recording.final.find(({ variable }) => variable === 'delay')?.values ?? [];
    expect([...seconds].map((value) => Math.floor(value / 1e-4 + 0.5))).toEqual(first);
  });

  it('are reported where they were rounded, once per pathway', async () => {
    const { notes } = await lowerDocument(parts({ values: [0, 0.15, 2.02], unit: 'ms' }));
    const rounded = notes.filter(({ code }) => code === 'DELAY_ROUNDED');
    expect(rounded.map(({ message }) => message)).toEqual([
      expect.stringContaining('2 of 3 delays'),
    ]);
    const exact = await lowerDocument(parts('0.7 ms'));
    expect(exact.notes.filter(({ code }) => code === 'DELAY_ROUNDED')).toEqual([]);
  });

  it.each(['-1 ms', '(i - 1)*ms'])('must not be negative: %s', async (delay) => {
    const faults = await faultsOf(parts(delay));
    expect(faults.map(({ code }) => code)).toEqual(['DELAY_NEGATIVE']);
  });

  // 2^30 steps of 0.1 ms are 107374.1824 s.
  it.each(['107374.1824 s', '1e9 s', '(1 + i)*1e12*second', 'exp(1000.0*(i + 1))*second'])(
    'must be shorter than 2^30 steps: %s',
    async (delay) => {
      const faults = await faultsOf(parts(delay));
      expect(faults.map(({ code, message }) => `${code} ${message}`)).toEqual([
        'FILE_VALUE a delay must be shorter than 2^30 steps',
      ]);
    },
  );

  it('given as a list must have the length of the projection', async () => {
    // How many synapses a condition makes is known only when it is connected.
    const more = { connect: 'i == j' };
    const faults = await faultsOf(parts({ values: [0, 1], unit: 'ms' }, more));
    expect(faults.map(({ code, expected, found }) => ({ code, expected, found }))).toEqual([
      { code: 'SHAPE_MISMATCH', expected: '3 values', found: '2 values' },
    ]);
  });
});
