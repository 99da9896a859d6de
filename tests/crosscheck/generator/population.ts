import type {
  Assignment,
  EventDescription,
  PopulationDescription,
  RegularDescription,
  ThresholdDescription,
} from '../description.js';
import type { Draws } from './draws.js';
import { nonlinearNeurons } from './nonlinear-neurons.js';
import {
  amount,
  type DraftPopulation,
  type Neurons,
  starting,
  storedVariables,
  type Target,
} from './population-draft.js';
import {
  adaptiveExponentialNeurons,
  conductanceNeurons,
  izhikevichNeurons,
  leakyNeurons,
  linearNeurons,
  type TemplateInput,
} from './templates.js';

const templates: readonly [
  (input: TemplateInput) => Neurons,
  ...((input: TemplateInput) => Neurons)[],
] = [
  leakyNeurons,
  leakyNeurons,
  conductanceNeurons,
  izhikevichNeurons,
  adaptiveExponentialNeurons,
  linearNeurons,
  linearNeurons,
  nonlinearNeurons,
  nonlinearNeurons,
];

/** Equations, texts and values that are added to a template. */
interface Extras {
  readonly equations: string[];
  readonly reset: string[];
  readonly initial: Assignment[];
  readonly constants: Record<string, ReturnType<typeof amount>>;
  readonly targets: Target[];
  threshold: ThresholdDescription;
  events?: readonly EventDescription[];
  regularly?: readonly RegularDescription[];
  /** A parameter that a summed variable may write. */
  gathered?: string;
}

/** A random population. `drives` are texts of dimensionless timed arrays. */
export function randomPopulation(
  draws: Draws,
  name: string,
  drives: readonly string[],
): DraftPopulation {
  const size = draws.integer(1, 5);
  const flagged = draws.chance(55);
  const flag = flagged ? ' (unless refractory)' : '';
  const neurons = draws.pick(templates)({ draws, size, drives, flag });
  const extras: Extras = {
    equations: [],
    reset: [...neurons.reset],
    initial: [],
    constants: {},
    targets: [],
    threshold: {
      left: neurons.membrane,
      right: draws.pick(['limit', literalOf(neurons)]),
      unit: neurons.unit,
    },
  };
  extras.constants.limit = amount(neurons.thresholdValue, neurons.unit);
  addAdaptation(draws, neurons, size, extras);
  addCounter(draws, neurons, extras);
  addFlag(draws, extras);
  addShared(draws, extras);
  if (draws.chance(20)) extras.reset.reverse();
  addLocals(draws, neurons, extras);
  addGathered(draws, neurons, extras);
  addEvents(draws, neurons, extras);
  addRegular(draws, neurons, extras);
  addStepConstant(draws, neurons, extras);
  const refractory = randomRefractory(draws, neurons, size, extras);
  const guarded = flagged && refractory !== undefined ? [neurons.membrane] : [];
  const equations = [...neurons.equations, ...extras.equations];
  const description: PopulationDescription = {
    name,
    size,
    equations,
    threshold: extras.threshold,
    reset: draws.chance(95) ? extras.reset : [],
    ...(refractory === undefined ? {} : { refractory }),
    ...randomMethod(draws, neurons),
    constants: { ...neurons.constants, ...extras.constants },
    initial: [...neurons.initial, ...extras.initial],
    ...(draws.chance(10) ? { order: draws.integer(-2, 2) } : {}),
    ...(extras.events === undefined ? {} : { events: extras.events }),
    ...(extras.regularly === undefined ? {} : { regularly: extras.regularly }),
  };
  return {
    description,
    targets: [...neurons.targets, ...extras.targets],
    stored: storedVariables(equations),
    guarded: new Set(guarded),
    membrane: neurons.membrane,
    unit: neurons.unit,
    ...(extras.gathered === undefined ? {} : { gathered: extras.gathered }),
  };
}

function literalOf({ thresholdValue, unit }: Neurons): string {
  return unit === 'volt' ? `${Math.round(thresholdValue * 1e3)}*mV` : String(thresholdValue);
}

