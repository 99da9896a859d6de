import type {
  Action,
  ArrayId,
  ElementIndex,
  HostStep,
  Program,
  ProjectionPlan,
  ScalarKernel,
  ValueId,
} from '../../../core/ir/index.js';
import { EventAges } from './event-ages.js';
import {
  addIntervals,
  contains,
  everything,
  type Interval,
  intersect,
  interval,
  multiplyIntervals,
  rangeOf,
  union,
} from './interval.js';
import { type KernelReader, KernelValues } from './kernel-values.js';
import { hostWrites, keeps, kernelNames, many, mostOf, narrow } from './step-parts.js';
import { type Case, mergeCases, TickState } from './tick-state.js';

/** One thing that may be written, as a round of the analysis sees it. */
export interface RangeWrite {
  readonly array: ArrayId;
  /** What the element holds afterwards. */
  readonly range: Interval;
  readonly from:
    | { readonly kind: 'start' }
    | { readonly kind: 'host' }
    /** `events`: how many of the writes may fall on one element in a step. */
    | {
        readonly kind: 'kernel';
        readonly values: KernelValues;
        readonly value: ValueId;
        readonly events: number;
        readonly accumulates: boolean;
      };
}
type Observer = (write: RangeWrite) => void;

/** Rounds after which repeated events on one neuron within a step are given up. */
const repeatedEvents = 8;

/**
 * The step of a network as a map of ranges to ranges, in the order of its time step: integration,
 * threshold (which tells spiking neurons from the others), synaptic input to both, reset of the
 * spiking ones (numerics section 10.3). What an action leaves is exact in float64, not only over the
 * real numbers.
 */
export class StepAnalysis {
  readonly ages: EventAges;
  readonly #program: Program;
  readonly #owners: ReadonlyMap<ArrayId, string>;
  readonly #booleans: ReadonlySet<ArrayId>;
  readonly #kernels: ReadonlyMap<string, ScalarKernel>;
  readonly #hostKernels: ReadonlyMap<string, ScalarKernel>;
  readonly #tables: ReadonlyMap<string, Interval>;
  readonly #fixedLeaves: ReadonlyMap<ArrayId, Interval>;
  readonly #unscheduled: readonly ScalarKernel[];
  readonly #degrees = new Map<string, number>();
  /** Bounds that are taken for granted. */
  readonly #assumed: ReadonlyMap<ArrayId, Interval>;
  /** Those of them that a step may leave. */
  readonly broken: Set<ArrayId> = new Set();

