import type { ArrayId } from '../../../core/ir/index.js';
import type { HostValue } from '../codegen/index.js';
import type { ChipImage, MemoryName } from '../image/index.js';

/** Where an array of the FixedProgram lies: for the host and for reports, never read by a core. */
export interface ArrayPlacement {
  readonly array: ArrayId;
  readonly bits: number;
  readonly signed: boolean;
  /** A flag whose bit is 1 where the array is 0. */
  readonly inverted: boolean;
  /** By element: core, word, lowest bit. */
  readonly cores: Uint16Array;
  readonly words: Int32Array;
  readonly lows: Uint16Array;
  readonly memory: 'state' | 'synapse';
}

/** A constant word that the host keeps up to date. */
export interface HostConstant {
  readonly core: number;
  readonly address: number;
  readonly value: HostValue;
  readonly low: number;
  readonly bits: number;
  readonly signed: boolean;
}

/** State fields that the host keeps up to date: row of a timed array, column = neuron. */
export interface HostField {
  readonly population: string;
  readonly table: string;
  readonly kernel: string;
  readonly slot: number;
  readonly placement: ArrayPlacement;
}

/** Who hears an object that spikes outside the chip. */
export interface InputRoute {
  readonly low: number;
  readonly high: number;
  readonly x: number;
  readonly y: number;
  readonly kind: 'bit' | 'count';
  readonly inlet: number;
}

/** A slice of a population on a core. */
export interface PopulationSlice {
  readonly population: string;
  /** Neurons low .. high of the population. */
  readonly low: number;
  readonly high: number;
  readonly core: number;
  /** Local number of `low`, and place in the core's table of populations. */
  readonly first: number;
  readonly descriptor: number;
  /** Host id of `low`. */
  readonly hostId: number;
}

/** Use of one resource of one core. */
export interface ResourceUse {
  readonly core: number;
  readonly resource:
    | MemoryName
    | 'neurons'
    | 'inlets'
    | 'counts'
    | 'populations'
    | 'pathways'
    | 'routes'
    | 'formats'
    | 'tables';
  readonly used: number;
  readonly available: number;
}

/** A compiled and placed network. */
export interface PlacedNetwork {
  readonly image: ChipImage;
  readonly slices: readonly PopulationSlice[];
  readonly arrays: ReadonlyMap<ArrayId, ArrayPlacement>;
  readonly hostConstants: readonly HostConstant[];
  readonly hostFields: readonly HostField[];
  /** By input name. */
  readonly inputs: ReadonlyMap<string, readonly InputRoute[]>;
  /** Trace arrays `PROJ.VARIABLE#after`, for tests and reports: by core, the pathway and the side that keep it. */
  readonly traces: ReadonlyMap<
    ArrayId,
    readonly {
      readonly core: number;
      readonly pathway: number;
      readonly side: 'pre' | 'post';
      readonly value: number;
    }[]
  >;
  readonly use: readonly ResourceUse[];
  /** Assembly text of every core. */
  readonly listing: () => string;
}
