import type { FixedProgram } from '../../backends/fixed-point/index.js';
import type {
  ChipCode,
  PathwaySideCode,
  PopulationCode,
  ProjectionCode,
  SymbolicSection,
} from '../../backends/neurocore/codegen/index.js';
import type { PlacementRequest } from '../../backends/neurocore/placement/index.js';
import type { Hardware } from '../../core/hardware.js';
import type { ArrayId, InputPlan, PopulationPlan, ProjectionPlan } from '../../core/ir/index.js';
import { Dice } from './neurocore-dice.js';

/** A random network as it comes to placement, and what must be found on the chip. */
export interface RandomPlacement {
  readonly request: PlacementRequest;
  readonly projections: readonly ProjectionPlan[];
  /** Delay of a synapse in ticks. */
  readonly delayOf: (projection: ProjectionPlan, synapse: number) => number;
}

/** Weights are synapse numbers, so that a synapse can be told by its weight. */
const weightBits = 12;

const section = (op: 'NOP' | 'ACC', x = 0): SymbolicSection => ({
  instructions: [
    {
      op,
      predicate: 0,
      d: 0,
      ...(op === 'ACC' && { a: { kind: 'register', register: 8 } }),
      shift: 0,
      x,
    },
  ],
  siteBase: 0,
});

/** @param hardware - Given by the test: the network is not made to fit. */
export function randomPlacement(seed: number, hardware: Hardware): RandomPlacement {
  const dice = new Dice(seed);
  const initial = new Map<ArrayId, Float64Array>();
  const input: InputPlan = {
    kind: 'input',
    name: 'in',
    size: dice.range(1, 50),
    source: 'poisson',
    rates: Float64Array.of(1),
  };
  const populations = Array.from({ length: dice.range(1, 3) }, (_, place): PopulationPlan => {
    return { kind: 'population', name: `pop${place}`, size: dice.range(1, 40), watched: [] };
  });
  const projections = Array.from({ length: dice.range(1, 4) }, (_, place) =>
    randomProjection(dice, `proj${place}`, input, populations, initial),
  );
  const code: ChipCode = {
    populations: populations.map((plan) => randomPopulation(dice, plan, initial)),
    projections: projections.map((plan, order) => randomCode(dice, plan, order, initial)),
    tables: new Map(),
  };
  const fixed = programOf([input, ...populations, ...projections]);
  const hostPopulations = new Set(populations.map(({ name }) => name));
  return {
    request: { code, fixed, hardware, initial, hostPopulations, networkHash: '' },
    projections,
    delayOf: (projection, synapse) => {
      const delay = projection.pathways[0]?.delay;
      if (delay?.kind === 'ticks') return delay.ticks;
      return initial.get(`${projection.name}.delay#ticks`)?.[synapse] ?? Number.NaN;
    },
  };
}

function randomPopulation(
  dice: Dice,
  { name, size }: PopulationPlan,
  initial: Map<ArrayId, Float64Array>,
): PopulationCode {
  const fields = Array.from({ length: dice.range(1, 7) }, (_, place) => {
    const array = `${name}.x${place}`;
    const [bits, signed] = [dice.range(1, 40), dice.chance(50)];
    const lowest = signed ? -(2 ** (bits - 1)) : 0;
    const codes = Float64Array.from(
      { length: size },
      () => lowest + dice.roll(2 ** Math.min(30, bits)),
    );
    initial.set(array, codes);
    return { name: `x${place}`, bits, signed, source: { kind: 'array', array } } as const;
  });
  return {
    name,
    size,
    fields: [...fields, { name: 'i', bits: 12, signed: false, source: { kind: 'index' } }],
    receptors: [`${name}.x0#input`],
    soma: section('NOP'),
    foldLength: 0,
  };
}

function randomProjection(
  dice: Dice,
  name: string,
  input: InputPlan,
  populations: readonly PopulationPlan[],
  initial: Map<ArrayId, Float64Array>,
): ProjectionPlan {
  const source = dice.chance(50) ? input : dice.pick(populations);
  const target = dice.pick(populations);
  const whole = dice.chance(60);
  const sourceFirst = whole ? 0 : dice.roll(source.size);
  const targetFirst = whole ? 0 : dice.roll(target.size);
  const sourceCount = whole ? source.size : dice.range(1, source.size - sourceFirst);
  const targetCount = whole ? target.size : dice.range(1, target.size - targetFirst);
  const pairs = randomPairs(dice, sourceCount, targetCount);
  const various = dice.chance(50);
  const most = dice.range(1, 31);
  if (various)
    initial.set(
      `${name}.delay#ticks`,
      Float64Array.from(pairs, () => dice.roll(most + 1)),
    );
  const pathway = (side: 'pre' | 'post'): ProjectionPlan['pathways'][number] => ({
    name: side,
    side,
    kernel: `${name}.${side}`,
    delay:
      various && side === 'pre'
        ? { kind: 'array', seconds: `${name}.delay`, ticks: `${name}.delay#ticks` }
        : { kind: 'ticks', ticks: side === 'pre' ? dice.roll(most) : 0 },
  });
  return {
    kind: 'projection',
    name,
    source: source.name,
    target: target.name,
    sourceFirst,
    targetFirst,
    sourceCount,
    targetCount,
    pre: Int32Array.from(pairs, ([i]) => sourceFirst + i),
    post: Int32Array.from(pairs, ([, j]) => targetFirst + j),
    pathways: [pathway('pre'), pathway('post')],
    traces: [],
    plastic: [],
    readouts: [],
  };
}

