import type {
  Amount,
  Assignment,
  ConnectDescription,
  EndDescription,
  PathwayDescription,
  ProjectionDescription,
} from '../description.js';
import type { Draws } from './draws.js';
import {
  amount,
  type DraftPopulation,
  type StoredVariable,
  storedVariables,
} from './population-draft.js';

/** An object that spikes. Inputs have no variables. */
export interface Source {
  readonly name: string;
  readonly size: number;
  readonly population?: DraftPopulation;
}

/** What the statements of a projection may name. */
interface Vocabulary {
  /** How variables of the target are named throughout: Brian2 takes `v` and `v_post` for two. */
  readonly suffix: '_post' | '';
  readonly pre: string[];
  readonly post: string[];
  readonly equations: string[];
  readonly constants: Record<string, Amount>;
  readonly initial: ((synapses: number) => Assignment)[];
}

export interface DraftProjection {
  readonly description: ProjectionDescription;
  readonly stored: readonly StoredVariable[];
}

/** A random projection between two objects; the target is a population. */
export function randomProjection(
  draws: Draws,
  name: string,
  source: Source,
  target: Source & { readonly population: DraftPopulation },
  drives: readonly string[],
  summing: boolean,
): DraftProjection {
  const from = randomEnd(draws, source);
  const to = randomEnd(draws, target);
  const counts: readonly [number, number] = [from.count, to.count];
  const { connect, synapses } = randomConnect(draws, counts);
  const words: Vocabulary = {
    suffix: draws.chance(80) ? '_post' : '',
    pre: [],
    post: [],
    equations: [],
    constants: {},
    initial: [],
  };
  addWeight(draws, target, words, drives);
  // A synapse of a neuron onto itself: Brian2 takes `v_pre` and `v_post` for two variables.
  if (source.population !== undefined && source.name !== target.name)
    addBackward(draws, source.population, target.population, words);
  addTraces(draws, target.population, words);
  addMemory(draws, target.population, words);
  addClocked(draws, target.population, words);
  if (summing && target.population.gathered !== undefined) {
    const { gathered, unit } = target.population;
    words.constants.share = amount(draws.real(0.05, 0.1), unit);
    words.equations.push(`${gathered}_post = share*(w/w_max) : ${unit} (summed)`);
  }
  const pathways = randomPathways(draws, words, synapses, source, target);
  const description: ProjectionDescription = {
    name,
    from: from.end,
    to: to.end,
    connect,
    model: words.equations,
    pathways,
    constants: words.constants,
    initial: words.initial.map((make) => make(synapses)),
  };
  return { description, stored: storedVariables(words.equations) };
}

function randomEnd(
  draws: Draws,
  { name, size, population }: Source,
): { readonly end: EndDescription; readonly count: number } {
  // Spike generators of Brian2 2.5.1 have no slices.
  const whole = size < 2 || population === undefined || !draws.chance(35);
  if (whole) return { end: { object: name }, count: size };
  const first = draws.integer(0, size - 1);
  const last = draws.integer(first + 1, size);
  return { end: { object: name, slice: [first, last] }, count: last - first };
}

function randomConnect(
  draws: Draws,
  [sources, targets]: readonly [number, number],
): { readonly connect: ConnectDescription; readonly synapses: number } {
  if (draws.chance(25)) {
    const generated = randomGenerator(draws, [sources, targets]);
    if (generated.synapses > 0) return generated;
  }
  if (draws.chance(40)) {
    const pairs = Array.from(
      { length: draws.integer(1, 8) },
      () => [draws.integer(0, sources - 1), draws.integer(0, targets - 1)] as const,
    );
    return { connect: { kind: 'pairs', pairs }, synapses: pairs.length };
  }
  const [text, holds] = draws.pick<readonly [string, (i: number, j: number) => boolean]>([
    ['True', () => true],
    ['i == j', (i, j) => i === j],
    ['i != j', (i, j) => i !== j],
    ['i <= j', (i, j) => i <= j],
    ['(i + j) % 2 == 0', (i, j) => (i + j) % 2 === 0],
    ['i//2 == j//2', (i, j) => Math.floor(i / 2) === Math.floor(j / 2)],
    ['i == 0 or j > 1', (i, j) => i === 0 || j > 1],
    ['abs(i - j) < 2 and not j == 3', (i, j) => Math.abs(i - j) < 2 && j !== 3],
  ]);
  const repeats = draws.chance(15) ? 2 : 1;
  let synapses = 0;
  for (let i = 0; i < sources; i++) {
    for (let j = 0; j < targets; j++) if (holds(i, j)) synapses += repeats;
  }
  if (synapses > 0) return { connect: { kind: 'condition', text, repeats }, synapses };
  return {
    connect: { kind: 'condition', text: 'True', repeats },
    synapses: sources * targets * repeats,
  };
}

