import type { EquivalentInput } from '../../../core/backend.js';
import {
  type ArrayId,
  clockSeconds,
  type PopulationPlan,
  type Program,
  type ScalarKernel,
} from '../../../core/ir/index.js';
import type { Engine } from '../../../core/runtime/index.js';
import { toNumber } from '../lower/rational.js';
import type { FixedPlan } from '../plan-fixed.js';
import { DriftGains } from './drift-gains.js';
import { distinct, elementOf, touchesOf } from './kernel-touches.js';
import type { LockstepEngines } from './lockstep-engines.js';

/** The threshold kernel that sees what a state update stores; undefined for other kernels. */
export function thresholdOf(
  plan: Program,
  { id, domain }: Pick<ScalarKernel, 'id' | 'domain'>,
): ScalarKernel | undefined {
  if (domain.kind !== 'elements') return undefined;
  const updates = plan.actions.some(
    (action) => action.kind === 'kernel' && action.slot === 'groups' && action.kernel === id,
  );
  if (!updates) return undefined;
  for (const action of plan.actions) {
    if (action.kind !== 'threshold' || action.population !== domain.object) continue;
    if (action.event === undefined)
      return plan.kernels.find((kernel) => kernel.id === action.kernel);
  }
  return undefined;
}

/** Errors of one population's states as an input to its membrane. */
export class PopulationInput {
  readonly #population: PopulationPlan;
  readonly #kernel: string;
  readonly #states: readonly ArrayId[];
  readonly #unitText: string;
  readonly #gains: DriftGains;

  constructor(
    population: PopulationPlan,
    kernel: string,
    states: readonly ArrayId[],
    unitText: string,
    gains: DriftGains,
  ) {
    this.#population = population;
    this.#kernel = kernel;
    this.#states = states;
    this.#unitText = unitText;
    this.#gains = gains;
  }

  look(tick: number, lanes: number): void {
    if (lanes === this.#population.size) this.#gains.look(tick, lanes);
  }

  /** @param bias - Mean error of an array that a kernel stores, in SI per step. */
  result(bias: (kernel: string, array: ArrayId) => number): EquivalentInput {
    const gains = this.#gains.gains();
    const shares = this.#states.map((array, at) => {
      const gain = gains[at];
      const own = bias(this.#kernel, array);
      return { array, bias: own, input: gain === undefined ? undefined : gain * own };
    });
    return {
      population: this.#population.name,
      membrane: this.#states[0] as ArrayId,
      unitText: this.#unitText,
      total: shares.reduce((sum, { input }) => sum + (input ?? 0), 0),
      shares,
      samples: this.#gains.samples,
    };
  }
}

/** Undefined for a kernel that is no state update, or of a population without threshold or membrane. */
export function populationInput(
  { program, fixed }: FixedPlan,
  kernel: ScalarKernel,
  { reference, exact, half }: LockstepEngines,
): PopulationInput | undefined {
  const threshold = thresholdOf(program, kernel);
  const population = program.objects.find(({ name }) => name === kernel.domain.object);
  if (threshold === undefined || population?.kind !== 'population') return undefined;
  const stored = new Set(touchesOf(kernel).stores.map(({ array }) => array));
  const compared = new Set(touchesOf(threshold).loads.map(({ array }) => array));
  const own = new Map(program.arrays.map((array) => [array.id, array]));
  const states = population.watched.filter(
    (array) => stored.has(array) && own.get(array)?.shared === false,
  );
  const membrane = states.find((array) => compared.has(array));
  if (membrane === undefined) return undefined;
  const ordered = [membrane, ...states.filter((array) => array !== membrane)];
  const touches = touchesOf(kernel);
  const arrays = distinct([...touches.loads, ...touches.stores]).map(({ array, index }) => ({
    array,
    element: elementOf(index, undefined),
  }));
  const copy = (to: Engine, _tick: number, lane: number): void => {
    for (const { array, element } of arrays) {
      const place = element(lane);
      const value = (reference.storage.get(array) as Float64Array)[place] as number;
      (to.storage.get(array) as Float64Array)[place] = value;
    }
  };
  const active = `${population.name}.not_refractory`;
  const gains = new DriftGains({
    kernel: kernel.id,
    whole: exact,
    half,
    states: ordered.map((array) => ({ array, lsb: lsbOf(fixed, array) })),
    dtSeconds: clockSeconds(program, population.clock),
    copy,
    ...(stored.has(active) ? { active } : {}),
  });
  const unitText = own.get(membrane)?.unitText ?? '1';
  return new PopulationInput(population, kernel.id, ordered, unitText, gains);
}

function lsbOf({ formats }: FixedPlan['fixed'], array: ArrayId): number {
  const entry = formats.get(array);
  if (entry === undefined) throw new Error(`${array} has no format`);
  return toNumber(entry.scale) * 2 ** -entry.format.fracBits;
}
