import type {
  Batch,
  Checkpoint,
  ChipReport,
  Counters,
  InjectResult,
  RangeReport,
  Ref,
  RestoreOptions,
  RunOptions,
  RunResult,
  Session,
  SessionInfo,
  SpikeBatch,
  StepResult,
  Values,
} from '../backend.js';
import { type Diagnostic, type ErrorCode, FrameworkError } from '../diagnostics/index.js';
import type { ArrayDeclaration, StepPlan } from '../ir/index.js';
import { hashRecording, type Recording, type RecordingHashes } from '../recording/index.js';
import { droppedWrites } from './dropped-writes.js';
import type { Engine } from './engine.js';
import { type InputSource, PoissonSource } from './inputs/index.js';
import { storedValues } from './load-variable.js';
import { Observer } from './observer.js';
import { describeArrays, stateOf } from './run-state.js';
import type { NetworkMeaning } from './run-watch.js';
import { type RunEnd, Runner } from './runner.js';
import type { KernelShape } from './step-tasks.js';

/** A compiled network and the engine that holds its arrays. */
export interface SessionOptions {
  readonly plan: StepPlan;
  readonly engine: Engine;
  /** The step kernels: which of them run over how many elements. A program's `kernels` will do. */
  readonly kernels: readonly KernelShape[];
  readonly info: SessionInfo;
  /** Stands for program, data, timeline and seed; checkpoints of another one are refused. */
  readonly programHash: string;
  /** Stands for objects, connections and arithmetic; asked for when a checkpoint is made or read. */
  readonly modelHash: () => string;
  /** For findings about runs; without it there are none. */
  readonly meaning?: NetworkMeaning;
  /** Whether the engine keeps ranges. */
  readonly profiling?: boolean;
}

/**
 * Runs a step plan on an engine. The engine's storage must be all zero; initial values are set here.
 * @throws FrameworkError DELAY_NEGATIVE if an initial delay is negative
 */
export function createSession(options: SessionOptions): Session {
  return new PlanSession(options);
}

