import { loadedMemories } from './memory-table.js';

/** A field of a register. `access`: ro read, rw read and write, wo write, w1c write 1 to clear. */
export interface RegisterField {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  readonly access: 'ro' | 'rw' | 'wo' | 'w1c';
  /** Value after reset; absent: none is promised. */
  readonly reset?: number;
  readonly description: string;
}

/** A 32-bit register of the host port. Word address = offset / 4. */
export interface Register {
  readonly name: string;
  /** Byte offset. */
  readonly offset: number;
  readonly description: string;
  readonly fields: readonly RegisterField[];
}

function whole(
  name: string,
  offset: number,
  access: RegisterField['access'],
  description: string,
  reset?: number,
): Register {
  const field: RegisterField = { name: 'VALUE', high: 31, low: 0, access, description };
  return {
    name,
    offset,
    description,
    fields: [reset === undefined ? field : { ...field, reset }],
  };
}

function bit(
  name: string,
  at: number,
  access: RegisterField['access'],
  description: string,
): RegisterField {
  return { name, high: at, low: at, access, reset: 0, description };
}

function bits(
  name: string,
  high: number,
  low: number,
  access: RegisterField['access'],
  description: string,
): RegisterField {
  return { name, high, low, access, reset: 0, description };
}

/** Sticky faults, by their bit in FAULT. */
export const faultBits = [
  'ILLEGAL',
  'ALU_RANGE',
  'STORE_RANGE',
  'TICK',
  'STEP_CAP',
  'CHECKSUM',
  'PARITY',
] as const;

const faultText: Readonly<Record<(typeof faultBits)[number], string>> = {
  ILLEGAL: 'an instruction word has no meaning',
  ALU_RANGE: 'a result did not fit a register',
  STORE_RANGE: 'a value did not fit its field',
  TICK: 'a packet carried the parity of another tick',
  STEP_CAP: 'a step took more cycles than STEP_CAP',
  CHECKSUM: 'a section of the image was damaged',
  PARITY: 'a packet arrived with bad parity and was dropped',
};

/**
 * The registers of the host port: the one source of the data sheet, the SystemRDL description and
 * the C header.
 */
