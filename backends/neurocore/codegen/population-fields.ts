import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { ArrayDeclaration, ArrayId, PopulationPlan } from '../../../core/ir/index.js';
import type { FixedKernel, FixedProgram } from '../../fixed-point/index.js';
import type { StateField } from './chip-code.js';
import { bitLength, type CodeRange, wordRange } from './code-range.js';
import { fixedOperands } from './fixed-operands.js';
import { refusal, refused } from './refusal.js';

/** Registers of state fields, and those that LDP reaches. */
const mostFields = 24;
const reachedFields = 8;

/** The record of a population's neurons: which values lie in it, and in which register they come. */
export interface FieldTable {
  readonly fields: readonly StateField[];
  /** Register of an array, of the age that stands for a last spike, or of a helper. */
  registerOf(key: string): number | undefined;
  rangeOf(register: number): CodeRange;
}

export function rowKey(table: string, kernel: string, slot: number): string {
  return `#row ${table} ${kernel} ${slot}`;
}
export const indexKey = '#index';

/**
 * Collects the state that a population's kernels, and bodies of pathways onto it, touch.
 *
 * @param read - Arrays that bodies read of their target: they get the fields LDP reaches.
 * @param ages - Arrays of last spikes, and the largest number of steps that matters.
 */
export function populationFields(
  population: PopulationPlan,
  kernels: readonly FixedKernel[],
  program: FixedProgram,
  read: ReadonlySet<ArrayId>,
  ages: ReadonlyMap<ArrayId, number>,
  diagnostics: Diagnostics,
): FieldTable {
  const declarations = new Map(program.arrays.map((entry) => [entry.id, entry]));
  const fields = new Map<string, StateField>();
  const first = (array: ArrayId): number => (read.has(array) ? 0 : 1);
  const touched = [...new Set(kernels.flatMap(arraysOf))].sort((a, b) => first(a) - first(b));
  for (const array of [...read, ...touched]) {
    const declaration = declarations.get(array);
    if (declaration === undefined) throw new Error(`${population.name}: no array ${array}`);
    if (declaration.role === 'accumulator') continue;
    requireOwn(declaration, population, kernels);
    fields.set(array, arrayField(array, program, ages.get(array)));
  }
  for (const kernel of kernels) addHelpers(kernel, population, program, fields);
  const list = [...fields.values()];
  if (list.length > mostFields)
    diagnostics.addAll([
      refused('CHIP_REGISTERS', `population ${population.name} has ${list.length} state fields`, {
        span: population.span,
        context: `population ${population.name}`,
        expected: `at most ${mostFields} registers of state`,
        found: `${list.length}: ${list.map(({ name }) => name).join(', ')}`,
        help: 'make parameters that are equal for all neurons constants',
      }),
    ]);
  if (read.size > reachedFields)
    diagnostics.addAll([
      refused(
        'CHIP_REGISTERS',
        `pathways read ${read.size} variables of their target ${population.name}`,
        {
          span: population.span,
          context: `population ${population.name}`,
          expected: `at most ${reachedFields} fields within reach of a synapse`,
          found: [...read].join(', '),
          help: 'keep what only synapses need in the synapses',
        },
      ),
    ]);
  const registers = new Map([...fields.keys()].map((key, register) => [key, register]));
  return {
    fields: list,
    registerOf: (key) => registers.get(key),
    rangeOf: (register) => {
      const field = list[register];
      if (field === undefined) throw new Error(`${population.name} has no field ${register}`);
      if (field.source.kind === 'age') return { lowest: 0n, highest: BigInt(field.source.limit) };
      if (field.source.kind === 'index')
        return { lowest: 0n, highest: BigInt(population.size - 1) };
      return wordRange(field.bits, field.signed);
    },
  };
}

function arraysOf({ body }: FixedKernel): readonly ArrayId[] {
  return body.flatMap((node) =>
    node.op === 'load' || node.op === 'load_aged' || node.op === 'store' ? [node.array] : [],
  );
}

function requireOwn(
  { id, object, shared, span }: ArrayDeclaration,
  population: PopulationPlan,
  kernels: readonly FixedKernel[],
): void {
  if (object === population.name && !shared) return;
  const nodes = kernels.flatMap(({ body }) => body);
  const use = nodes.find((node) => 'array' in node && node.array === id);
  throw refusal(
    'CHIP_FOREIGN_STATE',
    shared
      ? `population ${population.name} uses ${id}, one value that all neurons share`
      : `population ${population.name} uses ${id} of another object`,
    {
      span: use?.span ?? span ?? population.span,
      context: `population ${population.name}`,
      expected: 'variables that each neuron has for itself',
      found: id,
      help: shared
        ? 'leave the flag shared out: every neuron then has a copy'
        : 'send it as input: a projection with on_pre',
    },
  );
}

function arrayField(array: ArrayId, program: FixedProgram, limit: number | undefined): StateField {
  if (limit !== undefined)
    return {
      name: `steps since ${array}`,
      bits: bitLength(BigInt(limit)),
      signed: false,
      source: { kind: 'age', array, limit },
    };
  const entry = program.formats.get(array);
  if (entry === undefined) throw new Error(`${array} has no format`);
  const { wordBits, signed } = entry.format;
  return { name: array, bits: wordBits, signed, source: { kind: 'array', array } };
}

/** Numbers of neurons and rows of timed arrays, which the host keeps up to date. */
function addHelpers(
  kernel: FixedKernel,
  population: PopulationPlan,
  program: FixedProgram,
  fields: Map<string, StateField>,
): void {
  const rows = new Set<number>();
  for (const node of kernel.body) {
    if (node.op !== 'lookup' || node.column === undefined) continue;
    const [row, column] = [kernel.body[node.row], kernel.body[node.column]];
    if (row?.op !== 'uniform' || column?.op !== 'index') continue;
    rows.add(node.column);
    const table = program.codeTables.find(({ name }) => name === node.table);
    if (table === undefined) throw new Error(`there is no table ${node.table}`);
    const { wordBits, signed } = table.format;
    const source = { kind: 'row', table: node.table, kernel: kernel.id, slot: row.slot } as const;
    const key = rowKey(node.table, kernel.id, row.slot);
    fields.set(key, { name: `${node.table} of this step`, bits: wordBits, signed, source });
  }
  const counted = kernel.body.some(
    (node, id) => node.op === 'index' && usesBesides(kernel, id, rows),
  );
  if (counted)
    fields.set(indexKey, {
      name: 'number of the neuron',
      bits: Math.max(1, bitLength(BigInt(population.size - 1))),
      signed: false,
      source: { kind: 'index' },
    });
}

/** Whether a neuron's number is used for more than the column of a timed array. */
function usesBesides({ body }: FixedKernel, id: number, columns: ReadonlySet<number>): boolean {
  if (!columns.has(id)) return true;
  return body.some((node) => node.op !== 'lookup' && fixedOperands(node).includes(id));
}
