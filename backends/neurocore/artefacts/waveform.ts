import {
  createPerClockEmulator,
  type Emulator,
  type EmulatorState,
  type HostReader,
  type InputWord,
  type PerClockEmulator,
  type StepReport,
} from '../emulator/index.js';
import type { ChipImage } from '../image/index.js';
import { type ArtefactHeader, headerLines } from './artefact-header.js';
import type { StepObserver } from './observed-emulator.js';
import { ValueChangeDump } from './value-change-dump.js';

/** What a window of a waveform begins with. */
export type WaveTrigger =
  /** The first cycle of a step. */
  | { readonly kind: 'tick'; readonly tick: number }
  /** `cycles / 2` before the `count`-th spike (from 1) of a neuron, by its local number on a core. */
  | {
      readonly kind: 'spike';
      readonly core: number;
      readonly neuron: number;
      readonly count: number;
    }
  /** `cycles / 2` before the first word that the host output drops. */
  | { readonly kind: 'drop' };

export interface WaveRequest {
  readonly trigger: WaveTrigger;
  /** Cycles of the window; absent: `tick` its whole step, else 200 cycles. A window ends with the run. */
  readonly cycles?: number;
  readonly header: ArtefactHeader;
  /** The reader of the run, where it has one. */
  readonly reader?: HostReader;
  readonly write: (text: string) => void;
}

const defaultCycles = 200;
/** Longest window that nobody has asked for. */
const mostCycles = 100_000;

/**
 * A window of a run as value change dump: the step in which it begins is run again, clock by clock,
 * from the state the chip had before it, whatever emulator the run uses. Signals bear the instance
 * names of the data sheet.
 */
export class WaveWindow implements StepObserver {
  readonly #request: WaveRequest;
  #image: ChipImage | undefined;
  #chip: PerClockEmulator | undefined;
  #dump: ValueChangeDump | undefined;
  #saved: EmulatorState | undefined;
  #spikes = 0;
  #dropped = 0;
  /** Cycles of the window, first and end, once they are known. */
  #from = 0;
  #end = 0;
  #done = false;

  constructor(request: WaveRequest) {
    this.#request = request;
  }

  /** Whether the window was written, to its end or to that of the run. */
  get found(): boolean {
    return this.#dump !== undefined;
  }

  /** Last values of all signals, in their order. */
  get last(): readonly number[] {
    return this.#chip?.signals.map(({ read }) => read()) ?? [];
  }

  before = (emulator: Emulator): void => {
    if (this.#done) return;
    const { trigger } = this.#request;
    if (trigger.kind === 'tick' && emulator.tick < trigger.tick) return;
    this.#image = emulator.image;
    this.#saved = emulator.save();
    this.#dropped = emulator.mesh.outputDropped;
  };

  after = (emulator: Emulator, report: StepReport, input: readonly InputWord[]): void => {
    if (this.#done || this.#saved === undefined) return;
    if (this.#dump === undefined && !this.#begins(emulator, report, input)) return;
    this.#show(this.#saved, input, report);
    if (report.endCycle >= this.#end) this.#done = true;
  };

  /** Whether the window begins in the step that has ended; sets its cycles. */
  #begins(emulator: Emulator, report: StepReport, input: readonly InputWord[]): boolean {
    const { trigger, cycles } = this.#request;
    const around = (at: number): boolean => {
      const length = cycles ?? defaultCycles;
      this.#from = Math.max(report.firstCycle, at - Math.floor(length / 2));
      this.#end = this.#from + length;
      return true;
    };
    if (trigger.kind === 'tick') {
      this.#from = report.firstCycle;
      this.#end =
        report.firstCycle + (cycles ?? Math.min(mostCycles, report.endCycle - report.firstCycle));
      return true;
    }
    if (trigger.kind === 'drop')
      return emulator.mesh.outputDropped > this.#dropped && around(this.#dropCycle(input));
    for (const { core, neuron, cycle } of emulator.spikes) {
      if (core !== trigger.core || neuron !== trigger.neuron) continue;
      this.#spikes += 1;
      if (this.#spikes === trigger.count) return around(cycle);
    }
    return false;
  }

  #dropCycle(input: readonly InputWord[]): number {
    const chip = this.#clocked();
    let found: number | undefined;
    const before = chip.mesh.outputDropped;
    chip.observer = (cycle) => {
      if (found === undefined && chip.mesh.outputDropped > before) found = cycle - 1;
    };
    chip.step(input);
    chip.observer = undefined;
    return found ?? chip.cycle;
  }

  #show(saved: EmulatorState, input: readonly InputWord[], report: StepReport): void {
    this.#saved = saved;
    const chip = this.#clocked();
    this.#dump ??= this.#open(chip);
    const sample = (cycle: number): void => {
      if (cycle < this.#from || cycle > this.#end) return;
      this.#dump?.sample(
        cycle,
        chip.signals.map(({ read }) => read()),
      );
    };
    chip.begin(input);
    sample(chip.cycle);
    chip.observer = sample;
    const ended = chip.clockUntil(this.#end);
    chip.observer = undefined;
    if (ended && chip.cycle !== report.endCycle)
      throw new Error(
        `step ${report.tick} ended in cycle ${report.endCycle}, and in ${chip.cycle} when it was repeated`,
      );
  }

  #open(chip: PerClockEmulator): ValueChangeDump {
    const { header, write } = this.#request;
    const comment = headerLines(header, '').trimEnd().split('\n');
    const signals = chip.signals.map(({ scope, name, width }) => ({
      scope: ['chip', ...scope].join('.'),
      name,
      width,
    }));
    const clockNanoseconds = 1e9 / chip.image.geometry.clockHertz;
    return new ValueChangeDump({ clockNanoseconds, comment }, signals, write);
  }

  /** A per-clock chip in the state before the step. */
  #clocked(): PerClockEmulator {
    const image = this.#image;
    if (image === undefined || this.#saved === undefined) throw new Error('no step was seen');
    // A window may have stopped inside a step: every step begins with a chip that is idle.
    const { reader } = this.#request;
    if (this.#chip === undefined || this.#chip.running)
      this.#chip = createPerClockEmulator(image, reader === undefined ? {} : { reader });
    this.#chip.load(this.#saved);
    return this.#chip;
  }
}