type Pair = readonly [source: number, target: number];

function randomPairs(dice: Dice, sources: number, targets: number): readonly Pair[] {
  const all = Array.from(
    { length: sources * targets },
    (_, at): Pair => [Math.floor(at / targets), at % targets],
  );
  const diagonal = dice.range(-2, 2);
  switch (dice.pick(['all', 'others', 'diagonal', 'some', 'few', 'several'] as const)) {
    case 'all':
      return all;
    case 'others':
      return nonEmpty(all.filter(([i, j]) => j !== i + diagonal));
    case 'diagonal':
      return nonEmpty(all.filter(([i, j]) => j === i + diagonal));
    case 'some':
      return nonEmpty(all.filter(() => dice.chance(80)));
    case 'few':
      return nonEmpty(
        shuffled(
          dice,
          all.filter(() => dice.chance(15)),
        ),
      );
    default:
      return nonEmpty(
        shuffled(
          dice,
          all
            .filter(() => dice.chance(20))
            .flatMap((pair) => (dice.chance(50) ? [pair, pair, pair] : [pair])),
        ),
      );
  }
}

function nonEmpty(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.length === 0 ? [[0, 0]] : pairs;
}

function shuffled<T>(dice: Dice, items: readonly T[]): readonly T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = dice.roll(at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

function randomCode(
  dice: Dice,
  plan: ProjectionPlan,
  order: number,
  initial: Map<ArrayId, Float64Array>,
): ProjectionCode {
  const { name, target, pre } = plan;
  const projection = name;
  if (dice.chance(35)) {
    const receptor = `${target}.x0#input`;
    return { projection, target, form: 'constant', order, receptor, code: dice.range(-20, 200) };
  }
  const [weight, other, frozen] = [`${name}.w`, `${name}.a`, `${name}.frozen`];
  initial.set(
    weight,
    Float64Array.from(pre, (_, synapse) => synapse),
  );
  initial.set(
    other,
    Float64Array.from(pre, () => dice.range(-8, 7)),
  );
  initial.set(
    frozen,
    Float64Array.from(pre, () => dice.roll(2)),
  );
  const side = (pathway: 'pre' | 'post'): PathwaySideCode => ({
    name: pathway,
    order,
    body: section(pathway === 'pre' ? 'ACC' : 'NOP'),
    writes: pathway === 'post',
  });
  const plastic = { array: frozen, bits: 1, signed: false, inverted: true };
  return {
    projection,
    target,
    form: 'lanes',
    weight: { array: weight, bits: weightBits, signed: false },
    auxiliary: dice.chance(30) ? [{ array: other, bits: 4, signed: true }] : [],
    ...(dice.chance(50) && { plastic }),
    flags: [],
    preTraces: [],
    postTraces: [],
    pre: side('pre'),
    ...(dice.chance(50) && { post: side('post') }),
  };
}

function programOf(objects: FixedProgram['objects']): FixedProgram {
  return {
    name: 'random',
    dtSeconds: 1e-4,
    seed: 1n,
    arrays: [],
    tables: [],
    objects,
    initial: [],
    actions: [],
    host: [],
    probes: [],
    hostKernels: [],
    kernels: objects.flatMap((object) =>
      object.kind === 'projection'
        ? [
            {
              id: `${object.name}.pre`,
              domain: { kind: 'synapses', object: object.name },
              body: [
                { op: 'const', code: 1n, fraction: 0, range: { lowest: -20n, highest: 4095n } },
                {
                  op: 'accumulate',
                  array: `${object.target}.x0#input`,
                  index: 'post',
                  value: 0,
                  saturate: false,
                  fraction: 0,
                },
              ],
            },
          ]
        : [],
    ),
    formats: new Map(
      objects.flatMap((object) =>
        object.kind === 'population'
          ? [
              [
                `${object.name}.x0#input`,
                {
                  array: `${object.name}.x0#input`,
                  format: { signed: true, wordBits: 24, fracBits: 0 },
                  wordClass: 'accumulator',
                  rounding: 'nearest_even',
                  overflow: { kind: 'saturate' },
                  scale: { numerator: 1n, denominator: 1n },
                  unit: '1',
                  boundAtLsb: false,
                },
              ] as const,
            ]
          : [],
      ),
    ),
    codeTables: [],
    constants: [],
  };
}
