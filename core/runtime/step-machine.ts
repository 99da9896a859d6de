import { clockSeconds, eventListName, type StepPlan } from '../ir/index.js';
import { Clocks } from './clocks.js';
import { createInputs } from './create-inputs.js';
import { type DelayControl, updateDelays } from './delay-control.js';
import type { Engine, SpikeList } from './engine.js';
import { setInitialValues } from './initial-values.js';
import { type InputSource, type InputState, PoissonSource } from './inputs/index.js';
import { type DelayState, PathwayQueue } from './pathway-queue.js';
import type { ProbeSet } from './probes/index.js';
import type { RunNotes } from './run-notes.js';
import type { RunWatch } from './run-watch.js';
import { SpikeRing, type SpikeRingState } from './spike-ring.js';
import { statefulArrays } from './stateful-arrays.js';
import {
  bindKernel,
  type KernelShape,
  type SpikeTotal,
  StepTasks,
  type Task,
} from './step-tasks.js';
import type { Variables } from './variables.js';

/** A trace ring, whose newest slot becomes the first value of the next tick. */
interface CarriedArray {
  readonly data: Float64Array;
  readonly count: number;
  readonly slots: number;
}

/** State of everything that ticks change, as plain data. */
export interface MachineState {
  readonly step: number;
  /** Next tick of the clocks 1, 2, .. */
  readonly clocks: readonly number[];
  readonly executed: number;
  readonly storage: Readonly<Record<string, Float64Array>>;
  readonly rings: Readonly<Record<string, SpikeRingState>>;
  readonly delays: readonly (readonly DelayState[])[];
  readonly events: readonly number[];
  readonly inputs: Readonly<Record<string, InputState>>;
  readonly totals: readonly number[];
  /** Spikes that went to synapses, where those are others. */
  readonly delivered?: readonly number[];
  /** Whether the objects that the timeline switches are on; absent: it switches none. */
  readonly active?: Readonly<Record<string, boolean>>;
  /** Writes to refractory neurons that did not take place, per variable. */
  readonly dropped: Readonly<Record<string, number>>;
  /** State of the chip that executes the steps. */
  readonly device?: unknown;
}

/** Executes ticks: the actions of the plan in order, queues, inputs, traces, probes. */
export class StepMachine {
  /** Number of the next tick. */
  step = 0;
  /** Ticks executed; more than `step` after a restore. */
  executed = 0;
  readonly inputs: ReadonlyMap<string, InputSource>;
  /** Lanes of kernels over all elements per tick: what a tick costs at least. */
  readonly lanesPerTick: number;
  readonly #plan: StepPlan;
  readonly #engine: Engine;
  readonly #variables: Variables;
  readonly #notes: RunNotes;
  readonly #watch: RunWatch | undefined;
  readonly #rings: Map<string, SpikeRing> = new Map();
  readonly #pathways: DelayControl[] = [];
  readonly #carried: CarriedArray[] = [];
  /** Objects that are switched off. */
  readonly #off: Set<string> = new Set();
  readonly #totals: SpikeTotal[] = [];
  readonly #tasks: readonly Task[];
  readonly #clocks: Clocks;
  /** Spikes of objects on other clocks than the network's. */
  readonly #otherLists: readonly SpikeList[];

