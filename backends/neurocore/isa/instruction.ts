/** Names of the operations; their codes, operands and cycles are in `operations`. */
export type Opcode =
  | 'NOP'
  | 'MOV'
  | 'ADD'
  | 'SUB'
  | 'MUL'
  | 'MIN'
  | 'MAX'
  | 'LUT'
  | 'LUTI'
  | 'DEC'
  | 'RND'
  | 'CLT'
  | 'CLE'
  | 'CEQ'
  | 'PAND'
  | 'POR'
  | 'PNOT'
  | 'SPK'
  | 'ACC'
  | 'LDP'
  | 'TICK';

/**
 * One instruction, decoded. Fields that an operation does not use are 0.
 *
 * Operands `a` and `b`: 0 .. 31 a register, 32 .. 63 constant 0 .. 31 of the section. Predicates, in
 * `predicate` and as operands of PAND, POR and PNOT: 0 always true, 1 .. 7 p1 .. p7, 9 .. 15 not p1 .. p7.
 */
export interface Instruction {
  readonly op: Opcode;
  readonly predicate: number;
  /** Register 0 .. 31, or predicate 1 .. 7 of a comparison. */
  readonly d: number;
  readonly a: number;
  /** Second operand, or table 0 .. 63 of LUT, LUTI and DEC. */
  readonly b: number;
  /** -64 .. 63. RND: its draw 0 .. 7. */
  readonly shift: number;
  /** Entry 0 .. 15 of the format table; 0 promises that the result is exact. */
  readonly format: number;
  /**
   * 0 .. 7. MOV, MUL: draw of a stochastic rounding. DEC: bit 0 the other side's age, bits 2:1 the
   * draw. RND: bytes - 1. ACC: receptor. LDP: field of the target's state.
   */
  readonly x: number;
}

/** Instructions of one program of the sequencer, without branches: a fixed number of cycles. */
export interface Section {
  /** First word in the instruction memory. */
  readonly start: number;
  readonly length: number;
  /** Checked by the loader against `sectionCycles`. */
  readonly cycles: number;
  /** First of the 32 words of the constant memory that the section sees. */
  readonly constantBase: number;
  /** Random-number site of draw 0; draw k is at `siteBase + k`. */
  readonly siteBase: number;
}