/** Generator expressions, and conditions on what the neurons are; with the number of their synapses. */
function randomGenerator(
  draws: Draws,
  [sources, targets]: readonly [number, number],
): { readonly connect: ConnectDescription; readonly synapses: number } {
  const count = (perElement: readonly number[]): number => perElement.reduce((a, b) => a + b, 0);
  const of = (end: number): number[] => Array.from({ length: end }, (_, index) => index);
  const within = (end: number, index: number): number => Number(index >= 0 && index < end);
  switch (draws.pick(['chain', 'range', 'back', 'repeats'])) {
    case 'chain':
      return {
        connect: { kind: 'j', text: 'i + 1', skipInvalid: true },
        synapses: count(of(sources).map((i) => within(targets, i + 1))),
      };
    case 'range':
      return {
        connect: {
          kind: 'j',
          text: 'k for k in range(i - 1, i + 2) if k != i',
          skipInvalid: true,
        },
        synapses: count(of(sources).map((i) => within(targets, i - 1) + within(targets, i + 1))),
      };
    case 'back':
      return {
        connect: { kind: 'i', text: 'k for k in range(0, N_pre, 2)', skipInvalid: false },
        // N_pre counts the neurons of the slice.
        synapses: targets * Math.ceil(sources / 2),
      };
    case 'repeats':
      return {
        connect: { kind: 'condition', text: 'i != j', repeats: '1 + i % 2' },
        synapses: count(
          of(sources).flatMap((i) => of(targets).map((j) => (i === j ? 0 : 1 + (i % 2)))),
        ),
      };
  }
}

function list(
  draws: Draws,
  variable: string,
  [low, high]: readonly [number, number],
  unit: string,
): (synapses: number) => Assignment {
  return (synapses) => ({
    variable,
    value: draws.chance(25)
      ? { kind: 'number', value: draws.real(low, high), unit }
      : { kind: 'list', values: draws.reals(synapses, low, high), unit },
  });
}

function addWeight(
  draws: Draws,
  target: Source & { readonly population: DraftPopulation },
  words: Vocabulary,
  drives: readonly string[],
): void {
  const { targets } = target.population;
  const { variable, unit, size } = draws.pick(targets as [(typeof targets)[number]]);
  words.equations.push(`w : ${unit}`);
  words.initial.push(list(draws, 'w', [0.2 * size, size], unit));
  words.constants.w_max = amount(size * 1.1, unit);
  words.constants.eta = amount(size * 0.1, unit);
  const at = `${variable}${words.suffix}`;
  words.pre.push(
    `${at} += w`,
    `${at} += w`,
    `${at} -= 0.3*w`,
    `part = 0.5*w; ${at} += part + 0.1*part`,
  );
  words.pre.push(`${at} = ${at} + 0.7*w`, `${at} = 0.8*${at} + 0.5*w`, `${at} *= 0.97`);
  words.pre.push(
    `${at} += int(t > 3*ms)*w`,
    `${at} += w*(j + 1)/(i + 2)`,
    `${at} += w*N_pre/N_post/3`,
  );
  // Arrays of two dimensions count neurons, which synapses do not.
  const one = drives.filter((text) => text.endsWith('(t)'));
  if (one.length > 0) words.pre.push(`${at} += ${draws.pick(one as [string])}*w`);
  words.post.push(`${at} += 0.2*w`, 'w = clip(w - 0.05*eta, 0*eta, w_max)');
  words.pre.push('w = clip(w + 0.05*eta, 0*eta, w_max)', 'w *= 0.98');
  const other = draws.pick(targets as [(typeof targets)[number]]);
  if (other.variable !== variable)
    words.pre.push(`${other.variable}${words.suffix} += (w/w_max)*gain_other`);
  words.constants.gain_other = amount(other.size, other.unit);
  if (draws.chance(30)) {
    words.equations.push(
      `scaled = w*(1 + 0.5*${target.population.membrane}${words.suffix}/unit_v) : ${unit}`,
    );
    words.constants.unit_v = amount(1, target.population.unit);
    words.pre.push(`${at} += 0.3*scaled`);
  }
}

