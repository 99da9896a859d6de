import { type RestSighting, updateKernels } from '../diagnosis/index.js';
import type { ArrayId, ScalarKernel, StepPlan } from '../ir/index.js';
import { MirrorKernel } from './mirror-kernel.js';
import type { Variables } from './variables.js';

/** Where a variable rests, and the factor by which its distance from there changes in one step. */
interface Rest {
  readonly array: ArrayId;
  readonly rest: number;
  readonly factor: number;
  /** Largest distance when the gap began. */
  gap: number;
  atGap: number;
  atOnset: number;
}

const rounds = 40;

/**
 * Watches how far variables are from rest when a gap between two items begins and when it ends.
 * Rest and decay are found from the update kernel itself, whatever the method of integration.
 */
export class RestWatch {
  readonly #plan: StepPlan;
  readonly #kernels: readonly ScalarKernel[];
  readonly #variables: Variables;
  #rests: readonly Rest[] | undefined;
  #gapStart: number | undefined;
  #gapTicks = 0;

  constructor(plan: StepPlan, kernels: readonly ScalarKernel[], variables: Variables) {
    this.#plan = plan;
    this.#kernels = kernels;
    this.#variables = variables;
  }

  /** An item is taken away at step `tick`. */
  gapBegins(tick: number): void {
    this.#rests ??= this.#findRests(tick);
    this.#gapStart = tick;
    for (const rest of this.#rests) rest.gap = this.#distance(rest, tick);
  }

  /** The next item comes. */
  gapEnds(tick: number): void {
    // Without a gap, or after a restore, there was no time to come to rest.
    if (this.#gapStart === undefined || tick <= this.#gapStart) return;
    this.#gapTicks = Math.max(this.#gapTicks, tick - this.#gapStart);
    this.#gapStart = undefined;
    for (const rest of this.#rests ?? []) {
      rest.atGap = Math.max(rest.atGap, rest.gap);
      rest.atOnset = Math.max(rest.atOnset, this.#distance(rest, tick));
    }
  }

  get sightings(): readonly RestSighting[] {
    if (this.#gapTicks === 0) return [];
    return (this.#rests ?? []).map(({ array, rest, factor, atGap, atOnset }) => ({
      array,
      rest,
      computed: factor ** this.#gapTicks,
      atGap,
      atOnset,
      gapTicks: this.#gapTicks,
    }));
  }

  #distance({ array, rest }: Rest, tick: number): number {
    let largest = 0;
    const { count } = this.#variables.declaration(array);
    for (let neuron = 0; neuron < count; neuron += 1)
      largest = Math.max(largest, Math.abs(this.#variables.valueOf(array, tick, neuron) - rest));
    return largest;
  }

  #findRests(tick: number): readonly Rest[] {
    return this.#plan.objects.flatMap((object) => {
      if (object.kind !== 'population' || (object.clock ?? 0) !== 0 || object.watched.length === 0)
        return [];
      return updateKernels(this.#plan, this.#kernels, object.name).flatMap((kernel) => {
        const { tables, dtSeconds } = this.#plan;
        const mirror = new MirrorKernel(kernel, this.#variables, tables, dtSeconds);
        mirror.take(tick, 0);
        mirror.set(`${object.name}.lastspike`, 0, -Number.MAX_SAFE_INTEGER);
        return restsOf(mirror, object.watched, tick);
      });
    });
  }
}

/** Newton's method on f(x) - x, one variable after the other, with the others where they rest so far. */
function restsOf(mirror: MirrorKernel, watched: readonly ArrayId[], tick: number): readonly Rest[] {
  const state = new Map(watched.map((id) => [id, mirror.get(id, 0)]));
  const next = (changed: ArrayId, value: number): number => {
    for (const [id, at] of state) mirror.set(id, 0, id === changed ? value : at);
    mirror.step(tick, 0);
    return mirror.get(changed, 0);
  };
  const slope = (id: ArrayId, x: number): number => {
    const distance = Math.max(Math.abs(x) * 1e-4, 1e-9);
    return (next(id, x + distance) - next(id, x - distance)) / (2 * distance);
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const [id, x] of state) {
      const factor = slope(id, x);
      const at = x + (next(id, x) - x) / (1 - factor);
      if (Number.isFinite(at)) state.set(id, at);
    }
  }
  return [...state].flatMap(([array, found]) => {
    // Newton's method comes as close to 0 as it likes.
    const rest = Math.abs(found) < 1e-15 && Math.abs(next(array, 0)) < 1e-15 ? 0 : found;
    const factor = slope(array, rest);
    const drift = Math.abs(next(array, rest) - rest);
    // What does not come to rest, or grows, has none to be compared with.
    const settled = drift <= 1e-6 * Math.max(Math.abs(rest), 1e-6);
    if (!settled || !(factor >= 0 && factor < 1)) return [];
    return [{ array, rest, factor, gap: 0, atGap: 0, atOnset: 0 }];
  });
}
