import { FrameworkError } from '../../../core/diagnostics/index.js';
import type {
  ChipFault,
  CoreCounters,
  CoreState,
  Emulator,
  EmulatorOptions,
  EmulatorState,
  InputWord,
  MeshCounters,
  SpikeEvent,
  StepReport,
} from '../emulator/index.js';
import type { BitMemory, ChipImage } from '../image/index.js';
import { type BitFault, type EventFault, type InjectedFault, isEventFault } from './fault.js';
import { disturb, faultyImage } from './memory-bits.js';

/** Makes the emulator that faults are put into. */
export type EmulatorFactory = (image: ChipImage, options: EmulatorOptions) => Emulator;

/** The emulator of an image in which the given faults happen; without faults, a plain one. */
export function createFaultyEmulator(
  image: ChipImage,
  faults: readonly InjectedFault[],
  create: EmulatorFactory,
  options: EmulatorOptions = {},
): Emulator {
  if (faults.length === 0) return create(image, options);
  return new FaultyEmulator(image, faults, create, options);
}

class FaultyEmulator implements Emulator {
  readonly image: ChipImage;
  readonly #create: EmulatorFactory;
  readonly #options: EmulatorOptions;
  /** In the program memory: another program, and so another emulator. */
  readonly #programFaults: readonly BitFault[];
  readonly #flips: readonly BitFault[];
  readonly #stuck: readonly BitFault[];
  readonly #events: readonly EventFault[];
  /** Packets that each core has received in this step. */
  readonly #received: Uint32Array;
  /** Program faults that `inner` was made with. */
  #programmed = 0;
  #inner: Emulator;
  /** Sticky faults from before the program changed. */
  #earlier: readonly ChipFault[] = [];

  constructor(
    image: ChipImage,
    faults: readonly InjectedFault[],
    create: EmulatorFactory,
    options: EmulatorOptions,
  ) {
    const bits = faults.filter((fault): fault is BitFault => !isEventFault(fault));
    const inMemory = bits.filter(({ memory }) => memory !== 'program');
    this.image = image;
    this.#create = create;
    this.#programFaults = bits
      .filter(({ memory }) => memory === 'program')
      .sort((a, b) => a.tick - b.tick);
    this.#flips = inMemory.filter(({ kind }) => kind === 'flip');
    this.#stuck = inMemory.filter(({ kind }) => kind !== 'flip');
    this.#events = faults.filter(isEventFault);
    this.#received = new Uint32Array(image.cores.length);
    this.#options =
      this.#events.length === 0
        ? options
        : { ...options, receive: (core, tick) => this.#takes(core, tick) };
    this.#inner = create(image, this.#options);
  }

  get cores(): readonly CoreState[] {
    return this.#inner.cores;
  }

  get tick(): number {
    return this.#inner.tick;
  }

  get cycle(): number {
    return this.#inner.cycle;
  }

  get counters(): readonly CoreCounters[] {
    return this.#inner.counters;
  }

  get mesh(): MeshCounters {
    return this.#inner.mesh;
  }

  get faults(): readonly ChipFault[] {
    const found = [...this.#earlier, ...this.#inner.faults];
    return found.filter(({ kind }, at) => found.findIndex((other) => other.kind === kind) === at);
  }

  get spikes(): readonly SpikeEvent[] {
    return this.#inner.spikes;
  }

  step(input: readonly InputWord[]): StepReport {
    const { tick } = this;
    this.#program(tick);
    for (const flip of this.#flips) if (flip.tick === tick) this.#disturb(flip);
    this.#force(tick);
    this.#received.fill(0);
    const report = this.#step(input);
    this.#force(tick);
    return report;
  }

  /** @throws FrameworkError RUN_INCOMPLETE where the chip stops: here that is no fault of ours. */
  #step(input: readonly InputWord[]): StepReport {
    try {
      return this.#inner.step(input);
    } catch (error) {
      const stop = this.faults.find(({ kind }) => kind === 'ILLEGAL' || kind === 'STEP_CAP');
      if (stop === undefined) throw error;
      const { kind, core, tick, where } = stop;
      const message = `the chip stopped in tick ${tick}: ${kind} on core ${core}, ${where}`;
      throw new FrameworkError([{ code: 'RUN_INCOMPLETE', severity: 'error', message }]);
    }
  }

  flush(): void {
    this.#inner.flush();
    this.#force(this.tick - 1);
  }

  foldedState(core: number): BitMemory {
    return this.#inner.foldedState(core);
  }

  save(): EmulatorState {
    return this.#inner.save();
  }

  load(state: EmulatorState): void {
    this.#inner.load(state);
  }

  /** A chip whose program has changed goes on where it was. */
  #program(tick: number): void {
    const due = this.#programFaults.filter((fault) => fault.tick <= tick);
    if (due.length === this.#programmed) return;
    const old = this.#inner;
    const next = this.#create(faultyImage(this.image, due), this.#options);
    next.load(old.save());
    this.#earlier = this.faults;
    this.#programmed = due.length;
    this.#inner = next;
  }

  /** Holds stuck bits after whatever was written. */
  #force(tick: number): void {
    for (const fault of this.#stuck) if (fault.tick <= tick) this.#disturb(fault);
  }

  #disturb(fault: BitFault): void {
    const state = this.cores[fault.core];
    if (state === undefined) throw new Error(`there is no core ${fault.core}`);
    disturb(state, fault, this.image.geometry);
  }

  /** How often the receiver takes the packet that has arrived. */
  #takes(core: number, tick: number): number {
    const number = this.#received[core] as number;
    this.#received[core] = number + 1;
    let times = 1;
    for (const fault of this.#events)
      if (fault.tick === tick && fault.core === core && fault.packet === number)
        times = fault.kind === 'drop' ? 0 : 2;
    return times;
  }
}
