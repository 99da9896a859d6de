import {
  type IntervalCounts,
  readThreshold,
  refractoryTicks,
  type SilentWindow,
  saturatedInterval,
  silentSeconds,
} from '../diagnosis/index.js';
import type { ScalarKernel, StepPlan } from '../ir/index.js';
import type { Engine, SpikeList } from './engine.js';

/** What the threshold of one population sees while nobody spikes. */
interface Extreme {
  readonly data: Float64Array;
  readonly sign: 1 | -1;
  /** True until the first spike of the window; later ticks cost nothing. */
  waiting: boolean;
  /** Largest stored value, or largest negated one. */
  largest: number;
}

interface Intervals extends IntervalCounts {
  readonly longest: number;
  /** Ticks executed at the last spike of each neuron; -1 before the first. */
  readonly last: Float64Array;
}

interface Population {
  readonly name: string;
  readonly array: string | undefined;
  readonly extreme: Extreme | undefined;
  readonly intervals: Intervals | undefined;
  /** Spikes when the window began. */
  before: number;
  spikes: number;
  windows: number;
  silent: number;
  first: SilentWindow | undefined;
}

/** How far counters were when a window began. */
interface WindowStart {
  readonly step: number;
  readonly tick: number;
  readonly events: ReadonlyMap<string, number>;
  readonly spikes: ReadonlyMap<string, number>;
}

/** Counters of the machine, asked for at both ends of a window. */
export interface ActivityCounters {
  readonly step: number;
  readonly events: readonly { readonly pathway: string; readonly events: number }[];
  readonly totals: readonly { readonly object: string; readonly spikes: number }[];
}

/**
 * Watches which populations stay silent while something is shown, or in the first 100 ms after the
 * first input, and how long intervals are. A population is looked at until it spikes.
 */
export class ActivityWatch {
  readonly #engine: Engine;
  readonly #populations: ReadonlyMap<string, Population>;
  /** Those that have to spike: who is switched off at times has a reason to be silent. */
  readonly #judged: readonly Population[];
  readonly #inputs: ReadonlySet<string>;
  readonly #presents: boolean;
  readonly #windowTicks: number;
  #ticks = 0;
  #start: WindowStart | undefined;
  #done = false;
  #inputSeen = false;

  constructor(plan: StepPlan, kernels: readonly ScalarKernel[], engine: Engine) {
    this.#engine = engine;
    this.#windowTicks = Math.round(silentSeconds / plan.dtSeconds);
    this.#presents = hasPresent(plan);
    const populations = new Map<string, Population>();
    for (const object of plan.objects) {
      if (object.kind !== 'population') continue;
      if (!plan.actions.some((a) => a.kind === 'threshold' && a.population === object.name))
        continue;
      populations.set(
        object.name,
        watched(plan, kernels, engine, object.name, object.size, (object.clock ?? 0) !== 0),
      );
    }
    this.#populations = populations;
    const switched = new Set((plan.switched ?? []).map(({ object }) => object));
    this.#judged = [...populations].flatMap(([name, population]) =>
      switched.has(name) ? [] : [population],
    );
    this.#inputs = new Set(plan.objects.flatMap((o) => (o.kind === 'input' ? [o.name] : [])));
    // Without input nobody has to spike.
    this.#done = this.#inputs.size === 0;
    this.#arm();
  }

  /** What to do with the spikes of an object in every tick; undefined for nothing. */
  hook(object: string): ((list: SpikeList) => void) | undefined {
    if (this.#inputs.has(object))
      return ({ count }) => {
        if (count > 0) this.#inputSeen = true;
      };
    const population = this.#populations.get(object);
    if (population === undefined) return undefined;
    const { extreme, intervals } = population;
    return (list) => {
      if (list.count > 0) {
        population.spikes += list.count;
        if (extreme !== undefined) extreme.waiting = false;
        if (intervals !== undefined) this.#note(intervals, list);
      } else if (extreme?.waiting === true) {
        look(extreme);
      }
    };
  }

  /** To be called after every tick. */
  ticked(counters: ActivityCounters): void {
    this.#ticks += 1;
    if (this.#done || this.#presents) return;
    if (this.#start === undefined) {
      if (this.#inputSeen) this.begin(counters);
    } else if (this.#ticks - this.#start.tick >= this.#windowTicks) {
      this.end(counters, false);
      this.#done = true;
    }
  }

  /** A presentation, or the time under input, begins. */
  begin(counters: ActivityCounters): void {
    this.#start = {
      step: counters.step,
      tick: this.#ticks,
      events: eventsOf(counters),
      spikes: spikesOf(counters),
    };
    this.#arm();
  }

  /** It ends: who has not spiked? */
  end(counters: ActivityCounters, presentation: boolean): void {
    const start = this.#start;
    if (start === undefined) return;
    this.#start = undefined;
    const ticks = this.#ticks - start.tick;
    for (const population of this.#judged) {
      population.windows += 1;
      if (population.spikes > population.before) continue;
      population.silent += 1;
      population.first ??= this.#silentWindow(population, start, counters, ticks, presentation);
    }
    for (const { extreme } of this.#populations.values())
      if (extreme !== undefined) extreme.waiting = false;
  }

  /** Silent populations so far. Inputs that never spiked leave all of the run as the window. */
  silent(counters: ActivityCounters): readonly SilentWindow[] {
    if (!this.#done && !this.#presents && this.#start === undefined) {
      const nothing = { step: 0, tick: 0, events: new Map(), spikes: new Map() };
      if (this.#ticks < this.#windowTicks) return [];
      return this.#judged.flatMap((population) =>
        population.spikes > 0
          ? []
          : [
              this.#silentWindow(
                { ...population, windows: 1, silent: 1 },
                nothing,
                counters,
                this.#ticks,
                false,
              ),
            ],
      );
    }
    return this.#judged.flatMap(({ first, windows, silent }) =>
      first === undefined ? [] : [{ ...first, windows, silent }],
    );
  }

  /** Populations with a constant refractory period and at least one interval. */
  get intervals(): ReadonlyMap<string, IntervalCounts> {
    return new Map(
      [...this.#populations].flatMap(([name, { intervals }]) =>
        intervals?.all.some((number) => number > 0) === true ? [[name, intervals]] : [],
      ),
    );
  }

  #arm(): void {
    for (const population of this.#populations.values()) {
      population.before = population.spikes;
      if (population.extreme === undefined) continue;
      population.extreme.waiting = !this.#done;
      population.extreme.largest = -Infinity;
    }
  }

  #note({ all, shortest, last, longest }: Intervals, { indices, count }: SpikeList): void {
    const now = this.#ticks;
    for (let at = 0; at < count; at += 1) {
      const neuron = indices[at] as number;
      const before = last[neuron] as number;
      last[neuron] = now;
      if (before < 0) continue;
      all[neuron] = (all[neuron] as number) + 1;
      if (now - before <= longest) shortest[neuron] = (shortest[neuron] as number) + 1;
    }
  }

  #silentWindow(
    { name, array, extreme, windows, silent }: Population,
    start: WindowStart,
    counters: ActivityCounters,
    ticks: number,
    presentation: boolean,
  ): SilentWindow {
    const stored = extreme === undefined ? NaN : extreme.sign * extreme.largest;
    return {
      population: name,
      windows,
      silent,
      firstStep: start.step,
      ticks,
      presentation,
      extreme: array === undefined ? stored : this.#engine.toReal(array, stored),
      events: difference(eventsOf(counters), start.events),
      spikes: difference(spikesOf(counters), start.spikes),
    };
  }
}

