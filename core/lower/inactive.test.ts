import { describe, expect, it } from 'vitest';
import { runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** X drives A, A drives B; what is named in `off` takes no part. */
function chain(off: string): Parts {
  const active = (name: string): { readonly active?: boolean } =>
    name === off ? { active: false } : {};
  return {
    inputs: { X: { spikes: { size: 1, indices: [0], steps: [1] }, ...active('X') } },
    populations: {
      A: {
        size: 1,
        equations: 'dv/dt = 0/ms : 1\nn : 1',
        threshold: 'v > 0.5',
        reset: 'v = 0',
        events: { high: 'v > 0.2' },
        onEvent: { high: 'n += 1' },
        regularly: [{ do: 'n += 10' }],
        ...active('A'),
      },
      B: { size: 1, equations: 'v : 1' },
    },
    projections: {
      S: { from: 'X', to: 'A', connect: 'all', onPre: 'v_post += 1', ...active('S') },
      R: { from: 'A', to: 'B', connect: 'all', onPre: 'v_post += 1', ...active('R') },
    },
    probes: [
      { spikes: 'A' },
      { state: { of: 'B', name: 'seen', variables: ['v'], ...active('seen') } },
    ],
    timeline: [{ run: '0.4 ms' }],
  };
}

describe('active: false (semantics section 12, point 6)', () => {
  it.each([
    // [off, v of A, n of A, spikes of A, v of B]
    ['nothing', 0, 41, [2], 1],
    ['X', 0, 40, [], 0],
    ['S', 0, 40, [], 0],
    ['A', 1, 0, [], 0],
    ['R', 0, 41, [2], 0],
  ] as const)('%s', async (off, v, n, spikes, last) => {
    const run = await runDocument(chain(off));
    expect(run.final('A.v')).toEqual([v]);
    expect(run.final('A.n')).toEqual([n]);
    expect(run.spikeSteps('A')).toEqual(spikes);
    expect(run.final('B.v')).toEqual([last]);
  });

  it('is reported, once for each', async () => {
    for (const off of ['X', 'A', 'S', 'seen']) {
      const { notes } = await runDocument(chain(off));
      const said = notes.filter(({ code }) => code === 'OBJECT_INACTIVE');
      expect(said.map(({ severity }) => severity)).toEqual(['info']);
      expect(said[0]?.message).toContain(off);
    }
    const { notes } = await runDocument(chain('nothing'));
    expect(notes.map(({ code }) => code)).not.toContain('OBJECT_INACTIVE');
  });

  it('a probe that is off records nothing', async () => {
    const run = await runDocument(chain('seen'));
    expect(run.recording.states).toEqual([]);
  });
});
