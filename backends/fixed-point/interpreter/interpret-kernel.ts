import type {
  ArrayId,
  ArrayStorage,
  ElementIndex,
  KernelFunction,
} from '../../../core/ir/index.js';
import { isNarrow } from '../lower/code-range.js';
import { fixedOperands } from '../lower/fixed-builder.js';
import type { FixedKernel, FixedNode, RequantiseNode } from '../lower/fixed-ir.js';
import {
  type ArithmeticNode,
  type Lane,
  narrowArithmetic,
  type Step,
  wideArithmetic,
} from './arithmetic-steps.js';
import type { FixedEnvironment } from './environment.js';
import { functionStep } from './function-step.js';
import { RequantiseCounters } from './node-counters.js';
import { partialDecay, partialFunction, partialRequantise } from './partial-steps.js';
import { requantiseStep } from './requantise-step.js';

export interface InterpretedKernel {
  readonly run: KernelFunction;
  readonly counters: readonly RequantiseCounters[];
}

/**
 * The exact integer meaning of a kernel: node by node, element by element. Nodes whose proved range
 * lies below 2^53 are computed in float64, which is exact there; all others in BigInt.
 *
 * @param counting - Keeps the counters of every requantisation; results are the same without.
 */
export function interpretFixedKernel(
  kernel: FixedKernel,
  environment: FixedEnvironment,
  counting: boolean,
): InterpretedKernel {
  const compiler = new NodeCompiler(kernel, environment, counting);
  const steps = kernel.body.map((node, id) => compiler.compile(node, id));
  const at: Lane = {
    tick: 0,
    lane: 0,
    pre: 0,
    post: 0,
    element: 0,
    narrow: new Float64Array(kernel.body.length),
    wide: new Array<bigint>(kernel.body.length).fill(0n),
  };
  const ends = kernel.domain.kind === 'synapses' ? environment.projection : undefined;
  const run: KernelFunction = (tick, indices, from, to) => {
    at.tick = tick;
    compiler.prepareTick(tick);
    for (let place = from; place < to; place += 1) {
      const lane = indices === undefined ? place : (indices[place] as number);
      at.lane = lane;
      at.element = lane;
      if (ends !== undefined) {
        at.pre = ends.pre[lane] as number;
        at.post = ends.post[lane] as number;
        at.element = (at.pre - ends.sourceFirst) * ends.targetCount + (at.post - ends.targetFirst);
      }
      for (const step of steps) step(at);
    }
  };
  return { run, counters: compiler.counters };
}

class NodeCompiler {
  readonly counters: RequantiseCounters[] = [];
  readonly #kernel: FixedKernel;
  readonly #environment: FixedEnvironment;
  readonly #counting: boolean;
  #uniformValues: Float64Array = new Float64Array(0);

  constructor(kernel: FixedKernel, environment: FixedEnvironment, counting: boolean) {
    this.#kernel = kernel;
    this.#environment = environment;
    this.#counting = counting;
  }

