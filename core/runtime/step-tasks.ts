import {
  type Action,
  eventListName,
  type KernelDomain,
  type KernelFunction,
  type Slot,
  type StepPlan,
  slotOrder,
} from '../ir/index.js';
import type { DelayControl } from './delay-control.js';
import type { Device, Engine, SpikeList } from './engine.js';
import type { InputSource } from './inputs/index.js';
import type { ProbeSet } from './probes/index.js';
import type { RunWatch } from './run-watch.js';
import type { SpikeRing } from './spike-ring.js';
import { projectionOf } from './variables.js';

export type Task = (tick: number) => void;

/** A task of a time step and the clock whose ticks it sees. */
export interface ClockedTask {
  readonly clock: number;
  readonly task: Task;
}

/** What runs a step kernel, as far as the runtime has to know it. */
export interface KernelShape {
  readonly id: string;
  readonly domain: KernelDomain;
}

/** Spikes of an object so far, and those that went to its synapses. */
export interface SpikeTotal {
  readonly object: string;
  spikes: number;
  delivered: number;
}

/** What the tasks of a step work on. */
export interface StepParts {
  readonly plan: StepPlan;
  readonly engine: Engine;
  readonly kernels: ReadonlyMap<string, KernelShape>;
  readonly inputs: ReadonlyMap<string, InputSource>;
  readonly rings: ReadonlyMap<string, SpikeRing>;
  readonly pathways: readonly DelayControl[];
  readonly totals: readonly SpikeTotal[];
  /** Objects that are switched off. */
  readonly off: ReadonlySet<string>;
  readonly probes: ProbeSet;
  readonly watch: RunWatch | undefined;
}

/** Turns the actions of a plan, sorted by slot, into functions that a tick calls one after another. */
export class StepTasks {
  /** Lanes of kernels over all elements per tick, of the tasks made so far. */
  lanes = 0;
  readonly #parts: StepParts;

  constructor(parts: StepParts) {
    this.#parts = parts;
  }

