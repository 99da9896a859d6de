/** The instruction set of the neurocore: operations, encoding, cycles. */
export {
  assemble,
  parseInstruction,
  printInstruction,
} from './assembly.js';
export {
  decodeInstruction,
  encodeInstruction,
  instructionFields,
} from './encode.js';
export type { Instruction, Opcode, Section } from './instruction.js';
export { type InstructionTiming, operations } from './operations.js';
export { drawOf, sectionCycles } from './section-cycles.js';
