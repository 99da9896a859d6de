import type { NodeCounters, RangeReport } from '../../core/backend.js';
import {
  codeToValue,
  compileQuantiser,
  compileScaleToTotal,
  maxWord,
  minWord,
  type RequantisationContext,
} from '../../core/fixed/index.js';
import type { Hardware } from '../../core/hardware.js';
import {
  type ArrayId,
  type ArrayStorage,
  countsDrops,
  type DropCounter,
  eventKernels,
  type KernelEnvironment,
  type KernelFunction,
  type ProjectionPlan,
  type ScalarKernel,
} from '../../core/ir/index.js';
import { createKeyedStream, objectId } from '../../core/random/index.js';
import {
  allocateStorage,
  type Engine,
  normalizeReal,
  type SpikeList,
} from '../../core/runtime/index.js';
import { compileKernel } from '../emit/index.js';
import type { PartialRounding } from './interpreter/environment.js';
import { interpretFixedKernel } from './interpreter/interpret-kernel.js';
import type { RequantiseCounters } from './interpreter/node-counters.js';
import { accumulatorArray } from './lower/accumulators.js';
import type { ArrayFormat, FixedProgram } from './lower/fixed-ir.js';
import { toNumber } from './lower/rational.js';
import { uniformValues } from './uniform-values.js';

export interface FixedEngineOptions {
  /** Keeps the counters of every requantisation; results are the same without. */
  readonly counting: boolean;
  /** Leaves roundings out: what is not rounded is kept as a real number of LSB. */
  readonly partial?: PartialRounding & { stores(array: ArrayFormat): boolean };
}

/** Integer arithmetic under a step plan: codes in float64 arrays, kernels in the integer interpreter. */
export function createFixedEngine(
  program: FixedProgram,
  hardware: Hardware,
  options: FixedEngineOptions,
): Engine {
  return new FixedEngine(program, hardware, options);
}

/** How one array converts between codes and SI values. */
interface Conversion {
  readonly toReal: (code: number) => number;
  readonly fromReal: (value: number) => number;
}
const identity: Conversion = { toReal: (code) => code, fromReal: (value) => value };

class FixedEngine implements Engine {
  readonly name: string;
  readonly storage: ReadonlyMap<ArrayId, Float64Array>;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  readonly dropped: ReadonlyMap<ArrayId, DropCounter>;
  readonly #program: FixedProgram;
  readonly #arrays: ReadonlyMap<ArrayId, ArrayStorage>;
  readonly #conversions: ReadonlyMap<ArrayId, Conversion>;
  readonly #kernels = new Map<string, KernelFunction>();
  readonly #hostKernels = new Map<string, KernelFunction>();
  readonly #counters: RequantiseCounters[] = [];
  /** Arrays whose values are not rounded. */
  readonly #unrounded: ReadonlySet<ArrayId>;

