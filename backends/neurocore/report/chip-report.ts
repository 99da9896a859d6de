import type { ChipReport, EnergyEntry } from '../../../core/backend.js';
import type { Hardware } from '../../../core/hardware.js';
import { type Emulator, sequencerStates } from '../emulator/index.js';
import type { PlacedNetwork } from '../placement/index.js';
import type { HostTraffic } from '../session/host-traffic.js';
import { activityOf } from './activity.js';
import { energyClasses } from './energy-classes.js';
import { phaseOf, sequencerPhases } from './phases.js';

export interface ChipRun {
  readonly hardware: Hardware;
  readonly placed: PlacedNetwork;
  readonly emulator: Emulator;
  readonly traffic: HostTraffic;
  readonly dtSeconds: number;
  /** Cycles of the longest step, and its number. */
  readonly longest: { readonly cycles: number; readonly tick: number };
}

/** Cycles, energy, fill and faults of a run: everything from counts of the emulator. */
export function reportChip(run: ChipRun): ChipReport {
  const { hardware, placed, emulator, longest, dtSeconds } = run;
  const { geometry } = placed.image;
  const chipSeconds = emulator.cycle / geometry.clockHertz;
  return {
    hardware: hardware.name,
    clockHertz: geometry.clockHertz,
    mesh: geometry.mesh,
    cores: geometry.cores,
    steps: emulator.tick,
    cycles: emulator.cycle,
    longestStep: longest,
    realTimeFactor: chipSeconds === 0 ? undefined : (emulator.tick * dtSeconds) / chipSeconds,
    phases: sequencerPhases.map(({ name }) => ({
      name,
      cycles: emulator.counters.map((core) =>
        sequencerStates.reduce(
          (sum, state, at) => (phaseOf(state) === name ? sum + (core.stateCycles[at] ?? 0) : sum),
          0,
        ),
      ),
    })),
    energy: energyOf(run, chipSeconds),
    use: placed.use,
    faults: emulator.faults.map(({ kind, core, tick, cycle, where }) => ({
      kind,
      core,
      tick,
      cycle,
      where,
    })),
  };
}

function energyOf(run: ChipRun, chipSeconds: number): ChipReport['energy'] {
  const { energy } = run.hardware;
  const { read, written } = run.traffic;
  const activity = activityOf(run.emulator, read + written);
  const entries = energyClasses.map(({ name, counts, count }): EnergyEntry => {
    const figure = energy.get(name);
    const times = count(activity);
    return {
      name,
      counts,
      count: times,
      ...(figure === undefined
        ? {}
        : { joules: times * figure.value, basis: figure.basis, source: figure.source }),
    };
  });
  const leakage = energy.get('static');
  const known = entries.flatMap(({ joules }) => (joules === undefined ? [] : [joules]));
  return {
    entries,
    joules: known.reduce((sum, joules) => sum + joules, 0),
    ...(leakage === undefined ? {} : { leakageJoules: leakage.value * chipSeconds }),
    missing: entries.flatMap(({ name, count, joules }) =>
      joules === undefined && count > 0 ? [name] : [],
    ),
    borrowed: entries.some(({ basis, count }) => basis === 'borrowed' && count > 0),
  };
}
