import { describe, expect, it } from 'vitest';
import { runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, ProjectionDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** Source 0 spikes in the steps 2 and 7, source 1 in step 4. */
function parts(projection: Partial<ProjectionDocument>, more: Partial<Parts> = {}): Parts {
  const connect = {
    pairs: [
      [0, 0],
      [0, 1],
      [0, 1],
      [1, 1],
    ],
  } as const;
  return {
    inputs: { in: { spikes: { size: 2, indices: [0, 1, 0], steps: [2, 4, 7] } } },
    populations: { G: { size: 3, equations: 'g : 1' } },
    projections: { S: { from: 'in', to: 'G', connect, ...projection } },
    timeline: [{ run: '1 ms' }],
    ...more,
  };
}

describe('N_incoming and N_outgoing', () => {
  it('count the synapses of the target and of the source in this projection', async () => {
    const run = await runDocument(
      parts({ model: ['a : 1', 'b : 1'], initial: { a: 'N_incoming', b: 'N_outgoing' } }),
    );
    expect(run.final('S.a')).toEqual([1, 3, 3, 3]);
    expect(run.final('S.b')).toEqual([3, 3, 3, 1]);
  });

  it('scale in pathways, delays and sums', async () => {
    const run = await runDocument(
      parts({ onPre: 'g += 1/N_incoming', delay: '0.1*ms*N_outgoing' }),
    );
    // Each spike of source 0 gives 1 to target 0 and 2/3 to target 1, that of source 1 gives 1/3.
    // The second spike of source 0 is due in step 10, after the end.
    expect(run.final('G.g').map((g) => Math.round(g * 1e9) / 1e9)).toEqual([1, 1, 0]);
  });

  it('stand in selections of the timeline', async () => {
    const run = await runDocument(
      parts({ model: 'w : 1' }, { timeline: [{ set: { 'S.w': 5 }, where: 'N_outgoing == 1' }] }),
    );
    expect(run.final('S.w')).toEqual([0, 0, 0, 5]);
  });
});

describe('lastupdate', () => {
  it('is the time of the event before this one, 0 at first', async () => {
    const run = await runDocument(
      parts({ model: ['last : second', 'n : 1'], onPre: 'last = lastupdate; n += 1' }),
    );
    // The second event of source 0 is in step 7, its first was in step 2.
    const steps = run.final('S.last').map((last) => Math.round(last / 1e-4));
    expect(steps).toEqual([2, 2, 2, 0]);
    expect(run.final('S.n')).toEqual([2, 2, 2, 1]);
  });

  it('goes along with event-driven variables, which are then kept per synapse', async () => {
    const model = ['da/dt = -a/ms : 1 (event-driven)', 'gap : second'];
    const run = await runDocument(parts({ model, onPre: 'a += 1; gap = t - lastupdate' }));
    const decayed = 1 + Math.exp(-0.5);
    expect(run.final('S.a').map((a) => Math.round(a * 1e9) / 1e9)).toEqual(
      [decayed, decayed, decayed, 1].map((a) => Math.round(a * 1e9) / 1e9),
    );
    expect(run.final('S.gap').map((gap) => Math.round(gap / 1e-4))).toEqual([5, 5, 5, 4]);
  });

  it('selects synapses that were active', async () => {
    const run = await runDocument(
      parts(
        { model: 'w : 1', onPre: 'g += 1' },
        { timeline: [{ run: '1 ms' }, { set: { 'S.w': 1 }, where: 'lastupdate > 0.5*ms' }] },
      ),
    );
    expect(run.final('S.w')).toEqual([1, 1, 1, 0]);
  });
});

describe('constants that end like a side', () => {
  it('are constants, unless the neuron has such a variable', async () => {
    const run = await runDocument(
      parts({
        model: ['w : 1', 'v : 1'],
        onPre: 'w += nu_pre; v += g_post',
        constants: { nu_pre: 0.25, g_post: 7 },
      }),
    );
    expect(run.final('S.w')).toEqual([0.5, 0.5, 0.5, 0.25]);
    expect(run.final('S.v')).toEqual([0, 0, 0, 0]);
  });
});
