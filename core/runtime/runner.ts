import type { RunOptions } from '../backend.js';
import { type Cause, FrameworkError } from '../diagnostics/index.js';
import type { StepPlan } from '../ir/index.js';
import type { Engine } from './engine.js';
import { HostOperations } from './host-operations.js';
import { ImageSource, PoissonSource, SpikeListSource } from './inputs/index.js';
import { pause } from './pause.js';
import { ProbeSet } from './probes/index.js';
import { RunNotes } from './run-notes.js';
import type { MomentState, RunState } from './run-state.js';
import { type NetworkMeaning, RunWatch } from './run-watch.js';
import { StepMachine } from './step-machine.js';
import type { KernelShape } from './step-tasks.js';
import { Timeline, type TimelineHost } from './timeline.js';
import { measureTimeline } from './timeline-length.js';
import { flattenTimeline, type HostAction } from './timeline-program.js';
import {
  type InvalidValue,
  invalidValueError,
  spoiledValueError,
  ValueWatch,
} from './value-watch.js';
import { Variables } from './variables.js';

const ticksPerCheck = 64;
const ticksPerSnapshot = 1024;
// Beyond this a snapshot for finding the first invalid step would cost too much memory.
const snapshotBytes = 2 ** 28;
/** Lanes and events between two pauses: some 20 ms of generated code. */
const lanesPerPause = 2_000_000;

/** Why a run came back. */
export type RunEnd = 'finished' | 'until' | 'stopped';

/** Drives machine and timeline: ticks, host steps, checks, checkpoints. */
export class Runner implements TimelineHost {
  readonly dtSeconds: number;
  nominalSeconds = 0;
  readonly notes: RunNotes = new RunNotes();
  readonly variables: Variables;
  readonly probes: ProbeSet;
  readonly machine: StepMachine;
  /** Absent if nobody says what the network means. */
  readonly watch: RunWatch | undefined;
  readonly timeline: Timeline;
  /** Ticks of the whole timeline. */
  readonly expectedTicks: number;
  readonly #operations: HostOperations;
  readonly #watch: ValueWatch;
  readonly #writes: Map<string, number>;
  readonly #snapshots: boolean;
  #named: Map<string, MomentState> = new Map();
  /** Called after a restore, when recordings became shorter. */
  readonly #onRewind: () => void;
  #lastGoodStep = 0;
  #safe: RunState | undefined;

