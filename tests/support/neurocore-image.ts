import type { InputWord } from '../../backends/neurocore/emulator/index.js';
import {
  type BitMemory,
  type ChipGeometry,
  type ChipImage,
  type CoreImage,
  createBitMemory,
  type PathwayDescriptor,
  type PopulationDescriptor,
  type RouteDescriptor,
  type TableEntry,
  type WordField,
  writeField,
} from '../../backends/neurocore/image/index.js';
import { Dice } from './neurocore-dice.js';
import { PathwayBuilder } from './neurocore-pathway.js';
import {
  instruction,
  ProgramBuilder,
  randomFormats,
  randomInstructions,
} from './neurocore-section.js';

/** What a test fixes of a random image; the rest is drawn. */
export interface ImageLimits {
  readonly cores?: number;
  readonly geometry?: Partial<ChipGeometry>;
  readonly timing?: Partial<ChipGeometry['timing']>;
  readonly fifos?: Partial<ChipGeometry['fifos']>;
  readonly kinds?: readonly PathwayDescriptor['kind'][];
  /** Neurons per population at most; default 40. */
  readonly neurons?: number;
  /** Random instructions per section at most; default 10. */
  readonly instructions?: number;
}

/** A memory that is handed out from its begin. */
class Allocator {
  used = 0;

  take(words: number): number {
    this.used += words;
    return this.used - words;
  }
}

/** A valid image: small, but with every kind of unit and descriptor. One seed, one image. */
export function randomChipImage(seed: number, limits: ImageLimits = {}): ChipImage {
  const dice = new Dice(seed);
  const geometry = randomGeometry(dice, limits);
  const plans = Array.from({ length: geometry.cores }, (_, core) =>
    planCore(dice, geometry, core, limits),
  );
  return {
    geometry,
    seed: BigInt(seed) * 0x9e3779b97f4a7c15n,
    networkName: `random ${seed}`,
    networkHash: '',
    hardwareName: 'random',
    hardwareHash: '',
    cores: plans.map((plan) => buildCore(dice, geometry, plan, plans, limits)),
  };
}

function randomGeometry(dice: Dice, limits: ImageLimits): ChipGeometry {
  const cores = limits.cores ?? dice.pick([1, 1, 2, 3, 4]);
  const columns = dice.range(1, cores);
  const memory = (wordBits: number, words: number) => ({
    words,
    wordBits,
    readCycles: dice.range(1, 3),
  });
  const synapse = memory(dice.pick([32, 64, 64, 48, 128]), 4096);
  return {
    mesh: [columns, Math.ceil(cores / columns)],
    cores,
    clockHertz: 1e8,
    neurons: 192,
    inlets: dice.pick([64, 96, 120]),
    delaySlots: dice.range(2, 7),
    counts: 8,
    registerBits: dice.pick([40, 50, 50, 53, 60]),
    memories: {
      program: { words: 1024, wordBits: 40, readCycles: 1 },
      constant: { words: 128, wordBits: 32, readCycles: 1 },
      lut: { words: 256, wordBits: 16, readCycles: 1 },
      state: memory(dice.pick([32, 64, 128]), 1024),
      accumulator: memory(dice.pick([16, 24, 32]), 512),
      trace: memory(dice.pick([32, 48, 64]), 4096),
      synapse,
      index: memory(32, 4096),
    },
    accumulatorSaturates: dice.chance(30),
    arithmetic: dice.chance(80) ? 'standard' : 'ap',
    rng: {
      bits: dice.pick([8, 16, 16, 32]),
      compare: dice.chance(60) ? 'lt_high' : dice.pick(['lt_low', 'add_low', 'equal'] as const),
      consume: dice.pick(['always', 'inexact'] as const),
    },
    ...limits.geometry,
    timing: {
      mulCycles: dice.range(1, 3),
      lutCycles: dice.range(1, 2),
      rngCycles: dice.range(1, 12),
      stateReadCycles: dice.range(1, 3),
      syncCycles: dice.range(0, 4),
      bufferWords: dice.range(1, 6),
      ...limits.timing,
    },
    fifos: {
      input: dice.range(1, 4),
      output: dice.range(1, 4),
      core: dice.range(1, 5),
      link: dice.range(1, 4),
      full: dice.pick(['stall', 'drop'] as const),
      ...limits.fifos,
    },
  };
}

