import type { BitMemory, ChipImage } from '../image/index.js';
import type { CoreState } from './core-state.js';
import type { CoreCounters, CounterState, MeshCounters } from './counters.js';

/** A word at the host input: enters the mesh in phase 1 of its tick. */
export interface InputWord {
  readonly x: number;
  readonly y: number;
  readonly kind: 'bit' | 'count';
  readonly inlet: number;
}

/** A word for the host. */
export interface OutputWord {
  /** Host id of the neuron. */
  readonly id: number;
  /** Cycle at whose end it entered the output FIFO; when it is read changes no result. */
  readonly cycle: number;
}

/** What one step did. Cycles count from the start of the chip. */
export interface StepReport {
  readonly tick: number;
  readonly firstCycle: number;
  /** One more than the last cycle. */
  readonly endCycle: number;
  /**
   * First cycles of: the walk through the somas (of the first core that begins it), the local phases
   * (after the first barrier), and the second barrier (all cores have ended).
   */
  readonly phases: { readonly soma: number; readonly local: number; readonly barrier: number };
  readonly output: readonly OutputWord[];
}

/** A spike as it happened on a core: seen by tests and reports, not by the host. */
export interface SpikeEvent {
  readonly core: number;
  /** Local number. */
  readonly neuron: number;
  readonly cycle: number;
}

/** How the reader at the host output behaves: cycles (from the chip's start) in which it takes no word. */
export interface HostReader {
  readonly ready: (cycle: number) => boolean;
}

/** Runs a chip image. The per-clock and the event-based one give equal bits, stamps and counts. */
export interface Emulator {
  readonly image: ChipImage;
  readonly cores: readonly CoreState[];
  /** Number of the next step. */
  readonly tick: number;
  /** Cycles since the start. */
  readonly cycle: number;
  readonly counters: readonly CoreCounters[];
  readonly mesh: MeshCounters;
  /** Sticky faults, first one of each kind, in order. */
  readonly faults: readonly ChipFault[];
  /**
   * One step. The host writes one word per cycle, in order, while the input FIFO has room, from the
   * first cycle of the step on.
   *
   * @throws Error after a fault `STEP_CAP` or `ILLEGAL`, which `faults` explains.
   */
  step(input: readonly InputWord[]): StepReport;
  /** Spikes of the last step, by cycle, then core. */
  readonly spikes: readonly SpikeEvent[];
  /** Folds the pending input of all neurons into their states, as the host command FLUSH. */
  flush(): void;
  /**
   * The state memory of a core as it would be after `flush`, without changing anything: for probes,
   * which cost no cycles. The memory is reused by the next call for this core.
   */
  foldedState(core: number): BitMemory;
  /** State of the chip as plain data, and back; only between steps. */
  save(): EmulatorState;
  load(state: EmulatorState): void;
}

export interface EmulatorOptions {
  /** Cycles after which a step is given up (fault STEP_CAP). Default 2^30. */
  readonly stepCap?: number;
  readonly reader?: HostReader;
  /** Run sections instruction by instruction although the host allows generated code. */
  readonly interpreted?: boolean;
  /** How often a core takes a packet that has reached it; for experiments with faults. Default once. */
  readonly receive?: PacketFilter;
}

/** 0: lost; 1: as it should be; more: repeated. Asked once per packet, in the order of their arrival. */
export type PacketFilter = (core: number, tick: number) => number;

export interface ChipFault {
  readonly kind:
    | 'ILLEGAL'
    | 'ALU_RANGE'
    | 'STORE_RANGE'
    | 'TICK'
    | 'STEP_CAP'
    | 'CHECKSUM'
    | 'PARITY';
  readonly core: number;
  readonly tick: number;
  readonly cycle: number;
  readonly where: string;
}

/** Plain data: structured-clone it, store it. */
export interface EmulatorState {
  readonly tick: number;
  readonly cycle: number;
  readonly cores: readonly Readonly<Record<string, Uint32Array | Float64Array | Uint16Array>>[];
  /** What the mesh keeps between steps: round-robin pointers (node * 5 + output), words that wait for the host. */
  readonly mesh: { readonly pointers: Uint8Array; readonly hostOutput: number };
  /** Belong to the cycles above: shares and energies of a run that goes on are those of all of it. */
  readonly counters: CounterState;
}
