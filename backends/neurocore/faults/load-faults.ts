import {
  checkShape,
  documentPositions,
  plainData,
  readDocument,
} from '../../../core/description/index.js';
import { type Diagnostic, Diagnostics } from '../../../core/diagnostics/index.js';
import type { DocumentSource } from '../../../core/network/index.js';
import type { ChipImage } from '../image/index.js';
import {
  type BitFault,
  bitFaultKinds,
  eventFaultKinds,
  type FaultMemory,
  type InjectedFault,
  isEventFault,
} from './fault.js';
import { faultGrammar } from './fault-grammar.js';
import { memorySize } from './memory-bits.js';

/** The faults of a file, not yet checked against a chip. */
export interface FaultList {
  readonly faults: readonly InjectedFault[];
  /** Where they stand. */
  readonly positions: DocumentSource;
}

export interface LoadedFaults {
  /** Absent if an error was found. */
  readonly list?: FaultList;
  readonly diagnostics: readonly Diagnostic[];
}

type FaultDocument = Readonly<
  Partial<Record<(typeof bitFaultKinds)[number], FaultMemory>> &
    Partial<Record<(typeof eventFaultKinds)[number], number>>
> & {
  readonly word?: number;
  readonly bit?: number;
  readonly core?: number;
  readonly step?: number;
};

/** Reads a fault file (YAML or JSON): all faults of its form, each where it stands, codes `FILE_*`. Never throws. */
export function loadFaults(fileText: string, fileName: string): LoadedFaults {
  const read = readDocument(fileText, fileName);
  if (read.document === undefined) return { diagnostics: read.diagnostics };
  const { value, diagnostics: found } = checkShape(read.document.root, faultGrammar, {
    keys: 'file',
    writeKeys: 'file',
  });
  const diagnostics = new Diagnostics();
  diagnostics.addAll(read.diagnostics);
  diagnostics.addAll(found);
  if (diagnostics.hasErrors) return { diagnostics: diagnostics.all };
  // The grammar has just been checked: the data has the shape that the type describes.
  const document = plainData(value) as unknown as { readonly inject: readonly FaultDocument[] };
  const list = { faults: document.inject.map(faultOf), positions: documentPositions(value) };
  return { list, diagnostics: diagnostics.all };
}

function faultOf(written: FaultDocument): InjectedFault {
  const { core = 0, step: tick = 0, word = 0, bit = 0 } = written;
  for (const kind of bitFaultKinds) {
    const memory = written[kind];
    if (memory !== undefined) return { kind, memory, core, word, bit, tick };
  }
  for (const kind of eventFaultKinds) {
    const packet = written[kind];
    if (packet !== undefined) return { kind, core, packet, tick };
  }
  throw new Error('a fault of no kind passed the grammar');
}

/** Faults that name what the chip of an image has not: core, word or bit. Codes `FILE_VALUE`. */
export function checkFaults(
  { faults, positions }: FaultList,
  image: ChipImage,
): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  const refuse = (at: number, key: string, found: number, limit: number, what: string): void => {
    const span = positions.valueSpan(['inject', at, key]);
    diagnostics.error('FILE_VALUE', `${what}, and ${key} ${found} is not one of them`, {
      ...(span === undefined ? {} : { span }),
      context: `inject, fault ${at + 1}`,
      expected: `0 to ${limit - 1}`,
      found: String(found),
    });
  };
  for (const [at, fault] of faults.entries()) {
    const cores = image.cores.length;
    if (fault.core >= cores)
      refuse(at, 'core', fault.core, cores, `the chip has ${cores} core${cores === 1 ? '' : 's'}`);
    if (isEventFault(fault)) continue;
    const { memory, word, bit }: BitFault = fault;
    const { words, wordBits } = memorySize(image.geometry, memory);
    if (word >= words)
      refuse(at, 'word', word, words, `memory ${memory} has ${words} words per core`);
    if (bit >= wordBits)
      refuse(at, 'bit', bit, wordBits, `words of memory ${memory} have ${wordBits} bits`);
  }
  return diagnostics.all;
}
