import * as fc from 'fast-check';
import type { ChipNetwork } from './chip-networks.js';

// What the networks of chip-networks.ts leave out: tables, timed arrays, noise, regular statements,
// parts of populations, several synapses per pair, reads of the target, other geometries.

/** A cell, the variable its synapses add to, and one that has no input: it may round in any way. */
interface Cell {
  readonly body: string;
  readonly input: string;
  readonly free: string;
}

const cells = {
  exponential: {
    body: `equations: |
      dv/dt = (-v + 0.1*exp(4*(v - 0.5)) - u + g)/(8*ms) : 1 (unless refractory)
      du/dt = (0.2*v - u)/(40*ms) : 1
      dg/dt = -g/(4*ms) : 1
    threshold: v > 0.9
    reset: |
      v = 0.1
      u += 0.1
    refractory: 1*ms
    method: euler
    bounds: {v: [-2, 2], u: [-1.9, 1.9], g: [-4, 4]}`,
    input: 'g',
    free: 'u',
  },
  gated: {
    body: `equations: |
      dv/dt = (2*m*(1.2 - v) - v + g)/(6*ms) : 1
      dm/dt = (1/(1 + exp(-(v - 0.4)/0.1)) - m)/(2*ms) : 1
      dg/dt = -g/(5*ms) : 1
    threshold: v > 0.8
    refractory: v > 0.6
    method: euler
    bounds: {v: [-4, 4], m: [0, 1], g: [-4, 4]}`,
    input: 'g',
    free: 'm',
  },
  driven: {
    body: `equations: |
      dv/dt = (common(t) + 0.5*own(t, i) - v)/(9*ms) : 1
      dg/dt = -g/(5*ms) : 1
      a : 1
    threshold: v > 0.7 + 0.25*g
    reset: v = 0
    regularly:
      - {do: "a = 0.93*a + 0.37", every: 2 ms}
    bounds: {v: [-4, 4], g: [-4, 4], a: [-1.9, 1.9]}`,
    input: 'g',
    free: 'a',
  },
  noisy: {
    body: `equations: |
      dv/dt = (0.3 - v)/(10*ms) + 0.4*xi*(10*ms)**-0.5 : 1 (unless refractory)
      count : 1
    threshold: v > 0.6
    reset: |
      v = 0.1*rand()
      count = clip(count + 0.0625, 0, 1)
    refractory: 2*ms
    regularly:
      - {do: "count = 0.53*count + 0.01", every: 10 ms}
    method: euler
    bounds: {v: [-6, 6], count: [0, 1]}`,
    input: 'v',
    free: 'count',
  },
} as const satisfies Readonly<Record<string, Cell>>;
type CellName = keyof typeof cells;
const cellNames = Object.keys(cells) as CellName[];

/** Learning rules; IN is the variable that is added to. */
const rules = {
  plain: `model: "w : 1"
    on_pre: IN_post += w
    initial: {w: "-0.1 + 0.5*rand()"}
    bounds: {w: [-0.5, 1.5]}`,
  constant: 'on_pre: IN_post += 0.125',
  pair: `model: |
      w : 1
      dx/dt = -x/(12*ms) : 1 (event-driven)
      dy/dt = -y/(9*ms) : 1 (event-driven)
    on_pre: |
      IN_post += w
      x += 0.1
      w = clip(w - y, 0, 1)
    on_post: |
      y += 0.06
      w = clip(w + x, 0, 1)
    initial: {w: "0.4*rand()"}
    bounds: {w: [0, 1], x: [0, 3], y: [0, 3]}
    freezable: true`,
  voltage: `model: |
      w : 1
      dx/dt = -x/(12*ms) : 1 (event-driven)
    on_pre: |
      IN_post += w
      x = 1
    on_post: w = clip(w + 0.05*x*(0.5 - v_post), 0, 1)
    initial: {w: "0.4*rand()"}
    bounds: {w: [0, 1], x: [0, 1]}`,
  jump: `model: |
      w : 1
      c : 1 (constant)
      dy/dt = -y/(15*ms) : 1 (event-driven)
    on_pre: |
      IN_post += c*w
      w = clip(w + 0.125*(rand() - 0.5) - 0.01*y, 0, 1)
    on_post: y = 1
    initial: {w: "0.4*rand()", c: 0.5 + 0.5*rand()}
    bounds: {w: [0, 1], c: [0, 1], y: [0, 1]}`,
} as const;

