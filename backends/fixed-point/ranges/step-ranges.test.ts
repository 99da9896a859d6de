import { describe, expect, it } from 'vitest';
import type { NetworkDocument } from '../../../core/network/index.js';
import { lowerDocument, runDocument } from '../../../tests/support/run-network.js';
import { type DerivedRanges, deriveRanges } from './derive-ranges.js';
import { describeBound } from './describe-bound.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

async function derive(parts: Parts): Promise<DerivedRanges> {
  return deriveRanges((await lowerDocument(parts)).program);
}

/** Izhikevich with a membrane alone: u and I are constants, so all is known of the step. */
function membrane(dt: string): Parts {
  return {
    dt,
    populations: {
      cell: {
        size: 1,
        equations: 'dv/dt = (0.04*v**2 + 5*v + 140 - u + I)/ms : 1',
        constants: { u: -13, I: 4.775 },
        method: 'euler',
        threshold: 'v >= 30',
        reset: 'v = -65',
        initial: { v: -65 },
      },
    },
    timeline: [{ run: '20 ms' }],
  };
}

describe('overshoot of a threshold (numerics section 10.3)', () => {
  it.each([
    // 30 + h (326 + 13 + 4.775)
    ['0.1 ms', 64.3775],
    ['0.5 ms', 201.8875],
  ])('at a step of %s the format must hold %d', async (dt, top) => {
    const { ranges } = await derive(membrane(dt));
    const v = ranges.get('cell.v');
    expect(v?.high).toBeCloseTo(top, 6);
    expect(v?.low).toBeCloseTo(-65, 6);
    expect(v?.proved).toBe(true);
  });

  it('says which branch gives the bound', async () => {
    const { ranges } = await derive(membrane('0.1 ms'));
    const v = ranges.get('cell.v');
    if (v === undefined) throw new Error('v has no range');
    const show = (_: string, value: number): string => String(Number(value.toPrecision(5)));
    expect(describeBound(v, 'high', show)).toBe('one step of cell.update with v <= 30');
    expect(describeBound(v, 'low', show)).toBe('start value');
  });

  it('takes declared bounds of another variable as given, and says so', async () => {
    const parts = membrane('0.1 ms');
    const cell = parts.populations?.cell;
    if (cell === undefined) throw new Error('no cell');
    const { ranges } = await derive({
      ...parts,
      populations: {
        cell: {
          ...cell,
          equations:
            'dv/dt = (0.04*v**2 + 5*v + 140 - u + I)/ms : 1\ndu/dt = 0.02*(0.2*v - u)/ms : 1',
          constants: { I: 4.775 },
          reset: 'v = -65; u += 8',
          initial: { v: -65, u: -13 },
          bounds: { u: [-13, 20] },
        },
      },
    });
    const v = ranges.get('cell.v');
    expect(v?.high).toBeCloseTo(64.3775, 6);
    expect(v).toMatchObject({ proved: false, assumed: ['cell.u'] });
  });

  it('leaves input between the threshold and the next step its room', async () => {
    // v is tested, then gets up to 3 * 0.5, and starts the next step above the threshold.
    const { ranges } = await derive({
      populations: {
        source: { size: 3, equations: 'x : 1', threshold: 'x > 1', initial: { x: 2 } },
        cell: {
          size: 1,
          equations: 'dv/dt = -v/(10*ms) : 1',
          method: 'euler',
          threshold: 'v > 1',
          reset: 'v = 0',
        },
      },
      projections: {
        S: {
          from: 'source',
          to: 'cell',
          connect: 'all',
          model: 'w : 1',
          onPre: 'v_post += w',
          initial: { w: 0.5 },
        },
      },
      timeline: [{ run: '1 ms' }],
    });
    // A silent neuron leaves a step with 1 + 1.5, decays to 0.99 * 2.5, spikes, and gets 1.5 more
    // before it is reset.
    expect(ranges.get('cell.v')?.high).toBeCloseTo(0.99 * 2.5 + 1.5, 9);
  });
});

describe('closed forms', () => {
  it('a trace of unit jumps, tau = 20 ms at 0.5 ms: 40.5', async () => {
    const { ranges } = await derive({
      dt: '0.5 ms',
      populations: {
        a: { size: 2, equations: 'x : 1', threshold: 'x > 0', initial: { x: 1 } },
        b: { size: 2, equations: 'y : 1', threshold: 'y > 0', initial: { y: 1 } },
      },
      projections: {
        S: {
          from: 'a',
          to: 'b',
          connect: 'all',
          model: 'w : 1\ndtr/dt = -tr/(20*ms) : 1 (event-driven)',
          onPre: 'tr += 1',
          onPost: 'w = clip(w + tr*0.01, 0, 1)',
        },
      },
      probes: [{ weights: 'S' }],
      timeline: [{ run: '5 ms' }],
    });
    const traces = [...ranges].filter(([id]) => id.startsWith('S.tr'));
    const highest = Math.max(...traces.map(([, { high }]) => high));
    expect(highest).toBeCloseTo(1 / (1 - Math.exp(-0.5 / 20)), 5);
    expect(highest).toBeCloseTo(40.5, 1);
  });

  it('a synaptic conductance: in-degree * w / (1 - d)', async () => {
    const { ranges } = await derive({
      dt: '0.5 ms',
      inputs: { p: { poisson: { size: 7, rates: '20 Hz' } } },
      populations: { cell: { size: 2, equations: 'dg/dt = -g/ms : 1', method: 'euler' } },
      projections: {
        S: {
          from: 'p',
          to: 'cell',
          connect: 'all',
          model: 'w : 1',
          onPre: 'g_post += w',
          initial: { w: 3 },
        },
      },
      timeline: [{ run: '5 ms' }],
    });
    // 7 * 3 / (1 - 1/2), and not below 0 by a rounding.
    expect(ranges.get('cell.g')?.high).toBeCloseTo(42, 5);
    expect(ranges.get('cell.g')?.low).toBe(0);
  });

  it('names the cycle of a variable that nothing bounds', async () => {
    const { ranges, cycles } = await derive({
      populations: {
        cell: {
          size: 1,
          equations: 'dx/dt = y/ms : 1\ndy/dt = x/ms : 1',
          method: 'euler',
          initial: { x: 1 },
        },
      },
      timeline: [{ run: '1 ms' }],
    });
    expect(ranges.has('cell.x')).toBe(false);
    expect(cycles.get('cell.x')).toEqual(['cell.x', 'cell.x']);
  });
});

describe('what a run of the reference holds', () => {
  it('lies within the proved range of its overshoot', async () => {
    const parts = membrane('0.5 ms');
    const run = await runDocument({
      ...parts,
      probes: [{ state: { of: 'cell', variables: ['v'], when: 'after_groups' } }],
    });
    const { ranges } = deriveRanges(run.program);
    const seen = run.recording.states[0]?.values ?? [];
    expect(seen.length).toBeGreaterThan(30);
    const top = Math.max(...seen);
    expect(top).toBeGreaterThan(30);
    expect(top).toBeLessThanOrEqual(ranges.get('cell.v')?.high ?? 0);
  });
});
