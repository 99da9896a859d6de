import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedPointBackend } from '../../backends/fixed-point/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import type { Backend, CompileOptions } from '../../core/backend.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { Network } from '../../core/network/index.js';
import { readHardware } from '../support/diagnose.js';

// Users ask where their input went: it arrived while the neuron was refractory.

/** A neuron that every spike drives over its threshold, refractory for five steps of 0.1 ms. */
function network(times: readonly number[]): Network {
  return networkFromDocument({
    isospike: 1,
    name: 'dropped',
    dt: '0.1 ms',
    inputs: {
      source: {
        spikes: {
          size: 1,
          indices: times.map(() => 0),
          times: times.map((step) => `${step / 10} ms`),
        },
      },
    },
    populations: {
      cell: {
        size: 1,
        equations: ['dv/dt = -v/(16*ms) : 1 (unless refractory)', 'dg/dt = -g/(16*ms) : 1'],
        method: 'euler',
        threshold: 'v > 1',
        reset: 'v = 0',
        refractory: '0.5 ms',
        bounds: { v: [-4, 4], g: [0, 64] },
      },
    },
    projections: {
      s: { from: 'source', to: 'cell', connect: 'all', onPre: 'v_post += 2; g_post += 1' },
      t: { from: 'source', to: 'cell', connect: 'all', onPre: 'v_post += 0.5' },
    },
    probes: [{ spikes: 'cell' }],
    timeline: [{ run: '10 ms' }],
  });
}

const { hardware } = readHardware('hardware: 1\nname: here\nextends: iso-256\n');
if (hardware === undefined) throw new Error('the built-in hardware does not load');

const engines: readonly (readonly [string, Backend, CompileOptions])[] = [
  ['generated JavaScript', referenceBackend, {}],
  ['the interpreter', referenceBackend, { interpreted: true }],
  ['integers', fixedPointBackend, { hardware }],
];

async function run(
  backend: Backend,
  options: CompileOptions,
  times: readonly number[],
): Promise<{
  dropped: readonly (readonly [string, number])[];
  notes: readonly string[];
  spikes: readonly number[];
}> {
  const session = await backend.compile(network(times), options);
  const { notes } = await session.run();
  const { events } = await session.counters();
  const train = (await session.recording()).spikes[0];
  return {
    dropped: Object.entries(events).filter(([name]) => name.startsWith('dropped.')),
    notes: notes.filter(({ code }) => code === 'WRITES_DROPPED').map(({ message }) => message),
    spikes: [...(train?.steps ?? [])],
  };
}

describe.each(engines)('writes to refractory neurons in %s', (_name, backend, options) => {
  // The input of step 10 is seen by the threshold of step 11. Steps 11 to 15 are refractory, the
  // one of the spike included; what comes in step 16 counts again.
  it.each([
    { times: [10], dropped: 0 },
    { times: [10, 11], dropped: 2 },
    { times: [10, 11, 12, 13, 14, 15, 16], dropped: 10 },
    { times: [10, 16], dropped: 0 },
  ])('input at steps $times', async ({ times, dropped }) => {
    const found = await run(backend, options, times);
    expect(found.dropped).toEqual([['dropped.cell.v', dropped]]);
    expect(found.notes).toEqual(
      dropped === 0
        ? []
        : [`${dropped} writes to cell.v had no effect, because the neuron was refractory`],
    );
  });
});

it('are as many in integers as in float64 when the spikes are the same', async () => {
  const steps = fc.uniqueArray(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(steps, async (chosen) => {
      const times = chosen.sort((a, b) => a - b);
      const [generated, interpreted, integers] = await Promise.all(
        engines.map(([, backend, options]) => run(backend, options, times)),
      );
      expect(interpreted).toEqual(generated);
      expect(integers).toEqual(generated);
    }),
    { numRuns: 20, seed: 7 },
  );
});

// Ten steps of a pathway that is triggered in every one; each side is refractory, if at all, in
// steps 1 to 5. Brian2 2.5.1 asks one side for both writes: with `post` it ends with p = q = 10.
describe.each(engines.slice(0, 2))(
  'a block that writes both sides in %s',
  (_name, backend, options) => {
    const once = { threshold: 't >= 0.05*ms and t < 0.15*ms', refractory: '0.5 ms' };
    it.each([
      { refractory: 'neither', pre: {}, post: {}, p: 10, q: 10 },
      {
        refractory: 'post',
        pre: { threshold: 'False', refractory: '0.5 ms' },
        post: once,
        p: 10,
        q: 5,
      },
      {
        refractory: 'pre',
        pre: once,
        post: { threshold: 'False', refractory: '0.5 ms' },
        p: 5,
        q: 10,
      },
      { refractory: 'both', pre: once, post: once, p: 5, q: 5 },
    ])('asks each neuron for its own: $refractory', async ({ pre, post, p, q }) => {
      const described = networkFromDocument({
        isospike: 1,
        name: 'sides',
        dt: '0.1 ms',
        populations: {
          a: {
            size: 1,
            equations: 'dp/dt = 0/ms : 1 (unless refractory)',
            method: 'euler',
            events: { always: 't >= 0*ms' },
            ...pre,
          },
          b: {
            size: 1,
            equations: 'dq/dt = 0/ms : 1 (unless refractory)',
            method: 'euler',
            ...post,
          },
        },
        projections: {
          s: {
            from: 'a',
            to: 'b',
            connect: 'all',
            onPre: { both: { do: 'p_pre += 1; q_post += 1', event: 'always' } },
          },
        },
        timeline: [{ run: '1 ms' }],
      });
      const session = await backend.compile(described, options);
      await session.run();
      const { final } = await session.recording();
      const value = (object: string): number | undefined =>
        final.find((one) => one.object === object)?.values[0];
      expect([value('a'), value('b')]).toEqual([p, q]);
    });
  },
);
