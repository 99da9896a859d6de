import type { ChipReport } from '../core/backend.js';

/**
 * The cost of a run in lines for a terminal.
 *
 * @param items - Items that were shown; 0 if there is none.
 * @param events - Counters of the run: losses at the host's side are said, if there are any.
 */
export function chipText(
  report: ChipReport,
  items: number,
  events: Readonly<Record<string, number>>,
): string {
  const { steps, cycles, cores, mesh, clockHertz, longestStep, energy } = report;
  const lines = [
    `chip ${report.hardware}: ${cores} of ${mesh[0] * mesh[1]} cores, ${clockHertz / 1e6} MHz`,
    `  cycles     ${grouped(cycles)}, ${perStep(cycles, steps)} per step, ${grouped(longestStep.cycles)} at most (tick ${grouped(longestStep.tick)})${items === 0 ? '' : `, ${grouped(Math.round(cycles / items))} per item`}`,
    `  speed      ${report.realTimeFactor === undefined ? '-' : `${rounded(report.realTimeFactor)} times real time`}`,
    `  phases     ${shares(report)}`,
    `  energy     ${energyText(energy, items)}`,
    `  fill       ${fillText(report.use)}`,
    ...lossText(events['chip.outputDropped'] ?? 0),
    ...report.faults.map(
      ({ kind, core, tick, where }) => `  FAULT      ${kind}, core ${core}, tick ${tick}: ${where}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function lossText(dropped: number): readonly string[] {
  if (dropped === 0) return [];
  const words = dropped === 1 ? 'word' : 'words';
  return [
    `  LOST       ${grouped(dropped)} ${words} for the host, its output was full; spikes above are those of the chip`,
  ];
}

function shares({ phases }: ChipReport): string {
  const sums = phases.map(({ name, cycles }) => ({
    name,
    cycles: cycles.reduce((sum, value) => sum + value, 0),
  }));
  const total = sums.reduce((sum, { cycles }) => sum + cycles, 0);
  if (total === 0) return '-';
  return sums
    .filter(({ cycles }) => cycles > 0)
    .map(({ name, cycles }) => `${name} ${Math.round((100 * cycles) / total)} %`)
    .join(', ');
}

function energyText(energy: ChipReport['energy'], items: number): string {
  const marks = [
    ...(energy.missing.length > 0
      ? [`incomplete: no figure for ${energy.missing.length} kinds of work`]
      : []),
    ...(energy.borrowed ? ['figures borrowed from another chip'] : []),
  ];
  const each = items === 0 ? '' : `, ${joules(energy.joules / items)} per item`;
  const leakage =
    energy.leakageJoules === undefined ? '' : `, leakage ${joules(energy.leakageJoules)}`;
  return `${joules(energy.joules)}${each}${leakage}${marks.length > 0 ? ` (${marks.join('; ')})` : ''}`;
}

/** The fullest resource of each core. */
function fillText(use: ChipReport['use']): string {
  const cores = [...new Set(use.map(({ core }) => core))];
  return cores
    .map((core) => {
      const own = use.filter((entry) => entry.core === core && entry.available > 0);
      const fullest = own.reduce((a, b) => (b.used / b.available > a.used / a.available ? b : a));
      const percent = Math.round((100 * fullest.used) / fullest.available);
      return `core ${core} ${fullest.resource} ${percent} %`;
    })
    .join(', ');
}

function perStep(cycles: number, steps: number): string {
  return steps === 0 ? '-' : grouped(Math.round(cycles / steps));
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function joules(value: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1, 'J'],
    [1e-3, 'mJ'],
    [1e-6, 'uJ'],
    [1e-9, 'nJ'],
    [1e-12, 'pJ'],
  ];
  const [size, unit] = units.find(([factor]) => value >= factor) ?? [1e-12, 'pJ'];
  return `${rounded(value / size)} ${unit}`;
}
