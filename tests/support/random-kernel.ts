import fc from 'fast-check';
import {
  type ArrayStorage,
  type ElementIndex,
  type KernelDomain,
  type KernelEnvironment,
  type KernelFunction,
  operandsOf,
  type ScalarKernel,
  type ScalarNode,
  type TableStorage,
  type UnaryOperation,
} from '../../core/ir/index.js';

/** One call of a kernel. */
interface KernelCall {
  readonly tick: number;
  readonly indices: Int32Array | undefined;
  readonly from: number;
  readonly to: number;
}
/** A valid kernel, storage to run it on, and the calls to make. */
export interface KernelCase {
  readonly kernel: ScalarKernel;
  readonly calls: readonly KernelCall[];
  /** The same start each time: nothing is shared between two environments. */
  readonly environment: () => KernelEnvironment;
}
/** All that a run leaves behind, under the names as data: one of them is `__proto__`. */
export interface KernelOutcome {
  readonly arrays: readonly (readonly [string, readonly number[]])[];
  readonly spikes: readonly number[];
  readonly ranges: readonly (readonly [string, readonly number[]])[];
  /** Writes that guards suppressed, where they are counted. */
  readonly dropped: readonly (readonly [string, number])[];
}

interface Place {
  readonly array: string;
  readonly index: ElementIndex;
}

/** Names that would do harm if they ever got into generated text. */
export const hostileNames: readonly string[] = [
  '__proto__',
  'constructor',
  '*/ throw 1; /*',
  '`$\u007blane}`',
  "'];]//\u2028x",
  'lane',
  'a0',
  'return',
];
const [state, other, laneRing, neurons, neuronRing, shared, sharedRing, table] =
  hostileNames as readonly [string, string, string, string, string, string, string, string];

const lanePlaces: readonly Place[] = [state, other, laneRing].map((array) => ({
  array,
  index: 'lane',
}));
const sharedPlaces: readonly Place[] = [shared, sharedRing].map((array) => ({
  array,
  index: 'shared',
}));
const endPlaces: readonly Place[] = [neurons, neuronRing].flatMap((array) => [
  { array, index: 'pre' } as const,
  { array, index: 'post' } as const,
]);
const laneRingSlots = 5;
const neuronRingSlots = 4;

const numbers: readonly number[] = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  0.5,
  -2.5,
  0.1,
  1e-300,
  5e-324,
  -2.2e-308,
  1e300,
  2 ** 52 + 1,
  4503599627370495.5,
  Infinity,
  -Infinity,
];
const unaries: readonly UnaryOperation[] = [
  'neg',
  'abs',
  'sqrt',
  'floor',
  'ceil',
  'trunc',
  'nearest',
  'exp',
  'expm1',
  'log',
  'log1p',
  'log10',
  'sin',
  'cos',
  'tan',
  'arcsin',
  'arccos',
  'arctan',
  'sinh',
  'cosh',
  'tanh',
];
const binaries = ['add', 'sub', 'mul', 'div', 'min', 'max', 'rem', 'pow'] as const;
const compares = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;

/** Five numbers decide one node; a shorter list of them is a smaller kernel, so shrinking works. */
type Recipe = readonly [
  kind: number,
  variant: number,
  first: number,
  second: number,
  third: number,
];

interface Dice {
  readonly domainKind: KernelDomain['kind'];
  readonly recipes: readonly Recipe[];
  readonly data: readonly number[];
  readonly laneCount: number;
  readonly neuronCount: number;
  readonly ends: readonly (readonly [number, number])[];
  readonly ticks: readonly number[];
  readonly picks: readonly number[];
}

const anyNumber = fc.oneof(
  fc.constantFrom(...numbers, NaN),
  fc.double(),
  fc.double({ min: -4, max: 4, noNaN: true }),
);
const dice: fc.Arbitrary<Dice> = fc.record({
  domainKind: fc.constantFrom('elements', 'listed', 'synapses'),
  recipes: fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(9999), fc.nat(9999), fc.nat(9999)), {
    minLength: 1,
    maxLength: 50,
    size: 'max',
  }),
  data: fc.array(anyNumber, { minLength: 1, maxLength: 24, size: 'max' }),
  laneCount: fc.integer({ min: 1, max: 9 }),
  neuronCount: fc.integer({ min: 1, max: 5 }),
  ends: fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 9, maxLength: 9 }),
  ticks: fc.array(fc.oneof(fc.nat(30), fc.integer({ min: 2 ** 32, max: 2 ** 47 })), {
    minLength: 1,
    maxLength: 4,
  }),
  picks: fc.array(fc.nat(99), { maxLength: 12 }),
});

/**
 * Valid kernels over all operations and domains: rings read at any age, guards, repeated targets
 * and lanes, arrays reached through both ends of a synapse, hostile names; data with NaN,
 * infinities, zeros of both signs and subnormal numbers.
 */
export const kernelCases: fc.Arbitrary<KernelCase> = dice.map(kernelCase);

/**
 * Binds a case to a fresh environment and makes all its calls, `rounds` times over from the same
 * start: many rounds let the host optimise the code.
 */
