import type { ArrayId, ValueId } from '../../../core/ir/index.js';
import type { FixedNode } from '../../fixed-point/index.js';
import { type CodeRange, wordRange } from './code-range.js';
import { auxiliaryBase, type LaneTable, weightRegister } from './lane-fields.js';
import {
  conjuncts,
  flagOf,
  type ProjectionFacts,
  rangeOf,
  stampArray,
  traceOf,
} from './projection-facts.js';
import type {
  AccumulateNode,
  KernelPlace,
  KernelReader,
  LoadNode,
  StoreNode,
} from './read-kernel.js';
import { refusal } from './refusal.js';
import type { Effect } from './select-instructions.js';
import type { Condition, NumberValue } from './value.js';
import type { ValueGraph } from './value-graph.js';

const otherTraces = 10;
const newTraces = 4;

/** What a body stands on. */
export interface BodySurroundings {
  readonly graph: ValueGraph;
  readonly facts: ProjectionFacts;
  readonly side: 'pre' | 'post';
  readonly lanes: LaneTable;
  /** Codes of arrays that are equal for all synapses and stay so, where they become constants. */
  readonly constants: ReadonlyMap<ArrayId, bigint>;
  readonly receptorOf: (array: ArrayId) => number;
  /** Field of a variable of the target. */
  readonly fieldOf: (array: ArrayId) => { readonly field: number; readonly range: CodeRange };
  readonly constantBits: number;
}

/** A synapse as its body sees it: its lane, traces of both sides, the target. */
export class SynapsePlace implements KernelPlace {
  readonly graph: ValueGraph;
  /** Accumulators whose deliveries lost the guard "not refractory": the fold has it. */
  readonly guarded: Set<ArrayId> = new Set();
  readonly unguarded: Set<ArrayId> = new Set();
  readonly #at: BodySurroundings;
  readonly #stored: Map<ArrayId, NumberValue> = new Map();
  readonly #deliveries: Effect[] = [];

  constructor(at: BodySurroundings) {
    this.graph = at.graph;
    this.#at = at;
  }

  load(node: LoadNode, reader: KernelReader): () => NumberValue {
    const { array, index } = node;
    const stored = index === 'lane' ? this.#stored.get(array) : undefined;
    if (stored !== undefined) return () => stored;
    if (node.op === 'load_aged') return () => this.#trace(node, reader);
    if (index === 'lane') return () => this.#lane(array);
    if (index === 'post') return () => this.#target(node);
    return () => {
      throw this.#sourceState(node, `${reader.kernel.id} reads ${array} of its source`);
    };
  }

  store(node: StoreNode, reader: KernelReader): void {
    const { array, index, guard } = node;
    if (index === 'pre')
      throw this.#sourceState(node, `${reader.kernel.id} writes ${array} of its source`);
    if (index !== 'lane')
      throw refusal('CHIP_NONADDITIVE', `${reader.kernel.id} assigns ${array} of its target`, {
        span: node.span,
        context: `projection ${this.#at.facts.plan.name}`,
        expected: 'additions to variables of the target: +=',
        found: 'an assignment',
        help: 'write it as +=, or let the target decide in its reset',
      });
    const old = this.#stored.get(array) ?? this.#lane(array);
    const made = this.graph.select(reader.guard(guard), reader.number(node.value), old);
    this.#stored.set(array, made);
  }

