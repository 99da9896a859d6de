import { describe, expect, it } from 'vitest';
import { faultsOf, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument } from '../network/index.js';

/** Two synapses per neuron of H, each with one event; what Brian2 2.5.1 does is in the table. */
function network(onPre: string): Omit<NetworkDocument, 'isospike' | 'name'> {
  return {
    inputs: { in: { spikes: { size: 2, indices: [0, 1], steps: [1, 3] } } },
    populations: { H: { size: 2, equations: 'v : 1' } },
    projections: {
      S: { from: 'in', to: 'H', connect: 'all', model: 'w : 1', onPre, initial: { w: 1.5 } },
    },
    timeline: [{ run: '1 ms' }],
  };
}

describe('names that a block of statements declares by writing them', () => {
  it.each([
    // Brian2's own results.
    { block: 'tmp = w*2; v_post += tmp', v: [6, 6], w: [1.5, 1.5, 1.5, 1.5] },
    { block: 'tmp = 5*mV; w += tmp/mV', v: [0, 0], w: [6.5, 6.5, 6.5, 6.5] },
    { block: 'tmp = i; w += tmp', v: [0, 0], w: [1.5, 1.5, 2.5, 2.5] },
    { block: 'x = w > 1; w += int(x)', v: [0, 0], w: [2.5, 2.5, 2.5, 2.5] },
    // A local may change; Brian2 takes this one for a scalar and refuses it.
    { block: 'tmp = 3; tmp += 1; v_post += tmp', v: [8, 8], w: [1.5, 1.5, 1.5, 1.5] },
  ])('$block', async ({ block, v, w }) => {
    const { final } = await runDocument(network(block));
    expect([final('H.v'), final('S.w')]).toEqual([v, w]);
  });

  it.each([
    ['v_post += q', 'UNRESOLVED_NAME'],
    ['tmp += 1; v_post += tmp', 'UNRESOLVED_NAME'],
    ['v_post += tmp; tmp = 1', 'UNRESOLVED_NAME'],
    ['tmp = w; w = tmp*mV', 'UNIT_MISMATCH'],
    // Brian2 makes it a local: more likely the neuron's variable of that name is missing.
    ['tmp_post = 3; w += tmp_post', 'UNRESOLVED_NAME'],
  ])('%s is refused: %s', async (block, code) => {
    expect((await faultsOf(network(block)))[0]?.code).toBe(code);
  });
});
