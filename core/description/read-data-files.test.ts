import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DataReader } from '../backend.js';
import { FrameworkError } from '../diagnostics/index.js';
import type { Model } from '../network/index.js';
import { readDataFiles } from './read-data-files.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 9);
const labels = (count: number): Uint8Array =>
  Uint8Array.from([0, 0, 8, 1, 0, 0, 0, count, ...Array(count).fill(1)]);

function reader(files: Record<string, Uint8Array>): DataReader & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    read: async (name) => {
      asked.push(name);
      const bytes = files[name];
      if (bytes !== undefined) return bytes;
      throw new FrameworkError([
        { code: 'FILE_DATA', severity: 'error', message: `${name}: absent` },
      ]);
    },
  };
}

/** A model of which only what names files matters. */
function model(parts: object): Model {
  const empty = {
    name: 'x',
    arrays: [],
    inputs: [],
    populations: [],
    projections: [],
    probes: [],
    timeline: [],
  };
  return { ...empty, ...parts } as unknown as Model;
}

const imageModel = (count: number): [Model, ReturnType<typeof reader>] => [
  model({
    inputs: [
      {
        name: 'p',
        kind: 'images',
        sets: [
          { name: 'a', file: { file: 'i' }, labels: { file: 'l' } },
          { name: 'b', file: { file: 'i' } },
        ],
      },
    ],
  }),
  reader({ i: images, l: labels(count) }),
];
const valueModel = (file: object): Model =>
  model({
    populations: [
      { name: 'g', initial: [{ variable: 'v', value: { kind: 'file', file, unitFactor: 1 } }] },
    ],
  });

async function faults(given: Model, from: DataReader | undefined): Promise<string[]> {
  const { diagnostics } = await readDataFiles(given, from);
  return diagnostics.map(({ code, message, context }) => `${code} ${message} (${context})`);
}

describe('readDataFiles', () => {
  it('reads each file once, by its name as written', async () => {
    const [given, from] = imageModel(2);
    const { files, diagnostics } = await readDataFiles(given, from);
    expect(diagnostics).toEqual([]);
    expect(from.asked).toEqual(['i', 'l']);
    expect(files.get('i')?.shape).toEqual([2, 1, 1]);
    expect([...(files.get('i')?.values ?? [])]).toEqual([7, 9]);
  });

  it('wants a label per image, and images where images stand', async () => {
    const [given, from] = imageModel(3);
    expect(await faults(given, from)).toEqual([
      'LOAD_SHAPE l: expected a label for each of 2 items, found 3 (input p, labels of set a)',
    ]);
    expect(await faults(given, reader({ i: labels(2), l: labels(2) }))).toEqual([
      'LOAD_SHAPE i: expected 3 dimensions, found the shape [2] (input p, set a)',
      'LOAD_SHAPE i: expected 3 dimensions, found the shape [2] (input p, set b)',
    ]);
  });

  it('holds files against their declared shape and checksum', async () => {
    const from = reader({ 'v.csv': bytesOf('1\n2\n3\n') });
    const shaped = (shape: number[]): Model => valueModel({ file: 'v.csv', shape });
    expect(await faults(shaped([3]), from)).toEqual([]);
    expect(await faults(shaped([3, 1]), from)).toEqual([]);
    expect(await faults(shaped([4]), from)).toEqual([
      'LOAD_SHAPE v.csv: expected [4], as declared, found the shape [3] (population g, initial v)',
    ]);
    const sha256 = '14c5e74c4b96ccef41cd94db73a9ec3348038ac094feca4fd897cecffa07cdae'; // sha256sum
    expect(await faults(valueModel({ file: 'v.csv', sha256 }), from)).toEqual([]);
    const other = '0'.repeat(64);
    expect(await faults(valueModel({ file: 'v.csv', sha256: other }), from)).toEqual([
      `FILE_DATA v.csv: the SHA-256 is ${sha256}, not the declared one (population g, initial v)`,
    ]);
  });

  it('knows the forms of spikes, pairs and matrices', async () => {
    const end = { object: 'g', first: 0, end: 2 };
    const projection = (connect: object): Model =>
      model({
        projections: [{ name: 's', source: end, target: end, connect, pathways: [], initial: [] }],
      });
    const pairs = projection({ kind: 'pairs-file', file: { file: 'a.csv' } });
    const nonzero = projection({ kind: 'nonzero-file', file: { file: 'a.csv' } });
    const spikes = model({ inputs: [{ name: 'p', kind: 'spikes', file: { file: 'a.csv' } }] });
    const csv = (text: string): DataReader => reader({ 'a.csv': bytesOf(text) });
    expect(await faults(pairs, csv('0,1\n1,1\n1,0\n'))).toEqual([]);
    expect(await faults(pairs, csv('0,1,2\n'))).toEqual([
      'LOAD_SHAPE a.csv: expected [n, 2], found the shape [1, 3] (projection s, connect)',
    ]);
    expect(await faults(nonzero, csv('0,1\n1,1\n'))).toEqual([]);
    expect((await faults(nonzero, csv('0,1\n1,1\n1,1\n')))[0]).toMatch(
      /expected \[2, 2\], found .*\[3, 2\]/,
    );
    expect(await faults(spikes, csv('index,time\n0,0.1\n'))).toEqual([]);
    expect((await faults(spikes, csv('time,index\n0,0.1\n')))[0]).toMatch(
      /the columns index,time or/,
    );
  });

  it('reports every file at fault in one go', async () => {
    const [given] = imageModel(2);
    expect(await faults(given, reader({}))).toEqual([
      'FILE_DATA i: absent (input p, set a)',
      'FILE_DATA l: absent (input p, labels of set a)',
    ]);
    expect(await faults(given, undefined)).toEqual([
      'FILE_DATA i: no reader of data files was given (input p, set a)',
      'FILE_DATA l: no reader of data files was given (input p, labels of set a)',
    ]);
  });
});

const dataFolder = process.env.ISOSPIKE_DATA;
it.runIf(dataFolder !== undefined && dataFolder !== '')('reads the MNIST test set', async () => {
  const given = model({
    inputs: [
      {
        name: 'p',
        kind: 'images',
        sets: [
          {
            name: 'a',
            file: { file: 't10k-images-idx3-ubyte.gz' },
            labels: { file: 't10k-labels-idx1-ubyte.gz' },
          },
        ],
      },
    ],
  });
  const { files, diagnostics } = await readDataFiles(given, {
    read: async (name) => gunzipSync(readFileSync(`${dataFolder}/mnist/${name}`)),
  });
  expect(diagnostics).toEqual([]);
  expect(files.get('t10k-images-idx3-ubyte.gz')?.shape).toEqual([10000, 28, 28]);
  expect(files.get('t10k-labels-idx1-ubyte.gz')?.values[0]).toBe(7);
});
