import { describe, expect, it } from 'vitest';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import { createBitMemory, writeField } from './bit-memory.js';
import { checkImage } from './check-image.js';
import type {
  ChipImage,
  CoreImage,
  PathwayDescriptor,
  PopulationDescriptor,
} from './chip-image.js';

/** An image whose first core has a pathway of a kind; the first of the random ones. */
function imageWith(wanted: (pathway: PathwayDescriptor) => boolean): {
  readonly image: ChipImage;
  readonly place: number;
} {
  for (let seed = 0; seed < 1000; seed += 1) {
    const image = randomChipImage(seed, { cores: 1 });
    const place = image.cores[0]?.pathways.findIndex(wanted) ?? -1;
    if (place >= 0) return { image, place };
  }
  throw new Error('no such image');
}

function withCore(image: ChipImage, change: (core: CoreImage) => CoreImage): ChipImage {
  return { ...image, cores: image.cores.map((core, at) => (at === 0 ? change(core) : core)) };
}

function problemsOfPopulation(change: Partial<PopulationDescriptor>): readonly string[] {
  const image = randomChipImage(1, { cores: 1 });
  const changed = withCore(image, (core) => ({
    ...core,
    populations: core.populations.map((entry, at) => (at === 0 ? { ...entry, ...change } : entry)),
  }));
  return checkImage(changed);
}

function problemsOfPathway(
  wanted: (pathway: PathwayDescriptor) => boolean,
  change: (pathway: PathwayDescriptor) => Partial<PathwayDescriptor>,
): readonly string[] {
  const { image, place } = imageWith(wanted);
  return checkImage(
    withCore(image, (core) => ({
      ...core,
      pathways: core.pathways.map((entry, at) =>
        at === place ? { ...entry, ...change(entry) } : entry,
      ),
    })),
  );
}