export function runCase(
  subject: KernelCase,
  bind: (kernel: ScalarKernel, environment: KernelEnvironment) => KernelFunction,
  rounds = 1,
): KernelOutcome {
  const environment = subject.environment();
  const { arrays, spikes, ranges, dropped } = environment;
  const start = [...arrays.values()].map(({ data }) => data.slice());
  const run = bind(subject.kernel, environment);
  for (let round = 0; round < rounds; round++) {
    [...arrays.values()].forEach(({ data }, n) => {
      data.set(start[n] ?? []);
    });
    if (spikes !== undefined) spikes.count = 0;
    for (const { tick, indices, from, to } of subject.calls) run(tick, indices, from, to);
  }
  return {
    arrays: [...arrays].map(([id, { data }]) => [id, [...data]]),
    spikes: [...(spikes?.indices.subarray(0, spikes.count) ?? [])],
    ranges: [...(ranges ?? [])].map(([id, { lowest, highest }]) => [id, [lowest, highest]]),
    dropped: [...(dropped ?? [])].map(([id, { count }]) => [id, count]),
  };
}

function kernelCase(chosen: Dice): KernelCase {
  const { domainKind, laneCount, neuronCount, picks } = chosen;
  const domain: KernelDomain =
    domainKind === 'elements'
      ? { kind: 'elements', object: 'o', count: laneCount }
      : { kind: domainKind, object: 'o' };
  const indices = Int32Array.from(picks, (pick) => pick % laneCount);
  const calls = chosen.ticks.map((tick, n) => {
    const list = n % 2 === 1 ? indices : undefined;
    const length = list === undefined ? laneCount : list.length;
    return { tick, indices: list, from: Math.min(n >> 1, length), to: length };
  });
  return {
    kernel: { id: 'k', domain, body: new BodyWriter(domain, chosen.recipes).body() },
    calls,
    environment: () => environmentOf(chosen, neuronCount),
  };
}

function environmentOf(chosen: Dice, neuronCount: number): KernelEnvironment {
  const { data, laneCount } = chosen;
  let next = 0;
  const fill = (length: number): Float64Array =>
    Float64Array.from({ length }, () => data[next++ % data.length] ?? 0);
  const storage = (count: number, slots: number): ArrayStorage => ({
    data: fill(count * slots),
    count,
    slots,
  });
  const arrays = new Map([
    [state, storage(laneCount, 1)],
    [other, storage(laneCount, 1)],
    [laneRing, storage(laneCount, laneRingSlots)],
    [neurons, storage(neuronCount, 1)],
    [neuronRing, storage(neuronCount, neuronRingSlots)],
    [shared, storage(1, 1)],
    [sharedRing, storage(1, 3)],
  ]);
  const tableStorage: TableStorage = { data: fill(6), rows: 3, columns: 2 };
  const ends = chosen.ends.slice(0, laneCount);
  return {
    arrays,
    tables: new Map([[table, tableStorage]]),
    dtSeconds: 0.0001,
    projection: {
      pre: Int32Array.from(ends, ([pre]) => pre % neuronCount),
      post: Int32Array.from(ends, ([, post]) => post % neuronCount),
      sourceFirst: 0,
      targetFirst: neuronCount > 1 ? 1 : 0,
      targetCount: neuronCount,
    },
    // Any function of its arguments will do; the kernel must hand on all four.
    draw: (site, distribution, tick, element) =>
      ((site * 31 + tick * 7 + element * 13 + distribution.length) % 97) / 97,
    spikes: { indices: new Int32Array(64), count: 0 },
    ranges: new Map(
      [state, neuronRing, shared].map((id) => [id, { lowest: Infinity, highest: -Infinity }]),
    ),
    dropped: new Map([other, neuronRing, shared].map((id) => [id, { count: 0 }])),
  };
}

/** Writes nodes directly, not through the builder: a random kernel may be any valid kernel. */
class BodyWriter {
  readonly #domain: KernelDomain;
  readonly #places: readonly Place[];
  readonly #recipes: readonly Recipe[];
  readonly #body: ScalarNode[] = [];
  readonly #reals: number[] = [];
  readonly #bools: number[] = [];
  /** Values that a pass might turn into constants. */
  readonly #mayFold = new Set<number>();
  #spikes = false;

