import type { ArithmeticProfile, StochasticRule } from '../../../core/fixed/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { InstructionTiming } from '../isa/index.js';

/** Memories of a core that an image fills. */
export type MemoryName =
  | 'program'
  | 'constant'
  | 'lut'
  | 'state'
  | 'accumulator'
  | 'trace'
  | 'synapse'
  | 'index';

export interface MemoryGeometry {
  readonly words: number;
  readonly wordBits: number;
  readonly readCycles: number;
}

/** Sizes, widths and latencies of a chip: all that the emulator knows of a hardware file. */
export interface ChipGeometry {
  /** Columns and rows of the mesh; core (x, y) has number y * columns + x. */
  readonly mesh: readonly [columns: number, rows: number];
  /** Cores in use: the first so many. */
  readonly cores: number;
  readonly clockHertz: number;
  /** Per core. */
  readonly neurons: number;
  readonly inlets: number;
  /** Slots of the inlet ring: a delay is below it. */
  readonly delaySlots: number;
  /** Count inlets per core. */
  readonly counts: number;
  /** Width of a register, signed. */
  readonly registerBits: number;
  readonly memories: Readonly<Record<MemoryName, MemoryGeometry>>;
  readonly accumulatorSaturates: boolean;
  readonly timing: InstructionTiming & {
    /** Cycles of a barrier after its condition holds. */
    readonly syncCycles: number;
    /** Words that the synapse stream holds. */
    readonly bufferWords: number;
  };
  readonly fifos: {
    readonly input: number;
    readonly output: number;
    readonly core: number;
    readonly link: number;
    /** What a full host output does. */
    readonly full: 'stall' | 'drop';
  };
  readonly arithmetic: ArithmeticProfile;
  readonly rng: {
    readonly bits: number;
    readonly compare: StochasticRule;
    readonly consume: 'always' | 'inexact';
  };
}

/** Count inlets of a core (8 of 16 bits). */
const countInlets = 8;

/**
 * The geometry of a hardware file.
 *
 * @param cores - Cores in use where the file says `count: auto`; else at most `count`.
 * @param mesh - Columns and rows where the file gives none.
 */
export function chipGeometry(hardware: Hardware, cores: number): ChipGeometry {
  const memory = (name: MemoryName): MemoryGeometry => {
    const found = hardware.memories[name];
    if (found === undefined) throw new Error(`hardware ${hardware.name} has no memory ${name}`);
    return found;
  };
  const synapseReadCycles = memory('synapse').readCycles;
  return {
    mesh:
      hardware.cores.count === 'auto'
        ? squareMesh(cores)
        : (hardware.cores.mesh ?? squareMesh(hardware.cores.count)),
    cores,
    clockHertz: hardware.clockHertz,
    neurons: hardware.cores.neurons,
    inlets: hardware.cores.axons,
    delaySlots: hardware.cores.delaySlots,
    counts: countInlets,
    registerBits: hardware.words.temporary.bits,
    memories: {
      program: memory('program'),
      constant: memory('constant'),
      lut: memory('lut'),
      state: memory('state'),
      accumulator: memory('accumulator'),
      trace: memory('trace'),
      synapse: memory('synapse'),
      index: memory('index'),
    },
    accumulatorSaturates: hardware.accumulatorMode === 'saturate',
    timing: {
      mulCycles: hardware.timing.mul_cycles ?? 2,
      lutCycles: hardware.timing.lut_cycles ?? 1,
      rngCycles: hardware.timing.rng_cycles ?? 10,
      stateReadCycles: memory('state').readCycles,
      syncCycles: hardware.timing.sync_cycles ?? 4,
      bufferWords: hardware.timing.buffer_words ?? synapseReadCycles + 2,
    },
    fifos: {
      input: hardware.fifos.input,
      output: hardware.fifos.output,
      core: hardware.fifos.core,
      link: hardware.fifos.link,
      full: hardware.fifos.full,
    },
    arithmetic: hardware.arithmetic,
    rng: {
      bits: hardware.rng.bits,
      compare: hardware.rng.compare,
      consume: hardware.rng.consume,
    },
  };
}

/** The smallest mesh, as square as can be, that holds so many cores. */
function squareMesh(cores: number): readonly [number, number] {
  const columns = Math.ceil(Math.sqrt(cores));
  return [columns, Math.ceil(cores / columns)];
}
