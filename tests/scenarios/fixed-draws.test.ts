import { describe, expect, it } from 'vitest';
import {
  createFixedPointBackend,
  openFixedPlan,
  planFixed,
} from '../../backends/fixed-point/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import type { Session } from '../../core/backend.js';
import { networkFromDocument } from '../../core/description/index.js';
import { isFrameworkError } from '../../core/diagnostics/index.js';
import type { Network } from '../../core/network/index.js';
import { readHardware } from '../support/diagnose.js';

// Keyed words make the same noise in both engines: integers follow float64 draw by draw.

function hardware(more = '') {
  const { hardware: found } = readHardware(`hardware: 1\nname: here\nextends: iso-256\n${more}`);
  if (found === undefined) throw new Error('the built-in hardware does not load');
  return found;
}

function network(equations: string, more: object): Network {
  return networkFromDocument({
    isospike: 1,
    name: 'noise',
    seed: 11,
    dt: '0.1 ms',
    populations: { P: { size: 20, equations, ...more } },
    probes: [{ spikes: 'P' }],
    timeline: [{ run: '200 ms' }],
  });
}

async function outcome(
  session: Session,
): Promise<{ readonly x: readonly number[]; readonly spikes: number }> {
  await session.run();
  const { final, spikes } = await session.recording();
  const x = final.find(({ variable }) => variable === 'x')?.values ?? new Float64Array(0);
  return { x: [...x], spikes: spikes[0]?.steps.length ?? 0 };
}

async function both(found: Network) {
  return {
    float: await outcome(await referenceBackend.compile(found, {})),
    fixed: await outcome(openFixedPlan(await planFixed(found, { hardware: hardware() }))),
  };
}

describe('draws within a step', () => {
  it('noise moves a variable as in float64, to the error of the table', async () => {
    const { float, fixed } = await both(
      network('dx/dt = -x/(10*ms) + 0.5*xi*ms**-0.5 : 1', { bounds: { x: [-16, 16] } }),
    );
    const spread = Math.sqrt(float.x.reduce((sum, x) => sum + x * x, 0) / 20);
    // sqrt(0.25/ms * 10 ms / 2) = 1.12, from 20 neurons.
    expect(spread).toBeGreaterThan(0.7);
    expect(spread).toBeLessThan(1.6);
    for (const [neuron, x] of fixed.x.entries()) {
      // 1.5e-3 of the noise of a step, 0.158, 100 of them in memory, all of one sign: 0.024.
      expect(Math.abs(x - (float.x[neuron] as number))).toBeLessThan(0.024);
    }
  });

  it('rand() in a reset gives the same spikes', async () => {
    const { float, fixed } = await both(
      network('dx/dt = (2 - x)/(10*ms) : 1', {
        threshold: 'x > 1',
        reset: 'x = 0.5*rand()',
        method: 'euler',
        bounds: { x: [-4, 4] },
      }),
    );
    expect(float.spikes).toBeGreaterThan(400);
    expect(Math.abs(fixed.spikes - float.spikes)).toBeLessThanOrEqual(2);
    for (const [neuron, x] of fixed.x.entries())
      expect(x).toBeCloseTo(float.x[neuron] as number, 2);
  });

  it('are refused with rng.kind lfsr, whose words depend on the order of processing', async () => {
    const found = network('dx/dt = -x/(10*ms) + 0.5*xi*ms**-0.5 : 1', { bounds: { x: [-16, 16] } });
    const lfsr = hardware(
      'words: {weight: {rounding: nearest_even}, trace: {rounding: nearest_even}}\nrng: {kind: lfsr, width: 16, taps: [16, 14, 13, 11], seed: 1}\n',
    );
    const message = await createFixedPointBackend()
      .compile(found, { hardware: lfsr })
      .then(
        () => '',
        (error: unknown) => {
          if (isFrameworkError(error)) return error.diagnostics[0]?.message;
          throw error;
        },
      );
    expect(message).toBe('fixed point does not offer rand(), randn() and noise by rng.kind lfsr');
  });
});