  constructor(program: Program, assumed: ReadonlyMap<ArrayId, Interval>) {
    this.#program = program;
    this.#assumed = assumed;
    this.ages = new EventAges(program);
    this.#owners = new Map(program.arrays.map(({ id, object }) => [id, object]));
    this.#booleans = new Set(
      program.arrays.filter(({ kind }) => kind === 'boolean').map(({ id }) => id),
    );
    this.#kernels = new Map(program.kernels.map((kernel) => [kernel.id, kernel]));
    this.#hostKernels = new Map(program.hostKernels.map((kernel) => [kernel.id, kernel]));
    this.#tables = new Map(program.tables.map(({ name, data }) => [name, rangeOf(data)]));
    this.#fixedLeaves = new Map(
      program.arrays.flatMap(({ id, role }): [ArrayId, Interval][] => {
        if (role === 'tick') return [[id, everything]];
        return role === 'delay-ticks' ? [[id, { low: 0, high: Number.POSITIVE_INFINITY }]] : [];
      }),
    );
    const scheduled = new Set(program.actions.flatMap((action) => kernelNames(action, program)));
    this.#unscheduled = program.kernels.filter(({ id }) => !scheduled.has(id));
  }

  /** Ranges of the start values. */
  start(observe?: Observer): TickState {
    const state = new TickState();
    for (const { id, object } of this.#program.arrays) {
      if (this.#fixedLeaves.has(id)) continue;
      if (state.of(object).length === 0) {
        state.cases.set(object, [{ label: '', spiked: false, ranges: new Map() }]);
      }
      for (const { ranges } of state.of(object)) ranges.set(id, interval(0));
    }
    // Of a ring, slots that nothing has filled yet hold 0.
    const rings = this.#program.arrays.filter(({ slots }) => slots > 1).map(({ id }) => id);
    const given = new Set<ArrayId>(rings);
    const put = (array: ArrayId, range: Interval): void => {
      observe?.({ array, range, from: { kind: 'start' } });
      for (const { ranges } of state.of(this.#owners.get(array) ?? '')) {
        if (!ranges.has(array)) continue;
        // A later initialiser may leave elements of an earlier one as they are.
        const before = given.has(array) ? ranges.get(array) : undefined;
        ranges.set(array, before === undefined ? range : union(before, range));
      }
    };
    for (const start of this.#program.initial) {
      if (start.kind === 'constant') put(start.array, interval(start.value));
      else if (start.kind === 'data') put(start.array, rangeOf(start.values));
      else {
        const { writes, guarded } = this.#hostKernelWrites(start.kernel, state);
        for (const { array, range } of writes) {
          const before = state.range(this.#owners.get(array) ?? '', array);
          put(array, guarded ? union(range, before) : range);
        }
      }
      given.add(start.array);
    }
    for (const { id } of this.#program.arrays) {
      if (!given.has(id) || rings.includes(id))
        observe?.({ array: id, range: interval(0), from: { kind: 'start' } });
    }
    for (const [object, cases] of state.cases) state.cases.set(object, this.#labelled(cases));
    return state;
  }

  /** What one more step, and host operations before it, may make of a state. */
  step(before: TickState, observe?: Observer): TickState {
    let state = before.clone();
    this.#applyHost(this.#program.host, state, observe);
    this.#age(state);
    for (const action of this.#program.actions) {
      const after = this.#act(action, state.clone(), observe);
      state = this.#isCertain(action) ? after : state.join(after);
    }
    for (const kernel of this.#unscheduled) this.#applyAnywhere(kernel, state, observe);
    for (const [object, cases] of state.cases) {
      const quiet = cases.map((entry) => ({ ...entry, spiked: false }));
      state.cases.set(object, mergeCases(quiet));
    }
    return state;
  }

  /** False for what need not happen in every step. */
  #isCertain({ everyTicks, whileOn, clock }: Action): boolean {
    const ownClock = clock !== undefined && clock !== 0;
    const clocks = this.#program.clocks?.length ?? 0;
    return everyTicks === undefined && whileOn === undefined && !ownClock && clocks === 0;
  }

  /** Event-driven variables of synapses count as of now: a step takes its share of them. */
  #age(state: TickState): void {
    if ((this.#program.clocks?.length ?? 0) > 0) return;
    for (const { array, retention } of this.ages.aged.values()) {
      for (const { ranges } of state.of(this.#owners.get(array) ?? '')) {
        const range = ranges.get(array) ?? everything;
        // exp() of a whole age and the product of its parts may differ in the last bits.
        const room = retention * 2 ** -48;
        ranges.set(array, multiplyIntervals(range, interval(retention - room, retention + room)));
      }
    }
  }

  #act(action: Action, state: TickState, observe: Observer | undefined): TickState {
    switch (action.kind) {
      case 'kernel':
        this.#applyElements(this.#kernel(action.kernel), state, observe);
        break;
      case 'threshold':
        if (action.event === undefined) {
          this.#applyThreshold(this.#kernel(action.kernel), action.population, state, observe);
        } else this.#applyElements(this.#kernel(action.kernel), state, observe);
        break;
      case 'reset': {
        const kernel = this.#kernel(action.kernel);
        const own = action.event === undefined;
        const cases = state.of(action.population).map((entry) => {
          if (own && !entry.spiked) return entry;
          const after = this.#inCase(kernel, entry, state, observe);
          return own ? after : (mergeCases([entry, { ...after, label: entry.label }])[0] ?? entry);
        });
        state.cases.set(action.population, this.#labelled(cases));
        break;
      }
      case 'trace': {
        const { projection, trace } = action;
        const plan = this.#projection(projection)?.traces.find(({ name }) => name === trace);
        if (plan !== undefined) this.#applyAnywhere(this.#kernel(plan.kernel), state, observe);
        break;
      }
      case 'pathway': {
        const projection = this.#projection(action.projection);
        const pathway = projection?.pathways.find(({ name }) => name === action.pathway);
        if (projection !== undefined && pathway !== undefined) {
          this.#applyPathway(this.#kernel(pathway.kernel), projection, state, observe);
        }
        break;
      }
      case 'input': {
        const input = this.#program.objects.find(({ name }) => name === action.input);
        if (input?.kind === 'input' && input.source === 'rates') {
          this.#put(this.#hostKernelWrites(input.kernel, state).writes, state, observe);
        }
        break;
      }
      case 'probe':
        break;
    }
    return state;
  }

  /** A kernel over all elements of an object: every case becomes what the kernel makes of it. */
  #applyElements(kernel: ScalarKernel, state: TickState, observe: Observer | undefined): void {
    const { domain } = kernel;
    const population = this.#program.objects.find(({ name }) => name === domain.object);
    const whole =
      domain.kind === 'elements' &&
      (population?.kind !== 'population' || population.size === domain.count);
    if (!whole) {
      if (domain.kind === 'synapses' && population?.kind === 'projection') {
        this.#applyPathway(kernel, population, state, observe);
      } else this.#applyAnywhere(kernel, state, observe);
      return;
    }
    const after = state
      .of(domain.object)
      .flatMap((entry) => this.#split(kernel, entry, state, observe));
    const elsewhere = this.#writesElsewhere(kernel, domain.object);
    state.cases.set(domain.object, mergeCases(this.#labelled(after)));
    if (elsewhere) this.#applyAnywhere(kernel, state, observe);
  }

  #writesElsewhere(kernel: ScalarKernel, object: string): boolean {
    return kernel.body.some(
      (node) =>
        (node.op === 'store' || node.op === 'accumulate') &&
        this.#owners.get(node.array) !== object,
    );
  }

  /** One case per value of the flag that the kernel computes, such as `not_refractory`. */
  #split(
    kernel: ScalarKernel,
    entry: Case,
    state: TickState,
    observe: Observer | undefined,
  ): readonly Case[] {
    const values = new KernelValues(kernel, this.#reader(kernel, state, entry));
    const condition = this.#flagCondition(kernel);
    if (condition === undefined || values.truth(condition) !== undefined) {
      return [this.#stored(values, entry, observe)];
    }
    return [true, false].flatMap((holds) => {
      const narrowed = narrow(entry, values.narrowings(condition, holds));
      if (narrowed === undefined) return [];
      const assumed = new Map([[condition, holds]]);
      const own = new KernelValues(kernel, this.#reader(kernel, state, narrowed), assumed);
      return [this.#stored(own, narrowed, observe)];
    });
  }

  /** The condition whose value a kernel stores as a flag. */
  #flagCondition(kernel: ScalarKernel): ValueId | undefined {
    for (const node of kernel.body) {
      if (node.op !== 'store' || node.guard !== undefined || !this.#booleans.has(node.array))
        continue;
      const value = kernel.body[node.value];
      if (value?.op === 'select') return value.condition;
    }
    return undefined;
  }

  #applyThreshold(
    kernel: ScalarKernel,
    population: string,
    state: TickState,
    observe: Observer | undefined,
  ): void {
    const spike = kernel.body.find((node) => node.op === 'spike');
    if (spike?.op !== 'spike') throw new Error(`${kernel.id} has no spike`);
    const after = state.of(population).flatMap((entry) => {
      const values = new KernelValues(kernel, this.#reader(kernel, state, entry));
      return [true, false].flatMap((spiked): readonly Case[] => {
        const narrowed = narrow(entry, values.narrowings(spike.when, spiked));
        if (narrowed === undefined) return [];
        const assumed = new Map([[spike.when, spiked]]);
        const own = new KernelValues(kernel, this.#reader(kernel, state, narrowed), assumed);
        return [{ ...this.#stored(own, narrowed, observe), spiked }];
      });
    });
    state.cases.set(population, mergeCases(this.#labelled(after)));
  }

  /** A kernel on one element of a case. */
  #inCase(
    kernel: ScalarKernel,
    entry: Case,
    state: TickState,
    observe: Observer | undefined,
  ): Case {
    return this.#stored(
      new KernelValues(kernel, this.#reader(kernel, state, entry)),
      entry,
      observe,
    );
  }

  #stored(values: KernelValues, entry: Case, observe: Observer | undefined): Case {
    const ranges = new Map(entry.ranges);
    for (const node of values.kernel.body) {
      if (node.op !== 'store' && node.op !== 'accumulate') continue;
      const before = ranges.get(node.array);
      if (before === undefined) continue;
      const guard = node.guard === undefined ? true : values.truth(node.guard);
      if (guard === false) continue;
      const value = values.range(node.value);
      const accumulates = node.op === 'accumulate';
      const written = accumulates ? addIntervals(before, value) : value;
      const from = { kind: 'kernel', values, value: node.value, events: 1, accumulates } as const;
      const kept = this.#keep(node.array, written, from, observe);
      const certain = guard === true && node.index === 'lane';
      ranges.set(node.array, certain ? kept : union(before, kept));
    }
    return { ...entry, ranges };
  }

  /** A kernel on some elements, any number of times. */
  #applyAnywhere(kernel: ScalarKernel, state: TickState, observe: Observer | undefined): void {
    for (const node of kernel.body) {
      if (node.op !== 'store' && node.op !== 'accumulate') continue;
      const values = new KernelValues(kernel, this.#reader(kernel, state));
      if (node.guard !== undefined && values.truth(node.guard) === false) continue;
      const value = values.range(node.value);
      const object = this.#owners.get(node.array) ?? '';
      const range =
        node.op === 'store' ? value : addIntervals(state.range(object, node.array), value);
      const accumulates = node.op === 'accumulate';
      const from = { kind: 'kernel', values, value: node.value, events: 1, accumulates } as const;
      this.#put([{ array: node.array, range, from }], state, observe);
    }
  }

  /** A kernel on some synapses, each once: neurons hear of many of them. */
  #applyPathway(
    kernel: ScalarKernel,
    projection: ProjectionPlan,
    state: TickState,
    observe: Observer | undefined,
  ): void {
    const ofSynapses = new Set<ElementIndex>();
    for (const node of kernel.body) {
      if (node.op !== 'store' && node.op !== 'accumulate') continue;
      if (this.#owners.get(node.array) === projection.name) ofSynapses.add(node.index);
    }
    const before = state.clone();
    for (const side of ['post', 'pre'] as const) {
      const object = side === 'post' ? projection.target : projection.source;
      if (!this.#writesSide(kernel, side, projection)) continue;
      const cases = state
        .of(object)
        .map((entry) => this.#events(kernel, projection, side, entry, before, observe));
      state.cases.set(object, cases);
    }
    if (ofSynapses.size === 0) return;
    const values = new KernelValues(kernel, this.#reader(kernel, before));
    const added = this.#added(values, projection);
    for (const node of kernel.body) {
      if (node.op !== 'store' && node.op !== 'accumulate') continue;
      if (this.#owners.get(node.array) !== projection.name) continue;
      if (node.guard !== undefined && values.truth(node.guard) === false) continue;
      const accumulates = node.op === 'accumulate';
      const events = accumulates ? this.#degree(projection, kernel, node.index) : 1;
      const base = accumulates
        ? before.range(projection.name, node.array)
        : values.range(node.value);
      const range = addIntervals(base, added.get(node.array) ?? interval(0));
      const from = { kind: 'kernel', values, value: node.value, events, accumulates } as const;
      this.#put([{ array: node.array, range, from }], state, observe);
    }
  }

  #writesSide(kernel: ScalarKernel, side: 'pre' | 'post', projection: ProjectionPlan): boolean {
    return kernel.body.some(
      (node) =>
        (node.op === 'store' || node.op === 'accumulate') &&
        this.#owners.get(node.array) !== projection.name &&
        (node.index === side || (node.index === 'shared' && side === 'post')),
    );
  }

  /** All events that may reach a neuron in one step. */
  #events(
    kernel: ScalarKernel,
    projection: ProjectionPlan,
    side: 'pre' | 'post',
    entry: Case,
    before: TickState,
    observe: Observer | undefined,
  ): Case {
    const written = kernel.body.flatMap((node) =>
      (node.op === 'store' || node.op === 'accumulate') && entry.ranges.has(node.array)
        ? [node.array]
        : [],
    );
    // What an event reads of its own neuron, an earlier event of the step may have changed.
    const repeats = kernel.body.some((node) => node.op === 'load' && written.includes(node.array));
    let current = entry;
    for (let round = 0; ; round += 1) {
      const next = this.#event(kernel, projection, side, { entry, current, before }, observe);
      const settled = [...next.ranges].every(([array, range]) =>
        contains(current.ranges.get(array) ?? everything, range),
      );
      if (!repeats || settled) return next;
      current = next;
      if (round < repeatedEvents) continue;
      for (const array of written) current.ranges.set(array, everything);
      return current;
    }
  }

  #event(
    kernel: ScalarKernel,
    projection: ProjectionPlan,
    side: 'pre' | 'post',
    state: { readonly entry: Case; readonly current: Case; readonly before: TickState },
    observe: Observer | undefined,
  ): Case {
    const { entry, current, before } = state;
    const values = new KernelValues(kernel, this.#reader(kernel, before, current, side));
    const ranges = new Map(current.ranges);
    const added = this.#added(values, projection);
    for (const node of kernel.body) {
      if (node.op !== 'store' && node.op !== 'accumulate') continue;
      const old = ranges.get(node.array);
      const own = node.index === side || (node.index === 'shared' && side === 'post');
      if (old === undefined || !own) continue;
      if (node.guard !== undefined && values.truth(node.guard) === false) continue;
      const accumulates = node.op === 'accumulate';
      const events = accumulates ? this.#degree(projection, kernel, node.index) : 1;
      const start = entry.ranges.get(node.array) ?? everything;
      const base = accumulates ? start : values.range(node.value);
      const reached = addIntervals(base, added.get(node.array) ?? interval(0));
      const from = { kind: 'kernel', values, value: node.value, events, accumulates } as const;
      const kept = this.#keep(node.array, reached, from, observe);
      ranges.set(node.array, union(old, kept));
    }
    return { ...current, ranges };
  }

  /** What all additions of a kernel bring one element in a step. */
  #added(values: KernelValues, projection: ProjectionPlan): ReadonlyMap<ArrayId, Interval> {
    const sums = new Map<ArrayId, Interval>();
    for (const node of values.kernel.body) {
      if (node.op !== 'accumulate') continue;
      if (node.guard !== undefined && values.truth(node.guard) === false) continue;
      const events = this.#degree(projection, values.kernel, node.index);
      const sum = many(values.range(node.value), events);
      sums.set(node.array, addIntervals(sums.get(node.array) ?? interval(0), sum));
    }
    return sums;
  }

  /** Most synapses of one neuron; infinite where delays change while events are under way. */
  #degree(projection: ProjectionPlan, kernel: ScalarKernel, index: ElementIndex): number {
    const key = `${kernel.id} ${index}`;
    const known = this.#degrees.get(key);
    if (known !== undefined) return known;
    const pathway = projection.pathways.find((entry) => entry.kernel === kernel.id);
    const delay = pathway?.delay;
    const moves =
      delay?.kind === 'array' &&
      this.#program.host.flatMap(hostWrites).some(({ array }) => array === delay.seconds);
    let most = projection.pre.length;
    if (index === 'lane') most = 1;
    else if (index === 'pre' || index === 'post') most = mostOf(projection[index]);
    const degree = moves ? Number.POSITIVE_INFINITY : most;
    this.#degrees.set(key, degree);
    return degree;
  }

  #reader(
    kernel: ScalarKernel,
    state: TickState,
    own?: Case,
    side: ElementIndex = 'lane',
  ): KernelReader {
    const load = (array: ArrayId, index: string): Interval => {
      const fixed = this.#fixedLeaves.get(array);
      if (fixed !== undefined) return fixed;
      const mine = index === side ? own?.ranges.get(array) : undefined;
      return mine ?? state.range(this.#owners.get(array) ?? '', array);
    };
    return {
      load,
      table: (name) => this.#tables.get(name) ?? everything,
      known: (node) => {
        const aged = this.ages.agedProduct(kernel, node);
        return aged === undefined ? this.ages.age(kernel, node) : load(aged, 'lane');
      },
    };
  }

  /** The range as far as it is not taken for granted that bounds hold. */
  #keep(
    array: ArrayId,
    range: Interval,
    from: RangeWrite['from'],
    observe: Observer | undefined,
  ): Interval {
    observe?.({ array, range, from });
    const assumed = this.#assumed.get(array);
    if (assumed === undefined) return range;
    if (!keeps(assumed, range)) this.broken.add(array);
    return intersect(assumed, range) ?? assumed;
  }

  #put(writes: readonly RangeWrite[], state: TickState, observe: Observer | undefined): void {
    for (const { array, range, from } of writes) {
      if (this.#fixedLeaves.has(array)) continue;
      const kept = this.#keep(array, range, from, observe);
      for (const { ranges } of state.of(this.#owners.get(array) ?? '')) {
        ranges.set(array, union(ranges.get(array) ?? kept, kept));
      }
    }
  }

  #labelled(cases: readonly Case[]): readonly Case[] {
    return cases.map((entry) => {
      const label = [...entry.ranges]
        .filter(([array]) => this.#booleans.has(array))
        .map(([, { low, high }]) => (low === high ? String(low) : '?'))
        .join('');
      return { ...entry, label };
    });
  }

  #applyHost(steps: readonly HostStep[], state: TickState, observe: Observer | undefined): void {
    for (const write of steps.flatMap(hostWrites)) {
      const { array } = write;
      const host = { kind: 'host' } as const;
      if (write.kind === 'constant') {
        this.#put([{ array, range: interval(write.value), from: host }], state, observe);
      } else if (write.kind === 'data') {
        this.#put([{ array, range: rangeOf(write.values), from: host }], state, observe);
      } else {
        const { writes } = this.#hostKernelWrites(write.kernel, state);
        const range = writes.find((entry) => entry.array === write.staging)?.range ?? everything;
        this.#put([{ array, range, from: host }], state, observe);
      }
    }
  }

  #hostKernelWrites(
    id: string,
    state: TickState,
  ): { readonly writes: readonly RangeWrite[]; readonly guarded: boolean } {
    const kernel = this.#hostKernels.get(id);
    if (kernel === undefined) throw new Error(`the kernel ${id} of the program is missing`);
    const values = new KernelValues(kernel, this.#reader(kernel, state));
    const stores = kernel.body.flatMap((node) => (node.op === 'store' ? [node] : []));
    return {
      guarded: stores.some(({ guard }) => guard !== undefined),
      writes: stores.map(({ array, value }) => ({
        array,
        range: values.range(value),
        from: { kind: 'host' } as const,
      })),
    };
  }

  #kernel(id: string): ScalarKernel {
    const kernel = this.#kernels.get(id) ?? this.#hostKernels.get(id);
    if (kernel === undefined) throw new Error(`the kernel ${id} of the program is missing`);
    return kernel;
  }

  #projection(name: string): ProjectionPlan | undefined {
    const object = this.#program.objects.find((entry) => entry.name === name);
    return object?.kind === 'projection' ? object : undefined;
  }
}