function addAdaptation(draws: Draws, neurons: Neurons, size: number, extras: Extras): void {
  if (!draws.chance(30)) return;
  const { unit, membrane } = neurons;
  const step = unit === '1' ? 0.05 : 0.002;
  if (draws.chance(50)) {
    // A moving threshold that decays: linear, so that every method accepts it.
    extras.equations.push(`dtheta/dt = -theta/tau_theta : ${unit}`);
    extras.constants.tau_theta = amount(draws.real(0.2, 0.3), 'second');
  } else {
    extras.equations.push(`theta : ${unit}`);
    extras.initial.push(starting(draws, 'theta', size, [0, step], unit));
  }
  extras.constants.step_theta = amount(step, unit);
  extras.reset.push('theta += step_theta');
  extras.threshold = { ...extras.threshold, right: `${extras.threshold.right} + theta` };
  extras.targets.push({ variable: 'theta', unit, size: step });
  if (draws.chance(20)) {
    extras.threshold = { ...extras.threshold, left: `(${membrane} - theta)` };
  }
}

function addCounter(draws: Draws, { unit, membrane }: Neurons, extras: Extras): void {
  if (!draws.chance(30)) return;
  extras.equations.push('n : integer');
  extras.reset.push(draws.pick(['n += 1', 'n = n + 2', 'n = (n + 1) % 3', 'n = 1.7*(n + 1)']));
  if (draws.chance(40)) {
    const small = unit === '1' ? '0.02' : '0.4*mV';
    const left = extras.threshold.left === membrane ? membrane : extras.threshold.left;
    extras.threshold = { ...extras.threshold, left: `(${left} - (n % 4)*${small})` };
  }
}

function addFlag(draws: Draws, extras: Extras): void {
  if (!draws.chance(25)) return;
  extras.equations.push('odd : boolean');
  if (draws.chance(50)) {
    extras.initial.push({
      variable: 'odd',
      value: { kind: 'expression', text: draws.pick(['i % 2 == 1', 'i > 0', 'True']) },
    });
  }
  extras.reset.push(draws.pick(['odd = not odd', 'odd = t > 5*ms', 'odd = i == 1 or not odd']));
  if (draws.chance(30)) extras.threshold = { ...extras.threshold, and: 'odd or t > 4*ms' };
}

function addShared(draws: Draws, extras: Extras): void {
  if (!draws.chance(25)) return;
  extras.equations.push('gain : 1 (shared)');
  extras.initial.push({
    variable: 'gain',
    value: { kind: 'number', value: draws.real(0.5, 1), unit: '1' },
  });
  if (draws.chance(50)) {
    extras.equations.push('half = gain*0.5 : 1 (shared)', 'level : 1');
    extras.reset.push('level = half + level*gain');
    extras.targets.push({ variable: 'level', unit: '1', size: 0.4 });
  }
}

function addLocals(
  draws: Draws,
  { membrane, unit, thresholdValue }: Neurons,
  extras: Extras,
): void {
  if (!draws.chance(25)) return;
  extras.equations.push(`mark : ${unit}`);
  // A sum, because numpy would make `before = v` another name of one array, which `v -= x` changes.
  extras.constants.lift = amount(thresholdValue, unit);
  extras.reset.unshift(`before = ${membrane} + lift`);
  extras.reset.push(`mark = 0.5*mark + (before - ${membrane})`);
}

/** A parameter for sums of synapses, that lowers the threshold. */
function addGathered(draws: Draws, { unit }: Neurons, extras: Extras): void {
  if (!draws.chance(35)) return;
  extras.equations.push(`gathered : ${unit}`);
  extras.threshold = { ...extras.threshold, right: `${extras.threshold.right} - 0.1*gathered` };
  extras.gathered = 'gathered';
}

