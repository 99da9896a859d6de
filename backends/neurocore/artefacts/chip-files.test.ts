import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import { hardwareOf, placeText } from '../../../tests/support/place-on-chip.js';
import { decodeImage, encodeImage } from '../image/index.js';
import { type ChipFile, chipFiles } from './chip-files.js';
import { pathwayLayout, populationLayout } from './descriptor-words.js';
import { descriptorMemory, loadedMemories } from './memory-table.js';
import { memoryFromText, memoryToText } from './memory-text.js';
import { symbolTable } from './symbol-table.js';

const header = { tool: 'isospike 0', profile: 'p', network: 'n', image: 'd', seed: '1' };

const network = `
isospike: 1
name: two
seed: 3
constants: {tau: 10 ms}
populations:
  a: {size: 3, equations: 'dv/dt = -v/tau : 1', threshold: v > 1, reset: v = 0, method: euler, initial: {v: 0.5}}
projections:
  S: {from: a, to: a, connect: all, model: 'w : 1', on_pre: v_post += w, initial: {w: 0.25*rand()}}
timeline: [run: 10 ms]
`;

async function files(): Promise<ReadonlyMap<string, ChipFile>> {
  const { placed, plan, diagnostics } = await placeText(network, hardwareOf(''));
  if (placed === undefined) throw new Error(diagnostics.all.map(({ message }) => message).join());
  const formats = plan.fixed.formats.values();
  const { words } = plan.hardware;
  const made = chipFiles({ tool: 'isospike 0', placed, formats, words });
  return new Map(made.map((file) => [file.name, file]));
}

const text = (file: ChipFile | undefined): string =>
  Buffer.from(file?.content ?? new Uint8Array()).toString('utf8');

describe('memory files', () => {
  it('are what $readmemh reads, word by word', () => {
    const memory = memoryFromText('// two words\n1fF\n@2 // gap\n8\n', 4, 9);
    expect([...memory.data]).toEqual([0x1ff, 0, 8, 0]);
    expect(memoryToText(memory, header, 'm').split('\n').slice(-5)).toEqual([
      '1ff',
      '000',
      '008',
      '000',
      '',
    ]);
    expect(() => memoryFromText('200', 4, 9)).toThrow('does not fit');
    expect(() => memoryFromText('@4\n1', 4, 9)).toThrow('does not fit');
    expect(() => memoryFromText('1x', 4, 9)).toThrow('no word');
  });

  it('read back as the descriptors of random images', () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const { cores, geometry } = randomChipImage(seed);
      for (const core of cores)
        for (const description of loadedMemories) {
          if (description.encode === undefined) continue;
          const memory = descriptorMemory(description, core, geometry);
          const text = memoryToText(memory, header, description.name);
          expect(memoryFromText(text, memory.words, 32).data).toEqual(memory.data);
        }
    }
  });
});