  constructor(domain: KernelDomain, recipes: readonly Recipe[]) {
    this.#domain = domain;
    this.#recipes = recipes;
    this.#places = [
      ...lanePlaces,
      ...sharedPlaces,
      ...(domain.kind === 'synapses' ? endPlaces : []),
    ];
  }

  body(): readonly ScalarNode[] {
    this.#real({ op: 'load', array: state, index: 'lane' });
    this.#bool({ op: 'gt', left: 0, right: 0 });
    for (const recipe of this.#recipes) this.#node(recipe);
    const value = this.#reals.at(-1) ?? 0;
    this.#body.push({ op: 'store', array: state, index: 'lane', value });
    return this.#body;
  }

  #node([kind, variant, first, second, third]: Recipe): void {
    const [left, right] = [pick(this.#reals, first), pick(this.#reals, second)];
    const [condition, alternative] = [pick(this.#bools, third), pick(this.#bools, first)];
    if (kind < 10) this.#real({ op: 'const', value: pick(numbers, variant) });
    else if (kind < 20) this.#real({ op: 'load', ...pick(this.#places, variant) });
    else if (kind < 25) this.#aged(variant, first, second);
    else if (kind < 30) this.#leaf(variant);
    else if (kind < 43) this.#real({ op: pick(unaries, variant), operand: left });
    else if (kind < 63) this.#real({ op: pick(binaries, variant), left, right });
    else if (kind < 71) this.#bool({ op: pick(compares, variant), left, right });
    else if (kind < 75) {
      const op = pick(['and', 'or'] as const, variant);
      this.#bool({ op, left: condition, right: alternative });
    } else if (kind < 77) this.#bool({ op: 'not', operand: condition });
    else if (kind < 82) this.#real({ op: 'select', condition, whenTrue: left, whenFalse: right });
    else if (kind < 84) {
      const whenFalse = pick(this.#bools, second);
      this.#bool({ op: 'select', condition, whenTrue: alternative, whenFalse });
    } else if (kind < 87) this.#lookup(first, second, variant);
    else if (kind < 89) this.#draw(variant);
    else if (kind < 98) this.#write(variant, left, condition);
    else this.#spike(condition);
  }

  #leaf(variant: number): void {
    const leaves: readonly ScalarNode[] = [
      { op: 'tick' },
      { op: 'time' },
      { op: 'index', of: 'lane' },
      ...(this.#domain.kind === 'synapses'
        ? ([
            { op: 'index', of: 'pre' },
            { op: 'index', of: 'post' },
          ] as const)
        : []),
    ];
    this.#real(pick(leaves, variant));
  }
  #aged(variant: number, first: number, second: number): void {
    const rings = this.#places.filter(({ array }) =>
      [laneRing, neuronRing, sharedRing, shared].includes(array),
    );
    const place = pick(rings, variant);
    const slots = place.array === shared ? 1 : 3;
    // Mostly any value at all: outside the ring the meaning is NaN, also inside a select.
    const age = second % 3 === 0 ? this.#inside(slots, first) : this.#position(first, slots);
    this.#real({ op: 'load_aged', ...place, age });
  }
  #lookup(first: number, second: number, variant: number): void {
    const row = variant % 3 === 0 ? this.#inside(3, first) : this.#position(first, 3);
    if (variant % 2 === 0) {
      this.#real({ op: 'lookup', table, row });
      return;
    }
    const column = variant % 3 === 0 ? this.#inside(2, second) : this.#position(second, 2);
    this.#real({ op: 'lookup', table, row, column });
  }
  /** A value that is an integer from 0 to end - 1 unless it is NaN. */
  #inside(end: number, choice: number): number {
    const operand = pick(this.#reals, choice);
    const magnitude = this.#real({ op: 'abs', operand });
    const divisor = this.#real({ op: 'const', value: end });
    const rest = this.#real({ op: 'rem', left: magnitude, right: divisor });
    return this.#real({ op: 'floor', operand: rest });
  }
  /** Any value, but a valid constant for one that may be found constant: the verifier demands it. */
  #position(choice: number, end: number): number {
    const id = pick(this.#reals, choice);
    if (!this.#mayFold.has(id)) return id;
    return this.#real({ op: 'const', value: choice % end });
  }
  #draw(variant: number): void {
    const distribution = pick(['uniform', 'normal'] as const, variant);
    this.#real({ op: 'draw', site: 256 + 2 * (variant % 4), distribution });
  }
  #write(variant: number, value: number, guard: number): void {
    const op = pick(['store', 'accumulate'] as const, variant);
    const place = pick(this.#places, Math.floor(variant / 2));
    const node = { op, ...place, value } as const;
    this.#body.push(variant % 3 === 0 ? { ...node, guard } : node);
  }
  #spike(when: number): void {
    if (this.#spikes || this.#domain.kind !== 'elements') return;
    this.#spikes = true;
    this.#body.push({ op: 'spike', when });
  }
  #real(node: ScalarNode): number {
    const id = this.#push(node);
    this.#reals.push(id);
    return id;
  }
  #bool(node: ScalarNode): void {
    this.#bools.push(this.#push(node));
  }
  #push(node: ScalarNode): number {
    const id = this.#body.push(node) - 1;
    const foldable = operandsOf(node).filter((operand) => this.#mayFold.has(operand)).length;
    // One known operand may decide these.
    const oneIsEnough = node.op === 'select' || node.op === 'and' || node.op === 'or';
    const needed = oneIsEnough ? 1 : operandsOf(node).length;
    const pure = node.op === 'const' || operandsOf(node).length > 0;
    if (pure && node.op !== 'lookup' && node.op !== 'load_aged' && foldable >= needed) {
      this.#mayFold.add(id);
    }
    return id;
  }
}

function pick<T>(from: readonly T[], number: number): T {
  const found = from[number % from.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
