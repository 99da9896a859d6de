import type { Diagnostics } from '../diagnostics/index.js';
import type { ItemSetModel, Model, Network, StepModel } from '../network/index.js';
import { at } from './wording.js';

/** Items of one file that a phase shows: rows `first .. end - 1`, in the order of `permute`. */
interface Shown {
  readonly set: ItemSetModel;
  readonly end: number;
}

/**
 * Warns if neurons get their labels from items on which they are tested (`SPLIT_OVERLAP`): the
 * phases of `task` show rows of one file that overlap. Such an accuracy says nothing of new items.
 */
export function warnSplitOverlap(
  { document, source }: Network,
  model: Model,
  diagnostics: Diagnostics,
): void {
  const { task } = document;
  if (task === undefined) return;
  const input = model.inputs.find(({ name }) => name === task.input);
  if (input?.kind !== 'images') return;
  const shownIn = (phase: string): readonly Shown[] =>
    itemsOf(model.timeline, phase, task.input, input.sets);
  for (const assigned of shownIn(task.assign)) {
    for (const tested of shownIn(task.test)) {
      if (!overlap(assigned, tested)) continue;
      const rows = rowsText(assigned, tested);
      diagnostics.warn(
        'SPLIT_OVERLAP',
        `phase ${task.assign} assigns labels on ${rows} of ${assigned.set.file.file}, and phase ${task.test} tests on them`,
        {
          ...at(source.valueSpan(['task', 'test']) ?? source.valueSpan(['task'])),
          context: 'task',
          label: 'an accuracy on items that gave the labels',
          expected: 'phases that show different items',
          found: `${assigned.set.name} and ${tested.set.name}`,
          help: `test in a phase of its own, on a set that is not shown before: sets: {held_out: {file: .., first: .., count: ..}}`,
        },
      );
      return;
    }
  }
}

function itemsOf(
  steps: readonly StepModel[],
  wanted: string,
  input: string,
  sets: readonly ItemSetModel[],
): readonly Shown[] {
  const shown: Shown[] = [];
  let phase: string | undefined;
  const walk = (list: readonly StepModel[]): void => {
    for (const step of list) {
      if (step.kind === 'phase') phase = step.name;
      if (step.kind === 'repeat') walk(step.steps);
      if (step.kind !== 'present' || step.input !== input || phase !== wanted) continue;
      const set = sets.find(({ name }) => name === step.set);
      if (set === undefined) continue;
      // A shuffled set may show any of its items.
      const count = set.shuffle ? set.count : smaller(step.items, set.count);
      shown.push({ set, end: set.first + (count ?? Number.POSITIVE_INFINITY) });
    }
  };
  walk(steps);
  return shown;
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function overlap(a: Shown, b: Shown): boolean {
  const [left, right] = [a.set.file, b.set.file];
  const same =
    left.sha256 !== undefined && right.sha256 !== undefined
      ? left.sha256 === right.sha256
      : left.file === right.file;
  // In different orders the same rows are other items; which, only the file's length would tell.
  if (!same || a.set.permute !== b.set.permute) return false;
  return a.set.first < b.end && b.set.first < a.end;
}

function rowsText(a: Shown, b: Shown): string {
  const first = Math.max(a.set.first, b.set.first);
  const end = Math.min(a.end, b.end);
  return Number.isFinite(end) ? `items ${first} to ${end - 1}` : `items from ${first} on`;
}
