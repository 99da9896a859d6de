import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveRanges } from '../../backends/fixed-point/ranges/derive-ranges.js';
import { openProgram } from '../../backends/reference/index.js';
import type { NetworkDocument } from '../../core/network/index.js';
import { lowerDocument } from '../support/run-network.js';

const numRuns = process.env.SOAK === '1' ? 1_000 : 25;

const real = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 64 }).map((k) => low + ((high - low) * k) / 64);

/** Two populations, Poisson input, learned synapses with traces, in many variations. */
const networks = fc
  .record({
    tau: real(2, 20),
    drive: real(-1, 3),
    threshold: real(0.5, 2),
    reset: real(-1, 0.4),
    quadratic: real(-0.03, 0.2),
    weight: real(-0.5, 1),
    rate: real(20, 600),
    seed: fc.integer({ min: 1, max: 1000 }),
    refractory: fc.constantFrom('', '2 ms'),
    method: fc.constantFrom<'euler' | 'rk2'>('euler', 'rk2'),
    delay: fc.constantFrom('0 ms', '1.5 ms', 'rand()*3*ms'),
    jump: real(-0.4, 0.6),
    eventDriven: fc.boolean(),
    bounded: fc.boolean(),
  })
  .map((c): Omit<NetworkDocument, 'isospike' | 'name'> => {
    const held = c.refractory === '' ? '' : ' (unless refractory)';
    return {
      dt: '0.5 ms',
      seed: c.seed,
      inputs: { noise: { poisson: { size: 4, rates: `${c.rate} Hz` } } },
      populations: {
        cell: {
          size: 3,
          equations:
            `dv/dt = (${c.drive} + g - v + ${c.quadratic}*v*v)/(${c.tau}*ms) : 1${held}\n` +
            'dg/dt = -g/(3*ms) : 1\ndtheta/dt = -theta/(50*ms) : 1',
          method: c.method,
          threshold: `v > ${c.threshold} + theta`,
          reset: `v = ${c.reset}; theta += 0.05`,
          ...(c.refractory === '' ? {} : { refractory: c.refractory }),
          ...(c.bounded ? { bounds: { g: [-3, 3] } } : {}),
        },
      },
      projections: {
        in: {
          from: 'noise',
          to: 'cell',
          connect: 'all',
          model:
            'w : 1\n' +
            `dx/dt = -x/(5*ms) : 1 (${c.eventDriven ? 'event-driven' : 'clock-driven'})\n` +
            `dy/dt = -y/(8*ms) : 1 (${c.eventDriven ? 'event-driven' : 'clock-driven'})`,
          onPre: `g_post += w; x += ${c.jump}; w = clip(w - 0.1*y, -1, 1)`,
          onPost: `y = 1; w = clip(w + 0.1*x, -1, 1)`,
          delay: c.delay,
          initial: { w: `${c.weight}*rand()` },
        },
        lateral: {
          from: 'cell',
          to: 'cell',
          connect: 'all',
          model: 'w : 1',
          onPre: 'v_post += w*(1 - v_post)',
          initial: { w: 0.1 },
        },
      },
      timeline: [{ run: '60 ms' }],
    };
  });

describe('derived ranges of networks', () => {
  it('hold every value of a float64 run', async () => {
    let [checked, bounded] = [0, 0];
    await fc.assert(
      fc.asyncProperty(networks, async (parts) => {
        const { program, notes } = await lowerDocument(parts);
        const { ranges } = deriveRanges(program);
        const session = openProgram(program, notes, { profiling: true });
        // A cell that explodes stops its run; what it held until then counts.
        await session.run().catch(() => undefined);
        const report = await session.ranges();
        await session.close();
        for (const [id, { lowest, highest }] of report.ranges) {
          const range = ranges.get(id);
          checked += 1;
          if (range === undefined || !range.proved) continue;
          bounded += 1;
          expect(lowest, `${id} low`).toBeGreaterThanOrEqual(range.low);
          expect(highest, `${id} high`).toBeLessThanOrEqual(range.high);
        }
      }),
      { numRuns },
    );
    // Ranges that are nowhere bounded would hold everything.
    expect(bounded / checked).toBeGreaterThan(0.5);
    expect(checked).toBeGreaterThan(10 * numRuns);
  });
});
