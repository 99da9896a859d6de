import { describe, expect, it } from 'vitest';
import { openFixedPlan, planFixed } from '../../backends/fixed-point/index.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { NetworkDocument } from '../../core/network/index.js';
import { testHardware } from '../support/test-hardware.js';

/** X spikes in every step and adds 1/8 to B, through synapses of 0.2 ms; exact in binary words. */
const document = (name: string): NetworkDocument => ({
  isospike: 1,
  name: 'switched',
  inputs: { X: { spikes: { size: 1, indices: [0], steps: [0], period: '0.1 ms' } } },
  populations: { B: { size: 1, equations: 'v : 1', bounds: { v: [0, 4] } } },
  projections: {
    S: {
      from: 'X',
      to: 'B',
      connect: 'all',
      model: 'w : 1',
      bounds: { w: [0, 1] },
      initial: { w: 0.125 },
      delay: '0.2 ms',
      onPre: 'v_post += w',
    },
  },
  probes: [
    { state: { of: 'B', variables: ['v'] } },
    { weights: { of: 'S', variables: ['w'], where: 'w > 0.1', every: '0.25 ms' } },
  ],
  timeline: [
    { run: '0.4 ms' },
    { set: { [`${name}.active`]: false } },
    { run: '0.3 ms' },
    { set: { [`${name}.active`]: true } },
    { run: '0.4 ms' },
  ],
});

describe('on integers', () => {
  it.each(['X', 'S'])('%s is switched off and on as in float64', async (name) => {
    const plan = await planFixed(networkFromDocument(document(name)), { hardware: testHardware() });
    const session = await openFixedPlan(plan, {});
    await session.run();
    const { states, weights } = await session.recording();
    // Spikes of steps 0 to 3 and from 7 on, each two steps later.
    const arrived = [0, 0, 0, 1, 2, 3, 4, 4, 4, 4, 5];
    expect([...(states[0]?.values ?? [])]).toEqual(arrived.map((count) => count / 8));
    // Times 0, 0.25, 0.5, 0.75, 1 ms, each at the first step that is not before it.
    expect(weights.map(({ step }) => step)).toEqual([0, 3, 5, 8, 10]);
    expect(weights.map(({ indices, values }) => [...(indices ?? []), ...values])).toEqual(
      weights.map(() => [0, 0.125]),
    );
  });
});