export const registerMap: readonly Register[] = [
  whole('ID', 0x000, 'ro', 'Identity of the chip: the letters "ISO1".', 0x49534f31),
  whole('VERSION', 0x004, 'ro', 'Version of the register map and the instruction set.', 1),
  whole('HARDWARE_HASH', 0x008, 'ro', 'First 32 bits of the hash of the hardware file.'),
  {
    name: 'CONTROL',
    offset: 0x010,
    description: 'Commands; a bit that is written as 1 starts its command and reads as 0.',
    fields: [
      bit('STEP', 0, 'wo', 'run one step'),
      bit('RUN', 1, 'wo', 'run RUN_STEPS steps'),
      bit('STOP', 2, 'wo', 'stop at the end of the step'),
      bit('FLUSH', 3, 'wo', 'fold the pending input of all neurons'),
      bit('CLEAR_COUNTERS', 4, 'wo', 'set all counters to 0'),
      bit('RESET', 5, 'wo', 'state as after power on; memories keep their contents'),
    ],
  },
  {
    name: 'STATUS',
    offset: 0x014,
    description: 'What the chip does now.',
    fields: [
      bit('IDLE', 0, 'ro', 'no step is running'),
      bits(
        'PHASE',
        3,
        1,
        'ro',
        'phase of the step: 0 host, 1 soma, 2 on_pre, 3 on_post, 4 reset, 5 end',
      ),
      bit('FAULT', 4, 'ro', 'some bit of FAULT is set'),
      bit('DROPPED', 5, 'ro', 'the host input or output lost a word'),
      bit('LATE', 6, 'ro', 'a word came for a step that was over'),
      bits('INPUT_LEVEL', 19, 8, 'ro', 'words in the host input'),
      bits('OUTPUT_LEVEL', 31, 20, 'ro', 'words in the host output'),
    ],
  },
  {
    name: 'FAULT',
    offset: 0x018,
    description: 'Sticky faults.',
    fields: faultBits.map((name, at) => bit(name, at, 'w1c', faultText[name])),
  },
  {
    name: 'FAULT_WHERE',
    offset: 0x01c,
    description: 'Where the first fault since the last clearing happened.',
    fields: [
      bits('STATE', 7, 0, 'ro', 'state of the sequencer, as in the table of states'),
      bits('CORE', 15, 8, 'ro', 'number of the core'),
      bits('TICK', 31, 16, 'ro', 'low 16 bits of the tick'),
    ],
  },
  whole('TICK', 0x020, 'rw', 'Number of the next step, low word. Writable while idle.', 0),
  whole('TICK_HIGH', 0x024, 'rw', 'Number of the next step, high 16 bits. Writable while idle.', 0),
  whole('SEED_LOW', 0x028, 'rw', 'Key of the random words, low half. Writable while idle.', 0),
  whole('SEED_HIGH', 0x02c, 'rw', 'Key of the random words, high half. Writable while idle.', 0),
  {
    name: 'PACE',
    offset: 0x030,
    description: 'When a step may end its exchange. Writable while idle.',
    fields: [bit('WAIT_INPUT', 0, 'rw', '0: free; 1: wait for END_OF_INPUT of the step')],
  },
  {
    name: 'OUTPUT_POLICY',
    offset: 0x034,
    description: 'What a full host output does. Writable while idle.',
    fields: [bit('DROP', 0, 'rw', '0: stall the mesh; 1: drop the word and count it')],
  },
  whole('STEP_CAP', 0x038, 'rw', 'Cycles after which a step is given up.', 0x40000000),
  whole('SYNC_CYCLES', 0x03c, 'rw', 'Cycles of a barrier after its condition holds.', 4),
  whole('RUN_STEPS', 0x040, 'rw', 'Steps that RUN runs.', 0),
  whole('INPUT_TICK', 0x048, 'wo', 'Step in which the next word of INPUT_DATA enters.'),
  {
    name: 'INPUT_DATA',
    offset: 0x04c,
    description: 'Writes a word into the host input.',
    fields: [
      bits('INLET', 13, 0, 'wo', 'inlet, or count inlet'),
      bits('X', 18, 14, 'wo', 'column of the core'),
      bits('Y', 23, 19, 'wo', 'row of the core'),
      bits('KIND', 25, 24, 'wo', '0 bit, 1 count'),
    ],
  },
  whole('END_OF_INPUT', 0x050, 'wo', 'Says that all words of the written step have been given.'),
  {
    name: 'OUTPUT_DATA',
    offset: 0x054,
    description: 'Takes the oldest word out of the host output.',
    fields: [
      bits('ID', 13, 0, 'ro', 'host id of the neuron'),
      bit('PARITY', 26, 'ro', 'parity of the step'),
      bit('VALID', 31, 'ro', '0: the output was empty'),
    ],
  },
  {
    name: 'MEM_SELECT',
    offset: 0x060,
    description: 'Memory behind MEM_DATA. Writable while idle.',
    fields: [
      bits('CORE', 7, 0, 'rw', 'number of the core'),
      bits(
        'MEMORY',
        11,
        8,
        'rw',
        loadedMemories.map(({ name }, code) => `${code} ${name}`).join(', '),
      ),
    ],
  },
  whole('MEM_ADDRESS', 0x064, 'rw', 'Word of the memory; moves on after its last part.', 0),
  whole('MEM_DATA', 0x068, 'rw', 'Part of the word, lowest 32 bits first. Only while idle.'),
  whole('MEM_CRC', 0x06c, 'ro', 'CRC-32 of what was written since MEM_SELECT.', 0),
  {
    name: 'COUNTER_SELECT',
    offset: 0x080,
    description: 'Counter behind COUNTER_LOW and COUNTER_HIGH.',
    fields: [
      bits('CORE', 7, 0, 'rw', 'number of the core; 255 the mesh'),
      bits('COUNTER', 15, 8, 'rw', 'number of the counter, as in the table of counters'),
    ],
  },
  whole('COUNTER_LOW', 0x084, 'ro', 'Low word of the counter.', 0),
  {
    name: 'COUNTER_HIGH',
    offset: 0x088,
    description: 'High part of the counter, which stops at its largest value.',
    fields: [bits('VALUE', 15, 0, 'ro', 'bits 47:32')],
  },
];
