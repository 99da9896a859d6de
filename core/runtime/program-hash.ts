import {
  type ObjectPlan,
  type Program,
  printHostProgram,
  printPlan,
  printProgram,
  type StepPlan,
} from '../ir/index.js';
import { hex, Sha256, sha256, utf8 } from '../random/index.js';
import { CanonicalWriter } from '../recording/index.js';
import { statefulArrays } from './stateful-arrays.js';

const skipped: ReadonlySet<string> = new Set(['span']);

/**
 * SHA-256, hexadecimal, of plain data: numbers, texts, booleans, bigints, lists, typed arrays, maps and
 * objects. Spans are left out (they say where something was written, not what), and so are keys whose
 * value is undefined; keys count in alphabetical order.
 */
export function hashPlainData(data: unknown): string {
  const hash = new Sha256();
  const writer = new CanonicalWriter(hash);
  write(data, writer);
  writer.flush();
  return hex(hash.digest());
}

function write(data: unknown, writer: CanonicalWriter): void {
  if (typeof data === 'number') {
    writer.text('number');
    writer.real(data);
  } else if (typeof data === 'string') {
    writer.text('text');
    writer.text(data);
  } else if (typeof data === 'boolean' || typeof data === 'bigint' || data == null) {
    writer.text(`${typeof data} ${String(data)}`);
  } else if (isNumberList(data)) {
    writer.text('numbers');
    writer.count(data.length);
    for (const value of data) writer.real(value);
  } else if (Array.isArray(data)) {
    writer.text('list');
    writer.count(data.length);
    for (const item of data) write(item, writer);
  } else if (data instanceof Map) {
    writer.text('map');
    writer.count(data.size);
    for (const [key, value] of data) {
      write(key, writer);
      write(value, writer);
    }
  } else if (typeof data === 'object') {
    const entries = Object.entries(data)
      .filter(([key, value]) => value !== undefined && !skipped.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    writer.text('object');
    writer.count(entries.length);
    for (const [key, value] of entries) {
      writer.text(key);
      write(value, writer);
    }
  } else {
    throw new Error(`a ${typeof data} cannot be hashed`);
  }
}

function isNumberList(data: unknown): data is Float64Array | Int32Array | Uint8Array {
  return data instanceof Float64Array || data instanceof Int32Array || data instanceof Uint8Array;
}

/**
 * SHA-256, hexadecimal, of what has a state: objects, connections, order of a step and arithmetic.
 * Timeline, stimuli, tables, probes and seed are left out, so that a test run can begin with the
 * state that a training run left.
 *
 * @param kernels - The step kernels as text, formats included where there are any.
 */
export function hashModel(plan: StepPlan, kernels: string): string {
  const bare: StepPlan = {
    ...plan,
    name: 'model',
    seed: 0n,
    arrays: statefulArrays(plan).map((array) => ({ ...array, visible: true })),
    tables: [],
    objects: plan.objects.map(withoutStimulus),
    initial: [],
    switched: [],
    actions: plan.actions.map(({ whileOn: _, ...action }) => action),
    host: [],
    hostKernels: [],
    probes: [],
  };
  return hex(sha256(utf8(`${printPlan(bare)}\n${kernels}`)));
}

function withoutStimulus(object: ObjectPlan): ObjectPlan {
  if (object.kind !== 'input') return object;
  const { name, size } = object;
  const none = new Float64Array(0);
  return { kind: 'input', name, size, source: 'poisson', rates: none };
}

/** SHA-256, hexadecimal, of the parts of a program, for results and caches. */
export interface ProgramHashes {
  /** Of all of it, data included: what a checkpoint belongs to. */
  readonly whole: string;
  /** Of plan and kernels as printed. */
  readonly program: string;
  /** Of the timeline as printed. */
  readonly host: string;
  /** Of the inputs and their data. */
  readonly stimulus: string;
  /** Of connections, initial data and tables. */
  readonly data: string;
}

/** Hashes the parts of a program. */
export function hashProgram(program: Program): ProgramHashes {
  const text = (printed: string): string => hex(sha256(utf8(printed)));
  const parts = {
    program: text(printProgram(program)),
    host: text(printHostProgram(program)),
    stimulus: hashPlainData(program.objects.filter((object) => object.kind === 'input')),
    data: hashPlainData([
      program.objects.filter((object) => object.kind === 'projection'),
      program.initial,
      program.tables,
    ]),
  };
  return { whole: hashPlainData([parts, program.host]), ...parts };
}
