import { diagnoseRun, type Observations } from '../diagnosis/index.js';
import type { Diagnostic } from '../diagnostics/index.js';
import type { ScalarKernel, StepPlan } from '../ir/index.js';
import type { Recording } from '../recording/index.js';
import { type ActivityCounters, ActivityWatch } from './activity-watch.js';
import type { Engine } from './engine.js';
import { RestWatch } from './rest-watch.js';
import { StepWatch } from './step-watch.js';
import type { Variables } from './variables.js';

/** What a session knows of the meaning of its network, whatever its arithmetic. */
export interface NetworkMeaning {
  /** The step kernels in float64. */
  readonly kernels: readonly ScalarKernel[];
  /** State updates for half a time step, by the same names. */
  readonly halfSteps?: () => readonly ScalarKernel[];
}

/** Ticks between two looks at the size of the time step; the first ones come early. */
const ticksPerLook = 4096;

/** Ticks between two measurements of ranges; odd, so that no period of a network hides from it. */
const ticksPerMeasurement = 61;

/** All that looks at a run for the findings at its end. */
export class RunWatch {
  readonly activity: ActivityWatch;
  readonly #rest: RestWatch;
  readonly #steps: StepWatch | undefined;
  readonly #plan: StepPlan;
  readonly #kernels: readonly ScalarKernel[];
  readonly #variables: Variables;
  #ticks = 0;

  constructor(plan: StepPlan, meaning: NetworkMeaning, engine: Engine, variables: Variables) {
    const { kernels, halfSteps } = meaning;
    this.#plan = plan;
    this.#kernels = kernels;
    this.#variables = variables;
    this.activity = new ActivityWatch(plan, kernels, engine);
    this.#rest = new RestWatch(plan, kernels, variables);
    if (halfSteps !== undefined) this.#steps = new StepWatch(plan, kernels, halfSteps(), variables);
  }

  ticked(counters: ActivityCounters): void {
    this.activity.ticked(counters);
    this.#ticks += 1;
    const early = this.#ticks < ticksPerLook && (this.#ticks & (this.#ticks - 1)) === 0;
    if (early || this.#ticks % ticksPerLook === 0) this.#steps?.look(counters.step);
    if (this.#ticks % ticksPerMeasurement === 0) this.#steps?.measure(counters.step);
  }

  itemBegins(counters: ActivityCounters): void {
    this.#rest.gapEnds(counters.step);
    this.activity.begin(counters);
  }

  itemEnds(counters: ActivityCounters): void {
    this.activity.end(counters, true);
    this.#rest.gapBegins(counters.step);
  }

  /** Findings about the run so far. */
  diagnose(counters: ActivityCounters, responses: Recording['responses']): readonly Diagnostic[] {
    const observations: Observations = {
      ticks: this.#ticks,
      silent: this.activity.silent(counters),
      intervals: this.activity.intervals,
      rests: this.#rest.sightings,
      steps: this.#steps?.differences ?? [],
      spikes: new Map(counters.totals.map(({ object, spikes }) => [object, spikes])),
      events: new Map(counters.events.map(({ pathway, events }) => [pathway, events])),
    };
    return diagnoseRun({
      plan: this.#plan,
      kernels: this.#kernels,
      observations,
      responses,
      values: (array) => this.#variables.read(array, counters.step),
    });
  }
}
