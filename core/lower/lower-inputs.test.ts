import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument } from '../../tests/support/run-network.js';
import type { CompileOptions } from '../backend.js';
import type { ImageSetDocument, NetworkDocument } from '../network/index.js';
import { createKeyedStream } from '../random/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** IDX bytes of unsigned bytes. */
function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [0, 0, size >> 8, size & 255]);
  return Uint8Array.of(0, 0, 8, shape.length, ...sizes, ...values);
}

const items = 10;
const files: Readonly<Record<string, Uint8Array>> = {
  // Image n has the pixels 2n and 2n + 1, and label 100 + n.
  'images.idx': idx(
    [items, 1, 2],
    Array.from({ length: items * 2 }, (_, k) => k),
  ),
  'labels.idx': idx(
    [items],
    Array.from({ length: items }, (_, k) => 100 + k),
  ),
  'few.idx': idx([3], [1, 2, 3]),
  'wide.idx': idx([2, 1, 3], [1, 2, 3, 4, 5, 6]),
};
const options: CompileOptions = {
  data: {
    read: (name) => {
      const found = files[name];
      return found === undefined ? Promise.reject(new Error(name)) : Promise.resolve(found);
    },
  },
};

function parts(sets: Readonly<Record<string, ImageSetDocument>>): Parts {
  const images = { sets, rate: '0.25 Hz', present: '35 ms', rest: '15.02 ms' };
  return {
    inputs: { pixels: { images } },
    timeline: [{ present: { input: 'pixels', set: Object.keys(sets)[0] as string, items: 4 } }],
  };
}

async function imagesOf(sets: Readonly<Record<string, ImageSetDocument>>) {
  const { program } = await lowerDocument(parts(sets), options);
  const input = program.objects.find(({ name }) => name === 'pixels');
  if (input?.kind !== 'input' || input.source !== 'images') throw new Error('no images');
  return input;
}

describe('images', () => {
  it('are cut to first and count, with their labels', async () => {
    const set = { file: 'images.idx', labels: 'labels.idx', first: 3, count: 2 };
    const input = await imagesOf({ train: set });
    expect(input).toMatchObject({
      size: 2,
      presentTicks: 350,
      restTicks: 151,
      rateHertzPerGray: 0.25,
    });
    expect([...(input.sets[0]?.pixels ?? [])]).toEqual([6, 7, 8, 9]);
    expect([...(input.sets[0]?.labels ?? [])]).toEqual([103, 104]);
  });

  it('are permuted by a generator that knows the key alone, before they are cut', async () => {
    const set = { file: 'images.idx', labels: 'labels.idx', permute: 7 };
    const input = await imagesOf({
      train: { ...set, count: 6 },
      test: { ...set, first: 6, shuffle: true },
    });
    // The shuffle of the document, written out once more.
    const order = Array.from({ length: items }, (_, k) => k);
    const stream = createKeyedStream(7n);
    for (let k = 0; k < items - 1; k++) {
      const other = k + Math.floor(stream.openUniform(0, 12, 0, k) * (items - k));
      [order[k], order[other]] = [order[other] as number, order[k] as number];
    }
    const [train, test] = input.sets;
    const labels = [...(train?.labels ?? []), ...(test?.labels ?? [])];
    expect(labels).toEqual(order.map((item) => 100 + item));
    expect([...(test?.pixels ?? [])]).toEqual(order.slice(6).flatMap((n) => [2 * n, 2 * n + 1]));
    expect(labels).not.toEqual(labels.toSorted());
    expect([train?.shuffle, test?.shuffle]).toEqual([false, true]);
  });

  it.each([
    [{ a: { file: 'images.idx', count: 11 } }, '11 images or more'],
    [{ a: { file: 'images.idx', first: 10 } }, '11 images or more'],
    [{ a: { file: 'images.idx', first: 12 } }, '13 images or more'],
    [{ a: { file: 'images.idx' }, b: { file: 'wide.idx' } }, 'images of 2 pixels'],
  ])('of a wrong shape are refused: %j', async (sets, expected) => {
    const faults = await faultsOf(parts(sets), options);
    expect(faults.map((fault) => fault.code)).toEqual(['LOAD_SHAPE']);
    expect(faults[0]?.expected).toBe(expected);
  });

  it('items of present steps can be replaced', async () => {
    const set = { a: { file: 'images.idx' } };
    const { program } = await lowerDocument(parts(set), { ...options, items: 2 });
    expect(program.host).toMatchObject([{ kind: 'present', set: 'a', items: 2 }]);
  });
});

describe('spike files', () => {
  const csv = (text: string): CompileOptions => ({
    data: { read: () => Promise.resolve(Uint8Array.from(text, (c) => c.charCodeAt(0))) },
  });
  const list = (period?: string): Parts => ({
    inputs: {
      a: { spikes: { size: 3, file: 'a.csv', ...(period === undefined ? {} : { period }) } },
    },
    timeline: [{ run: '1 ms' }],
  });

  it('with times are put into steps, ordered by time, then index', async () => {
    // 0.19 ms at dt 0.1 ms is step 1; 0.3 ms is off by a rounding and still step 3.
    const text = 'index,time\n2,0.0003\n1,0.00019\n0,0.0001\n0,0.0003\n';
    const { program } = await lowerDocument(list(), csv(text));
    const [input] = program.objects;
    if (input?.kind !== 'input' || input.source !== 'spikes') throw new Error('no spikes');
    expect([...input.indices]).toEqual([0, 1, 0, 2]);
    expect([...input.steps]).toEqual([1, 1, 3, 3]);
  });

  it.each([
    ['3,1', 'neuron 3'],
    ['1,-2', 'a spike at -2'],
    ['1,2\n0,2\n1,2', 'twice in step 2'],
    ['1,7', 'after the period of 5 steps'],
  ])('are refused with %j', async (rows, message) => {
    const faults = await faultsOf(list('0.5 ms'), csv(`index,step\n${rows}\n`));
    expect(faults.map(({ code }) => code)).toEqual(['SPIKE_LIST']);
    expect(faults[0]?.message).toContain(message);
  });
});

describe('Poisson rates', () => {
  const poisson = (rates: string | number[]): Parts => ({
    constants: { f: '5 Hz' },
    inputs: {
      noise: {
        poisson: { size: 2, rates: Array.isArray(rates) ? { values: rates, unit: 'Hz' } : rates },
      },
    },
    timeline: [{ run: '1 ms' }, { set: { 'noise.rates': '3 Hz' } }, { run: '1 ms' }],
  });
  it.each([
    ['2*f', [10]],
    [
      [1, 2],
      [1, 2],
    ],
  ])('%j', async (rates, expected) => {
    const { program } = await lowerDocument(poisson(rates));
    const input = program.objects[0];
    if (input?.kind !== 'input' || input.source !== 'poisson') throw new Error('no Poisson input');
    expect([...input.rates]).toEqual(expected);
    expect(program.host[1]).toMatchObject({ kind: 'set-rates', input: 'noise' });
  });

  it('by an expression of the time cannot be set: every step redoes them', async () => {
    const faults = await faultsOf(poisson('f*(1 + t/second)'));
    expect(faults.map(({ code }) => code)).toEqual(['ILLEGAL_WRITE']);
  });
});