  prepareTick(tick: number): void {
    if (this.#environment.uniform !== undefined)
      this.#uniformValues = this.#environment.uniform(tick);
  }

  compile(node: FixedNode, id: number): Step {
    switch (node.op) {
      case 'const':
        return this.#constant(node, id);
      case 'tick':
        return (at) => {
          at.narrow[id] = at.tick;
        };
      case 'index':
        return this.#index(node.of, id);
      case 'draw':
        return this.#draw(node, id);
      case 'uniform':
        return (at) => {
          at.narrow[id] = this.#uniformValues[node.slot] as number;
        };
      case 'load':
        return this.#load(node.array, node.index, id);
      case 'load_aged':
        return this.#loadAged(node, id);
      case 'decay':
      case 'lookup':
        return this.#table(node, id);
      case 'interpolate':
      case 'table':
        if (this.#environment.partial !== undefined)
          return partialFunction(node, id, this.#tableOf(node.table).codes);
        return functionStep(node, id, {
          codes: this.#tableOf(node.table).codes,
          isNarrow: (value) => this.#isNarrow(value),
          wideReader: (value) => this.#wideReader(value),
        });
      case 'requantise':
        return this.#requantise(node, id);
      case 'select':
        return this.#select(node, id);
      case 'and':
        return ({ narrow }) => {
          narrow[id] = narrow[node.left] !== 0 && narrow[node.right] !== 0 ? 1 : 0;
        };
      case 'or':
        return ({ narrow }) => {
          narrow[id] = narrow[node.left] !== 0 || narrow[node.right] !== 0 ? 1 : 0;
        };
      case 'not':
        return ({ narrow }) => {
          narrow[id] = narrow[node.operand] === 0 ? 1 : 0;
        };
      case 'store':
        return this.#store(node);
      case 'accumulate':
        return this.#accumulate(node);
      case 'spike':
        return this.#spike(node.when);
      default:
        return this.#arithmetic(node, id);
    }
  }

  #isNarrow(id: number): boolean {
    // Real numbers are no BigInt, whatever their size.
    if (this.#environment.partial !== undefined) return true;
    const { range } = this.#kernel.body[id] as FixedNode;
    return range === undefined || isNarrow(range);
  }

  #constant({ code, exact }: Extract<FixedNode, { op: 'const' }>, id: number): Step {
    if (exact !== undefined && this.#environment.partial?.constants === false) {
      return (at) => {
        at.narrow[id] = exact;
      };
    }
    if (!this.#isNarrow(id)) {
      return (at) => {
        at.wide[id] = code;
      };
    }
    const value = Number(code);
    return (at) => {
      at.narrow[id] = value;
    };
  }

  #index(of: 'lane' | 'pre' | 'post', id: number): Step {
    const { projection } = this.#environment;
    if (of === 'lane' || projection === undefined) {
      return (at) => {
        at.narrow[id] = at.lane;
      };
    }
    const first = of === 'pre' ? projection.sourceFirst : projection.targetFirst;
    return (at) => {
      at.narrow[id] = at[of] - first;
    };
  }

  #draw({ site, bits }: Extract<FixedNode, { op: 'draw' }>, id: number): Step {
    const environment = this.#environment;
    const scale = 2 ** (bits - 32);
    return (at) => {
      at.narrow[id] = Math.floor(environment.word(site, at.tick, at.element) * scale);
    };
  }

