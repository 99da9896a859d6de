import { printFormat, printOverflow } from '../../../core/fixed/index.js';
import { operations } from '../isa/index.js';
import type {
  ChipCode,
  LaneField,
  PopulationCode,
  ProjectionCode,
  StateField,
  SymbolicInstruction,
  SymbolicOperand,
  SymbolicSection,
} from './chip-code.js';

/** Assembly text of a network's programs, before placement. */
export function printChipCode({ populations, projections }: ChipCode): string {
  return [...populations.map(printPopulation), ...projections.map(printProjection)].join('\n');
}

function printPopulation(code: PopulationCode): string {
  const { name, size, fields, receptors, soma, foldLength, reset, regular } = code;
  return [
    `population ${name}, ${size} neurons`,
    ...fields.map((field, register) => `  R${register}  ${printField(field)}`),
    ...receptors.map((array, place) => `  R${24 + place} pending input ${array}`),
    ...printSection(`soma (fold: ${foldLength})`, soma),
    ...(reset === undefined ? [] : printSection('reset', reset)),
    ...(regular === undefined
      ? []
      : printSection(`regular, every ${regular.everyTicks} steps`, regular.section)),
    '',
  ].join('\n');
}

function printField({ name, bits, signed, source }: StateField): string {
  const width = `${signed ? 's' : 'u'}${bits}`;
  return source.kind === 'age' ? `${width} ${name}, up to ${source.limit}` : `${width} ${name}`;
}

function printProjection(code: ProjectionCode): string {
  const head = `projection ${code.projection} onto ${code.target}`;
  if (code.form === 'constant') return `${head}: adds ${code.code} to ${code.receptor}\n`;
  const { weight, auxiliary, plastic, flags, preTraces, postTraces, pre, post } = code;
  const lane = (register: string, field: LaneField): string =>
    `  ${register}  ${field.signed ? 's' : 'u'}${field.bits} ${field.inverted ? 'not ' : ''}${field.array}`;
  return [
    head,
    ...(weight === undefined ? [] : [lane('R8', weight)]),
    ...auxiliary.map((field, place) => lane(`R${16 + place}`, field)),
    ...(plastic === undefined ? [] : [lane('p7', plastic)]),
    ...flags.map((field, place) => lane(`p${6 - place}`, field)),
    ...preTraces.map((trace, place) => `  pre trace ${place} ${trace.array}, ${trace.life} steps`),
    ...postTraces.map(
      (trace, place) => `  post trace ${place} ${trace.array}, ${trace.life} steps`,
    ),
    ...[pre, post].flatMap((side) =>
      side === undefined
        ? []
        : [
            ...(side.prologue === undefined
              ? []
              : printSection(`${side.name} prologue`, side.prologue)),
            ...printSection(
              `${side.name} body${side.writes ? ', writes its synapse' : ''}`,
              side.body,
            ),
          ],
    ),
    '',
  ].join('\n');
}

function printSection(
  name: string,
  { instructions, siteBase }: SymbolicSection,
): readonly string[] {
  const sites = siteBase === 0 ? '' : `, sites from ${siteBase}`;
  return [`${name}: ${instructions.length} instructions${sites}`, ...instructions.map(line)];
}

function line(instruction: SymbolicInstruction): string {
  const text = `    ${printInstruction(instruction)}`;
  return instruction.comment === undefined ? text : `${text.padEnd(52)} ; ${instruction.comment}`;
}

/** One instruction: `p1: MUL R9, R3, 41943 >>24 s25 nearest_even saturate`. */
export function printInstruction(instruction: SymbolicInstruction): string {
  const { op, predicate, d, a, b, shift, format, x } = instruction;
  const { result } = operations[op];
  const guard = predicate === 0 ? '' : `${predicateName(predicate)}: `;
  const operands = [
    ...(result === 'register' ? [`R${d}`] : result === 'predicate' ? [`p${d}`] : []),
    ...placesOf(instruction),
    ...[a, b].flatMap((operand) => (operand === undefined ? [] : [printOperand(operand)])),
  ];
  const moved = shift === 0 || op === 'RND' ? '' : ` ${shiftText(op, shift)}`;
  const rounded =
    format === undefined
      ? ''
      : ` ${printFormat(format.to)} ${format.rounding} ${printOverflow(format.overflow)}`;
  const draw = op === 'DEC' ? x >> 1 : x;
  const draws = format?.rounding === 'stochastic' && shift > 0 ? ` draw ${draw}` : '';
  const age = op === 'DEC' ? ` age ${x % 2 === 0 ? 'own' : 'other'}` : '';
  return `${guard}${op}${operands.length > 0 ? ` ${operands.join(', ')}` : ''}${moved}${rounded}${draws}${age}`;
}

/** What numbers of an instruction mean where they are no operands. */
function placesOf({ op, shift, x }: SymbolicInstruction): readonly string[] {
  if (op === 'ACC') return [`input ${x}`];
  if (op === 'LDP') return [`field ${x}`];
  if (op === 'RND') return [`draw ${shift}`, `${x + 1} bytes`];
  return [];
}

/** Sums shift their second operand to the left, or, where the number is negative, the first. */
function shiftText(op: SymbolicInstruction['op'], shift: number): string {
  if (op !== 'ADD' && op !== 'SUB') return shift > 0 ? `>>${shift}` : `<<${-shift}`;
  return shift > 0 ? `(b <<${shift})` : `(a <<${-shift})`;
}

function printOperand(operand: SymbolicOperand): string {
  switch (operand.kind) {
    case 'register':
      return `R${operand.register}`;
    case 'constant':
      return String(operand.code);
    case 'predicate':
      return predicateName(operand.predicate);
    case 'table':
      return `table "${operand.table}"`;
    case 'host': {
      const { value, low, bits } = operand;
      const row = value.kind === 'row' ? ` of ${value.table}, column ${value.column}` : '';
      return `host(${value.kernel} ${value.slot}${row} bits ${low}..${low + bits - 1})`;
    }
  }
}

function predicateName(predicate: number): string {
  if (predicate === 0) return 'always';
  return predicate > 8 ? `not p${predicate - 8}` : `p${predicate}`;
}
