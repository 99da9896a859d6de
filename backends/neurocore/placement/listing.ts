import { type Instruction, operations } from '../isa/index.js';
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

/** One instruction as text, `p1: MUL R3, R1, C4 >>16 q2 x1`. */
export function printInstruction(instruction: Instruction): string {
  const { op, predicate, d, a, b, shift, format, x } = instruction;
  const operation = operations[op];
  const operands: string[] = [];
  if (operation.result === 'register') operands.push(`R${d}`);
  if (operation.result === 'predicate') operands.push(`p${d}`);
  if (op === 'ACC') operands.push(`${x}`);
  if (operation.a !== undefined) operands.push(printOperand(operation.a, a));
  if (operation.b !== undefined) operands.push(printOperand(operation.b, b));
  if (op === 'LDP') operands.push(`field ${x}`);
  if (op === 'RND') operands.push(`${x + 1} bytes of draw ${shift}`);
  const shown = operation.usesShift && op !== 'RND' && shift !== 0;
  const shifted = shown ? (shift > 0 ? ` >>${shift}` : ` <<${-shift}`) : '';
  const rounded = format === 0 ? '' : ` q${format}`;
  const draw = op !== 'ACC' && op !== 'LDP' && op !== 'RND' && x !== 0 ? ` x${x}` : '';
  const guard = predicate === 0 ? '' : `${printPredicate(predicate)}: `;
  return `${guard}${op} ${operands.join(', ')}${shifted}${rounded}${draw}`.trimEnd();
}

function printOperand(kind: 'value' | 'predicate' | 'table', operand: number): string {
  if (kind === 'table') return `T${operand}`;
  if (kind === 'predicate') return printPredicate(operand);
  return operand < 32 ? `R${operand}` : `C${operand - 32}`;
}

function printPredicate(predicate: number): string {
  if (predicate === 0) return 'true';
  return predicate < 8 ? `p${predicate}` : `!p${predicate - 8}`;
}
