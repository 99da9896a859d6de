import type { Backend, CompileOptions, Session } from '../../../core/backend.js';
import type { StepPlan } from '../../../core/ir/index.js';
import type { Engine, SpikeList } from '../../../core/runtime/index.js';
import { createFixedEngine } from '../fixed-engine.js';
import { openEngine, requireMemory } from '../fixed-point-backend.js';
import { type FixedPlan, planFixed } from '../plan-fixed.js';
import { DelegateEngine } from './delegate-engine.js';
import { SpikeLog, thresholdLists } from './spike-log.js';

/** Both sides of a spike-forced comparison. They belong together: the reference has to run first. */
export interface SpikeForcedPair {
  readonly reference: Backend;
  readonly subject: Backend;
}

export interface SpikeForcedOptions {
  /** Opens a float64 session of a network, with the engine that `wrap` sets around the program's. */
  readonly openReference: (
    network: Parameters<Backend['compile']>[0],
    options: CompileOptions,
    wrap: (engine: Engine, plan: Pick<StepPlan, 'actions'>) => Engine,
  ) => Promise<Session>;
  /** How the network is planned; default: `planFixed`. */
  readonly plan?: (
    network: Parameters<Backend['compile']>[0],
    options: CompileOptions,
  ) => Promise<FixedPlan>;
}

/**
 * Integers whose synapses are driven by the spikes of a float64 run: deliveries, plasticity and
 * traces see the reference's spikes, while the own ones are recorded and reset their own neurons.
 * What still differs is the drift of single cells, without the network's feedback.
 */
export function spikeForcedPair({
  openReference,
  plan: planned = planFixed,
}: SpikeForcedOptions): SpikeForcedPair {
  let logs: ReadonlyMap<string, SpikeLog> = new Map();
  return {
    reference: {
      name: 'reference',
      compile: (network, options = {}) => {
        const own = new Map<string, SpikeLog>();
        logs = own;
        return openReference(network, options, (engine, plan) =>
          listening(engine, listsOf(plan), own),
        );
      },
    },
    subject: {
      name: 'spike-forced',
      compile: async (network, options = {}) => {
        const plan = await planned(network, options);
        requireMemory(plan, options);
        const fixed = createFixedEngine(plan.fixed, plan.hardware, { counting: true });
        return openEngine(plan, forced(fixed, listsOf(plan.fixed), logs), 'spike-forced');
      },
    },
  };
}

function listsOf(plan: Pick<StepPlan, 'actions'>): ReadonlyMap<string, string> {
  return new Map(thresholdLists(plan).map(({ kernel, list }) => [kernel, list]));
}

/** Keeps what every threshold kernel finds. */
function listening(
  engine: Engine,
  thresholds: ReadonlyMap<string, string>,
  logs: Map<string, SpikeLog>,
): Engine {
  return new DelegateEngine(engine, engine.name, (kernel, run) => {
    const name = thresholds.get(kernel);
    const list = name === undefined ? undefined : engine.spikeLists.get(name);
    if (list === undefined) return run;
    const log = new SpikeLog();
    logs.set(kernel, log);
    return (tick, indices, from, to) => {
      run(tick, indices, from, to);
      log.append(list);
    };
  });
}

/** Delivers what was kept. */
function forced(
  engine: Engine,
  thresholds: ReadonlyMap<string, string>,
  logs: ReadonlyMap<string, SpikeLog>,
): Engine {
  const delivered = new Map<string, SpikeList>();
  for (const name of thresholds.values()) {
    const own = engine.spikeLists.get(name);
    if (own !== undefined)
      delivered.set(name, { indices: new Int32Array(own.indices.length), count: 0 });
  }
  return new DelegateEngine(
    engine,
    engine.name,
    (kernel, run) => {
      const name = thresholds.get(kernel);
      const list = name === undefined ? undefined : delivered.get(name);
      if (list === undefined) return run;
      const log = logs.get(kernel);
      if (log === undefined) throw new Error(`the reference has not run ${kernel}`);
      return (tick, indices, from, to) => {
        run(tick, indices, from, to);
        log.take(list);
      };
    },
    delivered,
  );
}
