import type {
  ArrayId,
  HostStep,
  Program,
  ScalarKernel,
  ScalarNode,
  ValueId,
} from '../../../core/ir/index.js';
import type { Interval } from './interval.js';

/** An event-driven variable of synapses, and what one step leaves of it. */
export interface AgedVariable {
  readonly array: ArrayId;
  readonly retention: number;
}

/**
 * What is known of the time since an event. A stored step number is never in the future; a trace
 * kernel runs at most once per neuron and step, so its own stamp is a step old at least.
 */
export class EventAges {
  readonly #program: Program;
  readonly #stepNumbers: ReadonlySet<ArrayId>;
  readonly #delays: ReadonlySet<ArrayId>;
  readonly #soleStamps = new Map<string, ArrayId>();
  /** Synaptic variables that decay with their age wherever they are read. */
  readonly aged: ReadonlyMap<ArrayId, AgedVariable>;

  constructor(program: Program) {
    this.#program = program;
    const withRole = (role: string): ReadonlySet<ArrayId> =>
      new Set(program.arrays.filter((array) => array.role === role).map(({ id }) => id));
    this.#stepNumbers = withRole('tick');
    this.#delays = withRole('delay-ticks');
    const touched = new Set(program.host.flatMap(arraysSet));
    for (const action of program.actions) {
      if (action.kind !== 'trace') continue;
      const kernel = traceKernel(program, action.projection, action.trace);
      for (const stamp of kernel === undefined ? [] : stampsOf(kernel)) {
        const writers = program.kernels.filter((other) => stampsOf(other).includes(stamp));
        if (writers.length === 1 && kernel !== undefined && !touched.has(stamp)) {
          this.#soleStamps.set(kernel.id, stamp);
        }
      }
    }
    this.aged = this.#agedVariables(touched);
  }

  isStepNumber(array: ArrayId): boolean {
    return this.#stepNumbers.has(array);
  }

  /** Range of the age that a node computes; undefined if it is none. */
  age(kernel: ScalarKernel, node: ScalarNode): Interval | undefined {
    if (node.op !== 'sub') return undefined;
    const [now, stamp] = [kernel.body[node.left], kernel.body[node.right]];
    if (stamp?.op !== 'load' && stamp?.op !== 'load_aged') return undefined;
    if (!this.#stepNumbers.has(stamp.array) || !this.#isNow(kernel, now, stamp)) return undefined;
    const sole = stamp.op === 'load' && this.#soleStamps.get(kernel.id) === stamp.array;
    return { low: sole ? 1 : 0, high: Number.POSITIVE_INFINITY };
  }

  /** The step itself, or the step of which an event with that delay is heard now. */
  #isNow(kernel: ScalarKernel, now: ScalarNode | undefined, stamp: ScalarNode): boolean {
    if (now?.op === 'tick') return true;
    if (now?.op !== 'sub' || stamp.op !== 'load_aged' || stamp.age !== now.right) return false;
    const delay = kernel.body[now.right];
    return (
      kernel.body[now.left]?.op === 'tick' && delay?.op === 'load' && this.#delays.has(delay.array)
    );
  }

  /** `x * exp(-rate * age)` of an aged variable: its value as of now. */
  agedProduct(kernel: ScalarKernel, node: ScalarNode): ArrayId | undefined {
    const product = agedLoad(kernel, node, this.#stepNumbers);
    return product !== undefined && this.aged.has(product.array) ? product.array : undefined;
  }

  /**
   * Variables of synapses that are read only as `x * exp(-rate * (tick - stamp))`, where x and stamp
   * are stored together: then their value as of now decays by exp(-rate) in every step, whichever
   * pathways have events.
   */
  #agedVariables(touched: ReadonlySet<ArrayId>): ReadonlyMap<ArrayId, AgedVariable> {
    const found = new Map<ArrayId, AgedVariable>();
    const candidates = this.#program.arrays.filter(
      ({ role, slots, id }) => role === 'trace' && slots === 1 && !touched.has(id),
    );
    for (const { id } of candidates) {
      const kernels = this.#program.kernels.filter(({ body }) =>
        body.some((node) => 'array' in node && node.array === id),
      );
      const decayedByHost = this.#program.hostKernels.every(
        (kernel) =>
          !kernel.body.some((node) => node.op === 'load' && node.array === id) ||
          kernel.body.some((node) => agedLoad(kernel, node, this.#stepNumbers)?.array === id),
      );
      if (!decayedByHost) continue;
      const uses = kernels.map((kernel) => agedUse(kernel, id, this.#stepNumbers));
      const [first] = uses;
      if (first === undefined || uses.some((use) => use?.stamp !== first.stamp)) continue;
      if (uses.some((use) => use?.retention !== first.retention)) continue;
      const stampers = this.#program.kernels.filter((kernel) =>
        stampsOf(kernel).includes(first.stamp),
      );
      if (touched.has(first.stamp) || stampers.some((kernel) => !kernels.includes(kernel)))
        continue;
      if (first.retention > 0 && first.retention < 1) {
        found.set(id, { array: id, retention: first.retention });
      }
    }
    return found;
  }
}

