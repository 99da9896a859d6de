import type { Instruction, Opcode } from './instruction.js';
import { type Operation, operations } from './operations.js';

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
  const draw = suffixesX(op) && x !== 0 ? ` x${x}` : '';
  const guard = predicate === 0 ? '' : `${printPredicate(predicate)}: `;
  return `${guard}${op} ${operands.join(', ')}${shifted}${rounded}${draw}`.trimEnd();
}

/** An instruction, or what is wrong with its text. */
export type ParsedInstruction =
  | { readonly ok: true; readonly instruction: Instruction }
  | { readonly ok: false; readonly message: string };

/**
 * Reads what `printInstruction` writes: an optional predicate, the operation, operands separated by
 * commas, then shift (`>>16`, `<<4`: the field's sign, whatever it shifts), format and draw.
 */
export function parseInstruction(text: string): ParsedInstruction {
  const match = /^\s*(?:(!?p[1-7]):\s*)?([A-Z]+)(?:\s+(.*?))?\s*$/.exec(text);
  if (match === null) return { ok: false, message: `${text.trim()} is no instruction` };
  const [, guard, name = '', rest = ''] = match;
  const op = (Object.keys(operations) as Opcode[]).find((known) => known === name);
  if (op === undefined) return { ok: false, message: `there is no operation ${name}` };
  const operation = operations[op];
  const tail = /^(.*?)(?:\s+(>>|<<)(\d+))?(?:\s+q(\d+))?(?:\s+x(\d+))?$/.exec(` ${rest}`);
  const [, list = '', direction, places, format = '0', suffix] = tail ?? [];
  const operands = list.trim() === '' ? [] : list.trim().split(/\s*,\s*/);
  const places0 = places === undefined ? 0 : Number(places) * (direction === '<<' ? -1 : 1);
  const fields: Fields = {
    op,
    predicate: guard === undefined ? 0 : (parsePredicate(guard) ?? 0),
    d: 0,
    a: 0,
    b: 0,
    shift: places0 + 0,
    format: Number(format),
    x: Number(suffix ?? 0),
  };
  const problem =
    readOperands(fields, operation, operands) ??
    unusedParts(op, operation, {
      shift: direction !== undefined,
      format: Number(format) !== 0,
      x: suffix !== undefined,
    });
  return problem === undefined
    ? { ok: true, instruction: fields }
    : { ok: false, message: `${text.trim()}: ${problem}` };
}

/**
 * Instructions of a program text, one per line; `;` begins a comment, addresses before instructions
 * and empty lines are passed over.
 */
export function assemble(text: string): {
  readonly instructions: readonly Instruction[];
  /** `line 3: ..`, one per line that is wrong. */
  readonly problems: readonly string[];
} {
  const instructions: Instruction[] = [];
  const problems: string[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const bare = line.replace(/;.*$/, '').replace(/^\s*\d+\s+/, '');
    if (bare.trim() === '') continue;
    const parsed = parseInstruction(bare);
    if (parsed.ok) instructions.push(parsed.instruction);
    else problems.push(`line ${at + 1}: ${parsed.message}`);
  }
  return { instructions, problems };
}

/** An instruction while it is read. */
type Fields = { -readonly [K in keyof Instruction]: Instruction[K] };

/** Whether field x is written after the operands. */
function suffixesX(op: Opcode): boolean {
  return op !== 'ACC' && op !== 'LDP' && op !== 'RND';
}

function unusedParts(
  op: Opcode,
  { usesShift, usesFormat }: Operation,
  given: { readonly shift: boolean; readonly format: boolean; readonly x: boolean },
): string | undefined {
  if (given.shift && (!usesShift || op === 'RND')) return `${op} has no shift`;
  if (given.format && !usesFormat) return `${op} has no format`;
  return given.x && !suffixesX(op) ? `${op} has no draw` : undefined;
}

/** Fills in the operands. @returns What is wrong with them */
function readOperands(
  fields: Fields,
  operation: Operation,
  operands: readonly string[],
): string | undefined {
  const left = [...operands];
  const take = (): string => left.shift() ?? '';
  const number = (pattern: RegExp, wanted: string): number | string => {
    const text = take();
    const found = pattern.exec(text)?.[1];
    return found === undefined
      ? `expected ${wanted}, found ${text === '' ? 'nothing' : text}`
      : Number(found);
  };
  const steps: readonly (() => string | undefined)[] = [
    () => {
      if (operation.result === 'none') return undefined;
      const register = operation.result === 'register';
      const d = number(register ? /^R(\d+)$/ : /^p(\d+)$/, register ? 'a register' : 'a predicate');
      if (typeof d === 'number') fields.d = d;
      return typeof d === 'string' ? d : undefined;
    },
    () => {
      if (fields.op !== 'ACC') return undefined;
      const x = number(/^(\d+)$/, 'a receptor');
      if (typeof x === 'number') fields.x = x;
      return typeof x === 'string' ? x : undefined;
    },
    ...(['a', 'b'] as const).map((name) => () => {
      const kind = operation[name];
      if (kind === undefined) return undefined;
      const text = take();
      const value = parseOperand(kind, text);
      if (value === undefined) return `expected a ${kind}, found ${text === '' ? 'nothing' : text}`;
      fields[name] = value;
      return undefined;
    }),
    () => {
      if (fields.op !== 'LDP') return undefined;
      const x = number(/^field (\d+)$/, 'a field');
      if (typeof x === 'number') fields.x = x;
      return typeof x === 'string' ? x : undefined;
    },
    () => {
      if (fields.op !== 'RND') return undefined;
      const text = take();
      const found = /^(\d+) bytes of draw (\d+)$/.exec(text);
      if (found === null) return `expected a draw, found ${text === '' ? 'nothing' : text}`;
      fields.x = Number(found[1]) - 1;
      fields.shift = Number(found[2]);
      return undefined;
    },
    () => (left.length === 0 ? undefined : `${left.join(', ')} is too much`),
  ];
  for (const step of steps) {
    const problem = step();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function printOperand(kind: 'value' | 'predicate' | 'table', operand: number): string {
  if (kind === 'table') return `T${operand}`;
  if (kind === 'predicate') return printPredicate(operand);
  return operand < 32 ? `R${operand}` : `C${operand - 32}`;
}

function parseOperand(kind: 'value' | 'predicate' | 'table', text: string): number | undefined {
  if (kind === 'predicate') return parsePredicate(text);
  const found = /^([RCT])(\d+)$/.exec(text);
  if (found === null) return undefined;
  const place = Number(found[2]);
  if (kind === 'table') return found[1] === 'T' ? place : undefined;
  if (found[1] === 'T' || place > 31) return undefined;
  return found[1] === 'R' ? place : place + 32;
}

function printPredicate(predicate: number): string {
  if (predicate === 0) return 'true';
  return predicate < 8 ? `p${predicate}` : `!p${predicate - 8}`;
}

function parsePredicate(text: string): number | undefined {
  if (text === 'true') return 0;
  const found = /^(!?)p([1-7])$/.exec(text);
  if (found === null) return undefined;
  return Number(found[2]) + (found[1] === '!' ? 8 : 0);
}
