/** The instruction set of the neurocore: operations, encoding, cycles. */
export {
  assemble,
  type ParsedInstruction,
  parseInstruction,
  printInstruction,
} from './assembly.js';
export {
  decodeInstruction,
  encodeInstruction,
  type InstructionField,
  instructionFields,
} from './encode.js';
export type { Instruction, Opcode, Section } from './instruction.js';
export { type InstructionTiming, type Operation, operations } from './operations.js';
export { drawOf, sectionCycles } from './section-cycles.js';
