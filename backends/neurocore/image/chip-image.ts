import type { OverflowMode, QFormat, RoundingMode } from '../../../core/fixed/index.js';
import type { Section } from '../isa/index.js';
import type { BitMemory } from './bit-memory.js';
import type { ChipGeometry } from './geometry.js';

/** Bits of a memory word. */
export interface WordField {
  /** Word within the record (state), else 0. */
  readonly word: number;
  readonly low: number;
  readonly bits: number;
  readonly signed: boolean;
}

/** An entry of the format table (QTAB). Entry 0 is not used: it stands for "exact". */
export interface FormatEntry {
  readonly to: QFormat;
  readonly rounding: RoundingMode;
  readonly overflow: OverflowMode;
}

/** An entry of the directory of tables in the LUT memory. */
export interface TableEntry {
  readonly base: number;
  readonly length: number;
  readonly signed: boolean;
}

/** Neurons of one population on one core. */
export interface PopulationDescriptor {
  /** Local numbers on the core; `first` is a multiple of 32. */
  readonly first: number;
  readonly last: number;
  /** Number of the first one within the population: element of random words, host id. */
  readonly globalBase: number;
  readonly objectId: number;
  /** First word in the state memory; neuron n has words stateBase + (n - first) * stateWords .. */
  readonly stateBase: number;
  readonly stateWords: number;
  /** Field k is register k of the sections, at most 24. */
  readonly fields: readonly WordField[];
  /** First word in the accumulator memory; neuron n has words accumulatorBase + (n - first) * receptors .. */
  readonly accumulatorBase: number;
  /** Pending inputs, registers 24 .. of the sections; at most 7. */
  readonly receptors: number;
  readonly soma: Section;
  /** Instructions at the begin of `soma` that fold pending input into the state. */
  readonly foldLength: number;
  readonly reset?: Section;
  /** run_regularly: in ticks that are a multiple of `everyTicks`, phase 0. */
  readonly regular?: { readonly section: Section; readonly everyTicks: number };
  /** Routes of its spikes, in the core's table. */
  readonly firstRoute: number;
  readonly routes: number;
}

/** Where the spikes of a range of neurons go. */
export interface RouteDescriptor {
  /** Local neurons low .. high. */
  readonly low: number;
  readonly high: number;
  readonly x: number;
  readonly y: number;
  /** Inlet of `low` (bit), the count inlet (count), or the host id of `low` (host). */
  readonly inlet: number;
  readonly kind: 'bit' | 'count' | 'host';
}

/** Fields of a synapse lane, low to high; `laneBits` together. */
export interface LaneLayout {
  readonly laneBits: number;
  readonly lanesPerWord: number;
  /** Register 8; absent if the pathway has none. Bit offsets count from the begin of the lane. */
  readonly weight?: WordField;
  /** Registers 16 .. 19. */
  readonly auxiliary: readonly WordField[];
  /** Delay minus `delayLow`; absent when all delays are equal. */
  readonly delay?: WordField;
  /** Predicate 7; absent: all lanes are plastic if the pathway is. */
  readonly plastic?: WordField;
  /** Lanes without it are no synapses. */
  readonly present?: WordField;
  /** Predicates 6 and 5. */
  readonly flags: readonly WordField[];
  /** Target minus the pathway's first one (sparse only). */
  readonly target?: WordField;
}

/** Traces of one side of a pathway. */
export interface TraceArray {
  /** First word in the trace memory. Entry e is in word base + floor(e / entriesPerWord). */
  readonly base: number;
  readonly entries: number;
  readonly entryBits: number;
  readonly entriesPerWord: number;
  /** Random words of the prologue: object, and number of entry 0's neuron within it. */
  readonly objectId: number;
  readonly elementBase: number;
  /** Registers 0 .. 3 of the own side, 10 .. 13 of the other; after the 12-bit stamp. */
  readonly values: readonly (WordField & {
    /** Length of its decay table: a value older than that is 0. At most 2^11. */
    readonly life: number;
  })[];
}

/** One side of a pathway: what its events do. */
export interface PathwaySide {
  /** Once per event: advances the own traces; absent without own traces. */
  readonly prologue?: Section;
  /** Once per synapse. */
  readonly body: Section;
  /** Whether lanes are written back. */
  readonly writes: boolean;
  /** Instruction of the body, counted from 0, whose result is the new weight: for the count of dead updates. */
  readonly update?: number;
}

export interface PathwayDescriptor {
  readonly kind: 'count' | 'one' | 'fill' | 'dense' | 'sparse';
  readonly objectId: number;
  /** First inlet (or the count inlet), and how many. */
  readonly inlet: number;
  readonly inlets: number;
  /** Number of the first inlet's neuron within the projection's sources. */
  readonly sourceBase: number;
  /** Target population, by its place in the core's table, and local number of the first target. */
  readonly population: number;
  readonly firstTarget: number;
  readonly targets: number;
  /** Number of the first target within the projection's targets. */
  readonly targetBase: number;
  /** Targets of the whole projection: element of a random word = source * projectionTargets + target. */
  readonly projectionTargets: number;
  /** Smallest and largest delay in ticks. */
  readonly delayLow: number;
  readonly delayHigh: number;
  /** count, one, fill: the receptor and what is added to it. */
  readonly receptor?: number;
  readonly constant?: number;
  /** one: target of the first inlet, counted from `firstTarget`; may be negative. fill: no synapse to oneself there. */
  readonly diagonal?: number;
  /** dense, sparse. */
  readonly lane?: LaneLayout;
  /** dense: first word of the rows; sparse: base of the words that directory pointers count from. */
  readonly wordBase?: number;
  readonly wordsPerRow?: number;
  /** sparse: first word of the row directory, {pointer 18, lanes 14} per inlet. */
  readonly rowDirectory?: number;
  /** sparse with `post`: first word of the column directory, {first entry 18, entries 14} per target. */
  readonly columnDirectory?: number;
  /** sparse with `post`: first word of the transposed entries {word 16, lane 5, inlet 11}, ascending by target, then inlet, then lane. */
  readonly columnEntries?: number;
  readonly preTraces?: TraceArray;
  readonly postTraces?: TraceArray;
  readonly pre?: PathwaySide;
  readonly post?: PathwaySide;
}

export interface CoreImage {
  readonly x: number;
  readonly y: number;
  /** 40-bit words. */
  readonly program: readonly number[];
  /** Signed constants. */
  readonly constants: readonly number[];
  /** Entry 0 is absent. */
  readonly formats: readonly (FormatEntry | undefined)[];
  readonly tables: readonly TableEntry[];
  readonly memories: {
    readonly lut: BitMemory;
    readonly state: BitMemory;
    readonly accumulator: BitMemory;
    readonly trace: BitMemory;
    readonly synapse: BitMemory;
    readonly index: BitMemory;
  };
  readonly populations: readonly PopulationDescriptor[];
  readonly routes: readonly RouteDescriptor[];
  /** In the order in which their on_pre runs. */
  readonly pathways: readonly PathwayDescriptor[];
  /** Places in `pathways`, in the order in which on_post runs. */
  readonly postOrder: readonly number[];
}

/** Everything that is loaded into a chip before it starts; the emulator sees nothing else. */
export interface ChipImage {
  readonly geometry: ChipGeometry;
  readonly seed: bigint;
  readonly networkName: string;
  readonly networkHash: string;
  readonly hardwareName: string;
  readonly hardwareHash: string;
  readonly cores: readonly CoreImage[];
}
