import type { Amount, Assignment, PopulationDescription } from '../description.js';
import type { Draws } from './draws.js';

/** A variable that synapses may change, with the size of a sensible change in its unit. */
export interface Target {
  readonly variable: string;
  readonly unit: string;
  readonly size: number;
}

/** What a template says of its neurons. */
export interface Neurons {
  readonly equations: readonly string[];
  readonly constants: Readonly<Record<string, Amount>>;
  readonly initial: readonly Assignment[];
  /** The variable that is compared with the threshold, first of all. */
  readonly membrane: string;
  readonly unit: string;
  readonly thresholdValue: number;
  readonly reset: readonly string[];
  readonly targets: readonly Target[];
  readonly methods: readonly [string, ...string[]];
}

/** A differential variable or a parameter. */
export interface StoredVariable {
  readonly name: string;
  readonly unit: string;
  readonly shared: boolean;
}

/** A population with what others have to know of it. */
export interface DraftPopulation {
  readonly description: PopulationDescription;
  readonly targets: readonly Target[];
  /** Variables with stored values: name and unit. */
  readonly stored: readonly StoredVariable[];
  /** `unless refractory`, with a refractory setting. */
  readonly guarded: ReadonlySet<string>;
  /** A parameter in the unit of the membrane that one summed variable may write. */
  readonly gathered?: string;
  readonly membrane: string;
  readonly unit: string;
}

export function amount(value: number, unit: string): Amount {
  return { value, unit };
}

/** One number for all neurons, or one per neuron. */
export function starting(
  draws: Draws,
  variable: string,
  size: number,
  [low, high]: readonly [number, number],
  unit: string,
): Assignment {
  if (draws.chance(30)) {
    return { variable, value: { kind: 'number', value: draws.real(low, high), unit } };
  }
  return { variable, value: { kind: 'list', values: draws.reals(size, low, high), unit } };
}

/** A time constant: a literal, a constant, a parameter per neuron, or a shared parameter. */
export interface RatePart {
  readonly text: string;
  readonly equations: readonly string[];
  readonly constants: Readonly<Record<string, Amount>>;
  readonly initial: readonly Assignment[];
}
export function timeConstant(
  draws: Draws,
  name: string,
  size: number,
  [low, high]: readonly [number, number],
): RatePart {
  const nothing = { equations: [], constants: {}, initial: [] };
  switch (draws.pick(['constant', 'constant', 'literal', 'parameter', 'fixed', 'shared'])) {
    case 'constant':
      return {
        ...nothing,
        text: name,
        constants: { [name]: amount(draws.real(low, high), 'second') },
      };
    case 'literal':
      return { ...nothing, text: `(${Math.round(draws.real(low, high) * 1e6) / 1e3}*ms)` };
    case 'parameter':
      return {
        ...nothing,
        text: name,
        equations: [`${name} : second`],
        initial: [starting(draws, name, size, [low, high], 'second')],
      };
    case 'fixed':
      return {
        ...nothing,
        text: name,
        equations: [`${name} : second (constant)`],
        initial: [starting(draws, name, size, [low, high], 'second')],
      };
    case 'shared': {
      const value = { kind: 'number', value: draws.real(low, high), unit: 'second' } as const;
      return {
        ...nothing,
        text: name,
        equations: [`${name} : second (shared)`],
        initial: [{ variable: name, value }],
      };
    }
  }
}

/** What equations declare apart from subexpressions. */
export function storedVariables(equations: readonly string[]): StoredVariable[] {
  return equations.flatMap((line) => {
    const found = /^d(\w+)\/dt = .* : ([^(]+)/.exec(line) ?? /^(\w+) : ([^(]+)/.exec(line);
    const [, name, unit] = found ?? [];
    if (name === undefined || unit === undefined) return [];
    return [{ name, unit: unit.trim(), shared: line.includes('shared') }];
  });
}
