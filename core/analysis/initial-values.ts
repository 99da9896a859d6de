import { namesIn } from '../equations/index.js';
import type { AssignmentModel, ValueSpec } from '../network/index.js';
import { reportNoVariable } from './bounds.js';
import type { DocumentReader, Path } from './document-reader.js';
import { judgeShared } from './equation-checks.js';
import type { NameScope } from './name-scope.js';
import type { DeclaredObject } from './object-names.js';
import { readValue } from './values.js';

export interface InitialOptions {
  readonly path: Path;
  readonly object: DeclaredObject;
  /** Elements of the object; undefined if only the data files tell. */
  readonly count: number | undefined;
  /** `neurons of exc`. */
  readonly elements: string;
  readonly scope: NameScope;
  readonly reported: Set<string>;
  /** A selection of elements is given: shared variables cannot be set. */
  readonly selected?: boolean;
}

/** Reads values for variables of one object, in the order of the document. */
export function readInitial(
  values: Readonly<Record<string, ValueSpec>>,
  options: InitialOptions,
  reader: DocumentReader,
): readonly AssignmentModel[] {
  return Object.entries(values).flatMap(([variable, spec]) => {
    const path = [...options.path, variable];
    const assignment = readAssignment(variable, spec, path, options, reader);
    if (assignment === undefined) return [];
    warnSelfReference(assignment, options.scope.title, reader);
    return [assignment];
  });
}

/** Reads the value of one variable; reports it and returns undefined if it is faulty. */
export function readAssignment(
  variable: string,
  spec: ValueSpec,
  path: Path,
  options: InitialOptions,
  reader: DocumentReader,
): AssignmentModel | undefined {
  const { object, scope, reported } = options;
  const entry = object.variables.get(variable);
  if (entry === undefined) {
    reportNoVariable(path, object, variable, reader, true);
    return undefined;
  }
  const { model } = entry;
  if (model === undefined) return undefined;
  const context = `${scope.title}, value of ${variable}`;
  if (model.kind === 'subexpression') {
    return reader.errorAtKey(
      'ILLEGAL_WRITE',
      path,
      `${variable} is a subexpression, it has no value of its own`,
      {
        context,
        help: 'set the variables of its expression',
      },
    );
  }
  if (model.shared && options.selected === true) {
    return reader.errorAtKey(
      'ILLEGAL_WRITE',
      path,
      `${variable} is shared, it cannot be set for a selection`,
      {
        context,
      },
    );
  }
  const judge = model.shared ? { judge: judgeShared(variable) } : {};
  const noRandom = model.shared ? { noRandom: `cannot set ${variable}, which is shared` } : {};
  const value = readValue(
    path,
    spec,
    {
      target: variable,
      type: { dimension: model.dimension, type: model.type },
      count: options.count,
      elements: options.elements,
      shared: model.shared,
      check: { scope, context, reported, ...judge, ...noRandom },
    },
    reader,
  );
  if (value === undefined) return undefined;
  return { variable, value, ...reader.place(path) };
}

function warnSelfReference(
  { variable, value }: AssignmentModel,
  title: string,
  reader: DocumentReader,
): void {
  if (value.kind !== 'expression' || !namesIn(value.expression).has(variable)) return;
  reader.diagnostics.warn(
    'SELF_REF_INIT',
    `the initial value of ${variable} reads ${variable} itself`,
    {
      span: value.expression.span,
      context: `${title}, value of ${variable}`,
      label: `${variable} is 0 before its first value`,
      help: 'use a constant in its place',
    },
  );
}
