import { printInstruction } from '../isa/index.js';
import type { CorePlan } from './core-plan.js';
import type { LinkedSection } from './link-sections.js';

/** Programs of all cores as assembly text: address, instruction, and what its result is. */
export function printListing(plans: readonly CorePlan[]): string {
  return plans
    .map((plan, core) => {
      const slices = plan.slices.map(({ code, low, end }) => `${code.name}[${low}..${end - 1}]`);
      const sections = plan.code.listed.map((linked) => printSection(linked));
      return [`; core ${core}: ${slices.join(', ')}`, ...sections].join('\n');
    })
    .join('\n');
}

function printSection({ name, section, instructions, comments }: LinkedSection): string {
  const { start, length, cycles, constantBase, siteBase } = section;
  const facts = `${length} instructions, ${cycles} cycles, constants at ${constantBase}, sites from ${siteBase}`;
  const lines = instructions.map((instruction, at) => {
    const address = String(start + at).padStart(4, '0');
    const text = printInstruction(instruction);
    const comment = comments[at];
    return comment === undefined
      ? `${address}  ${text}`
      : `${address}  ${text.padEnd(36)}; ${comment}`;
  });
  return [`${name}: ; ${facts}`, ...lines].join('\n');
}
