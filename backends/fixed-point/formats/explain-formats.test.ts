import { describe, expect, it } from 'vitest';
import { networkFromDocument } from '../../../core/description/index.js';
import type { Hardware, WordSpec } from '../../../core/hardware.js';
import type { NetworkDocument } from '../../../core/network/index.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { type FixedPlan, planFixed } from '../plan-fixed.js';

function plan(
  parts: Omit<NetworkDocument, 'isospike' | 'name'>,
  hardware: Hardware = testHardware(),
  profiled: Readonly<Record<string, readonly [number, number]>> = {},
): Promise<FixedPlan> {
  const network = networkFromDocument({ isospike: 1, name: 'test', ...parts });
  const ranges = new Map(
    Object.entries(profiled).map(([id, [lowest, highest]]) => [id, { lowest, highest }] as const),
  );
  return planFixed(network, { hardware, profile: { ranges, steps: 1 } });
}

/** The adaptive threshold of numerics section 12.2. */
const slow = {
  dt: '0.5 ms',
  populations: {
    cell: {
      size: 100,
      equations: 'dtheta/dt = -theta/(1e7*ms) : 1',
      method: 'euler',
      initial: { theta: 0.9 },
    },
  },
  timeline: [{ run: '1 ms' }],
} as const;

const states = (word: Partial<WordSpec>): Hardware => testHardware({ words: { state: word } });

describe('slow variables', () => {
  it('are frozen below 24 fraction bits of full scale, and warned of', async () => {
    // e = 5e-8 = 2^-24.25 and A = 0.9: F > log2(1 / (2 * 0.9 * 5e-8)) = 23.4; s24 has 23.
    const { report, notes } = await plan(slow);
    const theta = report().variables.get('cell.theta');
    expect(theta).toMatchObject({
      bitsNeeded: 25,
      bitsGiven: 24,
      decay: { verdict: 'frozen', fractionToMove: 24, fractionGiven: 23 },
    });
    expect(notes.find(({ code }) => code === 'UPDATE_SIZE')?.message).toContain(
      'cell.theta loses 5e-8 of itself per step',
    );
  });

  it('move with two bits more, and say from where on they stand still', async () => {
    const { report, notes } = await plan(slow, states({ bits: 26 }));
    const decay = report().variables.get('cell.theta')?.decay;
    // 1 / (2 e) codes, as the 16-bit constant holds e: 10^7 but for its error of at most 2^-17.
    const codes = decay?.stuckCodes[1] ?? 0;
    expect(Math.abs(codes / 1e7 - 1)).toBeLessThan(2 ** -16);
    expect(decay?.stuckValues[1]).toBeCloseTo(codes * 2 ** -25, 12);
    expect(decay?.secondsToDeadZone).toBeCloseTo(
      (0.0005 * Math.log(0.9 / (codes * 2 ** -25))) / 5e-8,
      -1,
    );
    expect(notes.some(({ code }) => code === 'UPDATE_SIZE')).toBe(false);
  });

  it('keep their mean with stochastic rounding', async () => {
    const { report, notes } = await plan(slow, states({ rounding: 'stochastic' }));
    expect(report().variables.get('cell.theta')?.decay?.verdict).toBe('mean only');
    expect(notes.some(({ code }) => code === 'UPDATE_SIZE')).toBe(false);
  });

  it('count the rounding of the product where each product is rounded', async () => {
    const hardware = testHardware({
      words: {
        state: { rounding: 'floor' },
        temporary: { bits: 50, fraction: 22, rounding: 'floor' },
      },
    });
    const parts = {
      ...slow,
      populations: {
        cell: { ...slow.populations.cell, equations: 'dtheta/dt = -theta/(16*ms) : 1' },
      },
    };
    const { report } = await plan(parts, hardware);
    // x - floor(e x) with e = 1/32: codes 1 .. 31 stay.
    expect(report().variables.get('cell.theta')?.decay?.stuckCodes).toEqual([0, 31]);
  });
});

describe('constants', () => {
  it('shift a state by error times operand', async () => {
    const { report, fixed } = await plan(
      {
        dt: '1 ms',
        populations: {
          cell: {
            size: 4,
            equations: 'dx/dt = -x/(10*ms) : 1',
            method: 'euler',
            initial: { x: 3 },
          },
        },
        timeline: [{ run: '1 ms' }],
      },
      testHardware(),
      { 'cell.x': [1, 3] },
    );
    // 0.1 in 16 bits is 52429 * 2^-19: 0.2 of 52428.8 too much. x is 2 in the middle.
    const relative = 0.2 / 52428.8;
    const fraction = fixed.formats.get('cell.x')?.format.fracBits ?? 0;
    const constant = report().constants.find(({ exact }) => Math.abs(exact) === 0.1);
    expect(constant?.relativeError).toBeCloseTo(relative, 9);
    // 104857.6 rounds to 104858: 0.4 too much.
    expect(constant?.relativeErrorOneBitMore).toBeCloseTo(0.4 / 104857.6, 9);
    const [bias] = constant?.bias ?? [];
    expect(bias?.variable).toBe('cell.x');
    expect(bias?.lsbPerStep).toBeCloseTo(-0.1 * relative * 2 * 2 ** fraction, 3);
  });
});

describe('ranges in words', () => {
  it('name the cycle of what nothing bounds', async () => {
    const { report } = await plan(
      {
        populations: {
          cell: {
            size: 1,
            equations: 'dx/dt = y/ms : 1\ndy/dt = x/ms : 1',
            method: 'euler',
            initial: { x: 1 },
          },
        },
        timeline: [{ run: '1 ms' }],
      },
      testHardware(),
      { 'cell.x': [0, 2], 'cell.y': [0, 2] },
    );
    const x = report().variables.get('cell.x');
    expect(x?.derived).toBeUndefined();
    expect(x?.cycle).toEqual(['cell.x', 'cell.x']);
  });
});