function addBackward(
  draws: Draws,
  source: DraftPopulation,
  target: DraftPopulation,
  words: Vocabulary,
): void {
  if (!draws.chance(40)) return;
  const { variable, unit, size } = draws.pick(source.targets as [(typeof source.targets)[number]]);
  // Brian2 has one `not_refractory` per block, and asks that of one side for both.
  if (source.guarded.has(variable) && target.guarded.size > 0) return;
  words.constants.back = amount(size * 0.3, unit);
  words.pre.push(`${variable}_pre += back`);
  words.post.push(`${variable}_pre += back*(w/w_max)`, `${variable}_pre = 0.9*${variable}_pre`);
}

function addTraces(draws: Draws, target: DraftPopulation, words: Vocabulary): void {
  if (!draws.chance(65)) return;
  const event = '(event-driven)';
  const tau = (name: string, low: number, high: number): string => {
    if (draws.chance(25)) {
      words.equations.push(`${name} : second${draws.pick(['', ' (constant)'])}`);
      words.initial.push(list(draws, name, [low, high], 'second'));
    } else words.constants[name] = amount(draws.real(low, high), 'second');
    return name;
  };
  const [tauPre, tauPost] = [tau('tau_pre_', 0.002, 0.01).slice(), tau('tau_back', 0.012, 0.02)];
  const onTarget = draws.chance(15) && target.stored.some(({ name }) => name === 'pause');
  const shape = draws.pick(['plain', 'plain', 'plain', 'coupled', 'driven']);
  words.equations.push(
    shape === 'driven'
      ? `dtr_a/dt = (0.2 - tr_a)/${tauPre} : 1 ${event}`
      : `dtr_a/dt = -tr_a/${onTarget ? `pause${words.suffix}` : tauPre} : 1 ${event}`,
    shape === 'coupled'
      ? `dtr_b/dt = (0.5*tr_a - tr_b)/${tauPost} : 1 ${event}`
      : `dtr_b/dt = -tr_b/${tauPost} : 1 ${event}`,
  );
  if (draws.chance(25)) {
    words.equations.push(`dtr_c/dt = -tr_c/${tauPost} : 1 ${event}`);
    words.post.push('tr_c = 1', 'tr_c += 0.5*tr_b');
    words.pre.push('w = clip(w + eta*tr_c*tr_a, 0*eta, w_max)');
  }
  if (draws.chance(30)) {
    const start: Assignment = {
      variable: 'tr_b',
      value: { kind: 'number', value: 0.4, unit: '1' },
    };
    words.initial.push(() => start);
  }
  words.pre.push(
    'tr_a += 1',
    'tr_a = 1',
    'tr_a += 0.3*(1 - tr_a)',
    'tr_a += w/w_max',
    'w = clip(w - eta*tr_b, 0*eta, w_max)',
  );
  words.pre.push('tr_a += 1; w = clip(w - eta*tr_b, 0*eta, w_max)', 'tr_a = 1; w -= 0.1*eta*tr_b');
  words.post.push(
    'tr_b += 1',
    'tr_b -= 0.7',
    'w = clip(w + eta*tr_a, 0*eta, w_max)',
    'tr_b = 1; w += 0.1*eta*tr_a*tr_b',
  );
  words.post.push('w = clip(w + eta*tr_a, 0*eta, w_max); tr_b += 1');
}