describe('descriptor words', () => {
  it('have a layout without holes or repeated names', () => {
    for (const layout of [populationLayout, pathwayLayout]) {
      const names = layout.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
    // Places that a register-transfer description names by number.
    const place = (name: string): number =>
      populationLayout
        .slice(
          0,
          populationLayout.findIndex((entry) => entry.name === name),
        )
        .reduce((sum, { words }) => sum + words, 0);
    expect([place('soma'), place('reset'), place('fields')]).toEqual([12, 17, 27]);
  });

  it('split constants of more than 32 bits, negative ones too', () => {
    const entry = pathwayLayout.find(({ name }) => name === 'constant');
    const [pathway] = randomChipImage(1).cores[0]?.pathways ?? [];
    const words = (constant: number): readonly number[] | undefined =>
      pathway && entry?.value({ ...pathway, constant });
    expect(words(-5)).toEqual([2 ** 32 - 5, -1]);
    expect(words(-3e9)).toEqual([2 ** 32 - 3e9, -1]);
    expect(words(2 ** 33 + 7)).toEqual([7, 2]);
  });
});

describe('chipFiles', () => {
  it('gives equal bytes twice, each with its header', async () => {
    const [first, second] = [await files(), await files()];
    expect([...second.keys()]).toEqual([...first.keys()]);
    for (const [name, { content }] of first) {
      expect(second.get(name)?.content, name).toEqual(content);
      if (name === 'image.isochip') continue;
      for (const word of ['isospike 0', 'seed', ...(/config|memories/.test(name) ? [] : ['two'])])
        expect(text(first.get(name)), `${name} says ${word}`).toContain(word);
    }
  });

  it('gives an image that reads back equal', async () => {
    const content = (await files()).get('image.isochip')?.content ?? new Uint8Array();
    const { image, symbols } = decodeImage(content);
    expect(encodeImage(image, symbols)).toEqual(content);
    expect(image.networkName).toBe('two');
  });

  it('has a file for every memory of the table, of its words and width', async () => {
    const made = await files();
    const { geometry } = decodeImage(made.get('image.isochip')?.content ?? new Uint8Array()).image;
    for (const { name, words, wordBits } of loadedMemories) {
      const lines = text(made.get(`memory/core0_${name}.memh`))
        .trimEnd()
        .split('\n');
      const content = lines.filter((line) => !line.startsWith('//'));
      expect(content.length, name).toBe(words(geometry));
      expect(content[0]?.length, name).toBe(Math.ceil(wordBits(geometry) / 4));
    }
    const { memories } = JSON.parse(text(made.get('memory/descriptors.json'))) as {
      memories: readonly { path: string; select: number; memory: string }[];
    };
    expect(memories[0]).toMatchObject({ path: 'core_0.populations_memory', select: 0xa00 });
  });

  it('names the bits of every variable', async () => {
    const made = await files();
    const { arrays } = JSON.parse(text(made.get('symbols.json'))) as {
      arrays: readonly { array: string; runs: readonly Readonly<Record<string, number>>[] }[];
    };
    // Three neurons, one word each.
    const start = { first: 0, core: 0, word: 0, low: 0 };
    expect(arrays.find(({ array }) => array === 'a.v')?.runs).toEqual([
      { ...start, elements: 3, lanes: 1, lowStep: 0, wordStep: 1 },
    ]);
    // Three rows of three lanes of 8 bits: a word each.
    expect(arrays.find(({ array }) => array === 'S.w')?.runs).toEqual([
      { ...start, elements: 9, lanes: 3, lowStep: 8, wordStep: 1 },
    ]);
  });

  it('gives the place of every element by its runs', async () => {
    const wide = network
      .replace('size: 3', 'size: 70')
      .replace('connect: all', 'connect: {probability: 0.3}');
    const { placed } = await placeText(wide, hardwareOf('cores: {neurons: 32}\n'));
    if (placed === undefined) throw new Error('refused');
    for (const { array, runs } of symbolTable(placed).arrays) {
      const places = placed.arrays.get(array);
      const found: (readonly number[])[] = [];
      for (const { first, elements, core, word, low, lanes, lowStep, wordStep } of runs)
        for (let k = 0; k < elements; k += 1)
          found[first + k] = [
            core,
            word + Math.floor(k / lanes) * wordStep,
            low + (k % lanes) * lowStep,
          ];
      expect(found, array).toEqual(
        Array.from(places?.cores ?? [], (core, at) => [core, places?.words[at], places?.lows[at]]),
      );
    }
  });

  it('has texts of formats and sizes as a design includes them', async () => {
    const made = await files();
    const package_ = text(made.get('formats.sv'));
    for (const line of [
      'package isospike_formats;',
      '  localparam int MEM_SYNAPSE_WORDS = 16384;',
      '  // class weight: 8 bits, stochastic, saturate',
      '  localparam int CLASS_WEIGHT_ROUNDING = 13;',
      '  typedef logic signed [23:0] a_v_t;',
      '  typedef logic [7:0] s_w_t;',
      'endpackage',
    ])
      expect(package_.split('\n')).toContain(line);
    const header_ = text(made.get('geometry.h'));
    expect(header_).toMatch(/^\/\* tool: isospike 0\n/);
    for (const line of [
      '#define ISO_MUL_CYCLES 2',
      '#define ISO_MEM_SYNAPSE 7 /* floor(width / lane bits) lanes, low bits first */',
      '#define ISO_POPULATION_WORDS 64',
      '#define ISO_POPULATION_SOMA 12 /* 5 words: section {start, length, cycles, constant base, site base} */',
    ])
      expect(header_.split('\n')).toContain(line);
  });

  it('says where a population lies', async () => {
    const made = await files();
    const words = text(made.get('memory/core0_populations.memh'))
      .split('\n')
      .filter((line) => /^[0-9a-f]{8}$/.test(line));
    // Neurons 0 .. 2 of a population that begins at its neuron 0.
    expect(words.slice(0, 3)).toEqual(['00000000', '00000002', '00000000']);
  });
});