class PlanSession implements Session {
  readonly info: SessionInfo;
  readonly chip?: () => Promise<ChipReport>;
  readonly #options: SessionOptions;
  readonly #runner: Runner;
  readonly #observers: Set<Observer> = new Set();
  #closed = false;
  #failed: unknown;
  /** Runs and restores wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SessionOptions) {
    this.info = options.info;
    this.#options = options;
    const { device } = options.engine;
    if (device !== undefined)
      this.chip = async () => {
        this.#open();
        return device.report();
      };
    this.#runner = new Runner(
      options.plan,
      options.engine,
      options.kernels,
      () => {
        for (const observer of this.#observers) observer.rewind();
      },
      options.meaning,
    );
  }

  run(until?: number, options: RunOptions = {}): Promise<RunResult> {
    return this.#exclusive(async () => {
      if (until === undefined && this.#options.plan.host.length === 0)
        throw fault('TIMELINE_EMPTY', 'the network has no timeline to run', {
          help: 'add a `timeline`, or run on to a step number',
        });
      if (until !== undefined) requireCount('a step number', until);
      const end = await this.#go(until === undefined ? {} : { until }, options);
      const result = this.#result(end);
      if (end !== 'finished') return result;
      return { ...result, notes: [...result.notes, ...this.#findings()] };
    });
  }

  step(ticks: number): Promise<StepResult> {
    return this.#exclusive(async () => {
      requireCount('a number of ticks', ticks);
      const end = await this.#go({ ticks }, {});
      const { machine } = this.#runner;
      const spikes = new Map(machine.spikingObjects.map((name) => [name, machine.spikesOf(name)]));
      return { ...this.#result(end), spikes };
    });
  }

  async inject(input: string, spikes: SpikeBatch): Promise<InjectResult> {
    this.#open();
    const source = this.#input(input);
    if (spikes.steps.length !== spikes.indices.length)
      throw fault(
        'SHAPE_MISMATCH',
        `${input} is given ${spikes.steps.length} steps and ${spikes.indices.length} indices`,
      );
    const next = this.#runner.machine.tickOf(input);
    const steps: number[] = [];
    const indices: number[] = [];
    for (const [at, step] of spikes.steps.entries()) {
      const index = spikes.indices[at] as number;
      if (!Number.isSafeInteger(step) || step < 0 || !isIndex(index, source.size))
        throw fault('SPIKE_LIST', `spike ${at} for ${input} has step ${step} and index ${index}`, {
          expected: `whole steps of 0 or more, indices 0 to ${source.size - 1}`,
        });
      if (step < next) continue;
      steps.push(step);
      indices.push(index);
    }
    source.inject(steps, indices);
    this.#runner.touched();
    return { accepted: steps.length, late: spikes.steps.length - steps.length };
  }

  observe(probe: string): AsyncIterable<Batch> {
    this.#open();
    const observer = new Observer(this.#runner.probes.find(probe), () => this.#runner.step);
    this.#observers.add(observer);
    if (this.#runner.timeline.ended && this.#options.plan.host.length > 0) observer.close();
    return observer;
  }

  async read(
    what: Ref,
    options: { readonly raw?: boolean; readonly now?: boolean } = {},
  ): Promise<Values> {
    this.#open();
    const rates = this.#ratesOf(what);
    if (rates !== undefined) return { values: rates.rates.slice(), unitText: 'hertz' };
    const { variables, step } = this.#runner;
    const { id, unitText } = variables.find(what);
    const values =
      options.now === true && options.raw !== true
        ? variables.readNow(id, step)
        : variables.read(id, step, options.raw === true);
    return { values, unitText };
  }

  async write(what: Ref, values: Float64Array | number): Promise<number> {
    this.#open();
    const rates = this.#ratesOf(what);
    if (rates !== undefined) {
      const list = typeof values === 'number' ? Float64Array.of(values) : values;
      if (list.length !== 1) requireLength(what, rates.size, list);
      for (const rate of list)
        if (!(rate >= 0 && rate < Infinity))
          throw fault('ILLEGAL_WRITE', `${what} cannot be ${rate}`, {
            expected: 'rates of 0 or more',
          });
      this.#runner.setRates(rates.name, list);
      this.#runner.touched();
      return rates.size;
    }
    const { variables, machine, step } = this.#runner;
    const declaration = variables.find(what);
    const { id, count } = declaration;
    if (variables.isReadout(id))
      throw fault(
        'ILLEGAL_WRITE',
        `${what} is kept once per neuron and cannot be written per synapse`,
      );
    if (typeof values !== 'number') requireLength(what, count, values);
    for (let element = 0; element < count; element += 1)
      requireWritable(
        what,
        declaration,
        typeof values === 'number' ? values : (values[element] as number),
      );
    for (let element = 0; element < count; element += 1)
      variables.store(
        id,
        step,
        element,
        typeof values === 'number' ? values : (values[element] as number),
      );
    machine.delaysChanged(id);
    this.#runner.touched();
    return count;
  }

  async store(): Promise<Checkpoint> {
    this.#open();
    const { info, plan, engine, programHash, modelHash } = this.#options;
    return {
      format: 'isospike-checkpoint/1',
      network: info.network,
      backend: info.backend,
      programHash,
      modelHash: modelHash(),
      step: this.#runner.step,
      arrays: describeArrays(plan, engine),
      state: this.#runner.save(),
    };
  }

  restore(from: Checkpoint, options: RestoreOptions = {}): Promise<void> {
    return this.#exclusive(async () => {
      const { only, timeline = 'continue' } = options;
      const { programHash, modelHash, plan, info } = this.#options;
      const here = { network: info.network, plan };
      if (only !== undefined) await this.#loadVariables(from, only);
      else if (timeline === 'continue')
        this.#runner.load(stateOf(from, { ...here, key: 'programHash', hash: programHash }));
      else this.#runner.begin(stateOf(from, { ...here, key: 'modelHash', hash: modelHash() }));
      this.#failed = undefined;
    });
  }

  async #loadVariables(from: Checkpoint, names: readonly Ref[]): Promise<void> {
    const { plan, engine } = this.#options;
    const arrays = describeArrays(plan, engine);
    const found = names.map((name) => {
      const { id } = this.#runner.variables.find(name);
      const own = arrays.find((array) => array.name === id);
      if (own === undefined)
        throw fault('ILLEGAL_WRITE', `${name} is kept once per neuron and cannot be loaded`);
      return { name, values: storedValues(from, own) };
    });
    for (const { name, values } of found) await this.write(name, values);
  }

  async counters(): Promise<Counters> {
    this.#open();
    const { machine, writes } = this.#runner;
    const events: Record<string, number> = { ticks: machine.executed };
    for (const { object, spikes } of machine.totals) events[`spikes.${object}`] = spikes;
    // A chip delivers events itself, and counts them as its own.
    if (this.#options.engine.device === undefined)
      for (const { pathway, events: count } of machine.events) events[`events.${pathway}`] = count;
    for (const [object, count] of writes) events[`writes.${object}`] = count;
    for (const [variable, count] of machine.dropped) events[`dropped.${variable}`] = count;
    Object.assign(events, this.#options.engine.device?.counts());
    return { events, nodes: this.#options.engine.counters() };
  }

  async recording(): Promise<Recording> {
    const recording = this.#recording();
    return { ...recording, final: recording.final.map((snapshot) => ({ ...snapshot })) };
  }

  async hashes(): Promise<RecordingHashes> {
    return hashRecording(this.#recording());
  }

  /** Final values are read when they are asked for: all of them at once may be too many. */
  #recording(): Recording {
    this.#open();
    const { plan } = this.#options;
    const { variables, probes, machine, step } = this.#runner;
    const kinds = new Map(plan.objects.map((object) => [object.name, object.kind]));
    return {
      dtSeconds: plan.dtSeconds,
      steps: step,
      ...probes.records(step),
      final: plan.arrays
        .filter((array) => array.visible)
        .map(({ id, object, variable, unitText }) => ({
          kind: kinds.get(object) === 'projection' ? 'projection' : 'population',
          object,
          variable,
          unitText,
          step,
          get values() {
            return variables.read(id, step);
          },
        })),
      totals: machine.totals,
    };
  }

  async ranges(): Promise<RangeReport> {
    this.#open();
    if (this.#options.profiling !== true)
      throw fault('RANGE_UNKNOWN', 'this session does not keep ranges', {
        help: 'compile the network with `profiling: true`',
      });
    return { ...this.#options.engine.ranges(), steps: this.#runner.machine.executed };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const observer of this.#observers) observer.close();
    await this.#last.catch(() => {});
    await this.#runner.probes.close();
  }

  async #go(
    limit: { readonly until?: number; readonly ticks?: number },
    options: RunOptions,
  ): Promise<RunEnd> {
    if (this.#failed !== undefined) throw this.#failed;
    await this.#runner.probes.open(options.files);
    const notify = (): void => {
      for (const observer of this.#observers) observer.notify();
    };
    try {
      const end = await this.#runner.run(limit, options, () => this.#closed, notify);
      notify();
      if (end === 'finished') for (const observer of this.#observers) observer.close();
      return end;
    } catch (error) {
      // The state is that of the fault: it can be read, but not continued.
      this.#failed = error;
      for (const observer of this.#observers) observer.close();
      throw error;
    }
  }

  #result(end: RunEnd): RunResult {
    const { step, notes, machine, expectedTicks, probes } = this.#runner;
    const dropped = droppedWrites(this.#options.plan, machine);
    const found: Diagnostic[] = [...notes.all, ...dropped, ...probes.notes(step)];
    if (end === 'stopped')
      found.push({
        code: 'RUN_INCOMPLETE',
        severity: 'warning',
        message: `the run was stopped after ${machine.executed} of ${expectedTicks} steps`,
      });
    return { step, finished: end === 'finished', notes: found };
  }

  /** What the run showed, told at its end. */
  #findings(): readonly Diagnostic[] {
    const { watch, machine, probes } = this.#runner;
    return watch?.diagnose(machine, probes.responses()) ?? [];
  }

  #exclusive<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last
      .catch(() => {})
      .then(() => {
        this.#open();
        return task();
      });
    this.#last = result;
    return result;
  }

  #open(): void {
    if (this.#closed) throw new Error('the session is closed');
  }

  #input(name: string): InputSource {
    const { inputs } = this.#runner.machine;
    const found = inputs.get(name);
    if (found !== undefined) return found;
    throw fault('FILE_REFERENCE', `there is no input ${name}`, {
      help: `the inputs: ${[...inputs.keys()].join(', ') || 'none'}`,
    });
  }

  #ratesOf(what: Ref): PoissonSource | undefined {
    const [object, variable] = what.split('.');
    if (object === undefined || variable !== 'rates') return undefined;
    const source = this.#runner.machine.inputs.get(object);
    return source instanceof PoissonSource ? source : undefined;
  }
}

function fault(
  code: ErrorCode,
  message: string,
  details: { readonly help?: string; readonly expected?: string } = {},
): FrameworkError {
  return new FrameworkError([{ code, severity: 'error', message, ...details }]);
}

function isIndex(index: number, size: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < size;
}

function requireCount(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${what} is a whole number of 0 or more, not ${value}`);
}

function requireLength(what: Ref, count: number, values: Float64Array): void {
  if (values.length !== count)
    throw fault('SHAPE_MISMATCH', `${what} has ${count} values, ${values.length} were given`);
}

function requireWritable(what: Ref, declaration: ArrayDeclaration, value: number): void {
  const { kind } = declaration;
  const fits =
    kind === 'boolean'
      ? value === 0 || value === 1
      : kind === 'integer'
        ? Number.isInteger(value)
        : !Number.isNaN(value);
  if (!fits)
    throw fault('ILLEGAL_WRITE', `${what} cannot be ${value}`, {
      expected: kind === 'boolean' ? '0 or 1' : kind === 'integer' ? 'a whole number' : 'a number',
    });
}
