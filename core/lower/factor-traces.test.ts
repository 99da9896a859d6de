import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, ProjectionDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

const model = `w : 1
dx/dt = -x/(3*ms) : 1 (event-driven)
dx2/dt = -0.2*x2/ms : 1 (event-driven)
dy/dt = -y/tau : 1 (event-driven)`;
const base: ProjectionDocument = {
  from: 'a',
  to: 'b',
  connect: {
    pairs: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 0],
      [2, 1],
      [2, 2],
    ],
  },
  model,
  constants: { tau: '7 ms', A: 0.5 },
  onPre: 'w += 0.1*x; x += A; x2 = x2*0.5 + x; w += x2 - y',
  onPost: 'w += 0.01*(x - x2*y); y -= 1; w *= 1 + 0.01*y',
};

function network(projection: Partial<ProjectionDocument>, more: Partial<Parts> = {}): Parts {
  const spikes = (seed: number) => {
    const list = Array.from({ length: 60 }, (_, k) => ({
      k: (k * seed) % 97,
      i: (k * k + seed) % 3,
    }));
    const unique = new Map(list.map(({ k, i }) => [k * 3 + i, { k, i }]));
    const sorted = [...unique.values()].sort((a, c) => a.k - c.k || a.i - c.i);
    return { size: 3, steps: sorted.map(({ k }) => k), indices: sorted.map(({ i }) => i) };
  };
  return {
    inputs: { a: { spikes: spikes(31) }, b: { spikes: spikes(43) } },
    projections: { S: { ...base, ...projection } },
    timeline: [{ run: '11 ms' }],
    ...more,
  };
}

async function tracesOf(parts: Parts): Promise<number> {
  const { program } = await lowerDocument(parts);
  const found = program.objects.find(({ name }) => name === 'S');
  if (found?.kind !== 'projection') throw new Error('no projection');
  return found.traces.length;
}

async function expectEqualForms(parts: Parts): Promise<void> {
  expect(await tracesOf(parts)).toBe(2);
  const factored = await runDocument(parts);
  const literal = await runDocument(parts, {}, { literalTraces: true });
  for (const name of ['S.w', 'S.x', 'S.x2', 'S.y']) {
    const expected = literal.final(name);
    const largest = Math.max(...expected.map(Math.abs));
    factored.final(name).forEach((value, synapse) => {
      expect(Math.abs(value - (expected[synapse] as number))).toBeLessThanOrEqual(1e-12 * largest);
    });
  }
}

describe('traces kept on neurons', () => {
  it('give the weights and the stored values of the literal form', async () => {
    await expectEqualForms(network({}));
  });

  it('whatever the delays, the order of the pathways and the end of the run', async () => {
    const delay = fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 6, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        delay,
        delay,
        fc.integer({ min: 1, max: 120 }),
        fc.boolean(),
        async (pre, post, steps, swapped) => {
          const seconds = (list: readonly number[]) => ({
            values: list.map((ticks) => ticks * 0.1),
            unit: 'ms',
          });
          const order = swapped ? { onPre: 2, onPost: -2 } : { onPre: -1, onPost: 1 };
          await expectEqualForms(
            network(
              {
                onPre: {
                  pre: { do: base.onPre as string, delay: seconds(pre), order: order.onPre },
                  again: { do: 'w += 0.1*x - 0.2*y', delay: seconds(post), order: 1 },
                },
                onPost: {
                  post: { do: base.onPost as string, delay: seconds(post), order: order.onPost },
                },
              },
              { timeline: [{ run: `${steps / 10} ms` }] },
            ),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a trace without events on the other side', async () => {
    const { onPost: _, ...onlyPre } = base;
    const parts = network({});
    const projections = {
      S: {
        ...onlyPre,
        model: 'w : 1\ndx/dt = -x/(3*ms) : 1 (event-driven)',
        onPre: 'x += 1; w += x',
      },
    };
    expect(await tracesOf({ ...parts, projections })).toBe(1);
  });
});

describe('the literal form is kept where a neuron cannot stand for its synapses', () => {
  const cases: readonly (readonly [string, Partial<ProjectionDocument>, Partial<Parts>?])[] = [
    ['an amount per synapse', { onPre: 'x += w; x2 += 1' }],
    ['an amount of the other side', { onPre: 'x += y; x2 += 1' }],
    ['a random amount', { onPre: 'x += rand(); x2 += 1' }],
    ['an amount that is a local', { onPre: 'k = w; x += k; x2 += 1' }],
    ['two statements', { onPre: 'x += 1; x2 += 1; x += 1' }],
    ['two writing pathways', { onPre: 'x += 1; x2 += 1', onPost: 'x += 1; y += 1' }],
    ['a start above 0', { initial: { x: 0.5 } }],
    [
      'a coefficient per synapse',
      {
        model: model.replace('tau', 'r').replace('w : 1', 'w : 1\nr : second'),
        initial: { r: '20 ms' },
      },
    ],
    ['a coupling', { model: model.replace('-0.2*x2/ms', '(x - x2)/ms') }],
    ['a state probe', {}, { probes: [{ state: { of: 'S', variables: ['x'] } }] }],
    ['a set step', {}, { timeline: [{ run: '1 ms' }, { set: { 'S.x': 0 } }, { run: '1 ms' }] }],
    [
      'a condition of a set step',
      {},
      { timeline: [{ run: '1 ms' }, { set: { 'S.w': 0 }, where: 'y < 0' }] },
    ],
  ];
  const named = cases.map(([name, projection, more = {}]) => ({ name, projection, more }));
  it.each(named)('$name', async ({ projection, more }) => {
    expect(await tracesOf(network(projection, more))).toBe(0);
    await runDocument(network(projection, more));
  });
});

describe('the literal form', () => {
  it('advances a driven variable exactly between events', async () => {
    const parts: Parts = {
      inputs: {
        a: { spikes: { size: 1, indices: [0, 0], steps: [0, 40] } },
        b: { spikes: { size: 1, indices: [], steps: [] } },
      },
      projections: {
        S: {
          from: 'a',
          to: 'b',
          connect: 'all',
          model: 'dg/dt = (h - g)/(2*ms) : 1 (event-driven)\ndh/dt = -h/(2*ms) : 1 (event-driven)',
          onPre: 'h += 1',
        },
      },
      timeline: [{ run: '5 ms' }],
    };
    const { final } = await runDocument(parts);
    // An alpha function: g = (t/tau) e^(-t/tau) after 4 ms with tau = 2 ms.
    expect(final('S.g')[0]).toBeCloseTo(2 * Math.exp(-2), 14);
    expect(final('S.h')[0]).toBeCloseTo(1 + Math.exp(-2), 14);
  });
});
