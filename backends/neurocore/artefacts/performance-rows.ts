import type { EnergyFigure } from '../../../core/hardware.js';
import {
  type Emulator,
  type InputWord,
  type StepReport,
  sequencerStates,
} from '../emulator/index.js';
import { type ActivityCounts, activityOf, energyClasses } from '../report/index.js';
import type { StepObserver } from './observed-emulator.js';

/** Columns of SANA-FE's `perf.csv`, in its order and words; then ours, which are exact. */
const sharedColumns = [
  'timestep',
  'fired',
  'updated',
  'packets',
  'hops',
  'spikes',
  'sim_time',
  'synapse_energy',
  'dendrite_energy',
  'soma_energy',
  'network_energy',
  'total_energy',
] as const;

const ownColumns = [
  'energy_incomplete',
  'cycles',
  'first_cycle',
  'soma_cycle',
  'local_cycle',
  'barrier_cycle',
  'lanes_passed',
  'words_fetched',
  'words_written',
  'accumulator_adds',
  'send_stalls',
  'port_stalls',
  'link_blocked',
  'output_dropped',
  'output_stalls',
  'inlet_duplicates',
  'saturations',
] as const;

/** The header of the file. */
const performanceHeader: string = [
  ...sharedColumns,
  ...ownColumns,
  ...sequencerStates.map((state) => `state_${state}`),
].join(',');

type EnergyUnit = 'synapse' | 'dendrite' | 'soma' | 'network';

/** Unit of an energy class: the four of SANA-FE. */
function unitOf(name: string): EnergyUnit {
  const [unit] = name.split('.');
  if (unit === 'synapse' || unit === 'dendrite' || unit === 'soma') return unit;
  return unit === 'trace' || unit === 'rng' || unit === 'lut' ? 'synapse' : 'network';
}

interface Totals {
  readonly activity: ActivityCounts;
  readonly classes: readonly number[];
  readonly states: readonly number[];
  readonly saturations: number;
}

/**
 * A line per step: what the counters moved by. Energies are sums of count * figure over the classes
 * that have a figure; `energy_incomplete` is 1 where one was used that has none.
 */
export class PerformanceRows implements StepObserver {
  readonly #energy: ReadonlyMap<string, EnergyFigure>;
  readonly #write: (line: string) => void;
  #last: Totals | undefined;

  /** @param write - Takes the header and the lines, each with its line end. */
  constructor(energy: ReadonlyMap<string, EnergyFigure>, write: (line: string) => void) {
    this.#energy = energy;
    this.#write = write;
  }

  before = (emulator: Emulator): void => {
    if (this.#last === undefined) this.#write(`${performanceHeader}\n`);
    this.#last = totalsOf(emulator);
  };

  after = (emulator: Emulator, report: StepReport, _input?: readonly InputWord[]): void => {
    const last = this.#last;
    if (last === undefined) throw new Error('a step that nobody saw begin');
    const now = totalsOf(emulator);
    const moved = (get: (totals: Totals) => number): number => get(now) - get(last);
    const core = (name: keyof ActivityCounts['core']): number =>
      moved(({ activity }) => activity.core[name]);
    const energy: Record<EnergyUnit, number> = { synapse: 0, dendrite: 0, soma: 0, network: 0 };
    let incomplete = 0;
    for (const [at, { name }] of energyClasses.entries()) {
      const times = moved(({ classes }) => classes[at] as number);
      const figure = this.#energy.get(name);
      if (figure !== undefined) energy[unitOf(name)] += times * figure.value;
      else if (times > 0) incomplete = 1;
    }
    const { synapse, dendrite, soma, network } = energy;
    const cycles = report.endCycle - report.firstCycle;
    const hops = ({ activity }: Totals): number => {
      const { north, east, south, west } = activity.mesh.hops;
      return north + east + south + west;
    };
    this.#write(
      `${[
        report.tick,
        core('spikes'),
        moved(({ activity }) => activity.somaUpdates),
        core('packetsReceived'),
        moved(hops),
        core('lanesExecuted'),
        cycles / emulator.image.geometry.clockHertz,
        ...[synapse, dendrite, soma, network, synapse + dendrite + soma + network],
        incomplete,
        cycles,
        report.firstCycle,
        report.phases.soma,
        report.phases.local,
        report.phases.barrier,
        core('lanesPassed'),
        core('wordsFetched'),
        core('wordsWritten'),
        core('accumulatorAdds'),
        core('sendStalls'),
        core('portStalls'),
        moved(({ activity }) => activity.mesh.blocked),
        moved(({ activity }) => activity.mesh.outputDropped),
        moved(({ activity }) => activity.mesh.outputStalls),
        core('inletDuplicates'),
        moved(({ saturations }) => saturations),
        ...sequencerStates.map((_, at) => moved(({ states }) => states[at] as number)),
      ].join(',')}\n`,
    );
  };
}

function totalsOf(emulator: Emulator): Totals {
  const activity = activityOf(emulator);
  return {
    activity,
    classes: energyClasses.map(({ count }) => count(activity)),
    states: sequencerStates.map((_, at) =>
      emulator.counters.reduce((sum, core) => sum + (core.stateCycles[at] ?? 0), 0),
    ),
    saturations: emulator.counters.reduce(
      (sum, { saturations }) => sum + saturations.reduce((all, count) => all + count, 0),
      0,
    ),
  };
}