function addMemory(draws: Draws, target: DraftPopulation, words: Vocabulary): void {
  if (draws.chance(30)) {
    words.equations.push(`seen : ${target.unit}`);
    const text = `seen = ${target.membrane}${words.suffix}`;
    words.pre.push(text, `seen += 0.5*(${target.membrane}${words.suffix} - seen)`);
    words.post.push(text);
  }
  if (draws.chance(30)) {
    words.equations.push('count : integer');
    words.pre.push('count += 1', 'count = count*2 + 1 - count');
    words.post.push('count = (count + 3) % 5');
  }
  if (draws.chance(20)) {
    words.equations.push('open : boolean', 'when : second');
    words.pre.push('open = not open; when = t', 'open = count_free > 1*ms');
    words.pre.splice(words.pre.indexOf('open = count_free > 1*ms'), 1);
    words.post.push('open = when > 1*ms and not open');
  }
  // Brian2 has `lastupdate` beside event-driven equations alone.
  if (words.equations.some((line) => line.includes('event-driven')) && draws.chance(20)) {
    words.equations.push('age : second');
    words.pre.push('age = t - lastupdate + 1*ms');
    words.post.push('age = 0.5*age + (t - lastupdate) + 0.1*ms');
  }
  if (draws.chance(20)) {
    words.pre.push('w = clip(w*(1 - 0.02*N_incoming), 0*eta, w_max)');
    words.post.push('w = clip(w + 0.01*eta*N_outgoing*(1 + j)/(N_post + N_pre), 0*eta, w_max)');
  }
  if (draws.chance(20)) {
    words.equations.push('rule : 1 (shared)');
    const value = { kind: 'number', value: draws.real(0.5, 1), unit: '1' } as const;
    words.initial.push(() => ({ variable: 'rule', value }));
    words.pre.push('w = clip(w*(0.9 + 0.1*rule), 0*eta, w_max)');
  }
}

/** An equation that runs in every step for every synapse. */
function addClocked(draws: Draws, target: DraftPopulation, words: Vocabulary): void {
  if (!draws.chance(20)) return;
  words.constants.tau_z = amount(draws.real(0.003, 0.008), 'second');
  words.constants.one_v = amount(1, target.unit);
  const drive = draws.pick(['0.3', `${target.membrane}_post/one_v`, `(i + 1)*0.1*j`]);
  words.equations.push(`dz/dt = (${drive} - z)/tau_z : 1 (clock-driven)`);
  words.pre.push('z += 0.4', 'w = clip(w*(0.9 + 0.1*z), 0*eta, w_max)');
  words.post.push('z *= 0.5');
}

function randomPathways(
  draws: Draws,
  words: Vocabulary,
  synapses: number,
  source: Source,
  target: Source,
): PathwayDescription[] {
  const pre = draws.pick([['to_a'], ['to_a'], ['to_a', 'Late'], ['zz', 'aa']]);
  const post =
    words.post.length === 0
      ? []
      : draws.pick<readonly string[]>([[], ['back_a'], ['back_a'], ['back_a', 'Rear']]);
  const make = (name: string, side: 'pre' | 'post'): PathwayDescription => {
    const options = side === 'pre' ? words.pre : words.post;
    const drawn = Array.from({ length: draws.integer(1, 3) }, () =>
      draws.pick(options as [string]),
    );
    // Brian2 reads the variables of a synaptic subexpression once, before the block: it comes first.
    const first = drawn.find((text) => text.includes('scaled'));
    const others = drawn.filter((text) => !text.includes('scaled'));
    const statements = first === undefined ? others : [first, ...others];
    const delay = randomDelay(draws, synapses);
    const trigger = side === 'pre' ? source : target;
    const eventful = trigger.population?.description.events !== undefined;
    return {
      name,
      side,
      statements,
      ...(draws.chance(15) ? { order: draws.integer(-3, 3) } : {}),
      ...(eventful && draws.chance(60) ? { event: 'half_way' } : {}),
      ...(delay === undefined ? {} : { delaySeconds: delay }),
    };
  };
  return [...pre.map((name) => make(name, 'pre')), ...post.map((name) => make(name, 'post'))];
}

function randomDelay(draws: Draws, synapses: number): number | readonly number[] | undefined {
  const one = (): number =>
    draws.chance(30)
      ? draws.pick([0, 0.04, 0.0499999, 0.05, 0.15, 0.25, 0.35, 0.45, 1]) / 1000
      : draws.real(0, 0.003);
  switch (draws.pick(['none', 'none', 'fixed', 'list', 'list'])) {
    case 'none':
      return undefined;
    case 'fixed':
      return one();
    case 'list':
      return Array.from({ length: synapses }, one);
  }
}
