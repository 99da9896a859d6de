import {
  type ChipGeometry,
  type ChipImage,
  createBitMemory,
  type PathwayDescriptor,
  type RouteDescriptor,
  writeField,
} from '../../backends/neurocore/image/index.js';
import { randomChipImage } from './neurocore-image.js';
import { instruction, ProgramBuilder } from './neurocore-section.js';

/** What a test needs of a hand-made image. */
export interface HandMade {
  readonly neurons: number;
  readonly fifos?: Partial<ChipGeometry['fifos']>;
  readonly routes?: readonly RouteDescriptor[];
  readonly pathways?: (program: ProgramBuilder) => readonly PathwayDescriptor[];
}

/**
 * One core, one population of two state words (a field of 8 bits in each) and one receptor. Soma:
 * R0 += 1, R1 := pending input, spike always: 3 cycles. Latencies: state 2, synapse 1, trace 1.
 */
export function handMade({ neurons, fifos = {}, routes = [], pathways }: HandMade): ChipImage {
  const memory = (wordBits: number, words: number, readCycles = 1) => ({
    wordBits,
    words,
    readCycles,
  });
  const base = randomChipImage(1, {
    cores: 1,
    geometry: {
      delaySlots: 4,
      inlets: 64,
      registerBits: 40,
      accumulatorSaturates: false,
      memories: {
        program: memory(40, 64),
        constant: memory(32, 64),
        lut: memory(16, 4),
        state: memory(32, 256, 2),
        accumulator: memory(16, 128),
        trace: memory(32, 64),
        synapse: memory(32, 64),
        index: memory(32, 64),
      },
    },
    timing: { mulCycles: 2, stateReadCycles: 2, syncCycles: 1, bufferWords: 3 },
    fifos: { core: 2, link: 2, input: 4, output: 4, full: 'stall', ...fifos },
  });
  const program = new ProgramBuilder(base.geometry.timing, [undefined]);
  const soma = program.add([
    instruction('ADD', { d: 0, a: 0, b: 32 }),
    instruction('MOV', { d: 1, a: 24 }),
    instruction('SPK'),
  ]);
  const { memories } = base.geometry;
  const create = (name: keyof typeof memories) =>
    createBitMemory(memories[name].words, memories[name].wordBits);
  const synapse = create('synapse');
  // Lanes of 8 bits: weights 1, 2, 3, ..
  for (let word = 0; word < 8; word += 1)
    for (let lane = 0; lane < 4; lane += 1)
      writeField(synapse, word, lane * 8, 8, word * 4 + lane + 1);
  return {
    ...base,
    cores: [
      {
        x: 0,
        y: 0,
        constants: [1],
        formats: [undefined],
        tables: [],
        memories: {
          lut: create('lut'),
          state: create('state'),
          accumulator: create('accumulator'),
          trace: create('trace'),
          synapse,
          index: create('index'),
        },
        populations: [
          {
            first: 0,
            last: neurons - 1,
            globalBase: 0,
            objectId: 1,
            stateBase: 0,
            stateWords: 2,
            fields: [
              { word: 0, low: 0, bits: 8, signed: false },
              { word: 1, low: 0, bits: 8, signed: false },
            ],
            accumulatorBase: 0,
            receptors: 1,
            soma,
            foldLength: 0,
            firstRoute: 0,
            routes: routes.length,
          },
        ],
        routes,
        pathways: pathways?.(program) ?? [],
        postOrder: [],
        program: program.words,
      },
    ],
  };
}
