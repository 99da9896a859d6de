import type { BitMemory, ChipImage } from '../../image/index.js';
import { type ChipParts, type CoreParts, createChipParts } from '../chip-parts.js';
import { type CoreState, loadCore, saveCore } from '../core-state.js';
import { type CoreCounters, loadCounters, type MeshCounters, saveCounters } from '../counters.js';
import type {
  ChipFault,
  Emulator,
  EmulatorOptions,
  EmulatorState,
  InputWord,
  OutputWord,
  SpikeEvent,
  StepReport,
} from '../emulator.js';
import type { FaultLog } from '../fault-log.js';
import { Receiver } from '../receiver.js';
import { CoreSequencer } from './core-sequencer.js';
import { Mesh } from './mesh.js';
import { type ChipSignal, chipSignals } from './signals.js';

/** An emulator that can stop inside a step. */
export interface PerClockEmulator extends Emulator {
  /** Whether a step is under way. */
  readonly running: boolean;
  /** Starts a step without a clock. */
  begin(input: readonly InputWord[]): void;
  /** One clock of all units. @returns True in the last cycle of the step */
  clock(): boolean;
  /** Clocks until `cycle` cycles have passed since the start, or the step ends. @returns True if it has ended */
  clockUntil(cycle: number): boolean;
  /** What the last step did; only where none is under way. */
  readonly report: StepReport;
  readonly sequencers: readonly CoreSequencer[];
  /** Signals for waveforms. */
  readonly signals: readonly ChipSignal[];
  /** Called at the end of every clock, when registers show what the next cycle sees. */
  observer: ((cycle: number) => void) | undefined;
}

/** The specification of the chip: every unit a state machine, one call one clock. */
export function createPerClockEmulator(
  image: ChipImage,
  options: EmulatorOptions = {},
): PerClockEmulator {
  return new PerClockChip(image, options);
}

type Phase = 'idle' | 'exchange' | 'local';

const defaultStepCap = 2 ** 30;

class PerClockChip implements PerClockEmulator {
  readonly image: ChipImage;
  readonly cores: readonly CoreState[];
  readonly counters: readonly CoreCounters[];
  readonly mesh: MeshCounters;
  readonly sequencers: readonly CoreSequencer[];
  readonly signals: readonly ChipSignal[];
  observer: ((cycle: number) => void) | undefined;
  tick = 0;
  cycle = 0;
  readonly #parts: ChipParts;
  readonly #mesh: Mesh;
  readonly #faults: FaultLog;
  readonly #sync: number;
  readonly #stepCap: number;
  #phase: Phase = 'idle';
  /** Cycles left of the barrier; -1 while its condition does not hold. */
  #barrier = -1;
  #firstCycle = 0;
  /** Cycle in which the step is given up. */
  #capCycle = 0;
  #soma = -1;
  #local = 0;
  #ended = 0;
  #output: OutputWord[] = [];
  #spikes: SpikeEvent[] = [];
  #report: StepReport | undefined;

