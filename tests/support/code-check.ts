import {
  createFixedEngine,
  type FixedKernel,
  type FixedProgram,
  uniformValues,
} from '../../backends/fixed-point/index.js';
import type {
  ChipCode,
  HostValue,
  PathwaySideCode,
  PopulationCode,
  ProjectionCode,
  SymbolicSection,
} from '../../backends/neurocore/codegen/index.js';
import type { Hardware } from '../../core/hardware.js';
import type { ArrayDeclaration, ProjectionPlan } from '../../core/ir/index.js';
import { createKeyedStream, objectId } from '../../core/random/index.js';
import type { Engine } from '../../core/runtime/index.js';
import { type ExecutorChip, type ExecutorResult, executeSection } from './symbolic-executor.js';

/** Chip sections against the integer interpreter, on random codes. */
export class CodeCheck {
  /** What was compared. */
  readonly counts = { soma: 0, reset: 0, regular: 0, body: 0, prologue: 0, spikes: 0, draws: 0 };
  readonly #fixed: FixedProgram;
  readonly #hardware: Hardware;
  readonly #code: ChipCode;
  readonly #engine: Engine;
  readonly #arrays: ReadonlyMap<string, ArrayDeclaration>;
  readonly #kernels: ReadonlyMap<string, FixedKernel>;
  readonly #roll: () => number;
  #tick = 0;

  /** @param roll - Random numbers in [0, 1). */
  constructor(fixed: FixedProgram, hardware: Hardware, code: ChipCode, roll: () => number) {
    this.#fixed = fixed;
    this.#hardware = hardware;
    this.#code = code;
    this.#engine = createFixedEngine(fixed, hardware, { counting: false });
    this.#arrays = new Map(fixed.arrays.map((array) => [array.id, array]));
    this.#kernels = new Map(fixed.kernels.map((kernel) => [kernel.id, kernel]));
    this.#roll = roll;
  }

  /** One round with new random codes. @throws Error at the first difference, with its place */
  round(): void {
    this.#tick = 1000 + this.#below(3000);
    for (const population of this.#code.populations) {
      this.#shuffle();
      this.#soma(population);
      this.#shuffle();
      this.#reset(population);
      this.#shuffle();
      this.#regular(population);
    }
    for (const projection of this.#code.projections) {
      if (this.#plan(projection.projection).pre.length === 0) continue;
      for (const side of ['pre', 'post'] as const) {
        this.#shuffle();
        this.#prologue(projection, side);
        this.#shuffle();
        this.#body(projection, side);
      }
      this.#shuffle();
      this.#constant(projection);
    }
  }

  #soma(code: PopulationCode): void {
    const { name, size, soma, fields } = code;
    const before = this.#start(code, this.#tick - 1);
    const results = before.map((start, neuron) => this.#neuron(soma, code, start, neuron));
    this.#fold(code);
    this.#folded(code, before);
    for (const kernel of this.#kernelsOf(name, 'soma')) this.#run(kernel, size);
    const list = this.#engine.spikeLists.get(name);
    const spiked = new Set(list?.indices.subarray(0, list.count));
    for (const [neuron, result] of results.entries()) {
      this.counts.soma += 1;
      if (result.spiked) this.counts.spikes += 1;
      same(`${name} soma, neuron ${neuron}, spike`, result.spiked, spiked.has(neuron));
      this.#compareState(`${name} soma`, code, neuron, result, fields.length);
    }
    if (list !== undefined) list.count = 0;
  }

  /** The first instructions alone leave the folded state. */
  #folded(code: PopulationCode, before: readonly ReadonlyMap<number, bigint>[]): void {
    const { name, soma, foldLength } = code;
    const fold = { ...soma, instructions: soma.instructions.slice(0, foldLength) };
    for (const [neuron, start] of before.entries()) {
      const { registers } = this.#neuron(fold, code, start, neuron);
      for (const [register, { source }] of code.fields.entries()) {
        const expected =
          source.kind === 'array' ? this.#codeOf(source.array, neuron) : start.get(register);
        same(`${name} fold, neuron ${neuron}, R${register}`, registers[register], expected);
      }
    }
  }

  #reset(code: PopulationCode): void {
    const { reset, name } = code;
    if (reset === undefined) return;
    const results = this.#start(code, this.#tick).map((start, neuron) =>
      this.#neuron(reset, code, start, neuron),
    );
    this.#fold(code);
    for (const kernel of this.#kernelsOf(name, 'reset')) this.#run(kernel, code.size);
    for (const [neuron, result] of results.entries()) {
      this.counts.reset += 1;
      this.#compareState(`${name} reset`, code, neuron, result, code.fields.length);
    }
  }

