import type {
  ChipFault,
  CoreCounters,
  CoreState,
  Emulator,
  EmulatorState,
  InputWord,
  MeshCounters,
  SpikeEvent,
  StepReport,
} from '../emulator/index.js';
import type { BitMemory, ChipImage } from '../image/index.js';

/** Looks at a chip before and after each step; changes nothing. */
export interface StepObserver {
  readonly before?: (emulator: Emulator, input: readonly InputWord[]) => void;
  readonly after?: (emulator: Emulator, report: StepReport, input: readonly InputWord[]) => void;
}

/** The same emulator with somebody looking at its steps. */
export function observeEmulator(inner: Emulator, observers: readonly StepObserver[]): Emulator {
  return observers.length === 0 ? inner : new ObservedEmulator(inner, observers);
}

class ObservedEmulator implements Emulator {
  readonly #inner: Emulator;
  readonly #observers: readonly StepObserver[];

  constructor(inner: Emulator, observers: readonly StepObserver[]) {
    this.#inner = inner;
    this.#observers = observers;
  }

  get image(): ChipImage {
    return this.#inner.image;
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
    return this.#inner.faults;
  }

  get spikes(): readonly SpikeEvent[] {
    return this.#inner.spikes;
  }

  step(input: readonly InputWord[]): StepReport {
    for (const { before } of this.#observers) before?.(this.#inner, input);
    const report = this.#inner.step(input);
    for (const { after } of this.#observers) after?.(this.#inner, report, input);
    return report;
  }

  flush(): void {
    this.#inner.flush();
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
}
