import { countText } from './number-text.js';
import type { Attribution, SpikeGap } from './run-attribution.js';
import { asciiText, renderTable, type TableColumn, wrapText } from './terminal-text.js';

const left = (head: string): TableColumn => ({ head, align: 'left' });
const right = (head: string): TableColumn => ({ head, align: 'right' });

/** Tables of an attribution: each unit alone and left out, stored constants, the smallest set. */
export function attributionSections(
  { units, constants, culprits }: Attribution,
  width: number,
): readonly (readonly string[])[] {
  if (units.length === 0) return [];
  const columns = [
    left('rounded, spikes that differ'),
    left('class'),
    ...['alone', 'first tick', 'all but it', 'first tick'].map(right),
  ];
  const rows = units.map(({ name, wordClass, alone, without }) => [
    asciiText(name),
    wordClass,
    ...gapCells(alone),
    ...gapCells(without),
  ]);
  const stored =
    constants === undefined
      ? []
      : wrapText(
          `T1  float64 with stored ${list(constants.names)}: ${gapText(constants.reference)} from the reference, ${gapText(constants.subject)} from the integers`,
          width,
          4,
        );
  const smallest =
    culprits === undefined
      ? []
      : wrapText(
          `first difference, tick ${countText(culprits.first.step)} ${asciiText(culprits.first.object)}[${culprits.first.neuron}]: rounding ${list(culprits.names)} is enough, nothing less of it (${countText(culprits.runs)} runs)`,
          width,
          4,
        );
  return [renderTable(columns, rows, width), stored, smallest].filter((lines) => lines.length > 0);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map(asciiText).join(', ');
}

function gapCells({ spikes, first }: SpikeGap): readonly string[] {
  return [countText(spikes), first === undefined ? 'none' : countText(first)];
}

function gapText({ spikes, first }: SpikeGap): string {
  return first === undefined
    ? 'no spike differs'
    : `${countText(spikes)} spikes differ, the first at tick ${countText(first)},`;
}

/** An attribution for `comparisonJson`. */
export function attributionJson({
  units,
  constants,
  culprits,
}: Attribution): Readonly<Record<string, unknown>> {
  return {
    attribution: { units, constants: constants ?? null, culprits: culprits ?? null },
  };
}
