import { describe, expect, it } from 'vitest';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import type { PathwayDescriptor, PopulationDescriptor } from '../image/index.js';
import { encodePathway, encodePopulation, encodeRoute, encodeSizes } from './descriptor-words.js';

// An own reader, written from the tables of the data sheet by word number.

const none = 0xffffffff;

function field(word: number): object | undefined {
  const bits = word & 63;
  if (bits === 0) return undefined;
  return {
    word: (word >>> 14) & 127,
    low: (word >>> 6) & 255,
    bits,
    signed: ((word >>> 21) & 1) === 1,
  };
}

function fieldsOf(words: readonly number[], from: number, count: number): readonly object[] {
  return words.slice(from, from + count).flatMap((word) => field(word) ?? []);
}

function section(words: readonly number[], from: number): object | undefined {
  const [start = none, length, cycles, constantBase, siteBase] = words.slice(from, from + 5);
  return start === none ? undefined : { start, length, cycles, constantBase, siteBase };
}

const at = (words: readonly number[], place: number): number | undefined =>
  words[place] === none ? undefined : words[place];

/** Without entries that are undefined. */
function plain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

function readPopulation(words: readonly number[]): object {
  const regular = section(words, 22);
  return {
    first: words[0],
    last: words[1],
    globalBase: words[2],
    objectId: words[3],
    stateBase: words[4],
    stateWords: words[5],
    fields: fieldsOf(words, 27, 24),
    accumulatorBase: words[6],
    receptors: words[7],
    soma: section(words, 12),
    foldLength: words[8],
    reset: section(words, 17),
    regular: regular && { section: regular, everyTicks: words[11] },
    firstRoute: words[9],
    routes: words[10],
  };
}

function readSide(words: readonly number[], from: number): object | undefined {
  const flags = words[from] ?? 0;
  if ((flags & 1) === 0) return undefined;
  return {
    prologue: section(words, from + 7),
    body: section(words, from + 2),
    writes: (flags & 2) !== 0,
    update: at(words, from + 1),
  };
}

function readTraces(words: readonly number[], from: number): object | undefined {
  if (words[from] === none) return undefined;
  return {
    base: words[from],
    entries: words[from + 1],
    entryBits: words[from + 2],
    entriesPerWord: words[from + 3],
    objectId: words[from + 4],
    elementBase: words[from + 5],
    values: fieldsOf(words, from + 6, 4).map((value, k) => ({
      ...value,
      life: words[from + 10 + k],
    })),
  };
}

function readPathway(words: readonly number[]): object {
  const kind = ['count', 'one', 'fill', 'dense', 'sparse'][words[0] ?? 9];
  const adds = kind === 'count' || kind === 'one' || kind === 'fill';
  const [low = 0, high = 0] = words.slice(13, 15);
  return {
    kind,
    objectId: words[1],
    inlet: words[2],
    inlets: words[3],
    sourceBase: words[4],
    population: words[5],
    firstTarget: words[6],
    targets: words[7],
    targetBase: words[8],
    projectionTargets: words[9],
    delayLow: words[10],
    delayHigh: words[11],
    receptor: adds ? words[12] : undefined,
    constant: adds ? low + (high | 0) * 2 ** 32 : undefined,
    diagonal: words[15] === 0x80000000 ? undefined : (words[15] ?? 0) | 0,
    wordBase: adds ? undefined : words[16],
    wordsPerRow: kind === 'dense' ? words[17] : undefined,
    rowDirectory: at(words, 18),
    columnDirectory: at(words, 19),
    columnEntries: at(words, 20),
    lane:
      words[21] === 0
        ? undefined
        : {
            laneBits: words[21],
            lanesPerWord: words[22],
            weight: field(words[23] ?? 0),
            auxiliary: fieldsOf(words, 24, 4),
            delay: field(words[28] ?? 0),
            plastic: field(words[29] ?? 0),
            present: field(words[30] ?? 0),
            flags: fieldsOf(words, 31, 2),
            target: field(words[33] ?? 0),
          },
    pre: readSide(words, 34),
    post: readSide(words, 46),
    preTraces: readTraces(words, 58),
    postTraces: readTraces(words, 72),
  };
}

describe('descriptor words', () => {
  const seeds = Array.from({ length: 30 }, (_, k) => k + 1);
  const cores = seeds.flatMap((seed) => randomChipImage(seed).cores);

  it('say all that a population says', () => {
    const all = cores.flatMap(({ populations }): readonly PopulationDescriptor[] => populations);
    expect(all.some(({ regular }) => regular !== undefined)).toBe(true);
    for (const population of all)
      expect(plain(readPopulation(encodePopulation(population)))).toEqual(plain(population));
  });

  it('say all that a pathway says', () => {
    const all = cores.flatMap(({ pathways }): readonly PathwayDescriptor[] => pathways);
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(5);
    for (const pathway of all) {
      const words = encodePathway(pathway);
      expect(words.length).toBe(128);
      expect(plain(readPathway(words))).toEqual(plain(pathway));
    }
  });

  it('say all that a route says, and how many there are', () => {
    for (const core of cores) {
      const { populations, routes, pathways, postOrder } = core;
      expect(encodeSizes(core)).toEqual(
        [populations, routes, pathways, postOrder].map((list) => list.length),
      );
      for (const { low, high, x, y, inlet, kind } of routes)
        expect(encodeRoute({ low, high, x, y, inlet, kind }).slice(0, 6)).toEqual([
          ...[low, high, x, y],
          { bit: 0, count: 1, host: 2 }[kind],
          inlet,
        ]);
    }
  });
});
