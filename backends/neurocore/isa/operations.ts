import type { Opcode } from './instruction.js';

/** What decides how long an instruction takes, in cycles. */
export interface InstructionTiming {
  readonly mulCycles: number;
  readonly lutCycles: number;
  /** Cycles of the generator per block of four words. */
  readonly rngCycles: number;
  readonly stateReadCycles: number;
}

/** What fields an operation uses: tools, checks and the data sheet are made from it. */
export interface Operation {
  readonly code: number;
  readonly result: 'register' | 'predicate' | 'none';
  /** What `a` and `b` are; absent: unused. */
  readonly a?: 'value' | 'predicate';
  readonly b?: 'value' | 'predicate' | 'table';
  readonly usesShift: boolean;
  readonly usesFormat: boolean;
  readonly cycles: (timing: InstructionTiming) => number;
  /** In the words of the data sheet. */
  readonly meaning: string;
  readonly cyclesText: string;
}

const one = (): number => 1;

/** The instruction set: the one place where operations are defined. */
export const operations: Readonly<Record<Opcode, Operation>> = {
  NOP: entry(0, 'none', { meaning: 'nothing' }),
  MOV: entry(1, 'register', { a: 'value', sh: true, q: true, meaning: 'd = rq(a >> sh)' }),
  ADD: entry(2, 'register', {
    a: 'value',
    b: 'value',
    sh: true,
    q: true,
    meaning: 'd = ovf(a + (b << sh)); sh < 0: d = ovf((a << -sh) + b)',
  }),
  SUB: entry(3, 'register', {
    a: 'value',
    b: 'value',
    sh: true,
    q: true,
    meaning: 'd = ovf(a - (b << sh)); sh < 0: d = ovf((a << -sh) - b)',
  }),
  MUL: entry(4, 'register', {
    a: 'value',
    b: 'value',
    sh: true,
    q: true,
    meaning: 'd = rq(a * b >> sh)',
    cycles: (timing) => timing.mulCycles,
    cyclesText: 'mul_cycles',
  }),
  MIN: entry(5, 'register', { a: 'value', b: 'value', meaning: 'd = b if b < a, else a' }),
  MAX: entry(6, 'register', { a: 'value', b: 'value', meaning: 'd = b if a < b, else a' }),
  LUT: entry(7, 'register', {
    a: 'value',
    b: 'table',
    sh: true,
    meaning: 'd = T_b[clamp(a >> sh)]',
    cycles: (timing) => timing.lutCycles,
    cyclesText: 'lut_cycles',
  }),
  LUTI: entry(8, 'register', {
    a: 'value',
    b: 'table',
    sh: true,
    meaning:
      'i = clamp(a >> sh), lo = T_b[i], hi = T_b[min(i + 1, L - 1)]: d = lo + ((hi - lo) * (a mod 2^sh) >> sh)',
    cycles: (timing) => timing.lutCycles + timing.mulCycles + 1,
    cyclesText: 'lut_cycles + mul_cycles + 1',
  }),
  DEC: entry(9, 'register', {
    a: 'value',
    b: 'table',
    sh: true,
    q: true,
    meaning: 'd = rq(a * T_b[min(age, L - 1)] >> sh); age = R31 (own side), R30 if x bit 0 is set',
    cycles: (timing) => timing.lutCycles + timing.mulCycles,
    cyclesText: 'lut_cycles + mul_cycles',
  }),
  RND: entry(10, 'register', { sh: true, meaning: 'd = top x + 1 bytes of the word of draw sh' }),
  CLT: entry(11, 'predicate', { a: 'value', b: 'value', meaning: 'p_d = a < b' }),
  CLE: entry(12, 'predicate', { a: 'value', b: 'value', meaning: 'p_d = a <= b' }),
  CEQ: entry(13, 'predicate', { a: 'value', b: 'value', meaning: 'p_d = (a = b)' }),
  PAND: entry(14, 'predicate', { a: 'predicate', b: 'predicate', meaning: 'p_d = a and b' }),
  POR: entry(15, 'predicate', { a: 'predicate', b: 'predicate', meaning: 'p_d = a or b' }),
  PNOT: entry(16, 'predicate', { a: 'predicate', meaning: 'p_d = not a' }),
  SPK: entry(17, 'none', { meaning: 'the neuron spikes (soma sections only)' }),
  ACC: entry(18, 'none', {
    a: 'value',
    sh: true,
    q: true,
    meaning: 'accumulator x of the target += rq(a >> sh) (synapse bodies only; not stochastic)',
  }),
  LDP: entry(19, 'register', {
    meaning: "d = field x of the target's state (synapse bodies only)",
    cycles: (timing) => 1 + timing.stateReadCycles,
    cyclesText: '1 + read_cycles of the state memory',
  }),
  TICK: entry(20, 'register', { meaning: 'd = low 16 bits of the step number' }),
};

function entry(
  code: number,
  result: Operation['result'],
  facts: {
    readonly meaning: string;
    readonly a?: Operation['a'];
    readonly b?: Operation['b'];
    readonly sh?: boolean;
    readonly q?: boolean;
    readonly cycles?: Operation['cycles'];
    readonly cyclesText?: string;
  },
): Operation {
  const { a, b } = facts;
  return {
    code,
    result,
    ...(a === undefined ? {} : { a }),
    ...(b === undefined ? {} : { b }),
    usesShift: facts.sh ?? false,
    usesFormat: facts.q ?? false,
    cycles: facts.cycles ?? one,
    meaning: facts.meaning,
    cyclesText: facts.cyclesText ?? '1',
  };
}
