import type {
  ArrayId,
  ElementIndex,
  ScalarKernel,
  ScalarNode,
  ValueId,
} from '../../../core/ir/index.js';
import type { Accumulator } from './accumulators.js';
import { formatRange } from './code-range.js';
import type { FixedBuilder } from './fixed-builder.js';
import type { ArrayFormat, CodeRange } from './fixed-ir.js';
import type { LoweringContext, LoweringFaults } from './lowering-context.js';
import type { ScaleArithmetic } from './scale-arithmetic.js';
import type { CodeView, View } from './view.js';

/**
 * Loads, stores and deliveries of one kernel: where values meet the formats of arrays. A store
 * rounds a whole expression once; a delivery goes to the accumulator of its variable.
 */
export class KernelMemory {
  readonly #kernel: ScalarKernel;
  readonly #builder: FixedBuilder;
  readonly #scale: ScaleArithmetic;
  readonly #context: LoweringContext;
  readonly #faults: LoweringFaults;
  /** Latest known code of an element of this lane: what an update replaces. */
  readonly #current = new Map<string, ValueId>();

  constructor(
    kernel: ScalarKernel,
    builder: FixedBuilder,
    scale: ScaleArithmetic,
    context: LoweringContext,
    faults: LoweringFaults,
  ) {
    this.#kernel = kernel;
    this.#builder = builder;
    this.#scale = scale;
    this.#context = context;
    this.#faults = faults;
  }

  load(node: Extract<ScalarNode, { op: 'load' }>): View {
    const { array, index } = node;
    const format = this.#readable(array);
    const id = this.#builder.append({ op: 'load', array, index, ...valuesOf(format) });
    this.#current.set(placeOf(array, index), id);
    return this.#loaded(id, format);
  }

  /** @param age - Node of the age in ticks, a code without fraction. */
  loadAged(node: Extract<ScalarNode, { op: 'load_aged' }>, age: ValueId): View {
    const { array, index } = node;
    const format = this.#readable(array);
    const id = this.#builder.append({ op: 'load_aged', array, index, age, ...valuesOf(format) });
    return this.#loaded(id, format);
  }

