import { describe, expect, it } from 'vitest';
import { fixedPointBackend } from '../../backends/fixed-point/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { NetworkDocument } from '../../core/network/index.js';
import type { Recording } from '../../core/recording/index.js';
import { testHardware } from '../support/test-hardware.js';

/** What fixed point offers too: no draws, no further clocks. */
const whole: NetworkDocument = {
  isospike: 1,
  name: 'features',
  inputs: { X: { spikes: { size: 2, indices: [0, 1, 0], steps: [2, 5, 9], period: '2 ms' } } },
  populations: {
    P: {
      size: 2,
      equations: [
        'dx/dt = (drive - x)/(2*ms) : 1',
        'drive = 0.5*level + 0.25*i : 1 (constant over dt)',
        'level : 1 (shared)',
        'n : 1',
        'gap = drive - x : 1',
        'near = gap < 0.25 : boolean',
      ],
      method: 'euler',
      threshold: 'x > 0.75',
      reset: 'x = 0',
      events: { half: 'x > 0.5' },
      onEvent: { half: 'n += 0.125' },
      regularly: [{ do: 'level += 0.25\nlevel = clip(level, 0, 1.5)', every: '0.5 ms' }],
      bounds: { x: [-1, 4], drive: [0, 4], level: [0, 4], n: [0, 15] },
    },
    Q: { size: 2, equations: 'y : 1', bounds: { y: [0, 15] } },
  },
  projections: {
    S: { from: 'X', to: 'P', connect: 'one_to_one', onPre: 'x_post += 0.125' },
    R: {
      from: 'P',
      to: 'Q',
      connect: 'one_to_one',
      onPre: { up: { do: 'y_post += 0.125', event: 'half', delay: '0.2 ms' } },
    },
  },
  probes: [
    { spikes: 'P' },
    { events: { of: 'P', event: 'half' } },
    { state: { of: 'P', variables: ['gap', 'near'] } },
  ],
  timeline: [{ run: '6 ms' }],
};

/** Draws and noise besides. */
const random: NetworkDocument = {
  ...whole,
  seed: 9,
  populations: {
    ...whole.populations,
    N: {
      size: 4,
      equations: [
        'dv/dt = (current - v)/ms + 0.1*v*xi*ms**-0.5 : 1',
        'current = 2*rand() : 1 (constant over dt)',
        'k : integer',
      ],
      threshold: 'v > 1.2',
      reset: 'v = 0',
      dt: '0.07 ms',
      regularly: [{ do: 'k = poisson(3)', every: '0.3 ms' }],
    },
  },
  probes: [{ spikes: 'P' }, { spikes: 'N' }, { state: { of: 'N', variables: ['v', 'k'] } }],
};

async function run(
  document: NetworkDocument,
  options: Parameters<typeof referenceBackend.compile>[1] = {},
  backend = referenceBackend,
): Promise<Recording> {
  const session = await backend.compile(networkFromDocument(document), options);
  await session.run();
  return session.recording();
}

describe('constant over dt, regular code and events on every engine', () => {
  it('generated JavaScript and the interpreter give the same bits', async () => {
    for (const document of [whole, random]) {
      expect(await run(document)).toEqual(await run(document, { interpreted: true }));
    }
  });

  it('fixed point follows float64', async () => {
    const real = await run(whole);
    const fixed = await run(whole, { hardware: testHardware() }, fixedPointBackend);
    const [spikes, events] = real.spikes;
    expect(spikes?.steps.length).toBeGreaterThan(2);
    expect(events?.steps.length).toBeGreaterThan(5);
    expect(fixed.spikes.map(({ counts }) => [...counts])).toEqual(
      real.spikes.map(({ counts }) => [...counts]),
    );
    const [gap, near] = fixed.states;
    for (const [at, value] of (real.states[0]?.values ?? []).entries())
      expect(Math.abs((gap?.values[at] ?? NaN) - value)).toBeLessThan(0.01);
    expect(new Set(near?.values)).toEqual(new Set([0, 1]));
    for (const variable of ['level', 'n', 'y']) {
      const of = (recording: Recording): readonly number[] => [
        ...(recording.final.find((entry) => entry.variable === variable)?.values ?? []),
      ];
      expect(of(fixed)).toEqual(of(real));
    }
  });

  it('a session stored and restored at any step goes on with the same bits', async () => {
    const network = networkFromDocument(random);
    const reference = await run(random);
    for (const step of [1, 7, 23, 40]) {
      const first = await referenceBackend.compile(network);
      await first.run(step);
      const second = await referenceBackend.compile(network);
      await second.restore(await first.store());
      await second.run();
      expect(await second.recording()).toEqual(reference);
    }
  });
});
