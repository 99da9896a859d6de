import type { BitMemory, ChipImage } from '../../image/index.js';
import { type ChipParts, createChipParts } from '../chip-parts.js';
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
import { FoldUnit } from '../fold-unit.js';
import { Mesh } from '../per-clock/mesh.js';
import { Receiver } from '../receiver.js';
import { code } from '../state-codes.js';
import { EndPhase } from './end-phase.js';
import { Exchange } from './exchange.js';
import { LocalPhases } from './local-phases.js';
import { SomaPhase } from './soma-phase.js';

const defaultStepCap = 2 ** 30;

/** One core: its phases of a step. */
interface EventCore {
  readonly soma: SomaPhase;
  readonly local: LocalPhases;
  readonly end: EndPhase;
  readonly fold: FoldUnit;
}

/**
 * The emulator that skips cycles in which nothing is decided: sections and streams take a number of
 * cycles known beforehand, and only the exchange of spikes is clocked, while a packet is under way.
 */
export function createEventEmulator(image: ChipImage, options: EmulatorOptions = {}): Emulator {
  return new EventEmulator(image, options);
}

class EventEmulator implements Emulator {
  readonly image: ChipImage;
  readonly cores: readonly CoreState[];
  readonly counters: readonly CoreCounters[];
  readonly mesh: MeshCounters;
  tick = 0;
  cycle = 0;
  spikes: readonly SpikeEvent[] = [];
  readonly #chip: ChipParts;
  readonly #parts: readonly EventCore[];
  readonly #network: Mesh;
  readonly #exchange: Exchange;
  readonly #stepCap: number;
  #output: OutputWord[] = [];

  constructor(image: ChipImage, options: EmulatorOptions) {
    this.image = image;
    this.#stepCap = options.stepCap ?? defaultStepCap;
    const chip = createChipParts(image, options);
    this.#chip = chip;
    this.cores = chip.cores.map(({ state }) => state);
    this.counters = chip.cores.map(({ counters }) => counters);
    this.mesh = chip.mesh;
    this.#parts = chip.cores.map(
      ({ context, programs, state, counters }): EventCore => ({
        soma: new SomaPhase(context, programs.populations),
        local: new LocalPhases(context, programs),
        end: new EndPhase(context),
        fold: new FoldUnit(state, counters, programs.populations),
      }),
    );
    const receivers = chip.cores.map(
      ({ state, counters }) => new Receiver(image, state, counters, chip.faults, options.receive),
    );
    this.#network = new Mesh(
      image,
      chip.mesh,
      {
        deliver: (node, packet) => receivers[node]?.take(packet, this.tick),
        output: (id) => this.#output.push({ id, cycle: chip.faults.cycle }),
        lost: (node, packet) =>
          chip.faults.report('PARITY', node, `packet ${(packet >>> 0).toString(16)}`),
      },
      options.reader,
    );
    this.#exchange = new Exchange(
      this.#network,
      this.#parts.map(({ soma }) => soma),
      this.counters,
      chip.faults,
    );
  }

  get faults(): readonly ChipFault[] {
    return this.#chip.faults.list;
  }

  step(input: readonly InputWord[]): StepReport {
    const { tick, cycle: first } = this;
    const { syncCycles } = this.image.geometry.timing;
    const { clock, faults } = this.#chip;
    clock.tick = tick;
    faults.tick = tick;
    faults.cycle = first;
    this.#output = [];
    for (let core = 0; core < this.#parts.length; core += 1)
      (this.#parts[core] as EventCore).soma.run(first);
    this.#network.begin(input, tick);
    const exchanged = this.#exchange.run(first, this.#stepCap);
    if (exchanged >= this.#stepCap) this.#giveUp();
    for (let core = 0; core < this.#parts.length; core += 1)
      faults.move(core, (cycle) => this.#exchange.delayed(core, cycle - first) + first);
    const local = exchanged + syncCycles;
    let last = 0;
    for (let core = 0; core < this.#parts.length; core += 1) {
      const part = this.#parts[core] as EventCore;
      part.local.run(first + local);
      part.end.run(tick);
      last = Math.max(last, part.local.cycles + part.end.cycles);
    }
    for (let core = 0; core < this.#parts.length; core += 1) {
      const { local: own, end: ending } = this.#parts[core] as EventCore;
      const { stateCycles } = this.counters[core] as CoreCounters;
      add(stateCycles, code.WAIT, local - this.#exchange.drained(core));
      add(stateCycles, code.END, ending.cycles);
      add(stateCycles, code.WAIT2, last + syncCycles - own.cycles - ending.cycles);
    }
    this.mesh.barriers += 2;
    const total = local + last + syncCycles;
    if (total >= this.#stepCap) this.#giveUp();
    this.#drainHost(first + exchanged, first + total);
    this.spikes = this.#spikeEvents(first);
    this.cycle = first + total;
    this.tick = tick + 1;
    return {
      tick,
      firstCycle: first,
      endCycle: first + total,
      phases: {
        soma: first + this.#regularCycles(),
        local: first + local,
        barrier: first + local + last,
      },
      output: this.#output,
    };
  }

  flush(): void {
    for (const { fold } of this.#parts) fold.flush();
  }

  foldedState(core: number): BitMemory {
    const part = this.#parts[core];
    if (part === undefined) throw new Error(`there is no core ${core}`);
    return part.fold.folded();
  }

  save(): EmulatorState {
    return {
      tick: this.tick,
      cycle: this.cycle,
      cores: this.cores.map(saveCore),
      mesh: { pointers: this.#network.pointers.slice(), hostOutput: this.#network.hostOutput },
      counters: saveCounters(this.counters, this.mesh),
    };
  }

  load(state: EmulatorState): void {
    for (const [number, core] of this.cores.entries()) {
      const saved = state.cores[number];
      if (saved === undefined) throw new Error(`the saved state has no core ${number}`);
      loadCore(core, saved);
    }
    this.tick = state.tick;
    this.cycle = state.cycle;
    this.#network.pointers.set(state.mesh.pointers);
    this.#network.hostOutput = state.mesh.hostOutput;
    loadCounters(this.counters, this.mesh, state.counters);
  }

  /** The host reads on while the cores work alone. */
  #drainHost(from: number, to: number): void {
    for (let cycle = from; cycle < to && this.#network.hostOutput > 0; cycle += 1) {
      this.#network.decide(cycle);
      this.#network.move();
    }
  }

  #spikeEvents(first: number): readonly SpikeEvent[] {
    const events: SpikeEvent[] = [];
    for (let core = 0; core < this.#parts.length; core += 1) {
      const { soma } = this.#parts[core] as EventCore;
      for (let at = 0; at < soma.spikes.length; at += 1)
        events.push({
          core,
          neuron: soma.spikes[at] as number,
          cycle: first + (soma.spikeCycles[at] as number) + this.#exchange.lostBefore(core, at),
        });
    }
    if (this.#parts.length > 1 && events.length > 1)
      events.sort((a, b) => a.cycle - b.cycle || a.core - b.core);
    return events;
  }

  /** Cycles before the first core begins to walk through its somas. */
  #regularCycles(): number {
    return Math.min(...this.#parts.map(({ soma }) => soma.regularCycles));
  }

  #giveUp(): never {
    this.#chip.faults.report(
      'STEP_CAP',
      0,
      `step ${this.tick} took more than ${this.#stepCap} cycles`,
    );
    throw new Error(`step ${this.tick} took more than ${this.#stepCap} cycles`);
  }
}

function add(cycles: Float64Array, state: number, more: number): void {
  cycles[state] = (cycles[state] as number) + more;
}
