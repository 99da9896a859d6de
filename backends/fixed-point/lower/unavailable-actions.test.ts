import { describe, expect, it } from 'vitest';
import { networkFromDocument } from '../../../core/description/index.js';
import { type Diagnostic, FrameworkError } from '../../../core/diagnostics/index.js';
import type { PopulationDocument } from '../../../core/network/index.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { planFixed } from '../plan-fixed.js';

async function faultsOf(population: PopulationDocument): Promise<readonly Diagnostic[]> {
  const timeline = [{ run: '1 ms' }];
  const populations = { P: population };
  const network = networkFromDocument({ isospike: 1, name: 'test', populations, timeline });
  try {
    await planFixed(network, { hardware: testHardware() });
  } catch (error) {
    if (error instanceof FrameworkError) return error.diagnostics;
    throw error;
  }
  return [];
}

describe('what fixed point refuses by name', () => {
  it.each([
    [{ dt: '0.2 ms' }, 'several clocks'],
    [{ regularly: [{ do: 'x = 0', every: '0.25 ms' }] }, 'several clocks'],
    [{ regularly: [{ do: 'x = poisson(2)' }] }, 'poisson()'],
    [
      {
        equations:
          'dx/dt = a*(y - x) : 1\ndy/dt = a*(z - y) : 1\ndz/dt = -a*z : 1\na : Hz (constant)',
      },
      'method exact with coefficients that differ',
    ],
  ] as const)('%j', async (keys, construct) => {
    const faults = await faultsOf({
      size: 1,
      equations: 'dx/dt = -x/(10*ms) : 1',
      initial: { x: 1 },
      bounds: { x: [-1, 1] },
      ...keys,
    });
    const named = faults.filter(({ code }) => code === 'UNSUPPORTED_FEATURE');
    expect(named.map(({ message }) => message).join()).toContain(construct);
  });
});
