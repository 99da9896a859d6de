import type { MemoryName } from '../image/index.js';

export type FaultMemory = MemoryName | 'inlets';
/** Memories whose bits can be wrong: those of the image, and the ring of inlet bits. */
export const faultMemories: readonly FaultMemory[] = [
  'program',
  'constant',
  'lut',
  'state',
  'accumulator',
  'trace',
  'synapse',
  'index',
  'inlets',
];

export const bitFaultKinds = ['flip', 'stuck0', 'stuck1'] as const;
export const eventFaultKinds = ['drop', 'duplicate'] as const;

/**
 * A wrong bit. `flip` turns it over once, before step `tick`; `stuck0` and `stuck1` force it from
 * then on, before and after each step: a value written inside a step is wrong from its end on.
 */
export interface BitFault {
  readonly kind: (typeof bitFaultKinds)[number];
  readonly memory: FaultMemory;
  readonly core: number;
  readonly word: number;
  /** 0: lowest. */
  readonly bit: number;
  readonly tick: number;
}

/** A packet that the receiver of a core does not take, or takes twice. */
export interface EventFault {
  readonly kind: (typeof eventFaultKinds)[number];
  readonly core: number;
  /** Number of the packet among those that the core receives in step `tick`, from 0. */
  readonly packet: number;
  readonly tick: number;
}

export type InjectedFault = BitFault | EventFault;

export function isEventFault(fault: InjectedFault): fault is EventFault {
  return fault.kind === 'drop' || fault.kind === 'duplicate';
}

/** As one line: `flip synapse word 12 bit 3 of core 0, step 40`. */
export function faultText(fault: InjectedFault): string {
  if (isEventFault(fault))
    return `${fault.kind} packet ${fault.packet} of core ${fault.core}, step ${fault.tick}`;
  const { kind, memory, word, bit, core, tick } = fault;
  const when = kind === 'flip' ? `step ${tick}` : `from step ${tick}`;
  return `${kind} ${memory} word ${word} bit ${bit} of core ${core}, ${when}`;
}