describe('what an image check finds', () => {
  it('sections that take other cycles than they say', () => {
    const image = randomChipImage(2, { cores: 1 });
    const cycles = (core: CoreImage): number => core.populations[0]?.soma.cycles ?? 0;
    const changed = withCore(image, (core) => ({
      ...core,
      populations: core.populations.map((entry, at) =>
        at === 0 ? { ...entry, soma: { ...entry.soma, cycles: entry.soma.cycles + 1 } } : entry,
      ),
    }));
    const taken = cycles(image.cores[0] as CoreImage);
    expect(checkImage(changed)).toContain(
      `core 0, population 0, soma: ${taken + 1} cycles, but it takes ${taken}`,
    );
  });

  it('words that are no instructions, and programs outside the memory', () => {
    const image = randomChipImage(3, { cores: 1 });
    const start = image.cores[0]?.populations[0]?.soma.start ?? 0;
    // Operation 31 does not exist.
    const illegal = withCore(image, (core) => ({
      ...core,
      program: core.program.map((word, at) => (at === start ? 31 * 2 ** 35 : word)),
    }));
    expect(checkImage(illegal)).toContain(
      `core 0, population 0, soma, word ${start}: no instruction`,
    );
    const soma = { start: 1020, length: 10, cycles: 10, constantBase: 0, siteBase: 0 };
    expect(problemsOfPopulation({ soma })).toContain(
      'core 0, population 0, soma: instructions 1020 .. 1029',
    );
  });

  it('populations that overlap, begin between words, or leave a memory', () => {
    expect(problemsOfPopulation({ first: 1 }).join()).toContain('neurons 1 .. ');
    expect(problemsOfPopulation({ last: 5000 }).join()).toContain(' .. 5000, free from 0 to 191');
    expect(problemsOfPopulation({ stateBase: 1024 }).join()).toContain('of state, which has 1024');
    expect(problemsOfPopulation({ accumulatorBase: -1 }).join()).toContain('words -1 .. ');
    const field = { word: 0, low: 250, bits: 10, signed: false };
    expect(problemsOfPopulation({ fields: [field] }).join()).toContain('bits 250 .. 259 of');
  });

  it('pathways with inlets, delays or targets that are not there', () => {
    const any = (): boolean => true;
    expect(problemsOfPathway(any, () => ({ inlet: 4000 })).join()).toContain('inlets 4000 .. ');
    expect(problemsOfPathway(any, () => ({ delayHigh: 99 })).join()).toContain(' .. 99, slots ');
    expect(problemsOfPathway(any, () => ({ population: 16 })).join()).toContain('population 16');
    expect(problemsOfPathway(any, () => ({ targets: 300 })).join()).toContain('targets ');
  });

  it('rows, directories and traces outside their memories', () => {
    const dense = ({ kind }: PathwayDescriptor): boolean => kind === 'dense';
    expect(problemsOfPathway(dense, () => ({ wordBase: 4095 })).join()).toContain('of synapse');
    expect(problemsOfPathway(dense, () => ({ wordsPerRow: 77 })).join()).toContain(
      'rows of 77 words',
    );
    const sparse = ({ kind }: PathwayDescriptor): boolean => kind === 'sparse';
    expect(problemsOfPathway(sparse, () => ({ rowDirectory: 1e6 })).join()).toContain('of index');
    const traced = ({ preTraces }: PathwayDescriptor): boolean => preTraces !== undefined;
    const moved = problemsOfPathway(traced, ({ preTraces }) =>
      preTraces ? { preTraces: { ...preTraces, base: 1e6 } } : {},
    );
    expect(moved.join()).toContain('of trace');
    const short = problemsOfPathway(traced, ({ preTraces }) =>
      preTraces ? { preTraces: { ...preTraces, entries: preTraces.entries - 1 } } : {},
    );
    expect(short.join()).toMatch(/pre traces: \d+ entries, needed \d+/);
  });

  it('transposed entries that do not ascend', () => {
    const { image, place } = imageWith(
      ({ kind, post, inlets }) => kind === 'sparse' && post !== undefined && inlets > 1,
    );
    const [core] = image.cores;
    const pathway = core?.pathways[place];
    if (core === undefined || pathway === undefined) throw new Error('no pathway');
    const { index } = core.memories;
    const broken = createBitMemory(index.words, index.wordBits);
    broken.data.set(index.data);
    // Column 0: two entries, the second with a smaller inlet.
    const first = index.words - 2;
    const { columnDirectory = 0, columnEntries = 0 } = pathway;
    writeField(broken, columnDirectory, 0, 18, first - columnEntries);
    writeField(broken, columnDirectory, 18, 14, 2);
    writeField(broken, first, 21, 11, 1);
    writeField(broken, first + 1, 21, 11, 0);
    const changed = withCore(image, (entry) => ({
      ...entry,
      memories: { ...entry.memories, index: broken },
    }));
    expect(checkImage(changed).join()).toContain(`pathway ${place}, column 0: `);
    expect(checkImage(changed).join()).toContain('inlet 0 after 1');
  });

  it('routes to cores and inlets that are not there, and a wrong order of on_post', () => {
    const images = Array.from({ length: 50 }, (_, seed) => randomChipImage(seed, { cores: 2 }));
    const image = images.find(({ cores }) => (cores[0]?.routes ?? []).length > 0);
    if (image === undefined) throw new Error('no image has routes');
    const lost = withCore(image, (core) => ({
      ...core,
      routes: core.routes.map((route, at) => (at === 0 ? { ...route, y: 31 } : route)),
    }));
    expect(checkImage(lost).join()).toMatch(/route 0: a core at \(\d+, 31\)/);
    const { image: learning } = imageWith(({ post }) => post !== undefined);
    const unordered = withCore(learning, (core) => ({ ...core, postOrder: [] }));
    expect(checkImage(unordered).join()).toContain('core 0, post order');
  });

  it('a geometry that cannot be', () => {
    const image = randomChipImage(6, { cores: 1 });
    const geometry = { ...image.geometry, mesh: [0, 1] as const };
    expect(checkImage({ ...image, geometry })).toContain(
      'geometry: columns is 0, must be at least 1',
    );
  });
});