/** All rounding modes and all overflow modes, as a hardware file spells them. */
export const roundings = [
  'floor',
  'ceil',
  'toward_zero',
  'away',
  'nearest_up',
  'nearest_down',
  'nearest_to_zero',
  'nearest_away',
  'nearest_even',
  'nearest_odd',
  'jam',
  'jam_unbiased',
  'stochastic',
] as const;
export const overflows = [
  'saturate',
  'saturate_zero',
  'saturate_symmetric',
  'wrap',
  'wrap_sm',
] as const;

const projection = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  rule: fc.constantFrom(...(Object.keys(rules) as (keyof typeof rules)[])),
  connect: fc.constantFrom(
    'all',
    '{probability: 0.4}',
    '{probability: 0.5, n: 2}',
    '{fan_in: 1, n: 3}',
    '{condition: "(i + j) % 3 != 0"}',
  ),
  sourcePart: fc.boolean(),
  targetPart: fc.boolean(),
  delay: fc.constantFrom(undefined, '1.5 ms', '"3*ms*rand()"'),
});
const constructs = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  populations: fc.array(
    fc.record({ cell: fc.constantFrom(...cellNames), size: fc.integer({ min: 2, max: 24 }) }),
    { minLength: 1, maxLength: 3 },
  ),
  inputSize: fc.integer({ min: 2, max: 30 }),
  projections: fc.array(projection, { minLength: 1, maxLength: 4 }),
  base: fc.constantFrom('iso-256', 'iso-256', 'iso-wide-32', 'iso-small-4bit'),
  // A fold of input must leave a number alone that needs no rounding.
  state: fc.constantFrom(...roundings.slice(0, 10)),
  stateOverflow: fc.constantFrom('saturate', 'saturate_zero', 'wrap'),
  free: fc.constantFrom(...roundings),
  weight: fc.constantFrom(...roundings),
  trace: fc.constantFrom(...roundings),
  overflow: fc.constantFrom(...overflows),
  compare: fc.constantFrom('lt_high', 'lt_low', 'add_low', 'equal'),
  drawBits: fc.constantFrom(1, 8, 16, 32),
  neurons: fc.constantFrom(8, 32, 256),
  saturate: fc.constantFrom(false, false, true),
  reads: fc.integer({ min: 1, max: 5 }),
  multiply: fc.integer({ min: 1, max: 7 }),
  barrier: fc.constantFrom(0, 4),
  buffer: fc.constantFrom(1, 2, 9),
  fifo: fc.constantFrom(1, 3),
  wordBits: fc.constantFrom(47, 64, 101),
});
export type ChipConstructs = typeof constructs extends fc.Arbitrary<infer Choice> ? Choice : never;

/** Choices of networks that have what {@link chipNetworks} has not. */
export const chipConstructs: fc.Arbitrary<ChipConstructs> = constructs;

/** @param milliseconds - Length of each of the two runs. */
export function constructsText(choice: ChipConstructs, milliseconds = 20): ChipNetwork {
  return { network: networkText(choice, milliseconds), hardware: hardwareText(choice) };
}

