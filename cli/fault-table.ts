import { wilsonInterval } from '../backends/neurocore/index.js';
import { type FaultResult, type Outcome, outcomes } from './fault-campaign.js';

/** Shares of one class of faults. */
export interface FaultRow {
  /** What was drawn: `weight`, `state`, .. `event`, or `all`. */
  readonly target: string;
  readonly faults: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** 95 % score intervals of the shares. */
  readonly intervals: Readonly<Record<Outcome, readonly [lowest: number, highest: number]>>;
}

/** One row per class, in the order in which they were drawn first, then all together. */
export function faultRows(results: readonly FaultResult[]): readonly FaultRow[] {
  const targets = [...new Set(results.map(({ target }) => target))];
  return [
    ...targets.map((target) =>
      rowOf(
        target,
        results.filter((result) => result.target === target),
      ),
    ),
    ...(targets.length > 1 ? [rowOf('all', results)] : []),
  ];
}

function rowOf(target: string, results: readonly FaultResult[]): FaultRow {
  const counts = { masked: 0, tolerated: 0, corrupted: 0, detected: 0 };
  for (const { outcome } of results) counts[outcome] += 1;
  const interval = (outcome: Outcome): readonly [number, number] =>
    wilsonInterval(counts[outcome], results.length);
  return {
    target,
    faults: results.length,
    counts,
    intervals: {
      masked: interval('masked'),
      tolerated: interval('tolerated'),
      corrupted: interval('corrupted'),
      detected: interval('detected'),
    },
  };
}

/** Lines for a terminal: shares in percent, and their intervals. */
export function faultTable(rows: readonly FaultRow[]): string {
  const cells = rows.map(({ target, faults, counts, intervals }) => [
    target,
    String(faults),
    ...outcomes.map((outcome) => {
      const [low, high] = intervals[outcome];
      return `${percent(counts[outcome] / faults)} % (${percent(low)}-${percent(high)})`;
    }),
  ]);
  const head = ['memory', 'faults', ...outcomes];
  const widths = head.map((text, column) =>
    Math.max(text.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return `${[head, ...cells].map(line).join('\n')}\n`;
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}