  constructor(
    plan: StepPlan,
    engine: Engine,
    kernels: readonly KernelShape[],
    onRewind: () => void,
    meaning?: NetworkMeaning,
  ) {
    this.dtSeconds = plan.dtSeconds;
    this.#onRewind = onRewind;
    this.variables = new Variables(plan, engine);
    this.probes = new ProbeSet(plan, this.variables);
    this.watch =
      meaning === undefined ? undefined : new RunWatch(plan, meaning, engine, this.variables);
    this.machine = new StepMachine(
      plan,
      engine,
      kernels,
      this.variables,
      this.probes,
      this.notes,
      this.watch,
    );
    this.probes.choose(0);
    this.#operations = new HostOperations(plan, engine, this.variables, this.notes);
    this.timeline = new Timeline(flattenTimeline(plan), this);
    this.expectedTicks = measureTimeline(plan).ticks;
    this.#watch = new ValueWatch(plan, this.variables);
    this.#writes = new Map(
      plan.objects
        .filter((object) => object.kind !== 'input')
        .map((object): [string, number] => [object.name, 0]),
    );
    let bytes = 0;
    for (const data of engine.storage.values()) bytes += data.byteLength;
    this.#snapshots = bytes <= snapshotBytes;
  }

  get step(): number {
    return this.machine.step;
  }

  get writes(): ReadonlyMap<string, number> {
    return this.#writes;
  }

  /**
   * Runs until the timeline ends, a step number is reached, a number of ticks is done, or `stopping`
   * says so after a pause. Past the end of the timeline ticks go on without it.
   */
  async run(
    limit: { readonly until?: number; readonly ticks?: number },
    options: RunOptions,
    stopping: () => boolean,
    onPause: () => void,
  ): Promise<RunEnd> {
    const lastExecuted = this.machine.executed + (limit.ticks ?? Infinity);
    const open = limit.until === undefined && limit.ticks === undefined;
    const until = limit.until ?? Infinity;
    const stopped = (): boolean => stopping() || options.signal?.aborted === true;
    if (stopped()) return 'stopped';
    try {
      return await this.#advance(until, lastExecuted, open, stopped, options, onPause);
    } finally {
      await this.probes.flush();
    }
  }

  async #advance(
    until: number,
    lastExecuted: number,
    open: boolean,
    stopped: () => boolean,
    options: RunOptions,
    onPause: () => void,
  ): Promise<RunEnd> {
    const { machine, timeline } = this;
    this.#check();
    let work = 0;
    let events = machine.eventCount;
    while (machine.step < until && machine.executed < lastExecuted) {
      let target = timeline.proceed(true);
      if (target < 0) {
        if (open) break;
        target = Infinity;
      }
      // A restore may have gone back, or the timeline may have stayed where it is.
      const end = Math.min(target, until, machine.step + lastExecuted - machine.executed);
      while (machine.step < end) {
        machine.tick();
        this.probes.checkBudgets(machine.step - 1);
        if (this.probes.full) await this.probes.flush();
        if (machine.executed % ticksPerCheck === 0) this.#check();
        const eventsNow = machine.eventCount;
        work += machine.lanesPerTick + eventsNow - events + 16;
        events = eventsNow;
        if (work < lanesPerPause) continue;
        work = 0;
        this.#report(options);
        onPause();
        await this.probes.flush();
        await pause();
        if (stopped()) return 'stopped';
        events = machine.eventCount;
        break;
      }
    }
    this.#check();
    const spoiled = this.#watch.findSpoiled();
    if (spoiled !== undefined) throw spoiledValueError(spoiled, this.step);
    // What only moves on in the timeline may be done already; what changes something may not.
    if (!timeline.ended && !open) timeline.proceed(false);
    this.#report(options);
    if (timeline.ended) await this.probes.finish(this.step);
    return timeline.ended ? 'finished' : 'until';
  }

  images(input: string): ImageSource {
    const source = this.machine.inputs.get(input);
    if (!(source instanceof ImageSource)) throw new Error(`${input} is no input of images`);
    return source;
  }

  show(input: string, set: string, item: number, tries: number): void {
    this.machine.noteRates(input, this.images(input).show(set, item, this.step, tries));
    this.probes.beginItem(input);
    this.watch?.itemBegins(this.machine);
  }

  rest(input: string, set: string, item: number, phase: string, tries: number): void {
    const source = this.images(input);
    const last = source.plan.retry === undefined ? {} : { rate: finalRate(source, tries) };
    this.probes.endItem(input, { phase, set, item, tries: tries + 1, ...last });
    this.watch?.itemEnds(this.machine);
    source.silence(this.step);
  }

  retract(input: string): void {
    this.probes.retractItem(input);
  }

  spikes(population: string): number {
    return this.machine.deliveredOf(population);
  }

  whySilent(population: string): readonly Cause[] {
    const found = this.watch?.diagnose(this.machine, this.probes.responses()) ?? [];
    const context = `population ${population}`;
    const silent = found.find(
      (entry) => entry.code === 'SILENT_GROUP' && entry.context === context,
    );
    return silent?.causes ?? [];
  }

  /** Gives a Poisson input new rates (one, or one per neuron): a new segment starts. */
  setRates(input: string, rates: Float64Array): void {
    const source = this.machine.inputs.get(input);
    if (!(source instanceof PoissonSource)) throw new Error(`${input} has no rates`);
    if (rates.length === 1) source.rates.fill(rates[0] as number);
    else source.rates.set(rates);
    this.machine.noteRates(input, source.startSegment(this.machine.tickOf(input)));
  }

  /** Rates of chosen neurons, or by an expression: written into the array that stands for them. */
  #setSomeRates(step: Extract<HostAction, { kind: 'set' }>, source: PoissonSource): void {
    const array = step.writes[0]?.array;
    if (array === undefined) return;
    for (let neuron = 0; neuron < source.size; neuron += 1)
      this.variables.store(array, this.step, neuron, source.rates[neuron] as number);
    this.#operations.set(step, this.step);
    const rates = this.variables.read(array, this.step);
    for (const [neuron, rate] of rates.entries())
      if (!(rate >= 0 && rate < Infinity))
        throw new FrameworkError([
          {
            code: 'FILE_VALUE',
            severity: 'error',
            message: `the rate of neuron ${neuron} of ${step.object} became ${rate} Hz`,
            context: 'timeline, set',
            expected: '>= 0 Hz',
            found: `${rate} Hz`,
            ...(step.span === undefined ? {} : { span: step.span }),
          },
        ]);
    this.setRates(step.object, rates);
  }

  /** A new spike list; what lies in the past is dropped with a warning (semantics section 10.1). */
  #setSpikes(step: Extract<HostAction, { kind: 'set-spikes' }>): void {
    const source = this.machine.inputs.get(step.input);
    if (!(source instanceof SpikeListSource)) throw new Error(`${step.input} has no spike list`);
    const dropped = source.replace(step.indices, step.steps, this.step);
    if (dropped === 0) return;
    this.notes.add({
      code: 'SPIKE_LIST',
      severity: 'warning',
      message: `${dropped} of ${step.steps.length} new spikes of ${step.input} lie before step ${this.step} and were dropped`,
      context: 'timeline, set',
      help: 'times count from the begin of the run, not from the step of the timeline',
      ...(step.span === undefined ? {} : { span: step.span }),
    });
  }

  /** Switches an object on or off; what goes off is reported (semantics section 12, point 6). */
  #switch({ object, active, span }: Extract<HostAction, { kind: 'switch' }>): void {
    this.machine.switch(object, active);
    if (active) return;
    this.notes.add({
      code: 'OBJECT_INACTIVE',
      severity: 'info',
      message: `the timeline switches ${object} off (active: false)`,
      context: 'timeline, set',
      found: `for the first time before step ${this.step}`,
      ...(span === undefined ? {} : { span }),
    });
  }

  act(step: HostAction): void {
    switch (step.kind) {
      case 'set': {
        const source = this.machine.inputs.get(step.object);
        if (source instanceof PoissonSource) {
          this.#setSomeRates(step, source);
          break;
        }
        const changed = this.#operations.set(step, this.machine.tickOf(step.object));
        this.#writes.set(step.object, (this.#writes.get(step.object) ?? 0) + changed);
        for (const { array } of step.writes) this.machine.delaysChanged(array);
        break;
      }
      case 'set-rates':
        this.setRates(step.input, step.rates);
        break;
      case 'set-spikes':
        this.#setSpikes(step);
        break;
      case 'switch':
        this.#switch(step);
        break;
      case 'normalize':
        this.#operations.normalize(step);
        break;
      case 'checkpoint':
        this.probes.takeWeights(this.step);
        this.#named.set(step.name, this.#saveMoment());
        break;
      case 'restore': {
        const moment = this.#named.get(step.name);
        if (moment === undefined)
          throw new FrameworkError([
            {
              code: 'FILE_REFERENCE',
              severity: 'error',
              message: `there is no checkpoint ${step.name} yet at step ${this.step}`,
              context: 'timeline, restore',
              help: `put \`checkpoint: ${step.name}\` before it`,
              ...(step.span === undefined ? {} : { span: step.span }),
            },
          ]);
        this.#loadMoment(moment);
        break;
      }
    }
  }

  save(): RunState {
    return {
      ...this.#saveMoment(),
      timeline: this.timeline.save(),
      named: Object.fromEntries(this.#named),
    };
  }

  load(state: RunState): void {
    this.timeline.load(state.timeline);
    this.#named = new Map(Object.entries(state.named));
    this.#loadMoment(state);
    this.#safe = undefined;
  }

  /** Takes over the state of a saved run alone: timeline and recordings begin anew. */
  begin(state: RunState): void {
    this.machine.load(state.machine);
    this.machine.begin();
    this.probes.choose(this.step);
    this.nominalSeconds = state.nominalSeconds;
    this.#lastGoodStep = this.step;
    this.#safe = undefined;
    this.#onRewind();
  }

  /** To be called after anything from outside that the timeline could not repeat. */
  touched(): void {
    this.#safe = undefined;
  }

  #saveMoment(): MomentState {
    return {
      machine: this.machine.save(),
      probes: this.probes.save(),
      nominalSeconds: this.nominalSeconds,
      writes: [...this.#writes.values()],
    };
  }

  #loadMoment(state: MomentState): void {
    this.machine.load(state.machine);
    this.probes.load(state.probes);
    this.nominalSeconds = state.nominalSeconds;
    for (const [at, name] of [...this.#writes.keys()].entries())
      this.#writes.set(name, state.writes[at] ?? 0);
    this.#lastGoodStep = Math.min(this.#lastGoodStep, this.step);
    this.#onRewind();
  }

  #report(options: RunOptions): void {
    options.onProgress?.({
      phase: this.timeline.phase,
      step: this.machine.executed,
      steps: this.expectedTicks,
    });
  }

  #check(): void {
    const invalid = this.#watch.find();
    if (invalid !== undefined) throw this.#locate(invalid);
    this.#lastGoodStep = this.step;
    const age = this.machine.executed - (this.#safe?.machine.executed ?? -Infinity);
    if (this.#snapshots && age >= ticksPerSnapshot) this.#safe = this.save();
  }

  /** Repeats the last stretch tick by tick, which finds the same fault again, in its first step. */
  #locate(invalid: InvalidValue): FrameworkError {
    const last = Math.max(this.step - 1, 0);
    const { executed } = this.machine;
    const first = Math.min(this.#lastGoodStep, last);
    if (this.#safe === undefined) return invalidValueError(invalid, first, last);
    this.load(this.#safe);
    while (this.machine.executed < executed) {
      if (this.timeline.proceed(true) === this.step) break;
      const written = this.#watch.find();
      if (written !== undefined) return invalidValueError(written, this.step, this.step);
      this.machine.tick();
      const found = this.#watch.find();
      if (found !== undefined) return invalidValueError(found, this.step - 1, this.step - 1);
    }
    return invalidValueError(invalid, first, last);
  }
}

/** Hz per gray level, or the highest rate of a table. */
function finalRate(source: ImageSource, tries: number): number {
  return (source.plan.lowestHertz ?? 0) + source.rate(tries);
}
