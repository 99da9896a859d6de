import { parseStatements } from '../equations/index.js';
import type { RegularDocument, RegularModel, SlotName } from '../network/index.js';
import { checkStatements, type Write } from './check-statements.js';
import type { DocumentReader, Path } from './document-reader.js';
import type { NameScope } from './name-scope.js';
import { slotNames } from './slot-names.js';

export interface RegularOptions {
  /** Of the object. */
  readonly path: Path;
  readonly name: string;
  readonly title: string;
  readonly scope: NameScope;
  readonly reported: Set<string>;
  readonly reader: DocumentReader;
}

/** Checks what an object does at regular times (semantics section 12, point 3). */
export function readRegularly(
  documents: readonly RegularDocument[],
  { path, name, title, scope, reported, reader }: RegularOptions,
): { readonly regularly: readonly RegularModel[]; readonly writes: readonly Write[] } {
  const writes: Write[] = [];
  const regularly = documents.flatMap((document, index): readonly RegularModel[] => {
    const at = [...path, 'regularly', index];
    const context = `${title}, regularly ${index + 1}`;
    const { diagnostics } = reader;
    const origin = reader.origin([...at, 'do'], document.do, context);
    const statements = parseStatements(origin, diagnostics);
    const options = { scope, diagnostics, context, reported, sharedWrites: true };
    writes.push(...checkStatements(statements, options));
    const when = readSlot(document.when ?? 'start', [...at, 'when'], reader);
    const everySeconds =
      document.every === undefined
        ? undefined
        : reader.duration([...at, 'every'], document.every, 'every', true);
    if (when === undefined || (document.every !== undefined && everySeconds === undefined)) {
      return [];
    }
    return [
      {
        name: `${name}_run_regularly${index === 0 ? '' : `_${index}`}`,
        statements,
        ...(everySeconds === undefined ? {} : { everySeconds }),
        when,
        order: document.order ?? 0,
        ...reader.place(at),
      },
    ];
  });
  return { regularly, writes };
}

/** A slot of the time step by its name. */
export function readSlot(when: string, path: Path, reader: DocumentReader): SlotName | undefined {
  const slot = slotNames.find((name) => name === when);
  if (slot !== undefined) return slot;
  return reader.error('FILE_VALUE', path, `there is no slot ${when}`, {
    expected: slotNames.join(', '),
    found: when,
  });
}
