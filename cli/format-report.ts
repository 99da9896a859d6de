import type { FormatExplanation, FormatReport } from '../backends/fixed-point/index.js';
import type { FormatRow } from './format-table.js';

/** Columns that a line of the report may take. */
const width = 100;

/** Why each variable has its format: ranges and their sources, decay, learning, constants. */
export function printFormatReport(report: FormatReport, rows: readonly FormatRow[]): string {
  const units = new Map(rows.map(({ variable, unit }) => [variable, unit]));
  const variables = [...report.variables.values()];
  const sections = [
    ...section(
      'ranges',
      variables.flatMap((entry) => rangeLines(entry, units)),
    ),
    ...section(
      'decay and dead zones',
      variables.flatMap((entry) => decayLines(entry, units)),
    ),
    ...section('learning, change of a weight by one event', updateLines(report)),
    ...section('constants that are not exact', constantLines(report)),
  ];
  return sections.map((line) => `${line}\n`).join('');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.flatMap((line) => wrap(line)), ''];
}

function rangeLines(
  entry: FormatExplanation,
  units: ReadonlyMap<string, string>,
): readonly string[] {
  const unit = unitText(units.get(entry.variable));
  const parts: string[] = [];
  if (entry.declared !== undefined) parts.push(`${span(entry.declared)}${unit} (declared)`);
  if (entry.derived !== undefined) {
    const { low, high, lowFrom, highFrom, proved } = entry.derived;
    const kind = proved ? 'derived' : 'derived, not proved';
    const from = lowFrom === highFrom ? lowFrom : `low end: ${lowFrom}; high end: ${highFrom}`;
    parts.push(`${span([low, high])}${unit} (${kind}: ${from})`);
  }
  if (entry.cycle !== undefined) {
    parts.push(`no derived range (${entry.cycle.join(' <- ')} has no bound): not proved`);
  }
  if (entry.profiled !== undefined) parts.push(`profiled ${span(entry.profiled)}${unit}`);
  const gap = entry.derivedMinusProfiledBits;
  if (gap !== undefined) parts.push(`derived - profiled ${signed(gap)} bit`);
  const by = { lock: 'its lock', words: 'the class', range: 'the range' }[entry.fractionBy];
  parts.push(`point set by ${by}, a bit more costs ${entry.oneBitMore.memoryBits} bits of memory`);
  return [`  ${entry.variable}: ${parts.join(', ')}`];
}

function decayLines(
  entry: FormatExplanation,
  units: ReadonlyMap<string, string>,
): readonly string[] {
  const { decay, variable } = entry;
  if (decay === undefined) return [];
  const unit = unitText(units.get(variable));
  const loss = `${short(decay.lossPerStep)} per step (tau ${seconds(decay.tauSeconds)})`;
  if (decay.by === 'table') {
    return [`  ${variable}: loses ${loss}, by its age, rounded once per event`];
  }
  const [low, high] = decay.stuckValues;
  const rest = decay.rest === 0 ? '' : ` to ${short(decay.rest)}${unit}`;
  const needs =
    decay.fractionToMove === undefined
      ? ''
      : `; full scale moves from ${decay.fractionToMove} fraction bits on, it has ${decay.fractionGiven}`;
  const bits = neededText(entry);
  const stuck = `codes ${decay.stuckCodes.join(' .. ')} stay, ${short(low)} .. ${short(high)}${unit}`;
  const around = decay.rest === 0 ? '' : ' around it';
  switch (decay.verdict) {
    case 'frozen':
      return [
        `  ${variable}: FROZEN. It loses ${loss}${rest}, but no value that occurs moves: frozen below ${decay.fractionToMove ?? '?'} fraction bits, it has ${decay.fractionGiven}${bits}. A frozen variable is not neutral: more bits, stochastic rounding, or decay it in fewer and larger steps`,
      ];
    case 'mean only':
      return [
        `  ${variable}: loses ${loss}${rest}; stochastic rounding keeps the mean, no dead zone`,
      ];
    case 'ok':
      return [`  ${variable}: loses ${loss}${rest}; no dead zone${needs}${bits}`];
    default: {
      const after =
        decay.secondsToDeadZone === undefined
          ? ''
          : `; from full scale after ${seconds(decay.secondsToDeadZone)}`;
      return [`  ${variable}: loses ${loss}${rest}; ${stuck}${around}${after}${needs}${bits}`];
    }
  }
}

