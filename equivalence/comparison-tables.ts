import type { StateComparison } from './compare-states.js';
import type { Comparison, LimitResult } from './comparison.js';
import type { DifferenceStatistics } from './difference-statistics.js';
import { type DisplayUnit, displayUnit } from './display-unit.js';
import {
  amountText,
  coincidenceText,
  countText,
  lsbText,
  shareText,
  signedText,
  significantText,
} from './number-text.js';
import { asciiText, renderTable, type TableColumn } from './terminal-text.js';
import { limitNumber } from './verdict.js';

const left = (head: string): TableColumn => ({ head, align: 'left' });
const right = (head: string): TableColumn => ({ head, align: 'right' });

/** One line per object; the statistics of the worst neuron. */
export function spikeTable({ spikes }: Comparison, width: number): readonly string[] {
  if (spikes.length === 0) return [];
  const columns = [
    left('spikes'),
    ...[
      'reference',
      'subject',
      'same tick',
      'first tick',
      'worst gamma',
      'lag ms/spike',
      'jitter ms',
    ].map(right),
  ];
  const rows = spikes.map((entry) => [
    asciiText(entry.object),
    countText(entry.reference),
    countText(entry.subject),
    countText(entry.exact),
    entry.firstDifference === undefined ? 'none' : countText(entry.firstDifference.step),
    entry.gamma.worst === undefined ? 'not defined' : coincidenceText(entry.gamma.worst.value),
    entry.lag.slope === undefined
      ? 'not defined'
      : signedText(entry.lag.slope.value, significantText),
    entry.lag.jitter === undefined ? 'not defined' : significantText(entry.lag.jitter.value),
  ]);
  return renderTable(columns, rows, width);
}

/** One line per sampled variable. The unit stands behind the name. */
export function stateTable({ states }: Comparison, width: number): readonly string[] {
  const sampled = states.filter(({ samples }) => samples !== undefined);
  if (sampled.length === 0) return [];
  const withLsb = sampled.some(({ format }) => format !== undefined);
  const inLsb = withLsb ? ['largest LSB', 'RMS LSB', 'before first LSB'] : [];
  const columns = [
    left('states, subject - reference'),
    ...['largest', 'RMS', ...inLsb, 'at tick'].map(right),
  ];
  const rows = sampled.map((state) => {
    const samples = state.samples as DifferenceStatistics;
    const unit = displayUnit(state.unit, samples.largest, state.format?.unit);
    return [
      withUnit(state.name, unit),
      signedText(samples.largest / unit.factor, significantText),
      significantText(samples.rms / unit.factor),
      ...(withLsb ? lsbCells(state) : []),
      `${countText(samples.at.step)} [${samples.at.element}]`,
    ];
  });
  return renderTable(columns, rows, width);
}

function lsbCells({ samples, beforeFirstDifference: before }: StateComparison): readonly string[] {
  if (samples?.lsb === undefined) return ['no format', 'no format', 'no format'];
  const early = before?.lsb === undefined ? 'no sample' : signedText(before.lsb.largest, lsbText);
  return [signedText(samples.lsb.largest, lsbText), lsbText(samples.lsb.rms), early];
}

/** One line per plastic variable, at its last checkpoint. */
export function weightTable({ weights }: Comparison, width: number): readonly string[] {
  const compared = weights.filter(({ checkpoints }) => checkpoints.length > 0);
  if (compared.length === 0) return [];
  const withLsb = compared.some(({ format }) => format !== undefined);
  const columns = [
    left('weights, subject - reference'),
    ...[
      'largest',
      'RMS',
      ...(withLsb ? ['RMS LSB'] : []),
      'of range',
      'cosine',
      'at bounds',
      'never moved',
      'tick',
    ].map(right),
  ];
  const rows = compared.map((entry) => {
    const last = entry.checkpoints.at(-1) as (typeof entry.checkpoints)[number];
    const { difference, ofRange, cosine, atLower, atUpper } = last;
    const unit = displayUnit(entry.unit, difference.largest, entry.format?.unit);
    const atBounds =
      atLower === undefined || atUpper === undefined
        ? 'no bounds'
        : `${shareText(atLower.reference + atUpper.reference)} / ${shareText(atLower.subject + atUpper.subject)}`;
    const moved = entry.neverMoved;
    return [
      withUnit(entry.name, unit),
      signedText(difference.largest / unit.factor, significantText),
      significantText(difference.rms / unit.factor),
      ...(withLsb
        ? [difference.lsb === undefined ? 'no format' : lsbText(difference.lsb.rms)]
        : []),
      ofRange === undefined ? 'no bounds' : shareText(ofRange.rms),
      cosine === undefined ? 'not defined' : coincidenceText(cosine.minimum),
      atBounds,
      moved === undefined
        ? 'unknown'
        : `${shareText(moved.reference)} / ${shareText(moved.subject)}`,
      countText(last.step),
    ];
  });
  return renderTable(columns, rows, width);
}

/** One line per word class of the subject that did anything. */
export function counterTable({ counters }: Comparison, width: number): readonly string[] {
  const classes = (counters?.classes ?? []).filter(({ operations }) => operations > 0);
  if (classes.length === 0) return [];
  const columns = [
    left('arithmetic'),
    ...['operations', 'saturated', 'wrapped', 'became 0', 'dead updates', 'inexact'].map(right),
  ];
  const rows = classes.map((entry) => [
    asciiText(entry.wordClass),
    ...[
      entry.operations,
      entry.saturations,
      entry.wraps,
      entry.underflows,
      entry.deadUpdates,
      entry.inexact,
    ].map(amountText),
  ]);
  return renderTable(columns, rows, width);
}

/** One line per limit of the budget. */
export function limitTable({ limits = [] }: Comparison, width: number): readonly string[] {
  if (limits.length === 0) return [];
  const columns = [left('limit'), left('verdict'), right('measured'), right('limit'), left('at')];
  const rows = limits.map((entry) => [
    asciiText(entry.name),
    entry.holds === undefined ? 'inconclusive' : entry.holds ? 'holds' : 'BREACHED',
    entry.measured === undefined ? 'not measured' : limitNumber(entry, entry.measured),
    `${entry.side === 'max' ? '<=' : '>='} ${limitNumber(entry, entry.limit)}`,
    placeText(entry),
  ]);
  return renderTable(columns, rows, width);
}

function placeText({ place, measured, reason }: LimitResult): string {
  const why = measured === undefined ? (reason ?? '') : '';
  return asciiText([place, why].filter((part) => part !== '').join(': '));
}

function withUnit(name: string, { text }: DisplayUnit): string {
  return asciiText(text === '' ? name : `${name}, ${text}`);
}
