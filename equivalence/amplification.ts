import type { SpikeComparison } from './compare-spikes.js';
import type { Comparison } from './comparison.js';
import { countText } from './number-text.js';
import { asciiText, renderTable, type TableColumn } from './terminal-text.js';

/** Spikes of a population that one side alone has, without and with the network's feedback. */
export interface Amplification {
  readonly population: string;
  /** Cells driven by the reference's spikes. */
  readonly forced: number;
  readonly free: number;
}

/** What the network adds to the drift of its cells: the free comparison beside the spike-forced one. */
export function amplificationOf(forced: Comparison, free: Comparison): readonly Amplification[] {
  return forced.spikes.flatMap((entry) => {
    const alone = free.spikes.find(({ object }) => object === entry.object);
    if (entry.role !== 'population' || alone === undefined) return [];
    return [{ population: entry.object, forced: differing(entry), free: differing(alone) }];
  });
}

function differing({ reference, subject, exact }: SpikeComparison): number {
  return reference + subject - 2 * exact;
}

export function amplificationSection(
  found: readonly Amplification[],
  width: number,
): readonly string[] {
  if (found.length === 0) return [];
  const left: TableColumn = { head: 'spikes that differ', align: 'left' };
  const right = (head: string): TableColumn => ({ head, align: 'right' });
  const rows = found.map(({ population, forced, free }) => [
    asciiText(population),
    countText(forced),
    countText(free),
    countText(free - forced),
  ]);
  return renderTable(
    [left, ...['spike-forced', 'free', 'from the network'].map(right)],
    rows,
    width,
  );
}
