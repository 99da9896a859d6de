import fc from 'fast-check';

/** A small network that a chip can hold, as the texts of a network and a hardware file. */
export interface ChipNetwork {
  readonly network: string;
  readonly hardware: string;
}

/** Cell models by what they need of the chip: guards, products, slow variables, resets. */
const cells = {
  leaky: `equations: |
      dv/dt = -v/(10*ms) : 1
    threshold: v > 0.7
    reset: v = 0
    bounds: {v: [-6, 6]}`,
  guarded: `equations: |
      dv/dt = (0.2 - v)/(8*ms) : 1 (unless refractory)
      dg/dt = -g/(3*ms) : 1
    threshold: v > 0.6
    reset: v = 0.1
    refractory: PERIOD
    bounds: {v: [-6, 6], g: [-8, 8]}`,
  deaf: `equations: |
      dv/dt = -v/(9*ms) : 1 (unless refractory)
    threshold: v > 0.6
    reset: v = 0.05
    refractory: PERIOD
    bounds: {v: [-6, 6]}`,
  conductance: `equations: |
      dv/dt = ((0 - v) + g*(1.5 - v))/(10*ms) : 1 (unless refractory)
      dg/dt = -g/(5*ms) : 1
      dth/dt = -th/(200*ms) : 1
    threshold: v > 0.5 + th
    reset: |
      v = 0
      th += 0.05
    refractory: PERIOD
    bounds: {v: [-4, 4], g: [-4, 4], th: [0, 3]}`,
  recovery: `equations: |
      dv/dt = (0.04*v*v*1.0 + 0.5 - v - u)/(5*ms) : 1
      du/dt = (0.3*v - u)/(30*ms) : 1
      b : 1 (constant)
    threshold: v > 0.4
    reset: |
      v = 0
      u += b
    initial: {b: 0.1 + 0.01*i}
    bounds: {v: [-4, 4], u: [-4, 4], b: [0, 2]}`,
  clipped: `equations: |
      dv/dt = -v/(12*ms) : 1
      n : 1
    threshold: v >= 0.8
    reset: |
      v -= 0.5
      n = clip(n + 0.125, 0, 1)
    refractory: PERIOD
    bounds: {v: [-6, 6], n: [0, 1]}`,
} as const;
type Cell = keyof typeof cells;
/** The variable that synapses of a cell add to. */
const inputOf: Readonly<Record<Cell, string>> = {
  leaky: 'v',
  guarded: 'g',
  deaf: 'v',
  conductance: 'g',
  recovery: 'v',
  clipped: 'v',
};

/** Learning rules; `W` is the delivery, `VAR` the target variable. */
const rules = {
  none: `model: "w : 1"
    on_pre: VAR_post += w
    initial: {w: WEIGHT}
    bounds: {w: [-0.5, 1.5]}`,
  scaled: `model: "w : 1"
    on_pre: VAR_post += 0.75*w
    initial: {w: WEIGHT}
    bounds: {w: [-0.5, 1.5]}`,
  pair: `model: |
      w : 1
      dx/dt = -x/(12*ms) : 1 (event-driven)
      dy/dt = -y/(9*ms) : 1 (event-driven)
    on_pre: |
      VAR_post += w
      x += 0.1
      w = clip(w - y, 0, 1)
    on_post: |
      y += 0.06
      w = clip(w + x, 0, 1)
    initial: {w: WEIGHT}
    bounds: {w: [0, 1], x: [0, 3], y: [0, 3]}
    freezable: FREEZE`,
  nearest: `model: |
      w : 1
      dx/dt = -x/(12*ms) : 1 (event-driven)
      dy/dt = -y/(9*ms) : 1 (event-driven)
      dz/dt = -z/(25*ms) : 1 (event-driven)
    on_pre: |
      x = 1
      w = clip(w - 0.05*y, 0, 1)
      VAR_post += w
    on_post: |
      w = clip(w + 0.1*x*z, 0, 1)
      y = 1
      z = 1
    initial: {w: WEIGHT}
    bounds: {w: [0, 1]}
    freezable: FREEZE`,
  soft: `model: |
      w : 1
      learned : 1
      dx/dt = -x/(12*ms) : 1 (event-driven)
    on_pre: |
      VAR_post += w
      x = 1
    on_post: |
      w = clip(w + learned*0.2*(x - 0.4)*(1 - w), 0, 1)
    initial: {w: WEIGHT, learned: 1}
    bounds: {w: [0, 1], learned: [0, 1]}`,
} as const;
type Rule = keyof typeof rules;

