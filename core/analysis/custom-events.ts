import { parseStatements } from '../equations/index.js';
import type { EventModel, PopulationDocument } from '../network/index.js';
import { checkCondition } from './check-condition.js';
import { checkStatements, type Write } from './check-statements.js';
import type { DocumentReader, Path } from './document-reader.js';
import { ExpressionCheck } from './expression-check.js';
import type { NameScope } from './name-scope.js';

export interface EventOptions {
  /** Of the population. */
  readonly path: Path;
  readonly title: string;
  readonly scope: NameScope;
  readonly reported: Set<string>;
  readonly reader: DocumentReader;
}

/** Checks the custom events of a population and their code (semantics section 6, point 7). */
export function readEvents(
  { events: conditions = {}, onEvent = {} }: PopulationDocument,
  { path, title, scope, reported, reader }: EventOptions,
): { readonly events: readonly EventModel[]; readonly writes: readonly Write[] } {
  const { diagnostics } = reader;
  const writes: Write[] = [];
  for (const name of Object.keys(onEvent)) {
    if (!Object.hasOwn(conditions, name)) {
      reader.noSuch([...path, 'onEvent', name], 'event', name, Object.keys(conditions));
    }
  }
  const events = Object.entries(conditions).flatMap(([name, text]): readonly EventModel[] => {
    const at = [...path, 'events', name];
    if (name === 'spike') {
      reader.errorAtKey('FILE_NAME', at, 'an event cannot be called spike: threshold gives those', {
        context: title,
        help: 'choose another name',
      });
    }
    const context = `${title}, event ${name}`;
    const condition = reader.expression(at, text, context);
    const check = new ExpressionCheck({ scope, diagnostics, context, reported });
    const sound = condition !== undefined && checkCondition(condition, 'an event', check);
    const block = Object.hasOwn(onEvent, name) ? onEvent[name] : undefined;
    const code = `${title}, on_event ${name}`;
    const statements =
      block === undefined
        ? []
        : parseStatements(reader.origin([...path, 'onEvent', name], block, code), diagnostics);
    writes.push(...checkStatements(statements, { scope, diagnostics, context: code, reported }));
    return sound ? [{ name, condition, statements }] : [];
  });
  return { events, writes };
}
