import { describe, expect, it } from 'vitest';
import { type FixedPlan, openFixedPlan, planFixed } from '../../backends/fixed-point/index.js';
import { networkFromDocument } from '../../core/description/index.js';
import { readHardware } from '../support/diagnose.js';

// A trace that a statement sets needs no value from before the event: no decay, no memory for it.

function hardware() {
  const { hardware: found } = readHardware('hardware: 1\nname: here\nextends: iso-256\n');
  if (found === undefined) throw new Error('the built-in hardware does not load');
  return found;
}

const spikes = (...steps: number[]) => ({
  spikes: { size: 1, indices: steps.map(() => 0), times: steps.map((step) => `${step} ms`) },
});

/** Two inputs and a cell that fires with the second; what `onPre` does to the trace differs. */
async function plan(onPre: string, probed: boolean): Promise<FixedPlan> {
  const network = networkFromDocument({
    isospike: 1,
    name: 'traces',
    dt: '1 ms',
    inputs: { source: spikes(1, 4, 9, 30), teacher: spikes(6, 33) },
    populations: {
      cell: {
        size: 1,
        equations: ['dv/dt = -v/(5*ms) : 1'],
        threshold: 'v > 1',
        reset: 'v = 0',
        bounds: { v: [-4, 4] },
      },
    },
    projections: {
      s: {
        from: 'source',
        to: 'cell',
        connect: 'all',
        model: ['w : 1', 'dpre/dt = -pre/(20*ms) : 1 (event-driven)'],
        onPre,
        onPost: 'w = clip(w + 0.1*pre, 0, 1)',
        initial: { w: 0.5 },
        bounds: { w: [0, 1], pre: [0, 4] },
      },
      t: { from: 'teacher', to: 'cell', connect: 'all', onPre: 'v_post += 2' },
    },
    probes: [{ spikes: 'cell' }, ...(probed ? [{ weights: 's.pre' }] : [])],
    timeline: [{ run: '40 ms' }],
  });
  return planFixed(network, { hardware: hardware() });
}

const arraysOf = (found: FixedPlan): readonly string[] =>
  found.fixed.arrays.map(({ id }) => id).filter((id) => id.startsWith('s.pre'));

describe('helper arrays that nothing reads', () => {
  it('are neither computed nor stored in integers; the float64 program keeps them', async () => {
    const found = await plan('pre = 1', false);
    expect(arraysOf(found)).toEqual(['s.pre', 's.pre#after', 's.pre#stamp']);
    expect(found.fixed.formats.has('s.pre#before')).toBe(false);
    expect(found.program.arrays.map(({ id }) => id)).toContain('s.pre#before');
    const kernel = found.fixed.kernels.find(({ id }) => id === 's.pre#trace');
    expect(kernel?.body.map(({ op }) => op)).toEqual(['const', 'store', 'tick', 'store']);
  });

  it('stay where a statement reads the trace before it writes it', async () => {
    const found = await plan('pre += 1', false);
    expect(arraysOf(found)).toContain('s.pre#before');
  });

  it('are read by the read-out of a variable at the end of a run', async () => {
    const found = await plan('pre = 1', false);
    const session = openFixedPlan(found);
    await session.run();
    const { final } = await session.recording();
    const [w, pre] = ['w', 'pre'].map(
      (name) =>
        final.find(({ object, variable }) => object === 's' && variable === name)?.values[0],
    );
    // Spikes of the cell at 6 and 33 ms, events at 4, 9 and 30 ms: e^(-2/20) and e^(-3/20), in 8 bits.
    expect(w).toBeCloseTo(0.5 + 0.1 * (Math.exp(-0.1) + Math.exp(-0.15)), 1);
    expect(pre).toBeGreaterThan(0.5);
  });
});