/** Inlets and neurons of a core, decided before routes between cores can be drawn. */
export interface CorePlan {
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly populations: readonly { readonly first: number; readonly size: number }[];
  readonly pathways: readonly {
    readonly kind: PathwayDescriptor['kind'];
    readonly inlet: number;
    readonly inlets: number;
  }[];
}

function planCore(dice: Dice, geometry: ChipGeometry, core: number, limits: ImageLimits): CorePlan {
  const populations: { first: number; size: number }[] = [];
  for (let first = 0; first < geometry.neurons && populations.length < dice.range(1, 3); ) {
    const size = Math.min(dice.range(1, limits.neurons ?? 40), geometry.neurons - first);
    populations.push({ first, size });
    first += Math.ceil(size / 32) * 32;
  }
  const kinds = limits.kinds ?? ['count', 'one', 'fill', 'dense', 'dense', 'sparse', 'sparse'];
  const pathways: { kind: PathwayDescriptor['kind']; inlet: number; inlets: number }[] = [];
  let next = dice.range(0, 5);
  for (let n = dice.range(1, 5); n > 0; n -= 1) {
    const drawn = dice.pick(kinds);
    const kind = drawn === 'count' && geometry.accumulatorSaturates ? 'fill' : drawn;
    if (kind === 'count') {
      pathways.push({ kind, inlet: dice.roll(geometry.counts), inlets: 1 });
      continue;
    }
    // Now and then two pathways share their inlets.
    const before = pathways.findLast((pathway) => pathway.kind !== 'count');
    if (before !== undefined && dice.chance(20)) {
      pathways.push({ kind, inlet: before.inlet, inlets: before.inlets });
      continue;
    }
    const inlets = Math.min(dice.range(1, 40), geometry.inlets - next);
    if (inlets <= 0) continue;
    pathways.push({ kind, inlet: next, inlets });
    next += inlets;
  }
  const columns = geometry.mesh[0];
  return { number: core, x: core % columns, y: Math.floor(core / columns), populations, pathways };
}

function buildCore(
  dice: Dice,
  geometry: ChipGeometry,
  plan: CorePlan,
  plans: readonly CorePlan[],
  limits: ImageLimits,
): CoreImage {
  const { memories } = geometry;
  const formats = randomFormats(dice);
  const program = new ProgramBuilder(geometry.timing, formats);
  const constants = Array.from({ length: memories.constant.words }, () =>
    dice.chance(70) ? dice.code(12, true) : dice.code(32, true),
  );
  const lut = createBitMemory(memories.lut.words, memories.lut.wordBits);
  const tables = randomTables(dice, lut);
  const state = createBitMemory(memories.state.words, memories.state.wordBits);
  const accumulator = createBitMemory(memories.accumulator.words, memories.accumulator.wordBits);
  const routes: RouteDescriptor[] = [];
  const stateWords = new Allocator();
  const accumulatorWords = new Allocator();
  const length = (): number => dice.range(0, limits.instructions ?? 10);
  const populations = plan.populations.map(({ first, size }, place): PopulationDescriptor => {
    const last = first + size - 1;
    const layout = randomFields(dice, memories.state.wordBits);
    const receptors = dice.range(0, 3);
    const registers = [
      ...layout.fields.keys(),
      ...Array.from({ length: receptors }, (_, k) => 24 + k),
      20,
      21,
      22,
    ];
    const base = { formats, tables: tables.length, registers, receptors, fields: 0 };
    const fold = randomInstructions(dice, { ...base, role: 'reset', length: receptors });
    const somaBody = randomInstructions(dice, { ...base, role: 'soma', length: length() });
    const reset = { ...base, role: 'reset' } as const;
    const stateBase = stateWords.take(size * layout.words);
    fillState(dice, state, stateBase, size, layout);
    const firstRoute = routes.length;
    routes.push(...randomRoutes(dice, geometry, plans, first, last));
    const section = (instructions: Parameters<typeof program.add>[0]) =>
      program.add(instructions, dice.roll(64), dice.roll(1000));
    return {
      first,
      last,
      globalBase: dice.range(0, 1000),
      objectId: dice.roll(2 ** 31) * 2 + 1,
      stateBase,
      stateWords: layout.words,
      fields: layout.fields,
      accumulatorBase: accumulatorWords.take(size * receptors),
      receptors,
      soma: section([...fold, ...somaBody, ...spikeRule(dice)]),
      foldLength: fold.length,
      ...(dice.chance(60)
        ? { reset: section(randomInstructions(dice, { ...reset, length: length() })) }
        : {}),
      ...(dice.chance(place === 0 ? 40 : 10)
        ? {
            regular: {
              section: section(randomInstructions(dice, { ...reset, length: length() })),
              everyTicks: dice.range(1, 4),
            },
          }
        : {}),
      firstRoute,
      routes: routes.length - firstRoute,
    };
  });
  const pathways = new PathwayBuilder(dice, geometry, populations, program, formats, tables.length);
  const built = plan.pathways.map((one) => pathways.build(one, length()));
  return {
    x: plan.x,
    y: plan.y,
    program: program.words,
    constants,
    formats,
    tables,
    memories: {
      lut,
      state,
      accumulator,
      trace: pathways.trace,
      synapse: pathways.synapse,
      index: pathways.index,
    },
    populations,
    routes,
    pathways: built,
    postOrder: pathways.postOrder(built),
  };
}

