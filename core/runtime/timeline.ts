import { type Cause, FrameworkError } from '../diagnostics/index.js';
import type { RetryPlan } from '../ir/index.js';
import type { ImageSource } from './inputs/index.js';
import {
  endStep,
  type HostAction,
  type ShownItems,
  type TimelineInstruction,
  type TimelineProgram,
} from './timeline-program.js';

/** Place in the timeline, as plain data. */
export interface TimelineState {
  readonly at: number;
  readonly counters: readonly number[];
  /** Pass of each `present` step that is under way; -1: none. */
  readonly passes: readonly number[];
  /** Of each `present` step: further tries of its item so far, and spikes of the watched population. */
  readonly tries: readonly number[];
  readonly answers: readonly number[];
  /** Step up to which the instruction `at` runs; -1: not begun. */
  readonly target: number;
  readonly phase: string;
}

/** What the timeline acts upon. */
export interface TimelineHost {
  readonly dtSeconds: number;
  readonly step: number;
  /** Time that the runs so far asked for: the next `run` counts from there. */
  nominalSeconds: number;
  images(input: string): ImageSource;
  act(step: HostAction): void;
  show(input: string, set: string, item: number, tries: number): void;
  rest(input: string, set: string, item: number, phase: string, tries: number): void;
  /** Forgets the answers to the last item, which is shown again. */
  retract(input: string): void;
  /** Spikes of a population so far. */
  spikes(population: string): number;
  /** Why a population is silent, innermost cause last; empty if it is not, or nobody looks. */
  whySilent(population: string): readonly Cause[];
}

/** Walks the timeline: does what stands between two ticks, and says how far ticks may run. */
export class Timeline {
  readonly #instructions: readonly TimelineInstruction[];
  readonly #host: TimelineHost;
  #at = 0;
  #counters: number[];
  #passes: number[];
  #tries: number[];
  #answers: number[];
  #target = -1;
  #phase = '';
  readonly #orders: Map<string, Int32Array> = new Map();

  constructor(program: TimelineProgram, host: TimelineHost) {
    this.#instructions = program.instructions;
    this.#host = host;
    this.#counters = new Array<number>(program.counters).fill(0);
    this.#passes = new Array<number>(program.counters).fill(-1);
    this.#tries = new Array<number>(program.counters).fill(0);
    this.#answers = new Array<number>(program.counters).fill(0);
  }

  get phase(): string {
    return this.#phase;
  }

  get ended(): boolean {
    return this.#at >= this.#instructions.length;
  }

