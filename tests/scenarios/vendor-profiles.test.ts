import { describe, expect, it } from 'vitest';
import { openFixedPlan, planFixed } from '../../backends/fixed-point/index.js';
import { networkFromDocument } from '../../core/description/index.js';
import { readHardware } from '../support/diagnose.js';

// `arithmetic` of a hardware file selects whose deviations are reproduced. The one case where AMD's
// headers differ from SystemC: <10,6> to <5,3>, RND, WRAP_SM, code -386.

/** y = x in locked formats, after one step. */
async function assigned(arithmetic: string, to: string): Promise<number | undefined> {
  const { hardware, diagnostics } = readHardware(`hardware: 1
name: here
extends: iso-256
arithmetic: ${arithmetic}
words: {weight: {rounding: nearest_even}, trace: {rounding: nearest_even}, state: {allowed: []}}
formats:
  cell.x: s10f4
  cell.y: ${to}
`);
  if (hardware === undefined) throw new Error(diagnostics.map((d) => d.message).join('; '));
  const network = networkFromDocument({
    isospike: 1,
    name: 'profiles',
    dt: '1 ms',
    populations: {
      cell: {
        size: 1,
        equations: ['x : 1', 'y : 1'],
        regularly: [{ do: 'y = x', every: '1 ms' }],
        initial: { x: -24.125 },
        bounds: { x: [-32, 31], y: [-32, 31] },
      },
    },
    timeline: [{ run: '1 ms' }],
  });
  const session = openFixedPlan(await planFixed(network, { hardware }));
  await session.run();
  const { final } = await session.recording();
  return final.find(({ variable }) => variable === 'y')?.values[0];
}

const lock = '{format: s5f2, rounding: nearest_up, overflow: wrap_sm}';

describe('the key arithmetic', () => {
  it.each([
    // -24.125 is -96.5 quarters: rounded -96, floored -97. WRAP_SM looks at bit 5 of one or the other.
    ['standard', -1 / 4],
    ['sc', -1 / 4],
    ['ap', 0],
  ])('%s gives %d', async (arithmetic, expected) => {
    expect(await assigned(arithmetic, lock)).toBe(expected);
  });

  it.each([
    ['unsigned, saturated at 0', '{format: u5f2, rounding: floor, overflow: saturate}', 0],
    // -97 quarters modulo 32 is 31.
    ['unsigned, wrapped', '{format: u5f2, rounding: floor, overflow: wrap}', 31 / 4],
    // In fours: -6.03, down -7, and s3 ends at -4.
    ['F below 0', '{format: s3f-2, rounding: floor, overflow: saturate}', -16],
    ['F below 0, wrapped', '{format: s3f-2, rounding: floor, overflow: wrap}', 4],
    ['F above W', '{format: s4f6, rounding: floor, overflow: saturate}', -1 / 8],
  ])('%s', async (_, to, expected) => {
    expect(await assigned('ac', to)).toBe(expected);
  });
});