/** A custom event below the threshold, which refractoriness does not hold back. */
function addEvents(draws: Draws, { membrane, unit }: Neurons, extras: Extras): void {
  if (!draws.chance(25)) return;
  extras.equations.push('high : integer', `top : ${unit}`);
  const level = unit === 'volt' ? '-56*mV' : '0.6';
  const statements = draws.pick<readonly string[]>([
    ['high += 1'],
    ['high += 1', `top = ${membrane}`],
    [`top = 0.5*top + 0.1*${membrane}`, 'high = (high + 1) % 7'],
  ]);
  extras.events = [{ name: 'half_way', condition: `${membrane} > ${level}`, statements }];
}

/** A subexpression that is evaluated once per step, at its start. */
function addStepConstant(draws: Draws, { membrane, unit }: Neurons, extras: Extras): void {
  if (!draws.chance(20)) return;
  extras.equations.push(
    `held = 0.02*${membrane}*int(t > 2*ms) : ${unit} (constant over dt)`,
    `twice = held*2 : ${unit}`,
  );
  extras.threshold = { ...extras.threshold, right: `${extras.threshold.right} + held` };
  extras.reset.push(`${membrane} -= twice`);
}

function addRegular(draws: Draws, { membrane, unit }: Neurons, extras: Extras): void {
  if (!draws.chance(20)) return;
  extras.equations.push('beat : integer', `sample : ${unit}`);
  const entry = (): RegularDescription => ({
    statements: [
      draws.pick([
        'beat += 1',
        `sample = ${membrane}`,
        `${membrane} = 0.99*${membrane}`,
        `sample = sample + 0.1*(i + 1)*${membrane}; beat = beat*2 % 11`,
        `old = sample; sample = 0.5*${membrane}; ${membrane} += 0.01*(sample - old)`,
      ]),
    ],
    ...(draws.chance(50) ? { everySeconds: draws.pick([2e-4, 1e-3, 6e-4, 1.4e-3]) } : {}),
  });
  extras.regularly = draws.chance(30) ? [entry(), entry()] : [entry()];
}

function randomRefractory(
  draws: Draws,
  { membrane, unit }: Neurons,
  size: number,
  extras: Extras,
): PopulationDescription['refractory'] {
  // Whole microseconds: Brian2 rounds a constant period to them.
  const time = (): number => draws.pick([0.5, 0.3, 0.35, 1, 1.25, 2, 0.1, 0.04, 0]) / 1000;
  switch (
    draws.pick(['none', 'time', 'time', 'text', 'variable', 'elapsed', 'condition', 'lasting'])
  ) {
    case 'none':
      return undefined;
    case 'time':
      return { seconds: time() };
    case 'text':
      extras.constants.rest_time = amount(draws.real(0.0002, 0.002), 'second');
      return {
        text: draws.pick(['rest_time', '0.5*ms + 0.3*ms*i', 'rest_time*(1 + sin(t/ms)**2)']),
      };
    case 'variable':
      extras.equations.push('pause : second');
      extras.initial.push(starting(draws, 'pause', size, [0.0001, 0.003], 'second'));
      if (draws.chance(30)) extras.reset.push('pause *= 1.3');
      return { text: 'pause' };
    case 'elapsed':
      extras.constants.rest_time = amount(draws.real(0.0002, 0.002), 'second');
      return { text: '(t - lastspike) < rest_time' };
    case 'condition':
      extras.constants.below = amount(unit === '1' ? 0.5 : -0.057, unit);
      return { text: `${membrane} < below` };
    case 'lasting':
      return { text: draws.pick(['t < lastspike + 0.55*ms', 'not_refractory', 'i > 2']) };
  }
}

function randomMethod(draws: Draws, { methods, equations }: Neurons): { readonly method?: string } {
  // For sympy a product with int(COMPARISON) does not commute: it is linear in nothing.
  const stated = equations.some((line) => line.includes('int(')) ? { method: 'euler' } : undefined;
  if (draws.chance(15)) return stated ?? {};
  if (draws.chance(5)) {
    const method = draws.pick(['exact', 'exponential_euler', 'rk4']);
    return method === 'exact' && stated !== undefined ? stated : { method };
  }
  return { method: draws.pick(methods as [string, ...string[]]) };
}