  constructor(image: ChipImage, options: EmulatorOptions) {
    this.image = image;
    const parts = createChipParts(image, options);
    this.#parts = parts;
    this.#faults = parts.faults;
    this.cores = parts.cores.map(({ state }) => state);
    this.counters = parts.cores.map(({ counters }) => counters);
    this.mesh = parts.mesh;
    this.#sync = image.geometry.timing.syncCycles;
    this.#stepCap = options.stepCap ?? defaultStepCap;
    const receivers = parts.cores.map(
      ({ state, counters }) => new Receiver(image, state, counters, parts.faults, options.receive),
    );
    const sinks = {
      deliver: (node: number, packet: number): void => receivers[node]?.take(packet, this.tick),
      output: (id: number): void => {
        this.#output.push({ id, cycle: this.cycle });
      },
      lost: (node: number, packet: number): void => {
        parts.faults.report('PARITY', node, `packet ${(packet >>> 0).toString(16)}`);
      },
    };
    const mesh = new Mesh(image, parts.mesh, sinks, options.reader);
    this.#mesh = mesh;
    this.sequencers = parts.cores.map((core, number) => this.#sequencer(core, number));
    this.signals = chipSignals(this.sequencers, mesh, () => this.tick);
  }

  get faults(): readonly ChipFault[] {
    return this.#parts.faults.list;
  }

  get spikes(): readonly SpikeEvent[] {
    return this.#spikes;
  }

  get running(): boolean {
    return this.#phase !== 'idle';
  }

  get report(): StepReport {
    if (this.#report === undefined) throw new Error('no step has ended yet');
    return this.#report;
  }

  step(input: readonly InputWord[]): StepReport {
    this.begin(input);
    while (!this.clock()) if (this.observer === undefined) this.#passQuiet();
    return this.report;
  }

  clockUntil(cycle: number): boolean {
    while (this.running && this.cycle < cycle) this.clock();
    return !this.running;
  }

  begin(input: readonly InputWord[]): void {
    if (this.running) throw new Error(`step ${this.tick} is under way`);
    this.#parts.clock.tick = this.tick;
    this.#parts.faults.tick = this.tick;
    this.#mesh.begin(input, this.tick);
    this.#phase = 'exchange';
    this.#barrier = -1;
    this.#firstCycle = this.cycle;
    this.#capCycle = this.cycle + this.#stepCap;
    this.#soma = -1;
    this.#output = [];
    this.#spikes = [];
    this.#parts.faults.cycle = this.cycle;
    for (const sequencer of this.sequencers) sequencer.begin();
  }

  clock(): boolean {
    const exchange = this.#phase === 'exchange' && this.#beforeExchange();
    const mesh = this.#mesh;
    // A word that a core pushes in this cycle moves in the next one at the earliest.
    const active = exchange ? mesh.active : mesh.hostOutput > 0;
    this.#faults.cycle = this.cycle;
    if (active) mesh.decide(this.cycle);
    const cores = this.sequencers;
    for (let core = 0; core < cores.length; core += 1) (cores[core] as CoreSequencer).clock();
    if (active) mesh.move();
    this.cycle += 1;
    let last = false;
    if (exchange) this.#outPeaks();
    else last = this.#barrier >= 0 || this.#allEnded() ? this.#secondBarrier() : false;
    if (this.observer !== undefined) this.observer(this.cycle);
    if (!last && this.cycle >= this.#capCycle) this.#giveUp();
    return last;
  }

  /** Cycles in which every unit only counts, at once: what `clock` would do one by one. */
  #passQuiet(): void {
    const mesh = this.#mesh;
    if (this.#barrier >= 0 || mesh.hostOutput > 0) return;
    if (this.#phase === 'exchange' && mesh.active) return;
    let quiet = this.#capCycle - this.cycle - 1;
    let waiting = true;
    for (let core = 0; core < this.sequencers.length; core += 1) {
      const cycles = (this.sequencers[core] as CoreSequencer).quiet;
      if (cycles === 0) return;
      if (cycles === Number.POSITIVE_INFINITY) continue;
      waiting = false;
      if (cycles < quiet) quiet = cycles;
    }
    if (waiting || quiet <= 0) return;
    for (let core = 0; core < this.sequencers.length; core += 1)
      (this.sequencers[core] as CoreSequencer).pass(quiet);
    this.cycle += quiet;
  }

  /**
   * The first barrier, from registered values: all cores drained, no packet anywhere.
   *
   * @returns False in the first cycle after it.
   */
  #beforeExchange(): boolean {
    if (this.#soma < 0 && this.sequencers.some(({ stateName }) => stateName !== 'REG'))
      this.#soma = this.cycle;
    if (this.#barrier > 0) this.#barrier -= 1;
    else if (this.#barrier < 0 && this.#allWait() && this.#mesh.empty) this.#barrier = this.#sync;
    if (this.#barrier !== 0) return true;
    this.mesh.barriers += 1;
    this.#phase = 'local';
    this.#barrier = -1;
    this.#local = this.cycle;
    for (const sequencer of this.sequencers) sequencer.beginLocal();
    return false;
  }

  /** After a cycle in which all cores have ended: whether it was the last one of the step. */
  #secondBarrier(): boolean {
    if (this.#barrier > 0) this.#barrier -= 1;
    else if (this.#barrier < 0) {
      this.#ended = this.cycle;
      this.#barrier = this.#sync;
    }
    if (this.#barrier !== 0) return false;
    this.mesh.barriers += 1;
    this.#report = {
      tick: this.tick,
      firstCycle: this.#firstCycle,
      endCycle: this.cycle,
      phases: { soma: this.#soma, local: this.#local, barrier: this.#ended },
      output: this.#output,
    };
    this.#phase = 'idle';
    this.tick += 1;
    return true;
  }

  #allWait(): boolean {
    for (let core = 0; core < this.sequencers.length; core += 1)
      if (!(this.sequencers[core] as CoreSequencer).waiting) return false;
    return true;
  }

  #allEnded(): boolean {
    for (let core = 0; core < this.sequencers.length; core += 1)
      if (!(this.sequencers[core] as CoreSequencer).ended) return false;
    return true;
  }

  #outPeaks(): void {
    const { out } = this.#mesh;
    for (let core = 0; core < out.length; core += 1) {
      const count = out[core]?.count ?? 0;
      const counters = this.counters[core] as CoreCounters;
      if (count > counters.outPeak) counters.outPeak = count;
    }
  }

  #giveUp(): never {
    const states = this.sequencers.map(({ stateName }) => stateName).join(', ');
    this.#parts.faults.report('STEP_CAP', 0, `cores in ${states}`);
    throw new Error(`step ${this.tick} exceeds ${this.#stepCap} cycles: cores in ${states}`);
  }

  #sequencer({ context, programs }: CoreParts, core: number): CoreSequencer {
    const out = this.#mesh.out[core];
    if (out === undefined) throw new Error(`mesh without core ${core}`);
    return new CoreSequencer(context, programs, out, (neuron) => {
      this.#spikes.push({ core, neuron, cycle: this.cycle });
    });
  }

  flush(): void {
    if (this.running) throw new Error("memories are the host's between steps only");
    this.#parts.faults.cycle = this.cycle;
    for (const { fold } of this.#parts.cores) fold.flush();
  }

  foldedState(core: number): BitMemory {
    const parts = this.#parts.cores[core];
    if (parts === undefined) throw new Error(`there is no core ${core}`);
    return parts.fold.folded();
  }

  save(): EmulatorState {
    if (this.running) throw new Error('a chip is saved between steps only');
    return {
      tick: this.tick,
      cycle: this.cycle,
      cores: this.cores.map(saveCore),
      mesh: { pointers: this.#mesh.pointers.slice(), hostOutput: this.#mesh.hostOutput },
      counters: saveCounters(this.counters, this.mesh),
    };
  }

  load(state: EmulatorState): void {
    if (this.running) throw new Error('a chip is loaded between steps only');
    if (state.cores.length !== this.cores.length)
      throw new Error(`saved state of ${state.cores.length} cores, not ${this.cores.length}`);
    this.tick = state.tick;
    this.cycle = state.cycle;
    for (const [core, saved] of state.cores.entries())
      loadCore(this.cores[core] as CoreState, saved);
    this.#mesh.pointers.set(state.mesh.pointers);
    this.#mesh.hostOutput = state.mesh.hostOutput;
    loadCounters(this.counters, this.mesh, state.counters);
  }
}
