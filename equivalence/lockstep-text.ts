import type { EquivalentInput, StepError } from '../core/backend.js';
import { displayUnit } from './display-unit.js';
import { countText, lsbText, signedText, significantText } from './number-text.js';
import type { LockstepComparison } from './run-lockstep.js';
import { asciiText, renderTable, type TableColumn } from './terminal-text.js';

const left = (head: string): TableColumn => ({ head, align: 'left' });
const right = (head: string): TableColumn => ({ head, align: 'right' });

/** Tables of a lockstep run: errors of single steps, threshold decisions, equivalent inputs, lags. */
export function lockstepSections(
  { errors, lags, untold, free }: LockstepComparison,
  width: number,
): readonly (readonly string[])[] {
  if (errors === undefined) return [];
  const sections = [
    errorTable(errors.errors, width),
    decisionTable(errors.decisions, width),
    inputTable(errors.inputs, free, width),
    lagTable(lags, width),
    untold.map(({ population, reason }) => `no lag of ${asciiText(population)}: ${reason}`),
  ];
  return sections.filter((lines) => lines.length > 0);
}

function errorTable(errors: readonly StepError[], width: number): readonly string[] {
  if (errors.length === 0) return [];
  const columns = [
    left('one step, integers - exact'),
    left('kernel'),
    ...['mean LSB', 'SD LSB', 'largest LSB', 'at tick', 'steps'].map(right),
  ];
  const rows = errors.map((entry) => [
    asciiText(entry.array),
    asciiText(entry.kernel),
    signedText(Math.abs(entry.mean) < 5e-5 ? 0 : entry.mean, stepText),
    stepText(entry.deviation),
    signedText(entry.largest, lsbText),
    `${countText(entry.at.tick)} [${entry.at.element}]`,
    countText(entry.count),
  ]);
  return renderTable(columns, rows, width);
}

/** A mean of errors: as many decimals as make a bias of a slow variable show. */
function stepText(value: number): string {
  // A residue of float64 is not written as -0.0000.
  if (Math.abs(value) < 5e-5) return '0.0000';
  return Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(4);
}

function decisionTable(
  decisions: NonNullable<LockstepComparison['errors']>['decisions'],
  width: number,
): readonly string[] {
  if (decisions.length === 0) return [];
  const columns = [left('threshold decisions'), ...['made', 'different', 'first'].map(right)];
  const rows = decisions.map(({ kernel, count, different, first }) => [
    asciiText(kernel),
    countText(count),
    countText(different),
    first === undefined ? 'none' : `${countText(first.tick)} [${first.element}]`,
  ]);
  return renderTable(columns, rows, width);
}

function inputTable(
  inputs: readonly EquivalentInput[],
  { states }: LockstepComparison['free'],
  width: number,
): readonly string[] {
  if (inputs.length === 0) return [];
  const columns = [left('equivalent input'), ...['bias per step', 'worth'].map(right)];
  const rows = inputs.flatMap(({ membrane, unitText, total, shares }) => {
    const unitOf = (array: string): string =>
      states.find(({ name }) => name === array)?.unit ?? '1';
    const preferred = states.find(({ name }) => name === membrane)?.format?.unit;
    const unit = displayUnit(unitText, total, preferred);
    const perSecond = `${unit.text === '' ? '1' : unit.text}/s`;
    const worth = (value: number | undefined): string =>
      value === undefined
        ? 'no steady state'
        : `${signedText(value / unit.factor, significantText)} ${perSecond}`;
    return [
      ...shares.map(({ array, bias, input }) => {
        const own = displayUnit(unitOf(array), bias);
        const text = signedText(bias / own.factor, significantText);
        return [asciiText(array), own.text === '' ? text : `${text} ${own.text}`, worth(input)];
      }),
      [`${asciiText(membrane)} in all`, '', worth(total)],
    ];
  });
  return renderTable(columns, rows, width);
}

function lagTable(lags: LockstepComparison['lags'], width: number): readonly string[] {
  if (lags.length === 0) return [];
  const columns = [
    left('lag of a spike'),
    ...['spike', 'predicted', 'from membrane alone', 'measured', 'spikes ref / subject'].map(right),
  ];
  const rows = lags.map((lag) => [
    `${asciiText(lag.population)}[${lag.neuron}]`,
    countText(lag.spike),
    ...[lag.predicted, lag.fromMembrane, lag.measured].map(secondsText),
    `${countText(lag.reference)} / ${countText(lag.subject)}`,
  ]);
  return renderTable(columns, rows, width);
}

/** What a lockstep run found, for `comparisonJson`. */
export function lockstepJson({
  errors,
  lags,
  untold,
}: LockstepComparison): Readonly<Record<string, unknown>> {
  return {
    lockstep:
      errors === undefined
        ? null
        : {
            ...errors,
            inputs: errors.inputs.map((input) => ({
              ...input,
              shares: input.shares.map((share) => ({ ...share, input: share.input ?? null })),
            })),
            lags,
            untold,
          },
  };
}

/** A lag with four digits: `-204.0 s`, `+0.1580 ms`. */
function secondsText(seconds: number): string {
  const [size, unit] = Math.abs(seconds) >= 10 ? [seconds, 's'] : [seconds * 1e3, 'ms'];
  return `${signedText(size, (value) => significantText(value, 4))} ${unit}`;
}