function networkText(choice: ChipConstructs, milliseconds: number): string {
  const { seed, populations, inputSize } = choice;
  const sizes = [inputSize, ...populations.map(({ size }) => size)];
  const names = ['input', ...populations.map((_, at) => `P${at}`)];
  const part = (at: number, wanted: boolean): string =>
    wanted ? `${names[at]}[${Math.floor((sizes[at] as number) / 2)}:${sizes[at]}]` : `${names[at]}`;
  const projections = choice.projections.map((entry, at) => {
    const to = 1 + (entry.to % populations.length);
    const { input } = cells[(populations[to - 1] as { readonly cell: CellName }).cell];
    // What pathways add to cannot be read in a pathway.
    const rule = entry.rule === 'voltage' && input === 'v' ? 'jump' : entry.rule;
    const delay = entry.delay === undefined ? '' : `\n    delay: ${entry.delay}`;
    return `  S${at}:
    from: ${part(entry.from % names.length, entry.sourcePart)}
    to: ${part(to, entry.targetPart)}
    connect: ${entry.connect}
    ${rules[rule].replaceAll('IN', input)}${delay}
`;
  });
  const driven = populations.findIndex(({ cell }) => cell === 'driven');
  return `isospike: 1
name: constructs
dt: 0.5 ms
seed: ${seed}
${driven < 0 ? '' : arraysText(Math.max(...sizes))}inputs:
  input: {poisson: {size: ${inputSize}, rates: 120 Hz}}
populations:
${populations.map(({ cell, size }, at) => `  P${at}:\n    size: ${size}\n    ${cells[cell].body}\n`).join('')}projections:
${projections.join('')}probes:
${populations.map((_, at) => `  - spikes: P${at}\n`).join('')}  - {state: {of: P0, variables: [v], when: end}}
timeline:
  - run: ${milliseconds} ms
  - checkpoint: middle
  - run: ${Math.ceil(milliseconds / 3)} ms
  - set: {P0.v: 0.25}
    where: i % 2 == 0
  - run: 2 ms
  - restore: middle
  - run: ${milliseconds} ms
`;
}

/** A row for all neurons, and one per neuron; both end before the run does. */
function arraysText(columns: number): string {
  const row = (at: number): string =>
    `[${Array.from({ length: columns }, (_, column) => ((at * 7 + column * 5) % 9) / 4).join(', ')}]`;
  return `arrays:
  common: {dt: 3.5 ms, values: [0.5, 1.25, -0.25, 0.875, 1]}
  own: {dt: 6 ms, values: [${[0, 1, 2, 3].map(row).join(', ')}]}
`;
}

function hardwareText(choice: ChipConstructs): string {
  const { base, state, weight, trace, overflow, saturate, fifo, reads, wordBits } = choice;
  // Signs and magnitudes wrap signed numbers only, and weights may have no sign.
  const weightOverflow = overflow === 'wrap_sm' ? 'wrap' : overflow;
  const locks = choice.populations.map(
    ({ cell }, at) =>
      `  P${at}.${cells[cell].free}: {format: s16f14, rounding: ${choice.free}, overflow: ${overflow}}\n`,
  );
  const read = `{read_cycles: ${reads}}`;
  return `hardware: 1
name: example
extends: ${base}
cores: {count: auto, neurons: ${choice.neurons}}
rng: {compare: ${choice.compare}, bits: ${choice.drawBits}}
words:
  state: {rounding: ${state}, overflow: ${choice.stateOverflow}}
  weight: {rounding: ${weight}, overflow: ${weightOverflow}}
  trace: {rounding: ${trace}}
  accumulator: {mode: ${saturate ? 'saturate' : 'exact'}}
memories:
  synapse: {read_cycles: ${reads}, word_bits: ${wordBits}}
  trace: {read_cycles: ${6 - reads}, word_bits: 53}
  state: ${read}
  index: ${read}
formats:
${locks.join('')}timing: {mul_cycles: ${choice.multiply}, sync_cycles: ${choice.barrier}, buffer_words: ${choice.buffer}}
fifos: {core: ${fifo}, link: ${fifo}, input: ${fifo}, output: ${fifo}}
`;
}
