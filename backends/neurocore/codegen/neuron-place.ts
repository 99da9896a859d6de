import type { ArrayId } from '../../../core/ir/index.js';
import type { FixedNode } from '../../fixed-point/index.js';
import type { CodeRange } from './code-range.js';
import { type FieldTable, indexKey, rowKey } from './population-fields.js';
import type { KernelPlace, KernelReader, LoadNode, StoreNode } from './read-kernel.js';
import { contextOf, refusal } from './refusal.js';
import type { Effect } from './select-instructions.js';
import { elapsedSince } from './spike-age.js';
import type { Condition, NumberValue } from './value.js';
import type { ValueGraph } from './value-graph.js';

/** First register of pending input. */
export const pendingBase = 24;

/** What a section for neurons stands on. */
export interface NeuronSection {
  readonly graph: ValueGraph;
  readonly table: FieldTable;
  readonly receptors: readonly ArrayId[];
  readonly rangeOfArray: (array: ArrayId) => CodeRange;
  /** Condition that stands in the network for "not refractory" and now guards a fold; else true. */
  readonly foldGuard?: (receptor: ArrayId) => Condition;
  /** Steps to add to a stored age: 1 where the step has begun, and the soma has not run yet. */
  readonly begun: 0 | 1;
  readonly constantBits: number;
}

/** State, pending input and spikes of a neuron, as the kernels of one section see them. */
export class NeuronPlace implements KernelPlace {
  readonly graph: ValueGraph;
  readonly #section: NeuronSection;
  /** Newest value of what was stored. */
  readonly #stored: Map<ArrayId, NumberValue> = new Map();
  readonly #ages: Map<ArrayId, NumberValue> = new Map();
  #spike: Condition | undefined;

  constructor(section: NeuronSection) {
    this.graph = section.graph;
    this.#section = section;
  }

  load(node: LoadNode, reader: KernelReader): () => NumberValue {
    const { array } = node;
    const stored = this.#stored.get(array);
    if (stored !== undefined) return () => stored;
    return () => this.#input(array, node, reader);
  }

  store(node: StoreNode, reader: KernelReader): void {
    const { array, guard } = node;
    const { graph } = this;
    if (this.#section.receptors.includes(array)) return;
    const condition = reader.guard(guard);
    const register = this.#registerOf(array);
    if (this.#section.table.fields[register]?.source.kind === 'age') {
      if (reader.node(node.value).op !== 'tick')
        throw new Error(`${reader.kernel.id}: ${array} is set to something besides the step`);
      this.#ages.set(array, graph.select(condition, graph.constant(0n), this.#age(array)));
      return;
    }
    const old = this.#stored.get(array) ?? this.#input(array, node, reader);
    const guarded = graph.and(condition, this.#guardOf(array));
    const made = graph.select(guarded, reader.number(node.value), old);
    this.#stored.delete(array);
    this.#stored.set(array, made);
  }

  spike(when: Condition): void {
    if (this.#spike !== undefined) throw new Error('two thresholds in one section');
    this.#spike = when;
  }

  elapsed(node: FixedNode, reader: KernelReader): NumberValue | undefined {
    const array = elapsedSince(reader.kernel.body, node);
    return array === undefined ? undefined : this.#age(array);
  }

  uniform(node: Extract<FixedNode, { op: 'uniform' }>, reader: KernelReader): NumberValue {
    const { range, slot } = node;
    if (range === undefined) throw new Error(`${reader.kernel.id}: a uniform value without range`);
    const value = { kind: 'uniform', kernel: reader.kernel.id, slot } as const;
    return this.graph.host(value, range, this.#section.constantBits);
  }

  lookup(node: Extract<FixedNode, { op: 'lookup' }>, reader: KernelReader): NumberValue {
    const row = reader.node(node.row);
    const { range, table } = node;
    if (row.op !== 'uniform' || range === undefined)
      throw new Error(`${reader.kernel.id}: the row of ${table} is no uniform value`);
    const { slot } = row;
    const kernel = reader.kernel.id;
    const column = node.column === undefined ? 0n : reader.constantOf(node.column);
    if (column !== undefined) {
      const value = { kind: 'row', kernel, slot, table, column: Number(column) } as const;
      return this.graph.host(value, range, this.#section.constantBits);
    }
    const register = this.#section.table.registerOf(rowKey(table, kernel, slot));
    if (register !== undefined) return this.graph.input(register, range, `${table}(t, i)`);
    throw refusal('CHIP_TIMED_COLUMN', `${kernel} reads ${table} at a computed column`, {
      span: node.span,
      context: contextOf(reader.kernel),
      expected: `${table}(t), ${table}(t, i) or ${table}(t, 3)`,
      help: 'sort the columns of the table by neuron, and read it with (t, i)',
    });
  }

  index(): NumberValue {
    const register = this.#section.table.registerOf(indexKey);
    if (register === undefined) throw new Error('no field holds the number of the neuron');
    return this.graph.input(register, this.#section.table.rangeOf(register), 'i');
  }

  /** What the section leaves behind, in the order in which it was decided. */
  effects(): readonly Effect[] {
    const { fields } = this.#section.table;
    const output = (array: ArrayId, value: NumberValue): Effect => {
      const register = this.#registerOf(array);
      const comment = fields[register]?.name ?? array;
      return { kind: 'output', register, value, comment };
    };
    const spike: readonly Effect[] =
      this.#spike === undefined ? [] : [{ kind: 'spike', when: this.#spike }];
    return [
      ...[...this.#stored].map(([array, value]) => output(array, value)),
      ...spike,
      ...[...this.#ages].map(([array, value]) => output(array, value)),
    ];
  }

  /** Counts a step: the soma of every neuron does it once. */
  countStep(limit: (array: ArrayId) => bigint): void {
    const { graph } = this;
    for (const { source } of this.#section.table.fields) {
      if (source.kind !== 'age') continue;
      const { array } = source;
      const next = graph.add(this.#ageInput(array), graph.constant(1n));
      this.#ages.set(array, graph.min(next, graph.constant(limit(array))));
    }
  }

  #age(array: ArrayId): NumberValue {
    const known = this.#ages.get(array);
    if (known !== undefined) return known;
    return this.graph.add(this.#ageInput(array), this.graph.constant(BigInt(this.#section.begun)));
  }

  #ageInput(array: ArrayId): NumberValue {
    const register = this.#registerOf(array);
    return this.graph.input(register, this.#section.table.rangeOf(register), 'steps since spike');
  }

  #input(array: ArrayId, node: FixedNode, reader: KernelReader): NumberValue {
    const receptor = this.#section.receptors.indexOf(array);
    if (receptor >= 0) {
      const range = this.#section.rangeOfArray(array);
      return this.graph.input(pendingBase + receptor, range, array);
    }
    const register = this.#registerOf(array);
    const { table } = this.#section;
    if (table.fields[register]?.source.kind === 'age')
      throw refusal('CHIP_STEP_NUMBER', `the step of the last spike is used as a number`, {
        span: node.span,
        context: contextOf(reader.kernel),
        expected: 'the time since it, compared with a period',
        help: 'let a variable count: dage/dt = 1/second, with age = 0 in reset',
      });
    return this.graph.input(register, table.rangeOf(register), array);
  }

  #registerOf(array: ArrayId): number {
    const register = this.#section.table.registerOf(array);
    if (register === undefined) throw new Error(`${array} has no field`);
    return register;
  }

  #guardOf(array: ArrayId): Condition {
    return this.#section.foldGuard?.(`${array}#input`) ?? this.graph.truth(true);
  }
}
