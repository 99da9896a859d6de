import { byteText, type SourceSpan } from '../diagnostics/index.js';
import type { ProgramDraft } from './program-draft.js';

/** Bytes that the neurons of a network need at least: their variables, and who spiked. */
export function neuronBytes({ model, sizes }: ProgramDraft): number {
  let bytes = 0;
  for (const { size, variables } of model.populations) bytes += size * 8 * (variables.length + 2);
  for (const { name } of model.inputs) bytes += 8 * (sizes.get(name) ?? 0);
  return bytes;
}

/** MEMORY_LIMIT, where the largest group is declared, if the neurons alone need more than allowed. */
export function neuronsFit(draft: ProgramDraft, limitBytes: number): boolean {
  const bytes = neuronBytes(draft);
  if (bytes <= limitBytes) return true;
  const { model, sizes } = draft;
  const groups = [...model.populations, ...model.inputs].map(({ name, span }) => ({
    name,
    span,
    size: sizes.get(name) ?? 0,
  }));
  const largest = groups.reduce((most, group) => (group.size > most.size ? group : most));
  const what = `the neurons of the network, ${largest.size} of them in ${largest.name}, need`;
  refuseMemory(draft, what, bytes, limitBytes, largest.span);
  return false;
}

/** Reports MEMORY_LIMIT. @param what - Who needs the bytes, with its verb. */
export function refuseMemory(
  { diagnostics }: ProgramDraft,
  what: string,
  bytes: number,
  limitBytes: number,
  span: SourceSpan | undefined,
): void {
  diagnostics.error(
    'MEMORY_LIMIT',
    `${what} at least ${byteText(bytes)}, the limit is ${byteText(limitBytes)}`,
    {
      ...(span === undefined ? {} : { span }),
      expected: `at most ${byteText(limitBytes)}`,
      found: byteText(bytes),
      help: 'make the network smaller, connect less, or raise the memory limit',
    },
  );
}