interface AgedLoad {
  readonly array: ArrayId;
  readonly load: ValueId;
  readonly stamp: ArrayId;
  readonly retention: number;
}

/** The first load of the array in a kernel is decayed, before anything is stored into it. */
function agedUse(
  kernel: ScalarKernel,
  array: ArrayId,
  stepNumbers: ReadonlySet<ArrayId>,
): AgedLoad | undefined {
  const firstStore = kernel.body.findIndex((node) => node.op === 'store' && node.array === array);
  const products = kernel.body.flatMap((node) => {
    const found = agedLoad(kernel, node, stepNumbers);
    return found?.array === array ? [found] : [];
  });
  const [product] = products;
  if (product === undefined || products.length !== 1 || firstStore < product.load) return undefined;
  if (!stampsOf(kernel).includes(product.stamp)) return undefined;
  for (const [id, node] of kernel.body.entries()) {
    if (node.op === 'accumulate' && node.array === array) return undefined;
    if (node.op === 'load_aged' && node.array === array) return undefined;
    if (node.op === 'store' && node.array === array && node.index !== 'lane') return undefined;
    if (node.op === 'load' && node.array === array && id !== product.load && id < firstStore) {
      return undefined;
    }
  }
  const readers = kernel.body.filter(
    (node) =>
      ('left' in node && (node.left === product.load || node.right === product.load)) ||
      ('operand' in node && node.operand === product.load) ||
      ('value' in node && node.op !== 'const' && node.value === product.load),
  );
  return readers.length === 1 ? product : undefined;
}

function agedLoad(
  kernel: ScalarKernel,
  node: ScalarNode,
  stepNumbers: ReadonlySet<ArrayId>,
): AgedLoad | undefined {
  if (node.op !== 'mul') return undefined;
  for (const [value, factor] of [
    [node.left, node.right],
    [node.right, node.left],
  ] as const) {
    const load = kernel.body[value];
    const decay = kernel.body[factor];
    if (load?.op !== 'load' || load.index !== 'lane' || decay?.op !== 'exp') continue;
    const age = scaledAge(kernel, decay.operand, stepNumbers);
    if (age === undefined) continue;
    return { array: load.array, load: value, stamp: age.stamp, retention: Math.exp(age.factor) };
  }
  return undefined;
}

/** `factor * (tick - stamp)`. */
function scaledAge(
  kernel: ScalarKernel,
  id: ValueId,
  stepNumbers: ReadonlySet<ArrayId>,
): { readonly stamp: ArrayId; readonly factor: number } | undefined {
  const node = kernel.body[id];
  if (node?.op === 'sub') {
    const [now, stamp] = [kernel.body[node.left], kernel.body[node.right]];
    const own = stamp?.op === 'load' && stamp.index === 'lane' && stepNumbers.has(stamp.array);
    return now?.op === 'tick' && own ? { stamp: stamp.array, factor: 1 } : undefined;
  }
  if (node?.op !== 'mul' && node?.op !== 'div') return undefined;
  const [left, right] = [kernel.body[node.left], kernel.body[node.right]];
  if (right?.op === 'const') {
    const inner = scaledAge(kernel, node.left, stepNumbers);
    const factor = node.op === 'mul' ? right.value : 1 / right.value;
    return inner === undefined ? undefined : { ...inner, factor: inner.factor * factor };
  }
  if (left?.op !== 'const' || node.op !== 'mul') return undefined;
  const inner = scaledAge(kernel, node.right, stepNumbers);
  return inner === undefined ? undefined : { ...inner, factor: inner.factor * left.value };
}

/** Arrays into which a kernel always stores the step number. */
function stampsOf(kernel: ScalarKernel): readonly ArrayId[] {
  return kernel.body.flatMap((node) =>
    node.op === 'store' && node.guard === undefined && kernel.body[node.value]?.op === 'tick'
      ? [node.array]
      : [],
  );
}

function traceKernel(
  program: Program,
  projection: string,
  trace: string,
): ScalarKernel | undefined {
  for (const object of program.objects) {
    if (object.kind !== 'projection' || object.name !== projection) continue;
    const plan = object.traces.find(({ name }) => name === trace);
    return program.kernels.find(({ id }) => id === plan?.kernel);
  }
  return undefined;
}

function arraysSet(step: HostStep): readonly ArrayId[] {
  if (step.kind === 'repeat') return step.steps.flatMap(arraysSet);
  if (step.kind === 'present') return [...step.before, ...step.after].flatMap(arraysSet);
  if (step.kind === 'set') return step.writes.map(({ array }) => array);
  return step.kind === 'normalize' ? [step.array] : [];
}
