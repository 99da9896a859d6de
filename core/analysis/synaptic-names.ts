import type { DocumentReader } from './document-reader.js';
import type { DeclaredObject } from './object-names.js';

/** `frozen` is what freezing sets. */
export function refuseFrozen(
  { variables }: DeclaredObject,
  title: string,
  reader: DocumentReader,
): void {
  const equation = variables.get('frozen')?.model?.equation;
  if (equation === undefined) return;
  reader.diagnostics.error('FILE_NAME', 'in a freezable projection frozen is a reserved name', {
    span: equation.nameSpan,
    context: `${title}, model`,
    found: 'frozen',
    help: 'choose another name, or leave out freezable',
  });
}

/** A synaptic name must not be one of the source or target: bare names mean the target's. */
export function refuseSharedNames(
  declared: DeclaredObject,
  source: DeclaredObject,
  target: DeclaredObject,
  title: string,
  reader: DocumentReader,
): void {
  for (const { name, model } of declared.variables.values()) {
    const owner = [target, source].find(({ variables }) => variables.has(name));
    if (model === undefined || owner === undefined) continue;
    reader.diagnostics.error(
      'FILE_NAME',
      `${name} is also a variable of ${owner.kind} ${owner.name}`,
      {
        span: model.equation.nameSpan,
        context: `${title}, model`,
        found: name,
        help: `choose another name; the neuron's is ${name}_${owner === target ? 'post' : 'pre'}`,
      },
    );
  }
}