  store(node: Extract<ScalarNode, { op: 'store' }>, view: View, guard: ValueId | undefined): void {
    if (this.#isPending(node.array)) {
      throw this.#faults.unsupported(
        `assigning ${node.array} in a pathway while pathways add to it`,
        'write it as +=, or use a threshold-side expression',
      );
    }
    const format = this.#formatOf(node.array);
    const place = placeOf(node.array, node.index);
    const value = this.#inFormat(view, format, this.#current.get(place));
    // After a guarded store the element holds one of two codes: the next update has no known one.
    if (guard === undefined) this.#current.set(place, value);
    else this.#current.delete(place);
    this.#builder.append({
      op: 'store',
      array: node.array,
      index: node.index,
      value,
      ...(guard === undefined ? {} : { guard }),
      fraction: 0,
    });
  }

  accumulate(
    node: Extract<ScalarNode, { op: 'accumulate' }>,
    view: View,
    guard: ValueId | undefined,
  ): void {
    if (this.#kernel.domain.kind !== 'synapses') {
      throw new Error(`${this.#kernel.id}: accumulate outside a pathway`);
    }
    const target = this.#formatOf(node.array);
    const code = this.#asCode(this.#scale.inScale(view, target.scale), target);
    const accumulator = this.#context.accumulators.get(node.array);
    this.#context.noteContribution({
      target: node.array,
      kernel: this.#kernel.id,
      index: node.index,
      range: this.#builder.range(code.node),
      fraction: code.fraction,
    });
    if (accumulator === undefined) return;
    this.#builder.append({
      op: 'accumulate',
      array: accumulator.array,
      index: node.index,
      value: this.#toAccumulator(code, accumulator),
      ...(guard === undefined ? {} : { guard }),
      saturate: accumulator.saturate,
      fraction: 0,
    });
  }

  #loaded(id: ValueId, format: ArrayFormat): CodeView {
    if (format.wordClass === 'step') this.#scale.markStepNumber(id);
    return this.#scale.code(id, format.scale);
  }

  #readable(array: ArrayId): ArrayFormat {
    const format = this.#formatOf(array);
    if (this.#isPending(array)) {
      throw this.#faults.unsupported(
        `reading ${array} in a pathway while pathways add to it`,
        'input of a step is added up and folded into the state after all events of the step',
      );
    }
    return format;
  }

  /** Input of this step is still in the accumulator, so the variable itself is out of date. */
  #isPending(array: ArrayId): boolean {
    return this.#context.accumulated.has(array) && this.#kernel.domain.kind === 'synapses';
  }

  /** The code to store: exact where it fits, otherwise one requantisation of the whole sum. */
  #inFormat(view: View, format: ArrayFormat, previous: ValueId | undefined): ValueId {
    if (view.kind === 'number') {
      return this.#scale.constantIn(view.value, format.format, format.scale).node;
    }
    if (view.kind === 'truth') throw new Error(`${format.array} is assigned a condition`);
    const scaled = this.#scale.inScale(view, format.scale);
    if (scaled.kind !== 'code') throw this.#faults.unsupported('a bare decay factor as a value');
    const shift = scaled.fraction - format.format.fracBits;
    const range = this.#builder.range(scaled.node);
    if (shift === 0 && isPlain(format)) return scaled.node;
    if (changesExact(format)) return this.#requantised(scaled, shift, format, previous);
    const limits = formatRange(format.format);
    const fits = range.lowest >= limits.lowest && range.highest <= limits.highest;
    if (shift === 0 && fits) return scaled.node;
    if (shift < 0 && fitsShifted(range, -shift, limits)) {
      return this.#builder.shift(scaled.node, -shift);
    }
    return this.#requantised(scaled, shift, format, previous);
  }

  #requantised(
    view: CodeView,
    shift: number,
    format: ArrayFormat,
    previous: ValueId | undefined,
  ): ValueId {
    const source = this.#builder.node(view.node);
    const addends =
      source.op === 'add' || source.op === 'sub'
        ? { addends: [source.left, source.right] as const }
        : {};
    const plastic = format.wordClass === 'weight' && previous !== undefined ? { previous } : {};
    return this.#builder.requantise({
      operand: view.node,
      shift,
      to: format.format,
      rounding: format.rounding,
      overflow: format.overflow,
      wordClass:
        format.wordClass === 'flag' || format.wordClass === 'step' ? 'state' : format.wordClass,
      name: format.array,
      ...addends,
      ...plastic,
    });
  }

  #asCode(view: View, target: ArrayFormat): CodeView {
    if (view.kind === 'code') return view;
    if (view.kind === 'number')
      return this.#scale.constantIn(view.value, target.format, target.scale);
    throw new Error(`${target.array} is given a condition`);
  }

  /** Delivery, rule Q1: exact but where the accumulator has fewer fraction bits. */
  #toAccumulator(code: CodeView, accumulator: Accumulator): ValueId {
    const shift = code.fraction - accumulator.fraction;
    if (shift <= 0) return this.#builder.shift(code.node, -shift);
    const { rounding, overflow } = this.#context.hardware.words.accumulator;
    return this.#builder.requantise({
      operand: code.node,
      shift,
      to: { signed: true, wordBits: accumulator.bits, fracBits: accumulator.fraction },
      rounding,
      overflow,
      wordClass: 'accumulator',
      name: accumulator.target,
    });
  }

  #formatOf(array: ArrayId): ArrayFormat {
    const format = this.#context.formats.get(array);
    if (format === undefined) throw this.#faults.unsupported(`${array} within a step`);
    return format;
  }
}

function placeOf(array: ArrayId, index: ElementIndex): string {
  return `${array}@${index}`;
}

/** Step numbers and flags: integers that no format limits. */
function isPlain(format: ArrayFormat): boolean {
  return format.wordClass === 'step' || format.wordClass === 'flag';
}

/** `jam` forces the low bit of exact codes too, and symmetric words do not hold their lowest code. */
function changesExact({ rounding, overflow }: ArrayFormat): boolean {
  return rounding === 'jam' || overflow.kind === 'saturate_symmetric';
}

function valuesOf({ format }: ArrayFormat): {
  readonly range: CodeRange;
  readonly fraction: number;
} {
  return { range: formatRange(format), fraction: format.fracBits };
}

function fitsShifted(range: CodeRange, bits: number, limits: CodeRange): boolean {
  const places = BigInt(bits);
  return range.lowest << places >= limits.lowest && range.highest << places <= limits.highest;
}
