import type { Instruction } from './instruction.js';
import { type InstructionTiming, operations } from './operations.js';

/**
 * Draw that an instruction consumes, if its format rounds stochastically; undefined if none.
 *
 * @param stochastic - Whether an entry of the format table rounds stochastically.
 */
export function drawOf(
  instruction: Instruction,
  stochastic: (format: number) => boolean,
): number | undefined {
  switch (instruction.op) {
    case 'RND':
      return instruction.shift;
    case 'MOV':
    case 'MUL':
      return instruction.shift > 0 && stochastic(instruction.format) ? instruction.x : undefined;
    case 'DEC':
      return instruction.shift > 0 && stochastic(instruction.format)
        ? instruction.x >> 1
        : undefined;
    default:
      return undefined;
  }
}

/**
 * Cycles of a section. The generator makes the block of draw 0 first, then that of draw 1, and so
 * on, from the first cycle of the section: each block holds the words of four neighbouring elements
 * of one site. An instruction waits for its draw; what a predicate switches off costs the same.
 */
export function sectionCycles(
  instructions: readonly Instruction[],
  timing: InstructionTiming,
  stochastic: (format: number) => boolean,
): number {
  let cycle = 0;
  for (const instruction of instructions) {
    const draw = drawOf(instruction, stochastic);
    if (draw !== undefined) cycle = Math.max(cycle, timing.rngCycles * (draw + 1));
    cycle += operations[instruction.op].cycles(timing);
  }
  return cycle;
}