const roundings = [
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
const overflows = ['saturate', 'saturate', 'saturate_zero', 'saturate_symmetric', 'wrap'] as const;

const population = fc.record({
  cell: fc.constantFrom(...(Object.keys(cells) as Cell[])),
  size: fc.integer({ min: 1, max: 40 }),
  period: fc.constantFrom('0*ms', '1*ms', '3*ms'),
});
const projection = fc.record({
  from: fc.nat(),
  to: fc.nat(),
  rule: fc.constantFrom(...(Object.keys(rules) as Rule[])),
  connect: fc.constantFrom(
    'all',
    'others',
    'one_to_one',
    '{probability: 0.3}',
    '{probability: 0.7}',
    '{condition: "(i + 2*j) % 3 == 0"}',
  ),
  weight: fc.constantFrom('0.3', '"0.6*rand()"', '-0.2', '0.5', '"0.1 + 0.02*j"'),
  delay: fc.constantFrom(undefined, '1 ms', '2.5 ms', '"rand()*4*ms"', '"1*ms + 2*ms*rand()"'),
  freeze: fc.boolean(),
});
const hardware = fc.record({
  state: fc.record({
    rounding: fc.constantFrom(...roundings),
    overflow: fc.constantFrom(...overflows),
  }),
  weight: fc.record({
    bits: fc.constantFrom(4, 6, 8, 12),
    rounding: fc.constantFrom(...roundings),
  }),
  trace: fc.record({
    bits: fc.constantFrom(4, 8, 12),
    rounding: fc.constantFrom(...roundings),
  }),
  neurons: fc.constantFrom(32, 64, 256),
  cores: fc.constantFrom('1', '2', '4', 'auto'),
  linkFifo: fc.constantFrom(1, 2, 4),
  saturate: fc.constantFrom(false, false, true),
});

/** Networks of one to three populations and an input, with plastic and plain projections, on one to four cores. */
export const chipNetworks: fc.Arbitrary<ChipNetwork> = fc
  .record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    populations: fc.array(population, { minLength: 1, maxLength: 3 }),
    inputSize: fc.integer({ min: 1, max: 50 }),
    rate: fc.constantFrom(20, 80, 200),
    projections: fc.array(projection, { minLength: 1, maxLength: 4 }),
    hardware,
    timeline: fc.constantFrom('plain', 'set', 'normalize', 'freeze'),
  })
  .map((choice) => ({ network: networkText(choice), hardware: hardwareText(choice.hardware) }));

interface Choice {
  readonly seed: number;
  readonly populations: readonly {
    readonly cell: Cell;
    readonly size: number;
    readonly period: string;
  }[];
  readonly inputSize: number;
  readonly rate: number;
  readonly projections: readonly {
    readonly from: number;
    readonly to: number;
    readonly rule: Rule;
    readonly connect: string;
    readonly weight: string;
    readonly delay: string | undefined;
    readonly freeze: boolean;
  }[];
  readonly timeline: string;
}

function networkText(choice: Choice): string {
  const { seed, populations, inputSize, rate, timeline } = choice;
  const names = populations.map((_, at) => `P${at}`);
  const sources = ['input', ...names];
  const sizes = [inputSize, ...populations.map(({ size }) => size)];
  const projections = choice.projections.map((entry, at) => {
    const to = entry.to % names.length;
    const from = entry.from % sources.length;
    // Pairs of equal numbers need sources and targets of equal number.
    const square = sizes[from] === populations[to]?.size;
    const connect =
      !square && (entry.connect === 'one_to_one' || entry.connect === 'others')
        ? 'all'
        : entry.connect;
    const cell = populations[to]?.cell as Cell;
    const plastic = entry.rule !== 'none' && entry.rule !== 'scaled';
    const weight = plastic && entry.weight.startsWith('-') ? '0.2' : entry.weight;
    const rule = rules[entry.rule]
      .replaceAll('VAR', inputOf[cell])
      .replaceAll('WEIGHT', weight)
      .replaceAll('FREEZE', String(entry.freeze));
    const delay = entry.delay === undefined ? '' : `\n    delay: ${entry.delay}`;
    return {
      name: `S${at}`,
      entry,
      text: `  S${at}:\n    from: ${sources[from]}\n    to: P${to}\n    connect: ${connect}\n    ${rule}${delay}\n`,
    };
  });
  const learned = projections.find(({ entry }) => entry.rule !== 'none' && entry.rule !== 'scaled');
  const changes: Readonly<Record<string, string>> = {
    plain: '',
    set: `  - set: {${projections[0]?.name}.w: 0.25}\n    where: i > 1\n`,
    normalize:
      learned === undefined
        ? ''
        : `  - normalize: {variable: ${learned.name}.w, per: target, total: 2}\n`,
    freeze:
      learned?.entry.freeze === true && 'pair nearest'.includes(learned.entry.rule)
        ? `  - {freeze: ${learned.name}, where: w > 0.3}\n`
        : '',
  };
  return `isospike: 1
name: chip
dt: 0.5 ms
seed: ${seed}
inputs:
  input: {poisson: {size: ${inputSize}, rates: ${rate} Hz}}
populations:
${populations.map(({ cell, size, period }, at) => `  P${at}:\n    size: ${size}\n    ${cells[cell].replace('PERIOD', period)}\n`).join('')}projections:
${projections.map(({ text }) => text).join('')}probes:
${names.map((name) => `  - spikes: ${name}\n`).join('')}  - {state: {of: P0, variables: [v], when: end}}
timeline:
  - run: 60 ms
${changes[timeline]}  - run: 60 ms
`;
}

function hardwareText(choice: {
  readonly state: { readonly rounding: string; readonly overflow: string };
  readonly weight: { readonly bits: number; readonly rounding: string };
  readonly trace: { readonly bits: number; readonly rounding: string };
  readonly neurons: number;
  readonly cores: string;
  readonly linkFifo: number;
  readonly saturate: boolean;
}): string {
  const { state, weight, trace, neurons, cores, linkFifo, saturate } = choice;
  const mesh: Readonly<Record<string, string>> = { '1': '[1, 1]', '2': '[2, 1]', '4': '[2, 2]' };
  const shape = mesh[cores] === undefined ? '' : `, mesh: ${mesh[cores]}`;
  return `hardware: 1
name: example
extends: iso-256
cores: {count: ${cores}${shape}, neurons: ${neurons}}
words:
  state: {rounding: ${state.rounding}, overflow: ${state.overflow}}
  weight: {bits: ${weight.bits}, rounding: ${weight.rounding}}
  trace: {bits: ${trace.bits}, rounding: ${trace.rounding}}
  accumulator: {mode: ${saturate ? 'saturate' : 'exact'}}
memories: {trace: {word_bits: 48}}
fifos: {core: ${linkFifo}, link: ${linkFifo}}
`;
}