  /**
   * Goes on until ticks are needed and returns the step up to which they may run, or -1 at the end.
   * Without `mayAct` it stops before the first step that changes anything and returns the current step.
   */
  proceed(mayAct: boolean): number {
    const host = this.#host;
    for (;;) {
      const instruction = this.#instructions[this.#at];
      if (instruction === undefined) return -1;
      switch (instruction.op) {
        case 'run':
          if (this.#target < 0) {
            host.nominalSeconds += instruction.seconds;
            this.#target = Math.max(endStep(host.nominalSeconds, host.dtSeconds), host.step);
          }
          if (host.step < this.#target) return this.#target;
          this.#next();
          break;
        case 'ticks':
          if (this.#target < 0) {
            this.#target = host.step + instruction.ticks;
            host.nominalSeconds = this.#target * host.dtSeconds;
          }
          if (host.step < this.#target) return this.#target;
          this.#next();
          break;
        case 'loop':
          if ((this.#counters[instruction.counter] as number) < instruction.times) this.#next();
          else this.#leave(instruction.counter, instruction.exit);
          break;
        case 'again':
          this.#counters[instruction.counter] = (this.#counters[instruction.counter] as number) + 1;
          this.#at = instruction.to;
          break;
        case 'phase':
          this.#phase = instruction.name;
          this.#next();
          break;
        default:
          if (!mayAct) return host.step;
          this.#act(instruction);
      }
    }
  }

  save(): TimelineState {
    return {
      at: this.#at,
      counters: [...this.#counters],
      passes: [...this.#passes],
      tries: [...this.#tries],
      answers: [...this.#answers],
      target: this.#target,
      phase: this.#phase,
    };
  }

  load(state: TimelineState): void {
    this.#at = state.at;
    this.#counters = [...state.counters];
    this.#passes = [...state.passes];
    this.#tries = [...state.tries];
    this.#answers = [...state.answers];
    this.#target = state.target;
    this.#phase = state.phase;
  }

  #next(): void {
    this.#at += 1;
    this.#target = -1;
  }

  #leave(counter: number, exit: number): void {
    this.#counters[counter] = 0;
    this.#passes[counter] = -1;
    this.#at = exit;
  }

  #act(
    instruction: Exclude<
      TimelineInstruction,
      { readonly op: 'run' | 'ticks' | 'phase' | 'loop' | 'again' }
    >,
  ): void {
    const host = this.#host;
    if (instruction.op === 'act') {
      // A restore changes the machine, never the place in the timeline: it must not run for ever.
      host.act(instruction.step);
      this.#next();
      return;
    }
    const { shown } = instruction;
    const { counter, population } = shown;
    const tries = this.#tries[counter] as number;
    if (instruction.op === 'show') {
      if (population !== undefined) this.#answers[counter] = -host.spikes(population);
      host.show(shown.input, shown.set, this.#item(shown), tries);
    } else if (instruction.op === 'rest') {
      if (population !== undefined)
        this.#answers[counter] = (this.#answers[counter] as number) + host.spikes(population);
      host.rest(shown.input, shown.set, this.#item(shown), this.#phase, tries);
    } else if (instruction.op === 'retry') {
      const answer = this.#answers[counter] as number;
      const weak = answer < instruction.retry.minSpikes;
      if (weak && tries < instruction.retry.atMost) {
        host.retract(shown.input);
        this.#tries[counter] = tries + 1;
        this.#at = instruction.to;
        this.#target = -1;
        return;
      }
      if (weak && instruction.retry.onLimit === 'stop')
        throw weakAnswer(shown, this.#item(shown), instruction.retry, tries + 1, answer, host);
      this.#tries[counter] = 0;
    } else {
      const number = this.#counters[shown.counter] as number;
      if (number >= shown.items) {
        this.#leave(shown.counter, instruction.exit);
        return;
      }
      if (number % shown.perPass === 0)
        this.#passes[shown.counter] = host.images(shown.input).beginPass(shown.set);
    }
    this.#next();
  }

  #item(shown: ShownItems): number {
    const pass = this.#passes[shown.counter] as number;
    const key = `${shown.input} ${shown.set} ${pass}`;
    let order = this.#orders.get(key);
    if (order === undefined) {
      order = this.#host.images(shown.input).order(shown.set, pass);
      // Only passes under way are needed again.
      if (this.#orders.size > 8) this.#orders.clear();
      this.#orders.set(key, order);
    }
    const number = this.#counters[shown.counter] as number;
    return order[number % shown.perPass] as number;
  }
}

function weakAnswer(
  { input, set }: ShownItems,
  item: number,
  { population, minSpikes, atMost }: RetryPlan,
  shows: number,
  spikes: number,
  host: TimelineHost,
): FrameworkError {
  const causes = host.whySilent(population);
  return new FrameworkError([
    {
      code: 'RETRY_LIMIT',
      severity: 'error',
      message: `item ${item} of ${input}, set ${set}, was shown ${shows} times up to step ${host.step}, and ${population} still answered with ${spikes} spikes`,
      context: `input ${input}, retry`,
      expected: `${minSpikes} spikes or more`,
      found: `${spikes} spikes`,
      ...(causes.length === 0 ? {} : { causes }),
      help: `raise the rate, increase or at_most (${atMost}), look at what drives ${population}, or write on_limit: continue`,
    },
  ]);
}