  #regular(code: PopulationCode): void {
    const { regular, name } = code;
    if (regular === undefined) return;
    // The step has begun, ages still count from the step before.
    const starts = this.#start(code, this.#tick - 1);
    const results = starts.map((start, neuron) =>
      this.#neuron(regular.section, code, start, neuron),
    );
    this.#fold(code);
    for (const kernel of this.#kernelsOf(name, 'regular')) this.#run(kernel, code.size);
    for (const [neuron, result] of results.entries()) {
      this.counts.regular += 1;
      for (const [register, { source }] of code.fields.entries()) {
        if (source.kind === 'array') continue;
        const expected = starts[neuron]?.get(register);
        same(`${name} regular keeps R${register}`, result.registers[register], expected);
      }
      this.#compareArrays(`${name} regular`, code, neuron, result);
    }
  }

  #neuron(
    section: SymbolicSection,
    { name }: PopulationCode,
    start: ReadonlyMap<number, bigint>,
    neuron: number,
  ): ExecutorResult {
    return executeSection(section, start, new Map(), this.#chip(name, neuron));
  }

  /** Registers of all neurons at the start of a section. */
  #start(code: PopulationCode, ageTick: number): readonly ReadonlyMap<number, bigint>[] {
    return Array.from({ length: code.size }, (_, neuron) => {
      const registers = new Map<number, bigint>();
      for (const [register, { source, bits, signed }] of code.fields.entries()) {
        let value: bigint;
        if (source.kind === 'array') value = this.#codeOf(source.array, neuron);
        else if (source.kind === 'index') value = BigInt(neuron);
        else if (source.kind === 'age') {
          const age = BigInt(ageTick) - this.#codeOf(source.array, neuron);
          value = age < BigInt(source.limit) ? age : BigInt(source.limit);
        } else {
          const row = this.#uniform(source.kernel, source.slot);
          const table = this.#fixed.codeTables.find((entry) => entry.name === source.table);
          if (table === undefined) throw new Error(`no table ${source.table}`);
          value = BigInt(table.codes[row * table.columns + neuron] as number);
        }
        const fits = signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
        same(`${code.name}: field ${register} holds its value`, fits, value);
        registers.set(register, value);
      }
      for (const [place, array] of code.receptors.entries())
        registers.set(24 + place, this.#codeOf(array, neuron));
      return registers;
    });
  }

  /** The interpreter drops guarded input where it is delivered, the chip when it folds. */
  #fold(code: PopulationCode): void {
    const kernel = this.#kernels.get(`${code.name}.fold`);
    if (kernel === undefined) return;
    const flag = this.#engine.storage.get(`${code.name}.not_refractory`);
    for (const array of code.receptors) {
      if (!this.#isGuarded(array)) continue;
      const pending = this.#data(array);
      for (let neuron = 0; neuron < code.size; neuron += 1)
        if (flag?.[neuron] === 0) pending[neuron] = 0;
    }
    this.#run(kernel, code.size);
  }

  #isGuarded(receptor: string): boolean {
    return [...this.#kernels.values()].some(({ body }) =>
      body.some(
        (node) => node.op === 'accumulate' && node.array === receptor && node.guard !== undefined,
      ),
    );
  }

  #kernelsOf(population: string, part: 'soma' | 'reset' | 'regular'): readonly FixedKernel[] {
    const slots: Readonly<Record<string, string>> = {
      start: 'regular',
      groups: 'soma',
      thresholds: 'soma',
      resets: 'reset',
    };
    return this.#fixed.actions.flatMap((action) => {
      if (!('kernel' in action) || slots[action.slot] !== part) return [];
      const kernel = this.#kernels.get(action.kernel);
      return kernel?.domain.object === population ? [kernel] : [];
    });
  }

  #compareState(
    place: string,
    code: PopulationCode,
    neuron: number,
    result: ExecutorResult,
    fields: number,
  ): void {
    this.#compareArrays(place, code, neuron, result);
    for (let register = 0; register < fields; register += 1) {
      const source = code.fields[register]?.source;
      if (source?.kind !== 'age') continue;
      const age = BigInt(this.#tick) - this.#codeOf(source.array, neuron);
      const expected = age < BigInt(source.limit) ? age : BigInt(source.limit);
      same(`${place}, neuron ${neuron}, age`, result.registers[register], expected);
    }
  }

  #compareArrays(
    place: string,
    code: PopulationCode,
    neuron: number,
    { registers }: ExecutorResult,
  ): void {
    for (const [register, { source, name }] of code.fields.entries()) {
      if (source.kind !== 'array') continue;
      const expected = this.#codeOf(source.array, neuron);
      same(`${place}, neuron ${neuron}, ${name}`, registers[register], expected);
    }
  }

  #prologue(code: ProjectionCode, side: 'pre' | 'post'): void {
    if (code.form === 'constant') return;
    const plan = this.#plan(code.projection);
    const trace = plan.traces.find((entry) => entry.side === side);
    const section = code[side]?.prologue;
    same(`${code.projection} ${side} prologue`, section !== undefined, trace !== undefined);
    if (trace === undefined || section === undefined) return;
    const fields = side === 'pre' ? code.preTraces : code.postTraces;
    const kernel = this.#kernels.get(trace.kernel);
    if (kernel === undefined) throw new Error(`no kernel ${trace.kernel}`);
    const neurons = side === 'pre' ? plan.pre : plan.post;
    const neuron = neurons[this.#below(neurons.length)] as number;
    const stamp = this.#codeOf(`${code.projection}.${side}#stamp`, neuron, 0);
    const start = new Map<number, bigint>([[31, BigInt(this.#tick) - stamp]]);
    for (const [place, { array }] of fields.entries())
      start.set(place, this.#codeOf(array, neuron, 0));
    const { registers } = executeSection(
      section,
      start,
      new Map(),
      this.#chip(kernel.domain.object, neuron),
    );
    this.#engine.run(kernel.id, this.#tick, Int32Array.of(neuron), 0, 1);
    this.counts.prologue += 1;
    const stored = new Set(
      kernel.body.flatMap((node) => (node.op === 'store' ? [node.array] : [])),
    );
    for (const [place, { array }] of fields.entries()) {
      const where = `${code.projection} ${side} prologue`;
      same(`${where}, ${array}`, registers[4 + place], this.#codeOf(array, neuron, 0));
      const before = array.replace('#after', '#before');
      if (stored.has(before))
        same(`${where}, ${before}`, registers[place], this.#codeOf(before, neuron, 0));
    }
  }

  #body(code: ProjectionCode, side: 'pre' | 'post'): void {
    if (code.form === 'constant') return;
    const part = code[side];
    const plan = this.#plan(code.projection);
    if (part === undefined) return;
    const pathway = plan.pathways.find((entry) => entry.side === side);
    const pre = plan.pathways.find((entry) => entry.side === 'pre');
    if (pathway === undefined) throw new Error('no pathway');
    for (let trial = 0; trial < 4; trial += 1) {
      const synapse = this.#below(plan.pre.length);
      let delay = 0;
      if (pre?.delay.kind === 'ticks') delay = pre.delay.ticks;
      if (pre?.delay.kind === 'array') {
        const ticks = this.#data(pre.delay.ticks);
        const slots = Math.max(
          ...code.preTraces.map(({ array }) => this.#arrays.get(array)?.slots ?? 1),
          2,
        );
        delay = this.#below(slots);
        ticks[synapse] = delay;
      }
      this.#oneBody(code, part, side, plan, pathway.kernel, synapse, delay);
    }
  }

  #oneBody(
    code: Extract<ProjectionCode, { form: 'lanes' }>,
    part: PathwaySideCode,
    side: 'pre' | 'post',
    plan: ProjectionPlan,
    kernelId: string,
    synapse: number,
    delay: number,
  ): void {
    const source = plan.pre[synapse] as number;
    const target = plan.post[synapse] as number;
    const { weight, auxiliary, plastic, flags } = code;
    const lanes = new Map<number, string>();
    if (weight !== undefined) lanes.set(8, weight.array);
    for (const [place, field] of auxiliary.entries()) lanes.set(16 + place, field.array);
    const start = new Map(
      [...lanes].map(([register, array]) => [register, this.#codeOf(array, synapse)]),
    );
    const predicates = new Map<number, boolean>();
    const bit = (array: string, inverted = false): boolean =>
      (this.#codeOf(array, synapse) !== 0n) !== inverted;
    if (plastic !== undefined) predicates.set(7, bit(plastic.array, plastic.inverted));
    for (const [place, { array }] of flags.entries()) predicates.set(6 - place, bit(array));
    const traces = (of: 'pre' | 'post') => (of === 'pre' ? code.preTraces : code.postTraces);
    const [own, other] = side === 'pre' ? (['pre', 'post'] as const) : (['post', 'pre'] as const);
    const neuronOf = (of: 'pre' | 'post'): number => (of === 'pre' ? source : target);
    const ageOf = (of: 'pre' | 'post'): number => (of === 'pre' ? delay : side === 'pre' ? 1 : 0);
    for (const [place, { array }] of traces(own).entries()) {
      const before = array.replace('#after', '#before');
      if (this.#arrays.has(before))
        start.set(place, this.#codeOf(before, neuronOf(own), ageOf(own)));
      start.set(4 + place, this.#codeOf(array, neuronOf(own), ageOf(own)));
    }
    if (traces(other).length > 0) {
      const stamp = this.#codeOf(`${plan.name}.${other}#stamp`, neuronOf(other), ageOf(other));
      const now = this.#tick - (other === 'pre' ? delay : 0);
      start.set(30, BigInt(now) - stamp);
      for (const [place, { array }] of traces(other).entries())
        start.set(10 + place, this.#codeOf(array, neuronOf(other), ageOf(other)));
    }
    const population = this.#code.populations.find(({ name }) => name === code.target);
    if (population === undefined) throw new Error(`no population ${code.target}`);
    const element = (source - plan.sourceFirst) * plan.targetCount + (target - plan.targetFirst);
    const chip: ExecutorChip = {
      ...this.#chip(plan.name, element),
      target: (field) => {
        const array = population.fields[field]?.source;
        if (array?.kind !== 'array') throw new Error(`field ${field} is no array`);
        return this.#codeOf(array.array, target);
      },
    };
    const found = executeSection(part.body, start, predicates, chip);
    for (const array of population.receptors) this.#data(array)[target] = 0;
    this.#engine.run(kernelId, this.#tick, undefined, synapse, synapse + 1);
    this.counts.body += 1;
    const where = `${plan.name} ${side}, synapse ${synapse}`;
    const written = plastic === undefined || predicates.get(7) === true;
    for (const [register, array] of lanes) {
      const value = part.writes && written ? found.registers[register] : start.get(register);
      same(`${where}, ${array}`, value, this.#codeOf(array, synapse));
      if (!part.writes) same(`${where} keeps ${array}`, found.registers[register], value);
    }
    for (let register = 0; register < 8; register += 1)
      same(`${where} keeps R${register}`, found.registers[register], start.get(register) ?? 0n);
    const refractory = this.#engine.storage.get(`${code.target}.not_refractory`)?.[target] === 0;
    for (const [receptor, array] of population.receptors.entries()) {
      const sum = found.deliveries
        .filter((delivery) => delivery.receptor === receptor)
        .reduce((total, { value }) => total + value, 0n);
      if (refractory && this.#isGuarded(array)) continue;
      same(`${where}, ${array}`, sum, this.#codeOf(array, target));
    }
  }

  #constant(code: ProjectionCode): void {
    if (code.form !== 'constant') return;
    const plan = this.#plan(code.projection);
    const pathway = plan.pathways.find(({ side }) => side === 'pre');
    const steady = new Set(
      (this.#kernels.get(pathway?.kernel ?? '')?.body ?? []).flatMap((node) =>
        node.op === 'load' && node.index === 'lane' ? [node.array] : [],
      ),
    );
    for (const array of steady) {
      const initial = this.#fixed.initial.findLast((entry) => entry.array === array);
      const value = initial?.kind === 'constant' ? initial.value : 0;
      this.#data(array).fill(this.#engine.fromReal(array, value));
    }
    const synapse = this.#below(plan.pre.length);
    const target = plan.post[synapse] as number;
    const flag = this.#engine.storage.get(`${code.target}.not_refractory`);
    flag?.fill(1);
    this.#data(code.receptor)[target] = 0;
    this.#engine.run(pathway?.kernel ?? '', this.#tick, undefined, synapse, synapse + 1);
    same(`${plan.name} adds`, BigInt(code.code), this.#codeOf(code.receptor, target));
  }

  #plan(name: string): ProjectionPlan {
    const plan = this.#fixed.objects.find((object) => object.name === name);
    if (plan?.kind !== 'projection') throw new Error(`no projection ${name}`);
    return plan;
  }

  #chip(object: string, element: number): ExecutorChip {
    const stream = createKeyedStream(this.#fixed.seed);
    const id = objectId(object);
    return {
      hardware: this.#hardware,
      tables: this.#code.tables,
      host: (value) => this.#hostValue(value),
      word: (site) => {
        this.counts.draws += 1;
        return stream.word(id, site, this.#tick, element);
      },
    };
  }

  #hostValue(value: HostValue): bigint {
    const row = this.#uniform(value.kernel, value.slot);
    if (value.kind === 'uniform') return BigInt(row);
    const table = this.#fixed.codeTables.find(({ name }) => name === value.table);
    if (table === undefined) throw new Error(`no table ${value.table}`);
    return BigInt(table.codes[row * table.columns + value.column] as number);
  }

  #uniform(kernelId: string, slot: number): number {
    const kernel = this.#kernels.get(kernelId);
    const values = kernel && uniformValues(kernel, this.#fixed.dtSeconds);
    return values?.(this.#tick)[slot] as number;
  }

  /** Runs a kernel for all elements, listed or not. */
  #run(kernel: FixedKernel, count: number): void {
    const listed = kernel.domain.kind === 'listed';
    const indices = listed ? Int32Array.from({ length: count }, (_, at) => at) : undefined;
    this.#engine.run(kernel.id, this.#tick, indices, 0, count);
  }

  #data(array: string): Float64Array {
    const data = this.#engine.storage.get(array);
    if (data === undefined) throw new Error(`no array ${array}`);
    return data;
  }

  /** Code of an element, in the slot of so many ticks ago. */
  #codeOf(array: string, element: number, age = 0): bigint {
    const { count, slots } = this.#arrays.get(array) as ArrayDeclaration;
    const slot = (this.#tick - age) % slots;
    return BigInt(this.#data(array)[slot * count + element] as number);
  }

  /** Random codes everywhere: ends, small ones and any. */
  #shuffle(): void {
    for (const { id, role } of this.#fixed.arrays) {
      const entry = this.#fixed.formats.get(id);
      const data = this.#data(id);
      if (role === 'delay-ticks' || role === 'delay') continue;
      for (let place = 0; place < data.length; place += 1) {
        if (entry?.wordClass === 'step') {
          // A trace that was just set, one of long ago, and all between.
          data[place] = this.#tick - 40 - this.#below(this.#below(4) === 0 ? 2000 : 60);
          if (id.endsWith('.lastspike'))
            data[place] = this.#tick - 1 - this.#below(this.#below(2) === 0 ? 60 : 6);
        } else if (entry !== undefined) {
          const { signed, wordBits } = entry.format;
          const low = signed ? -(2 ** (wordBits - 1)) : 0;
          const high = low + 2 ** wordBits - 1;
          const kind = this.#below(10);
          const scale = 2 ** this.#below(wordBits);
          const value = Math.floor((this.#roll() * 2 - 1) * scale);
          const any = low + Math.floor(this.#roll() * 2 ** wordBits);
          const code = kind === 0 ? low : kind === 1 ? high : kind < 5 ? any : value;
          data[place] = Math.min(high, Math.max(low, code)) + 0;
        }
      }
    }
  }

  #below(end: number): number {
    return Math.floor(this.#roll() * end);
  }
}

function same(place: string, found: unknown, expected: unknown): void {
  if (found === expected) return;
  throw new Error(`${place}: the chip has ${found}, the interpreter ${expected}`);
}