  accumulate(node: AccumulateNode, reader: KernelReader): void {
    const { array, index, guard } = node;
    if (index !== 'post')
      throw this.#sourceState(node, `${reader.kernel.id} adds to ${array} of its source`);
    const { body } = reader.kernel;
    const parts = guard === undefined ? [] : conjuncts(body, guard);
    const open = parts.filter((id) => !this.#isRefractoryGuard(body, id));
    (open.length < parts.length ? this.guarded : this.unguarded).add(array);
    this.#deliveries.push({
      kind: 'accumulate',
      receptor: this.#at.receptorOf(array),
      value: reader.number(node.value),
      when: open.reduce(
        (all: Condition, id) => this.graph.and(all, reader.condition(id)),
        this.graph.truth(true),
      ),
      comment: array,
    });
  }

  factor(node: Extract<FixedNode, { op: 'decay' }>, reader: KernelReader): NumberValue {
    const { facts, side } = this.#at;
    const other = side === 'pre' ? 'post' : 'pre';
    const elapsed = reader.node(node.operand);
    const range = node.range ?? wordRange(16, false);
    if (elapsed.op === 'sub') {
      const [now, stamp] = [reader.node(elapsed.left), reader.node(elapsed.right)];
      const stamped =
        stamp.op === 'load_aged' &&
        stamp.array === stampArray(facts.plan.name, other) &&
        stamp.index === other;
      if (stamped && this.#isNow(now, reader)) {
        this.#requireDelay(stamp.age, other, reader, stamp);
        return this.graph.factor(node.table, true, range);
      }
    }
    throw this.#notFactorable(node, `${reader.kernel.id} decays what is not kept on a neuron`);
  }

  uniform(node: Extract<FixedNode, { op: 'uniform' }>, reader: KernelReader): NumberValue {
    const { range, slot } = node;
    if (range === undefined) throw new Error(`${reader.kernel.id}: a uniform value without range`);
    const value = { kind: 'uniform', kernel: reader.kernel.id, slot } as const;
    return this.graph.host(value, range, this.#at.constantBits);
  }

  lookup(node: Extract<FixedNode, { op: 'lookup' }>, reader: KernelReader): NumberValue {
    const row = reader.node(node.row);
    const column = node.column === undefined ? 0n : reader.constantOf(node.column);
    const { range, table } = node;
    if (row.op !== 'uniform' || range === undefined)
      throw new Error(`${reader.kernel.id}: the row of ${table} is no uniform value`);
    if (column !== undefined) {
      const kernel = reader.kernel.id;
      const value = { kind: 'row', kernel, slot: row.slot, table, column: Number(column) } as const;
      return this.graph.host(value, range, this.#at.constantBits);
    }
    throw refusal('CHIP_TIMED_COLUMN', `${reader.kernel.id} reads ${table} by neuron or synapse`, {
      span: node.span,
      context: `projection ${this.#at.facts.plan.name}`,
      expected: `${table}(t), one value for all synapses`,
      help: `read ${table}(t, i) in the population`,
    });
  }

  index(node: Extract<FixedNode, { op: 'index' }>, reader: KernelReader): NumberValue {
    throw refusal(
      'CHIP_INDEX',
      `${reader.kernel.id} computes with the number of a neuron or synapse`,
      {
        span: node.span,
        context: `projection ${this.#at.facts.plan.name}`,
        expected: 'values that lie in the synapse',
        help: 'keep it in a synaptic variable: initial: {number: i}',
      },
    );
  }

  effects(): readonly Effect[] {
    const outputs = [...this.#stored].map(([array, value]): Effect => {
      const register = this.#at.lanes.registerOf(array);
      if (register === undefined) throw new Error(`${array} has no register`);
      return { kind: 'output', register, value, comment: array };
    });
    return [...this.#deliveries, ...outputs];
  }

  get deliveries(): readonly Effect[] {
    return this.#deliveries;
  }

  /** Whether bodies change their synapse. */
  get writes(): boolean {
    return this.#stored.size > 0;
  }

  #lane(array: ArrayId): NumberValue {
    const { lanes, constants, facts } = this.#at;
    const code = constants.get(array);
    if (code !== undefined) return this.graph.constant(code);
    const flag = lanes.predicateOf(array);
    const { graph } = this;
    if (flag !== undefined) {
      const [one, zero] = [graph.constant(1n), graph.constant(0n)];
      const condition = graph.flag(flag.predicate);
      return flag.holds ? graph.select(condition, one, zero) : graph.select(condition, zero, one);
    }
    const register = lanes.registerOf(array);
    if (register === undefined) throw new Error(`${array} is in no lane`);
    return graph.input(register, rangeOf(facts, array), array);
  }

  /** Own traces are in the registers that the prologue left; the other side's as they are stored. */
  #trace(node: Extract<LoadNode, { op: 'load_aged' }>, reader: KernelReader): NumberValue {
    const { facts, side } = this.#at;
    const found = traceOf(facts, node.array);
    if (found === undefined)
      throw this.#notFactorable(node, `${node.array} is no trace of a neuron`);
    const { trace, after } = found;
    const range = rangeOf(facts, node.array);
    if (trace.side === side) {
      this.#requireDelay(node.age, side, reader, node);
      const register = trace.number + (after ? newTraces : 0);
      return this.graph.input(register, range, node.array);
    }
    if (!after) throw new Error(`${reader.kernel.id}: ${node.array} at an event of the other side`);
    this.#requireDelay(node.age, trace.side, reader, node);
    return this.graph.input(otherTraces + trace.number, range, node.array, {
      side: trace.side,
      number: trace.number,
    });
  }

  #target(node: LoadNode): NumberValue {
    const { field, range } = this.#at.fieldOf(node.array);
    return this.graph.target(field, range, node.array);
  }

  /** tick, or tick - delay where the event of a source was sent so much earlier. */
  #isNow(node: FixedNode, reader: KernelReader): boolean {
    const delay = this.#at.facts.pre?.pathway.delay;
    const late = delay !== undefined && (delay.kind === 'array' || delay.ticks !== 0);
    if (this.#at.side === 'pre' || !late) return node.op === 'tick';
    return (
      node.op === 'sub' &&
      reader.node(node.left).op === 'tick' &&
      this.#isPreDelay(node.right, reader)
    );
  }

  /** Rings are read where the chip has its entries: pre traces by delay, post traces of earlier steps. */
  #requireDelay(age: ValueId, of: 'pre' | 'post', reader: KernelReader, node: FixedNode): void {
    const { side } = this.#at;
    const fits =
      of === 'pre'
        ? this.#isPreDelay(age, reader)
        : reader.constantOf(age) === (side === 'post' ? 0n : 1n);
    if (!fits) throw this.#notFactorable(node, `${reader.kernel.id} reads a trace of another step`);
  }

  #isPreDelay(id: ValueId, reader: KernelReader): boolean {
    const delay = this.#at.facts.pre?.pathway.delay;
    const node = reader.node(id);
    if (delay?.kind === 'array') return node.op === 'load' && node.array === delay.ticks;
    return reader.constantOf(id) === BigInt(delay?.ticks ?? 0);
  }

  #isRefractoryGuard(body: readonly FixedNode[], id: ValueId): boolean {
    const flag = flagOf(body, body[id]);
    if (flag?.load.index !== 'post') return false;
    return flag.holds && flag.load.array === `${this.#at.facts.target.name}.not_refractory`;
  }

  #sourceState(node: FixedNode, message: string): Error {
    return refusal('CHIP_PRE_STATE', message, {
      span: node.span,
      context: `projection ${this.#at.facts.plan.name}`,
      expected: 'the synapse, its traces and its target: a source may lie on another core',
      help: 'keep the value in a synaptic variable, or let the source act on itself in its reset',
    });
  }

  #notFactorable(node: FixedNode, message: string): Error {
    return refusal('CHIP_TRACE_NOT_FACTORABLE', message, {
      span: node.span,
      context: `projection ${this.#at.facts.plan.name}`,
      expected: 'traces that only events of one side change, and that decay exponentially',
      help: 'let one side alone write the variable, and decay it with one time constant',
    });
  }
}

/** Registers that hold something when a body starts, besides the lane. */
export function bodyInputs(
  facts: ProjectionFacts,
  lanes: LaneTable,
  side: 'pre' | 'post',
): Readonly<Record<'own' | 'others' | 'lane', readonly number[]>> {
  const numbers = (of: 'pre' | 'post'): readonly number[] =>
    [...facts.traces.values()].filter((trace) => trace.side === of).map(({ number }) => number);
  const own = numbers(side).flatMap((number) => [number, number + newTraces]);
  const others = numbers(side === 'pre' ? 'post' : 'pre').map((number) => otherTraces + number);
  const lane = [
    ...(lanes.weight === undefined ? [] : [weightRegister]),
    ...lanes.auxiliary.map((_, place) => auxiliaryBase + place),
  ];
  return { own, others, lane };
}