function neededText({ bitsNeeded, bitsGiven, menuBits }: FormatExplanation): string {
  if (bitsNeeded === undefined) return '';
  const menu =
    menuBits === undefined || menuBits === bitsNeeded ? '' : ` (on the menu: ${menuBits})`;
  const spare = bitsGiven - bitsNeeded;
  const rest = spare < 0 ? `${-spare} short` : `${spare} to spare`;
  return `; needs ${bitsNeeded} bits${menu}, given ${bitsGiven}, ${rest}`;
}

function updateLines(report: FormatReport): readonly string[] {
  return report.updates.map(({ update, smallest, largest, ...size }) => {
    const weight = `${update.projection.name}.${update.weight.name}`;
    const name = `${weight}, ${update.pathway.name}`;
    const lsb =
      size.smallestLsb === undefined || size.largestLsb === undefined
        ? ''
        : `, ${pair(size.smallestLsb, size.largestLsb)} LSB`;
    const share =
      size.largestShare === undefined ? '' : `, up to ${short(size.largestShare)} of its range`;
    const { smallestLsb } = size;
    // Nearest rounding moves a weight from half an LSB on.
    const more = smallestLsb === undefined ? 0 : Math.ceil(Math.log2(0.5 / smallestLsb));
    const bits = report.variables.get(weight)?.bitsGiven ?? 0;
    const nearest =
      more > 0 && Number.isFinite(more)
        ? `; nearest rounding would need ${bits + more} bits for the smallest`
        : '';
    return `  ${name}: ${pair(smallest, largest)}${lsb}${share}: ${size.verdict}${nearest}`;
  });
}

function constantLines({ constants }: FormatReport): readonly string[] {
  return constants
    .filter(({ relativeError }) => relativeError !== 0)
    .map(({ kernel, exact, stored, relativeError, relativeErrorOneBitMore, bias }) => {
      const effects = bias.map(
        ({ variable, lsbPerStep }) => `${signed(lsbPerStep)} LSB of ${variable} per step`,
      );
      const effect = effects.length === 0 ? '' : `: ${effects.join(', ')}`;
      const error = relativeError.toExponential(1);
      const finer = relativeErrorOneBitMore.toExponential(1);
      const more = error === finer ? '' : `, ${finer} with one bit more`;
      return `  ${kernel}: ${exact} stored as ${stored} (relative error ${error}${more})${effect}`;
    });
}

/** Breaks a line at spaces; what follows is indented by four. */
function wrap(line: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  const indent = /^ */.exec(line)?.[0] ?? '';
  for (const word of line.trim().split(' ')) {
    const start = lines.length === 0 ? indent : '    ';
    const longer = current === '' ? `${start}${word}` : `${current} ${word}`;
    if (longer.length > width && current !== '') {
      lines.push(current);
      current = `    ${word}`;
    } else current = longer;
  }
  return [...lines, current];
}

const span = ([low, high]: readonly [number, number]): string =>
  low === high ? short(low) : `${short(low)} .. ${short(high)}`;

const pair = (low: number, high: number): string =>
  low === high ? short(low) : `${short(low)} .. ${short(high)}`;

const unitText = (unit: string | undefined): string =>
  unit === undefined || unit === '1' ? '' : ` ${unit}`;

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${Number(value.toPrecision(2))}`;
}

function seconds(value: number): string {
  if (value >= 1) return `${short(value)} s`;
  return value >= 1e-3 ? `${short(value * 1e3)} ms` : `${short(value * 1e6)} us`;
}
