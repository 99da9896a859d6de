import type { NetworkDocument, StepDocument } from '../network/index.js';
import type { DocumentReader } from './document-reader.js';

/** Checks the references of `task`: input, population and phases. */
export function checkTask(document: NetworkDocument, reader: DocumentReader): void {
  const { task } = document;
  if (task === undefined) return;
  const inputs = document.inputs ?? {};
  if (inputs[task.input] === undefined) {
    reader.noSuch(['task', 'input'], 'input', task.input, Object.keys(inputs));
  }
  const populations = Object.keys(document.populations ?? {});
  if (!populations.includes(task.population)) {
    reader.noSuch(['task', 'population'], 'population', task.population, populations);
  }
  const phases = new Set(phasesOf(document.timeline ?? []));
  for (const key of ['assign', 'test'] as const) {
    if (!phases.has(task[key])) reader.noSuch(['task', key], 'phase', task[key], phases);
  }
}

function phasesOf(steps: readonly StepDocument[]): readonly string[] {
  return steps.flatMap((step) => {
    if ('phase' in step) return [step.phase];
    if ('repeat' in step) return phasesOf(step.steps);
    if ('present' in step && typeof step.present === 'object') {
      return phasesOf([...(step.present.before ?? []), ...(step.present.after ?? [])]);
    }
    return [];
  });
}