function watched(
  plan: StepPlan,
  kernels: readonly ScalarKernel[],
  engine: Engine,
  name: string,
  size: number,
  ownClock: boolean,
): Population {
  const reading = readThreshold(plan, kernels, name);
  // A chip keeps its states to itself: following them would mean reading them back in every step.
  const data =
    reading === undefined || engine.device !== undefined
      ? undefined
      : engine.storage.get(reading.array);
  // Ticks are counted on the network's clock.
  const periodTicks = ownClock ? undefined : refractoryTicks(plan, kernels, name);
  return {
    name,
    array: reading?.array,
    extreme:
      reading === undefined || data === undefined
        ? undefined
        : { data, sign: reading.above ? 1 : -1, waiting: true, largest: -Infinity },
    // A period of one step or less holds nobody back.
    intervals:
      periodTicks === undefined || periodTicks <= 1
        ? undefined
        : {
            periodTicks,
            // What only comes in once the neuron is ready can fire it one step later at the earliest.
            longest: Math.max(periodTicks * saturatedInterval, periodTicks + 1),
            all: new Uint32Array(size),
            shortest: new Uint32Array(size),
            last: new Float64Array(size).fill(-1),
          },
    before: 0,
    spikes: 0,
    windows: 0,
    silent: 0,
    first: undefined,
  };
}

function look(extreme: Extreme): void {
  const { data, sign } = extreme;
  let { largest } = extreme;
  if (sign === 1) {
    for (let at = 0; at < data.length; at += 1)
      if ((data[at] as number) > largest) largest = data[at] as number;
  } else {
    for (let at = 0; at < data.length; at += 1)
      if (-(data[at] as number) > largest) largest = -(data[at] as number);
  }
  extreme.largest = largest;
}

function hasPresent({ host }: StepPlan): boolean {
  const inside = (steps: StepPlan['host']): boolean =>
    steps.some((step) => step.kind === 'present' || (step.kind === 'repeat' && inside(step.steps)));
  return inside(host);
}

function eventsOf({ events }: ActivityCounters): ReadonlyMap<string, number> {
  return new Map(events.map(({ pathway, events: number }) => [pathway, number]));
}

function spikesOf({ totals }: ActivityCounters): ReadonlyMap<string, number> {
  return new Map(totals.map(({ object, spikes }) => [object, spikes]));
}

function difference(
  now: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...now].map(([name, number]) => [name, number - (before.get(name) ?? 0)]));
}
