import type { ArrayId } from '../../../core/ir/index.js';
import type { FixedNode } from '../../fixed-point/index.js';
import { wordRange } from './code-range.js';
import { type ProjectionFacts, rangeOf, stampArray, traceOf } from './projection-facts.js';
import type { KernelPlace, KernelReader, LoadNode, StoreNode } from './read-kernel.js';
import { refusal } from './refusal.js';
import type { Effect } from './select-instructions.js';
import type { NumberValue } from './value.js';
import type { ValueGraph } from './value-graph.js';

const newTraces = 4;

/** The traces of one side when one of its events advances them: R0 .. as stored, R4 .. what will be. */
export class TracePlace implements KernelPlace {
  readonly graph: ValueGraph;
  readonly #facts: ProjectionFacts;
  readonly #side: 'pre' | 'post';
  readonly #stored: Map<ArrayId, NumberValue> = new Map();

  constructor(graph: ValueGraph, facts: ProjectionFacts, side: 'pre' | 'post') {
    this.graph = graph;
    this.#facts = facts;
    this.#side = side;
  }

  load(node: LoadNode, reader: KernelReader): () => NumberValue {
    const stored = this.#stored.get(node.array);
    if (stored !== undefined) return () => stored;
    return () => {
      const found = traceOf(this.#facts, node.array);
      const own = node.op === 'load' && node.index === 'lane';
      if (found === undefined || !own || !found.after || found.trace.side !== this.#side)
        throw this.#refused(node, `${reader.kernel.id} reads ${node.array}`);
      const { number, side } = found.trace;
      const range = rangeOf(this.#facts, node.array);
      return this.graph.input(number, range, node.array, { side, number });
    };
  }

  store(node: StoreNode, reader: KernelReader): void {
    const { array, guard } = node;
    if (array === stampArray(this.#facts.plan.name, this.#side)) return;
    const found = traceOf(this.#facts, array);
    if (found === undefined) throw new Error(`${reader.kernel.id} stores ${array}`);
    const condition = reader.guard(guard);
    const value = reader.number(node.value);
    const old = this.#stored.get(array) ?? (condition.op === 'truth' ? value : undefined);
    if (old === undefined)
      throw this.#refused(node, `${reader.kernel.id} may leave ${array} as it is`);
    this.#stored.set(array, this.graph.select(condition, value, old));
  }

  factor(node: Extract<FixedNode, { op: 'decay' }>, reader: KernelReader): NumberValue {
    const elapsed = reader.node(node.operand);
    if (elapsed.op === 'sub') {
      const [now, stamp] = [reader.node(elapsed.left), reader.node(elapsed.right)];
      const own = stampArray(this.#facts.plan.name, this.#side);
      if (now.op === 'tick' && stamp.op === 'load' && stamp.array === own && stamp.index === 'lane')
        return this.graph.factor(node.table, false, node.range ?? wordRange(16, false));
    }
    throw this.#refused(node, `${reader.kernel.id} decays what is not kept on a neuron`);
  }

  uniform(node: FixedNode, reader: KernelReader): NumberValue {
    throw this.#refused(node, `${reader.kernel.id} changes traces with time`);
  }

  lookup(node: FixedNode, reader: KernelReader): NumberValue {
    throw this.#refused(node, `${reader.kernel.id} changes traces with time`);
  }

  index(node: FixedNode, reader: KernelReader): NumberValue {
    throw this.#refused(node, `${reader.kernel.id} changes traces by the number of the neuron`);
  }

  effects(): readonly Effect[] {
    return [...this.#stored].map(([array, value]): Effect => {
      const found = traceOf(this.#facts, array);
      if (found === undefined) throw new Error(`${array} is no trace`);
      const register = found.trace.number + (found.after ? newTraces : 0);
      return { kind: 'output', register, value, comment: array };
    });
  }

  #refused(node: FixedNode, message: string): Error {
    return refusal('CHIP_TRACE_NOT_FACTORABLE', message, {
      span: node.span,
      context: `projection ${this.#facts.plan.name}`,
      expected: 'traces that start from what they were, decayed, and constants',
      help: 'keep what differs between synapses in a synaptic variable: w += eta*trace',
    });
  }
}