/** Spikes often enough: a random byte below a power of two. */
function spikeRule(dice: Dice): readonly ReturnType<typeof instruction>[] {
  return [
    instruction('RND', { d: 23, shift: dice.range(0, 3), x: 0 }),
    instruction('MOV', { d: 22, a: 23, shift: dice.range(3, 8) }),
    instruction('SUB', { d: 21, a: 23, b: 23 }),
    instruction('CEQ', { d: 2, a: 21, b: 22 }),
    instruction('SPK', { predicate: 2 }),
  ];
}

function randomTables(dice: Dice, lut: BitMemory): readonly TableEntry[] {
  const place = new Allocator();
  return Array.from({ length: 3 }, () => {
    const length = dice.range(1, 40);
    const base = place.take(length);
    for (let k = 0; k < length; k += 1)
      writeField(lut, base + k, 0, lut.wordBits, k === length - 1 ? 0 : dice.code(16, false));
    return { base, length, signed: dice.chance(30) };
  });
}

interface RecordLayout {
  readonly fields: readonly WordField[];
  readonly words: number;
}

/** Fields that never cross a word. */
function randomFields(dice: Dice, wordBits: number): RecordLayout {
  const fields: WordField[] = [];
  let [word, low] = [0, 0];
  for (let n = dice.range(1, 6); n > 0; n -= 1) {
    const bits = Math.min(wordBits, dice.pick([1, 5, 8, 16, 24, 24, 37]));
    if (low + bits > wordBits) [word, low] = [word + 1, 0];
    fields.push({ word, low, bits, signed: dice.chance(60) });
    low += bits;
  }
  return { fields, words: word + 1 };
}

function fillState(
  dice: Dice,
  state: BitMemory,
  base: number,
  size: number,
  layout: RecordLayout,
): void {
  for (let n = 0; n < size; n += 1)
    for (const { word, low, bits, signed } of layout.fields)
      writeField(state, base + n * layout.words + word, low, bits, dice.code(bits, signed));
}

function randomRoutes(
  dice: Dice,
  geometry: ChipGeometry,
  plans: readonly CorePlan[],
  first: number,
  last: number,
): readonly RouteDescriptor[] {
  return Array.from({ length: dice.range(0, 4) }, (): RouteDescriptor => {
    const low = dice.range(first, last);
    const high = dice.range(low, last);
    const { x, y } = dice.pick(plans);
    const kind = dice.pick(['bit', 'bit', 'bit', 'count', 'host'] as const);
    if (kind === 'host') return { low, high, x: 0, y: 0, inlet: dice.roll(8000), kind };
    if (kind === 'count') return { low, high, x, y, inlet: dice.roll(geometry.counts), kind };
    const width = Math.min(high - low + 1, geometry.inlets);
    return {
      low,
      high: low + width - 1,
      x,
      y,
      inlet: dice.range(0, geometry.inlets - width),
      kind,
    };
  });
}

/** Words of the host for one step: to any core, inlets in use and others. */
export function randomInput(image: ChipImage, dice: Dice): readonly InputWord[] {
  const { geometry, cores } = image;
  return Array.from({ length: dice.pick([0, 3, 20]) }, (): InputWord => {
    const { x, y } = dice.pick(cores);
    return dice.chance(85)
      ? { x, y, kind: 'bit', inlet: dice.roll(geometry.inlets) }
      : { x, y, kind: 'count', inlet: dice.roll(geometry.counts) };
  });
}