  constructor(program: FixedProgram, hardware: Hardware, options: FixedEngineOptions) {
    this.#program = program;
    const { partial } = options;
    this.name = partial === undefined ? 'integer' : 'partly rounded';
    this.#unrounded = new Set(
      [...program.formats.values()].flatMap((entry) =>
        partial === undefined || partial.stores(entry) ? [] : [entry.array],
      ),
    );
    const { arrays, storage, spikeLists, dropped } = allocateStorage(program, program.kernels);
    this.#arrays = arrays;
    this.storage = storage;
    this.spikeLists = spikeLists;
    this.dropped = dropped;
    this.#conversions = new Map(
      program.arrays.map(({ id }) => [
        id,
        conversionOf(program.formats.get(id), !this.#unrounded.has(id)),
      ]),
    );
    this.#bindStepKernels(hardware, options);
    this.#bindHostKernels();
  }

  readonly bind = (kernel: string): KernelFunction => {
    const bound = this.#kernels.get(kernel);
    if (bound === undefined) throw new Error(`no integer kernel ${kernel}`);
    return bound;
  };

  run(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    this.bind(kernel)(tick, indices, from, to);
  }

  runHost(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    const bound = this.#hostKernels.get(kernel);
    if (bound === undefined) throw new Error(`no host kernel ${kernel}`);
    bound(tick, indices, from, to);
  }

  toReal(array: ArrayId, stored: number): number {
    return this.#conversion(array).toReal(stored);
  }

  fromReal(array: ArrayId, value: number): number {
    return this.#conversion(array).fromReal(value);
  }

  normalize(
    projection: ProjectionPlan,
    array: ArrayId,
    per: 'target' | 'source',
    total: number,
  ): number {
    const format = this.#program.formats.get(array);
    const storage = this.#arrays.get(array);
    if (format === undefined || storage === undefined) throw new Error(`${array} has no format`);
    const codes = storage.data;
    if (this.#unrounded.has(array)) {
      const inCodes = (total / toNumber(format.scale)) * 2 ** format.format.fracBits;
      return normalizeReal(projection, codes, per, inCodes);
    }
    const neurons = per === 'target' ? projection.post : projection.pre;
    const sums = new Map<number, number>();
    for (const [synapse, neuron] of neurons.entries()) {
      sums.set(neuron, (sums.get(neuron) ?? 0) + (codes[synapse] as number));
    }
    // The total is a sum of codes: it may be far outside the format of one of them.
    const totalCode = Math.round((total / toNumber(format.scale)) * 2 ** format.format.fracBits);
    const scales = new Map<number, (code: number) => number>();
    for (const [neuron, sum] of sums) {
      if (sum !== 0) scales.set(neuron, compileScaleToTotal(sum, totalCode, format.format));
    }
    for (const [synapse, neuron] of neurons.entries()) {
      const scale = scales.get(neuron);
      if (scale !== undefined) codes[synapse] = scale(codes[synapse] as number);
    }
    return sums.size - scales.size;
  }

  counters(): readonly NodeCounters[] {
    return this.#counters.map((entry) => entry.snapshot());
  }

  ranges(): RangeReport {
    throw new Error('an integer engine does not profile ranges');
  }

  #conversion(array: ArrayId): Conversion {
    const conversion = this.#conversions.get(array);
    if (conversion === undefined) throw new Error(`no array ${array}`);
    return conversion;
  }

  #bindStepKernels(hardware: Hardware, options: FixedEngineOptions): void {
    const stream = createKeyedStream(this.#program.seed);
    const requantisation: RequantisationContext = {
      profile: hardware.arithmetic,
      stochastic: { rule: hardware.rng.compare, bits: hardware.rng.bits },
    };
    const tables = new Map(this.#program.codeTables.map((table) => [table.name, table]));
    const limits = this.#accumulatorLimits();
    // A delivery goes to the accumulator of a variable, any other write to the variable.
    const dropped = new Map(
      [...this.dropped].flatMap(([id, counter]) => [
        [id, counter],
        [accumulatorArray(id), counter],
      ]),
    );
    const listOf = eventKernels(this.#program);
    for (const kernel of this.#program.kernels) {
      const object = objectId(kernel.domain.object);
      const { run, counters } = interpretFixedKernel(
        kernel,
        {
          arrays: this.#arrays,
          tables,
          projection: this.#projection(kernel.domain.object),
          spikes: this.spikeLists.get(listOf(kernel)),
          requantisation,
          word: (site, tick, element) => stream.word(object, site, tick, element),
          drawsAlways: hardware.rng.consume === 'always',
          limits,
          partial: options.partial,
          dropped: countsDrops(this.#program, kernel) ? dropped : undefined,
          uniform: uniformValues(kernel, this.#program.dtSeconds),
        },
        options.counting,
      );
      this.#kernels.set(kernel.id, run);
      this.#counters.push(...counters);
    }
  }

  #accumulatorLimits(): ReadonlyMap<ArrayId, readonly [number, number]> {
    const limits = new Map<ArrayId, readonly [number, number]>();
    for (const entry of this.#program.formats.values()) {
      if (entry.wordClass === 'accumulator' && !this.#unrounded.has(entry.array)) {
        limits.set(entry.array, [minWord(entry.format), maxWord(entry.format)]);
      }
    }
    return limits;
  }

  #projection(name: string): ProjectionPlan | undefined {
    const object = this.#program.objects.find((entry) => entry.name === name);
    return object?.kind === 'projection' ? object : undefined;
  }

  #bindHostKernels(): void {
    for (const kernel of this.#program.hostKernels) {
      this.#hostKernels.set(kernel.id, this.#hostKernel(kernel));
    }
  }

  /**
   * Host operations compute in float64 on the real values of the codes and round once when they
   * store (nearest even): the arrays a kernel touches are mirrored for the length of the call.
   */
  #hostKernel(kernel: ScalarKernel): KernelFunction {
    const stream = createKeyedStream(this.#program.seed);
    const object = objectId(kernel.domain.object);
    const reads = new Set<ArrayId>();
    const writes = new Set<ArrayId>();
    for (const node of kernel.body) {
      if (node.op === 'load' || node.op === 'load_aged') reads.add(node.array);
      if (node.op === 'store' || node.op === 'accumulate') writes.add(node.array);
    }
    const touched = [...new Set([...reads, ...writes])];
    const mirrors = new Map<ArrayId, ArrayStorage>(
      touched.map((id) => {
        const { count, slots, data } = this.#arrays.get(id) as ArrayStorage;
        return [id, { count, slots, data: new Float64Array(data.length) }];
      }),
    );
    const environment: KernelEnvironment = {
      arrays: mirrors,
      tables: new Map(this.#program.tables.map((table) => [table.name, table])),
      dtSeconds: this.#program.dtSeconds,
      projection: this.#projection(kernel.domain.object),
      draw: (site, distribution, tick, element) =>
        stream[distribution](object, site, tick, element),
    };
    const { run } = compileKernel(kernel, environment);
    return (tick, indices, from, to) => {
      for (const id of touched) {
        const { toReal } = this.#conversion(id);
        const codes = this.storage.get(id) as Float64Array;
        const mirror = (mirrors.get(id) as ArrayStorage).data;
        for (let place = 0; place < codes.length; place += 1) {
          mirror[place] = toReal(codes[place] as number);
        }
      }
      run(tick, indices, from, to);
      for (const id of writes) {
        const { fromReal, toReal } = this.#conversion(id);
        const codes = this.storage.get(id) as Float64Array;
        const mirror = (mirrors.get(id) as ArrayStorage).data;
        for (let place = 0; place < codes.length; place += 1) {
          const value = mirror[place] as number;
          // What was not written stays as it is: codes near 53 bits do not survive a detour.
          if (value !== toReal(codes[place] as number)) codes[place] = fromReal(value);
        }
      }
    };
  }
}

/** Step numbers and what only the host uses are no codes: they convert to themselves. */
function conversionOf(entry: ArrayFormat | undefined, rounded: boolean): Conversion {
  if (entry === undefined || entry.wordClass === 'step' || entry.wordClass === 'flag') {
    return identity;
  }
  const scale = toNumber(entry.scale);
  if (!rounded) {
    const lsb = scale * 2 ** -entry.format.fracBits;
    return { toReal: (code) => code * lsb, fromReal: (value) => value / lsb };
  }
  const quantise = compileQuantiser(entry.format);
  return {
    toReal: (code) => codeToValue(code, entry.format) * scale,
    fromReal: (value) => quantise(value / scale),
  };
}
