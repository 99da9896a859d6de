import { allocateRegisters, type RegisterUse } from './allocate-registers.js';
import type { SymbolicInstruction } from './chip-code.js';
import { RegisterShortage } from './intervals.js';
import { refusal } from './refusal.js';
import { schedules } from './schedule.js';
import type { SectionLimits } from './section-limits.js';
import { type Effect, selectInstructions } from './select-instructions.js';

/** Instructions for the effects of a section, in the order and registers that need the fewest. */
export function assembleSection(
  effects: readonly Effect[],
  use: RegisterUse,
  limits: SectionLimits,
): readonly SymbolicInstruction[] {
  const nodes = selectInstructions(effects, limits);
  let best: readonly SymbolicInstruction[] | undefined;
  let shortage: RegisterShortage | undefined;
  for (const order of schedules(nodes)) {
    try {
      const found = allocateRegisters(order, use);
      if (best === undefined || found.length < best.length) best = found;
    } catch (error) {
      if (!(error instanceof RegisterShortage)) throw error;
      if (shortage === undefined || error.needed < shortage.needed) shortage = error;
    }
  }
  if (best !== undefined) return best;
  if (shortage === undefined) throw new Error(`${limits.name} has no order`);
  const available = shortage.kind === 'registers' ? 32 : use.predicates.length;
  throw refusal(
    'CHIP_REGISTERS',
    `${limits.name} needs ${shortage.needed} ${shortage.kind} at once`,
    {
      ...limits.place,
      expected: `at most ${available} ${shortage.kind}`,
      found: `${shortage.needed}`,
      help: 'give the population fewer variables, or split its equations over two populations',
    },
  );
}