  /** All tasks of a tick, in order. */
  entries(): readonly ClockedTask[] {
    const { plan, engine, probes } = this.#parts;
    if (engine.device !== undefined) return this.#deviceEntries(engine.device);
    return slotOrder.flatMap((slot) => [
      ...plan.actions
        .filter((action) => action.slot === slot)
        .map((action) => ({ clock: action.clock ?? 0, task: timed(action, this.#task(action)) })),
      ...probes.slotHooks(slot),
    ]);
  }

  #task(action: Action): Task {
    const { whileOn } = action;
    const { off, inputs, pathways, plan, probes } = this.#parts;
    switch (action.kind) {
      case 'kernel': {
        const kernel = bindKernel(this.#parts.engine, action.kernel);
        const count = this.#laneCount(action.kernel);
        this.lanes += count;
        return this.#whileOn(action, (tick) => kernel(tick, undefined, 0, count));
      }
      case 'threshold': {
        const kernel = bindKernel(this.#parts.engine, action.kernel);
        const name = eventListName(action.population, action.event);
        const list = this.#listOf(name);
        const count = list.indices.length;
        this.lanes += count;
        const found = this.#spikeTask(name, list);
        return (tick) => {
          list.count = 0;
          if (whileOn === undefined || !off.has(whileOn)) kernel(tick, undefined, 0, count);
          found(tick);
        };
      }
      case 'input': {
        const input = inputs.get(action.input);
        if (input === undefined) throw new Error(`the plan has no input ${action.input}`);
        const found = this.#spikeTask(action.input, input.list);
        return (tick) => {
          input.emit(tick);
          // Not left out, so that it goes on as if it had never been off.
          if (whileOn !== undefined && off.has(whileOn)) input.list.count = 0;
          found(tick);
        };
      }
      case 'probe':
        return probes.stateHook(action.probe);
      case 'pathway': {
        const control = pathways.find(
          ({ projection, pathway }) =>
            projection.name === action.projection && pathway.name === action.pathway,
        );
        if (control === undefined)
          throw new Error(`the plan has no pathway ${action.projection}.${action.pathway}`);
        const { queue } = control;
        return (tick) => queue.deliver(tick);
      }
      case 'reset':
        return this.#listedTask(
          action.kernel,
          this.#listOf(eventListName(action.population, action.event)),
        );
      case 'trace': {
        const projection = projectionOf(plan, action.projection);
        const trace = projection.traces.find((found) => found.name === action.trace);
        if (trace === undefined)
          throw new Error(`projection ${action.projection} has no trace ${action.trace}`);
        return this.#whileOn(
          action,
          this.#listedTask(trace.kernel, this.#deliveredBy(trace.neurons)),
        );
      }
    }
  }

  /** A task that is left out while the object of its action is off. */
  #whileOn({ whileOn }: Action, task: Task): Task {
    if (whileOn === undefined) return task;
    const { off } = this.#parts;
    return (tick) => {
      if (!off.has(whileOn)) task(tick);
    };
  }

  /**
   * A step on a chip: probes that look before it, the spikes of inputs, the step itself, what
   * follows from its spikes, and probes that look after it.
   */
  #deviceEntries(device: Device): readonly ClockedTask[] {
    const { plan, probes } = this.#parts;
    const { actions } = plan;
    const after = slotOrder.indexOf('resets');
    const looks = (wanted: (slot: Slot) => boolean): Task[] =>
      slotOrder
        .filter(wanted)
        .flatMap((slot) => [
          ...actions.flatMap((action) =>
            action.slot === slot && action.kind === 'probe' ? [probes.stateHook(action.probe)] : [],
          ),
          ...probes.slotHooks(slot).map(({ task }) => task),
        ]);
    const inputs = [...this.#parts.inputs.values()];
    const emit = inputs.map(
      (input): Task =>
        (tick) =>
          input.emit(tick),
    );
    const found = actions.flatMap((action) => {
      if (action.kind === 'input') {
        const { list } = this.#parts.inputs.get(action.input) as InputSource;
        return [this.#spikeTask(action.input, list)];
      }
      if (action.kind !== 'threshold') return [];
      const name = eventListName(action.population, action.event);
      this.lanes += this.#listOf(name).indices.length;
      return [this.#spikeTask(name, this.#listOf(name))];
    });
    const traces = actions.flatMap((action) =>
      action.kind === 'trace' ? [this.#task(action)] : [],
    );
    return [
      ...looks((slot) => slotOrder.indexOf(slot) < after),
      ...emit,
      (tick: number) => device.step(tick, inputs),
      ...found,
      ...traces,
      ...looks((slot) => slotOrder.indexOf(slot) >= after),
    ].map((task) => ({ clock: 0, task }));
  }

  #listedTask(kernelId: string, list: SpikeList): Task {
    const kernel = bindKernel(this.#parts.engine, kernelId);
    return (tick) => {
      if (list.count > 0) kernel(tick, list.indices, 0, list.count);
    };
  }

  #spikeTask(object: string, list: SpikeList): Task {
    const { rings, totals, probes, watch } = this.#parts;
    const ring = rings.get(object);
    const total = totals.find((entry) => entry.object === object);
    const hooks = probes.spikeHooks(object);
    const watched = watch?.activity.hook(object);
    const delivered = this.#deliveredBy(object);
    return (tick) => {
      ring?.record(tick, delivered);
      if (total !== undefined) {
        total.spikes += list.count;
        total.delivered += delivered.count;
      }
      watched?.(list);
      for (let at = 0; at < hooks.length; at += 1) hooks[at]?.(tick, list);
    };
  }

  /** What goes to the synapses of an object's spikes. */
  #deliveredBy(object: string): SpikeList {
    return this.#parts.engine.delivered?.get(object) ?? this.#listOf(object);
  }

  #listOf(object: string): SpikeList {
    const { inputs, engine } = this.#parts;
    const list = inputs.get(object)?.list ?? engine.spikeLists.get(object);
    if (list === undefined) throw new Error(`${object} has no spike list`);
    return list;
  }

  #laneCount(kernel: string): number {
    const domain = this.#parts.kernels.get(kernel)?.domain;
    if (domain === undefined) throw new Error(`the program has no kernel ${kernel}`);
    if (domain.kind === 'elements') return domain.count;
    if (domain.kind === 'synapses') return projectionOf(this.#parts.plan, domain.object).pre.length;
    return this.#listOf(domain.object).indices.length;
  }
}

/** The function behind a step kernel. */
export function bindKernel(engine: Engine, kernel: string): KernelFunction {
  if (engine.bind !== undefined) return engine.bind(kernel);
  return (tick, indices, from, to) => engine.run(kernel, tick, indices, from, to);
}

/** A task that runs only in the ticks of its action. */
function timed({ everyTicks }: Action, task: Task): Task {
  if (everyTicks === undefined || everyTicks === 1) return task;
  return (tick) => {
    if (tick % everyTicks === 0) task(tick);
  };
}