  constructor(
    plan: StepPlan,
    engine: Engine,
    kernels: readonly KernelShape[],
    variables: Variables,
    probes: ProbeSet,
    notes: RunNotes,
    watch?: RunWatch,
  ) {
    this.#plan = plan;
    this.#notes = notes;
    this.#watch = watch;
    this.#engine = engine;
    this.#variables = variables;
    this.inputs = createInputs(plan, engine, variables, (input) => this.noteRates(input, 1));
    this.#clocks = new Clocks(plan);
    this.#createQueues();
    setInitialValues(plan, engine, variables);
    for (const control of this.#pathways)
      updateDelays(control, variables, this.#triggerSeconds(control), 0, false);
    this.begin();
    this.#findCarried();
    for (const object of plan.objects)
      if (object.kind === 'population' || this.inputs.has(object.name))
        this.#totals.push({ object: object.name, spikes: 0, delivered: 0 });
    const tasks = new StepTasks({
      plan,
      engine,
      kernels: new Map(kernels.map((kernel) => [kernel.id, kernel])),
      inputs: this.inputs,
      rings: this.#rings,
      pathways: this.#pathways,
      totals: this.#totals,
      off: this.#off,
      probes,
      watch,
    });
    const entries = tasks.entries();
    this.#tasks = entries.map(({ task }) => task);
    this.#clocks.assign(entries.map(({ clock }) => clock));
    this.#otherLists = plan.objects
      .filter(({ kind, clock = 0 }) => kind !== 'projection' && clock !== 0)
      .flatMap(({ name }) => this.inputs.get(name)?.list ?? engine.spikeLists.get(name) ?? []);
    this.lanesPerTick = tasks.lanes;
    for (const input of this.inputs.values())
      if (input instanceof PoissonSource) this.noteRates(input.name, input.startSegment(0));
  }

  /** RATE_ABOVE_DT if some neurons should spike more than once per step. */
  noteRates(input: string, excessive: number): void {
    if (excessive === 0) return;
    const { clock } = this.#plan.objects.find(({ name }) => name === input) ?? {};
    const dtSeconds = clockSeconds(this.#plan, clock);
    this.#notes.add({
      code: 'RATE_ABOVE_DT',
      severity: 'warning',
      message: `rates of ${input} exceed one spike per step; such neurons spike in every step`,
      context: `input ${input}`,
      expected: `at most ${1 / dtSeconds} Hz`,
      help: 'lower the rates or the time step',
    });
  }

  tick(): void {
    const tick = this.step;
    const tasks = this.#tasks;
    if (this.#clocks.single) {
      for (let at = 0; at < tasks.length; at += 1) (tasks[at] as Task)(tick);
    } else {
      // Who has no tick of its own in this step has no spikes in it either.
      for (let at = 0; at < this.#otherLists.length; at += 1)
        (this.#otherLists[at] as SpikeList).count = 0;
      this.#clocks.runStep(tick, tasks);
    }
    const next = tick + 1;
    // Done at the end of a tick instead of the start of the next one, so that kernels between two
    // ticks already find the newest values in the slot of the coming tick.
    for (let at = 0; at < this.#carried.length; at += 1) {
      const { data, count, slots } = this.#carried[at] as CarriedArray;
      const from = (tick % slots) * count;
      data.copyWithin((next % slots) * count, from, from + count);
    }
    this.step = next;
    this.executed += 1;
    this.#watch?.ticked(this);
  }

  /** Number of the next tick on the clock of an object. */
  tickOf(object: string): number {
    const clock = this.#plan.objects.find(({ name }) => name === object)?.clock ?? 0;
    return clock === 0 ? this.step : this.#clocks.next(clock);
  }

  /** Spikes of the last tick executed, in list order. */
  spikesOf(object: string): Int32Array {
    const list = this.inputs.get(object)?.list ?? this.#engine.spikeLists.get(object);
    if (list === undefined) throw new Error(`${object} has no spike list`);
    return list.indices.slice(0, list.count);
  }

  get spikingObjects(): readonly string[] {
    return this.#totals.map(({ object }) => object);
  }

  /** Everything takes part as it does at the begin of a timeline. */
  begin(): void {
    const off = (this.#plan.switched ?? []).filter(({ active }) => !active);
    for (const { projection } of this.#pathways) this.switch(projection.name, true);
    this.#off.clear();
    for (const { object } of off) this.switch(object, false);
  }

  /**
   * From the next tick on an object takes part, or no more. What is off does not change of itself
   * and emits nothing; a projection that is off takes no spikes, but those under way arrive.
   */
  switch(object: string, active: boolean): void {
    if (active) this.#off.delete(object);
    else this.#off.add(object);
    for (const control of this.#pathways) {
      if (control.projection.name !== object) continue;
      const tick = this.tickOf(triggerOf(control));
      if (active) control.queue.open(tick);
      else control.queue.close(tick);
    }
  }

  /** Brings the steps of delays in line after their seconds were written; only later spikes see it. */
  delaysChanged(array: string): void {
    for (const control of this.#pathways) {
      const { delay } = control.pathway;
      if (delay.kind === 'array' && delay.seconds === array)
        updateDelays(
          control,
          this.#variables,
          this.#triggerSeconds(control),
          this.tickOf(triggerOf(control)),
          true,
        );
    }
  }

  get totals(): readonly { readonly object: string; readonly spikes: number }[] {
    return this.#totals.map(({ object, spikes }) => ({ object, spikes }));
  }

  /** Spikes of an object that went to synapses. */
  deliveredOf(object: string): number {
    const total = this.#totals.find((entry) => entry.object === object);
    if (total === undefined) throw new Error(`${object} emits no spikes`);
    return total.delivered;
  }

  /** Synaptic events run, per pathway. */
  get events(): readonly { readonly pathway: string; readonly events: number }[] {
    return this.#pathways.map(({ projection, pathway, queue }) => ({
      pathway: `${projection.name}.${pathway.name}`,
      events: queue.events,
    }));
  }

  /** Writes to refractory neurons that did not take place, per variable that drops them. */
  get dropped(): ReadonlyMap<string, number> {
    return new Map([...(this.#engine.dropped ?? [])].map(([id, { count }]) => [id, count]));
  }

  get eventCount(): number {
    let sum = 0;
    for (let at = 0; at < this.#pathways.length; at += 1)
      sum += (this.#pathways[at] as DelayControl).queue.events;
    return sum;
  }

  save(): MachineState {
    const { switched } = this.#plan;
    return {
      step: this.step,
      clocks: this.#clocks.save(),
      executed: this.executed,
      storage: Object.fromEntries(
        statefulArrays(this.#plan).map(({ id }) => [id, this.#storageOf(id).slice()]),
      ),
      rings: Object.fromEntries([...this.#rings].map(([name, ring]) => [name, ring.save()])),
      delays: this.#pathways.map(({ queue }) => queue.save()),
      events: this.#pathways.map(({ queue }) => queue.events),
      inputs: Object.fromEntries([...this.inputs].map(([name, input]) => [name, input.save()])),
      totals: this.#totals.map(({ spikes }) => spikes),
      ...(this.#engine.delivered === undefined
        ? {}
        : { delivered: this.#totals.map(({ delivered }) => delivered) }),
      ...(switched === undefined
        ? {}
        : {
            active: Object.fromEntries(
              switched.map(({ object }) => [object, !this.#off.has(object)]),
            ),
          }),
      dropped: Object.fromEntries(this.dropped),
      ...(this.#engine.device === undefined ? {} : { device: this.#engine.device.save() }),
    };
  }

  load(state: MachineState): void {
    this.step = state.step;
    this.#clocks.load(state.clocks);
    this.executed = state.executed;
    for (const { id } of statefulArrays(this.#plan))
      this.#storageOf(id).set(saved(state.storage, id));
    for (const [object, active] of Object.entries(state.active ?? {}))
      if (active) this.#off.delete(object);
      else this.#off.add(object);
    for (const [at, { queue }] of this.#pathways.entries()) {
      queue.load(state.delays[at] ?? []);
      queue.events = state.events[at] ?? 0;
    }
    for (const [name, ring] of this.#rings) ring.load(saved(state.rings, name));
    for (const [name, input] of this.inputs) input.load(saved(state.inputs, name));
    for (const [at, total] of this.#totals.entries()) {
      total.spikes = state.totals[at] ?? 0;
      total.delivered = state.delivered?.[at] ?? total.spikes;
    }
    for (const [id, counter] of this.#engine.dropped ?? [])
      counter.count = saved(state.dropped, id);
    this.#engine.device?.load(state.device);
  }

  #storageOf(id: string): Float64Array {
    this.#engine.device?.refresh(id);
    const data = this.#engine.storage.get(id);
    if (data === undefined) throw new Error(`the engine has no array ${id}`);
    return data;
  }

  #createQueues(): void {
    for (const projection of this.#plan.objects) {
      if (projection.kind !== 'projection') continue;
      for (const pathway of projection.pathways) {
        const before = pathway.side === 'pre';
        const neurons = before ? projection.source : projection.target;
        const trigger = eventListName(neurons, pathway.event);
        let ring = this.#rings.get(trigger);
        if (ring === undefined) {
          ring = new SpikeRing(1);
          this.#rings.set(trigger, ring);
        }
        const queue = new PathwayQueue({
          ring,
          ends: before ? projection.pre : projection.post,
          first: before ? projection.sourceFirst : projection.targetFirst,
          neurons: before ? projection.sourceCount : projection.targetCount,
          kernel: bindKernel(this.#engine, pathway.kernel),
          storeDelay: this.#delayWriter(pathway.delay),
        });
        this.#pathways.push({ projection, pathway, queue });
      }
    }
  }

  #delayWriter(delay: DelayControl['pathway']['delay']): (synapse: number, ticks: number) => void {
    if (delay.kind === 'ticks') return () => {};
    return (synapse, ticks) => this.#variables.store(delay.ticks, 0, synapse, ticks);
  }

  #findCarried(): void {
    for (const object of this.#plan.objects) {
      if (object.kind !== 'projection') continue;
      for (const id of object.traces.flatMap((trace) => trace.carried)) {
        const { count, slots } = this.#variables.declaration(id);
        const data = this.#engine.storage.get(id);
        if (slots > 1 && data !== undefined) this.#carried.push({ data, count, slots });
      }
    }
  }

  #triggerSeconds(control: DelayControl): number {
    const trigger = this.#plan.objects.find(({ name }) => name === triggerOf(control));
    return clockSeconds(this.#plan, trigger?.clock);
  }
}

function triggerOf({ projection, pathway }: DelayControl): string {
  return pathway.side === 'pre' ? projection.source : projection.target;
}

function saved<T>(states: Readonly<Record<string, T>>, name: string): T {
  const state = Object.hasOwn(states, name) ? states[name] : undefined;
  if (state === undefined) throw new Error(`there is no state of ${name}`);
  return state;
}