  #storage(array: ArrayId): ArrayStorage {
    const storage = this.#environment.arrays.get(array);
    if (storage === undefined) throw new Error(`${this.#kernel.id}: no storage for ${array}`);
    return storage;
  }

  /** Place of an element in the slot of this tick. */
  #place(array: ArrayId, index: ElementIndex): (at: Lane) => number {
    const { count, slots } = this.#storage(array);
    const element = elementOf(index);
    if (slots === 1) return element;
    return (at) => (at.tick % slots) * count + element(at);
  }

  /** Arrays hold codes as float64: a wider one is a fault of the lowering. */
  #requireNarrow(id: number, place: string): void {
    if (this.#isNarrow(id)) return;
    throw new Error(`${this.#kernel.id}: codes of ${place} do not fit float64`);
  }

  #load(array: ArrayId, index: ElementIndex, id: number): Step {
    const { data, slots } = this.#storage(array);
    this.#requireNarrow(id, array);
    if (slots === 1) {
      if (index === 'lane') {
        return (at) => {
          at.narrow[id] = data[at.lane] as number;
        };
      }
      if (index === 'post') {
        return (at) => {
          at.narrow[id] = data[at.post] as number;
        };
      }
    }
    const place = this.#place(array, index);
    return (at) => {
      at.narrow[id] = data[place(at)] as number;
    };
  }

  #loadAged(node: Extract<FixedNode, { op: 'load_aged' }>, id: number): Step {
    const { data, count, slots } = this.#storage(node.array);
    const element = elementOf(node.index);
    this.#requireNarrow(id, node.array);
    this.#requireNarrow(node.age, `the age of ${node.array}`);
    return (at) => {
      const age = at.narrow[node.age] as number;
      const slot = (((at.tick - age) % slots) + slots) % slots;
      at.narrow[id] = data[slot * count + element(at)] as number;
    };
  }

  #tableOf(name: string): { rows: number; columns: number; codes: Float64Array } {
    const table = this.#environment.tables.get(name);
    if (table === undefined) throw new Error(`${this.#kernel.id}: no table ${name}`);
    if (this.#environment.partial?.tables !== false || table.exact === undefined) return table;
    return { ...table, codes: table.exact };
  }

  #table(node: Extract<FixedNode, { op: 'decay' | 'lookup' }>, id: number): Step {
    const table = this.#tableOf(node.table);
    for (const value of [id, ...fixedOperands(node)]) this.#requireNarrow(value, node.table);
    const { codes, rows, columns } = table;
    if (node.op === 'decay') {
      const last = codes.length - 1;
      if (this.#environment.partial?.tables === false) return partialDecay(node.operand, id, codes);
      return ({ narrow }) => {
        const steps = narrow[node.operand] as number;
        narrow[id] = codes[steps > last ? last : steps < 0 ? 0 : steps] as number;
      };
    }
    const { row, column } = node;
    return ({ narrow }) => {
      const line = narrow[row] as number;
      const offset = column === undefined ? 0 : (narrow[column] as number);
      // Integers have no NaN to show for a place outside; the lowering rules one out.
      if (!(line >= 0 && line < rows && offset >= 0 && offset < columns)) {
        throw new Error(`${this.#kernel.id}: no place ${line}, ${offset} in ${node.table}`);
      }
      narrow[id] = codes[line * columns + offset] as number;
    };
  }

  #select(node: Extract<FixedNode, { op: 'select' }>, id: number): Step {
    if (this.#isNarrow(id)) {
      return ({ narrow }) => {
        narrow[id] = narrow[
          narrow[node.condition] !== 0 ? node.whenTrue : node.whenFalse
        ] as number;
      };
    }
    const [whenTrue, whenFalse] = [
      this.#wideReader(node.whenTrue),
      this.#wideReader(node.whenFalse),
    ];
    return (at) => {
      at.wide[id] = at.narrow[node.condition] !== 0 ? whenTrue(at) : whenFalse(at);
    };
  }

  #wideReader(id: number): (at: Lane) => bigint {
    return this.#isNarrow(id)
      ? (at) => BigInt(at.narrow[id] as number)
      : (at) => at.wide[id] as bigint;
  }

  #arithmetic(node: ArithmeticNode, id: number): Step {
    const operands = 'operand' in node ? [node.operand] : [node.left, node.right];
    if (this.#isNarrow(id) && operands.every((operand) => this.#isNarrow(operand))) {
      return narrowArithmetic(node, id);
    }
    const [a, b] = operands.map((operand) => this.#wideReader(operand));
    if (a === undefined) throw new Error(`${node.op} without operands`);
    const compute = wideArithmetic(node, a, b ?? a);
    if (node.range !== undefined && !this.#isNarrow(id)) {
      return (at) => {
        at.wide[id] = compute(at);
      };
    }
    return (at) => {
      at.narrow[id] = Number(compute(at));
    };
  }

  #requantise(node: RequantiseNode, id: number): Step {
    if (this.#environment.partial !== undefined)
      return partialRequantise(node, id, this.#environment, this.#environment.partial);
    const counters = new RequantiseCounters(
      this.#kernel.id,
      id,
      node,
      this.#environment.requantisation,
    );
    this.counters.push(counters);
    return requantiseStep(node, id, {
      environment: this.#environment,
      counters,
      counting: this.#counting,
      isNarrow: (value) => this.#isNarrow(value),
      wideReader: (value) => this.#wideReader(value),
    });
  }

  #store(node: Extract<FixedNode, { op: 'store' }>): Step {
    const { data } = this.#storage(node.array);
    const place = this.#place(node.array, node.index);
    const { value, guard } = node;
    this.#requireNarrow(value, node.array);
    if (guard === undefined) {
      return (at) => {
        data[place(at)] = at.narrow[value] as number;
      };
    }
    const dropped = this.#environment.dropped?.get(node.array);
    return (at) => {
      if (at.narrow[guard] !== 0) data[place(at)] = at.narrow[value] as number;
      else if (dropped !== undefined) dropped.count += 1;
    };
  }

  #accumulate(node: Extract<FixedNode, { op: 'accumulate' }>): Step {
    const { data } = this.#storage(node.array);
    const place = this.#place(node.array, node.index);
    const { value, guard, saturate } = node;
    this.#requireNarrow(value, node.array);
    const [low, high] = this.#environment.limits.get(node.array) ?? [
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ];
    const dropped = this.#environment.dropped?.get(node.array);
    return (at) => {
      if (guard !== undefined && at.narrow[guard] === 0) {
        if (dropped !== undefined) dropped.count += 1;
        return;
      }
      const element = place(at);
      const sum = (data[element] as number) + (at.narrow[value] as number);
      data[element] = saturate ? Math.min(Math.max(sum, low), high) : sum;
    };
  }

  #spike(when: number): Step {
    const { spikes } = this.#environment;
    if (spikes === undefined) throw new Error(`${this.#kernel.id}: no spike list`);
    return (at) => {
      if (at.narrow[when] === 0) return;
      spikes.indices[spikes.count] = at.lane;
      spikes.count += 1;
    };
  }
}

function elementOf(index: ElementIndex): (at: Lane) => number {
  if (index === 'shared') return () => 0;
  return index === 'lane' ? (at) => at.lane : index === 'pre' ? (at) => at.pre : (at) => at.post;
}
