import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../backends/reference/index.js';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { CompileOptions } from '../backend.js';
import { networkFromDocument } from '../description/index.js';
import { FrameworkError } from '../diagnostics/index.js';
import type { NetworkDocument, RetryDocument, TableDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

const files: Readonly<Record<string, string>> = {
  // a runs from 1 to 5, b is -1 but for one row; classes as texts.
  'train.csv': 'a,b,kind\n1,-1,rose\n3,-1,lily\n5,1,rose\n',
  'test.csv': 'a,b,kind\n7,0,lily\n0,-1,rose\n',
  'numbers.csv': 'a,b\n1,2\n',
};
const image = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 10, 20, 0);
const options: CompileOptions = {
  data: {
    read: (name) => {
      if (name === 'images.idx') return Promise.resolve(image);
      const text = files[name];
      if (text === undefined) return Promise.reject(new Error(name));
      return Promise.resolve(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    },
  },
};

function table(more: Partial<TableDocument> = {}): Parts {
  const base: TableDocument = {
    sets: { train: { file: 'train.csv' }, test: { file: 'test.csv' } },
    columns: ['a', 'b'],
    rates: ['10 Hz', '110 Hz'],
    present: '1 ms',
    rest: '0.5 ms',
  };
  return {
    inputs: { T: { table: { ...base, ...more } } },
    timeline: [{ present: { input: 'T', set: 'train' } }],
  };
}

async function planOf(more: Partial<TableDocument> = {}) {
  const { program } = await lowerDocument(table(more), options);
  const input = program.objects.find(({ name }) => name === 'T');
  if (input?.kind !== 'input' || input.source !== 'images') throw new Error('no items');
  return input;
}

describe('table inputs', () => {
  it('scale each column by minimum and maximum of the first set, and clip', async () => {
    const input = await planOf();
    expect(input).toMatchObject({ size: 2, presentTicks: 10, restTicks: 5 });
    // a: (value - 1)/4, b: (value + 1)/2; rate 10 + 100 x.
    expect([...(input.sets[0]?.pixels ?? [])]).toEqual([0, 0, 0.5, 0, 1, 1]);
    expect([...(input.sets[1]?.pixels ?? [])]).toEqual([1, 0.5, 0, 0]);
    expect([input.lowestHertz, input.rateHertzPerGray]).toEqual([10, 100]);
  });

  it('fit another set', async () => {
    const input = await planOf({ fit: 'test' });
    // a: value/7 clipped, b: value + 1 clipped.
    expect([...(input.sets[0]?.pixels ?? [])]).toEqual([1 / 7, 0, 3 / 7, 0, 5 / 7, 1]);
  });

  it('spread a value over cells, column by column', async () => {
    const input = await planOf({ cells: 3, width: 0.5 });
    expect(input.size).toBe(6);
    // Row 2 of train: x = 0.5 for a, 0 for b; distances in cells over the width, halved squares.
    const cells = (x: number): readonly number[] =>
      [0, 1, 2].map((k) => Math.exp(-(((x * 2 - k) / 0.5) ** 2) / 2));
    expect([...(input.sets[0]?.pixels ?? [])].slice(6, 12)).toEqual([...cells(0.5), ...cells(0)]);
  });

  it('number classes in the order of their texts', async () => {
    const input = await planOf({ label: 'kind' });
    expect([...(input.sets[0]?.labels ?? [])]).toEqual([1, 0, 1]);
    expect([...(input.sets[1]?.labels ?? [])]).toEqual([0, 1]);
  });

  it('take first and count after the fit set is chosen likewise', async () => {
    const input = await planOf({ sets: { train: { file: 'train.csv', first: 1, count: 2 } } });
    // a runs from 3 to 5 in the chosen rows.
    expect([...(input.sets[0]?.pixels ?? [])]).toEqual([0, 0, 1, 1]);
  });

  it('present rows with their rates', async () => {
    const run = await runDocument(table({ rates: ['0 Hz', '10 kHz'] }), options);
    const totals = run.recording.totals.find(({ object }) => object === 'T');
    // x = 1 spikes in every step of its 10; x = 0.5 in about half of them.
    expect(run.recording.steps).toBe(45);
    expect(totals?.spikes).toBeGreaterThan(20);
    expect(totals?.spikes).toBeLessThan(30);
  });

  it.each<[Partial<TableDocument>, string, string]>([
    [{ columns: ['a', 'c'] }, 'LOAD_SHAPE', 'a header with the column c'],
    [{ sets: { train: { file: 'train.csv', first: 2, count: 2 } } }, 'LOAD_SHAPE', '3 rows'],
    [{ rates: ['9 Hz', '1 Hz'] }, 'FILE_VALUE', 'the lowest rate is 9 Hz'],
    [{ columns: ['a', 'a'] }, 'FILE_VALUE', 'stands twice'],
    [{ rates: ['0 Hz', '1 mV'] }, 'FILE_VALUE', 'expected a quantity in 1/second'],
  ])('%j is refused: %s', async (more, code, says) => {
    const faults = await faultsOf(table(more), options);
    expect(faults.map((fault) => fault.code)).toContain(code);
    expect(faults.map(({ message }) => message).join('\n')).toContain(says);
  });
});

describe('retry', () => {
  /** Pixels of 0 and 10, then 20 and 0; 500 Hz per gray and step of 0.1 ms is certain from 20 on. */
  const parts = (retry: Partial<RetryDocument>, perGray = '0 Hz'): Parts => ({
    inputs: {
      I: {
        images: {
          sets: { s: { file: 'images.idx' } },
          rate: perGray,
          present: '1 ms',
          rest: '0.5 ms',
          retry: { population: 'G', minSpikes: 5, increase: '500 Hz', atMost: 3, ...retry },
        },
      },
    },
    populations: {
      G: { size: 2, equations: ['v : 1', 'n : 1'], threshold: 'v > 0.5', reset: 'v = 0' },
    },
    projections: { S: { from: 'I', to: 'G', connect: 'one_to_one', onPre: 'v += 1' } },
    probes: [{ responses: { of: 'G', input: 'I' } }],
    timeline: [
      {
        present: {
          input: 'I',
          before: [{ set: { 'G.n': 'n + 1' } }],
          after: [{ set: { 'G.n': 'n + 100' } }],
        },
      },
    ],
  });

  it('shows an item again with a higher rate, the next one with the original rate', async () => {
    const run = await runDocument(parts({}), options);
    const items = run.recording.responses[0]?.items ?? [];
    // Silent at 0 Hz. Gray 20 is certain at 500 Hz; gray 10 has half of that, and all at 1000 Hz.
    const tries = items.map((entry) => entry.tries);
    expect(items.map(({ item }) => item)).toEqual([0, 1]);
    expect(tries[1]).toBe(2);
    expect([2, 3]).toContain(tries[0]);
    expect(items.map(({ rate }) => rate)).toEqual(tries.map((count) => (count - 1) * 500));
    for (const { counts } of items) expect(Math.max(...counts)).toBeGreaterThanOrEqual(5);
    const shows = (tries[0] ?? 0) + (tries[1] ?? 0);
    expect(run.recording.steps).toBe(15 * shows);
    // Every try runs `before`, every item `after` once.
    expect(run.final('G.n')).toEqual([200 + shows, 200 + shows]);
  });

  it('is not needed where the answer is strong', async () => {
    const run = await runDocument(parts({}, '1 kHz'), options);
    expect(run.recording.responses[0]?.items.map(({ tries }) => tries)).toEqual([1, 1]);
  });

  it('stops at the limit, or goes on', async () => {
    const weak = { minSpikes: 100, increase: '0 Hz', atMost: 2 };
    await expect(runDocument(parts(weak), options)).rejects.toMatchObject({ code: 'RETRY_LIMIT' });
    const run = await runDocument(parts({ ...weak, onLimit: 'continue' }), options);
    const items = run.recording.responses[0]?.items ?? [];
    expect(items.map(({ item, tries }) => [item, tries])).toEqual([
      [0, 3],
      [1, 3],
    ]);
    expect(run.recording.steps).toBe(6 * 15);
  });

  it('says at the limit why the population is silent', async () => {
    const { projections: _, ...alone } = parts({ increase: '0 Hz' });
    const network = networkFromDocument({ isospike: 1, name: 'test', ...alone });
    const session = await referenceBackend.compile(network, options);
    const fault: unknown = await session.run().catch((error: unknown) => error);
    if (!(fault instanceof FrameworkError)) throw new Error('no fault');
    const [found] = fault.diagnostics;
    expect(found?.code).toBe('RETRY_LIMIT');
    const causes = found?.causes?.map(({ message }) => message) ?? [];
    expect(causes.join('\n')).toContain('no projection delivers anything to G');
  });

  it('asks for a population', async () => {
    const faults = await faultsOf(parts({ population: 'I' }), options);
    expect(faults.map(({ code }) => code)).toEqual(['FILE_REFERENCE']);
  });
});
