import {
  type Diagnostics,
  FrameworkError,
  type SourceSpan,
} from '../../../core/diagnostics/index.js';
import type { OverflowMode, RoundingMode } from '../../../core/fixed/index.js';
import type { Hardware, WordClass } from '../../../core/hardware.js';
import type {
  ArrayDeclaration,
  ArrayId,
  ElementIndex,
  ScalarKernel,
  ScalarNode,
  UnaryOperation,
  ValueId,
} from '../../../core/ir/index.js';
import { tiny, unaryFunctions } from '../../../core/ir/index.js';
import { codeRange, formatRange } from './code-range.js';
import { decayFraction } from './decay-table.js';
import { FixedBuilder } from './fixed-builder.js';
import type { ArrayFormat, CodeRange, CodeTable, FixedKernel, StoredConstant } from './fixed-ir.js';
import { one, type Rational, rationalFromNumber, toNumber } from './rational.js';
import { ScaleArithmetic } from './scale-arithmetic.js';
import { UniformKernel } from './uniform-kernel.js';
import type { CodeView, View } from './view.js';

/** An accumulator that stands in for additive writes to a variable during slot synapses. */
export interface Accumulator {
  readonly array: ArrayId;
  readonly target: ArrayId;
  readonly fraction: number;
  readonly bits: number;
  readonly saturate: boolean;
}

/** What a kernel adds to a variable: input of the choice of its accumulator's format. */
export interface Contribution {
  readonly target: ArrayId;
  readonly kernel: string;
  readonly index: ElementIndex;
  readonly range: CodeRange;
  readonly fraction: number;
}

/** Everything a kernel's lowering shares with the other kernels of the program. */
export interface LoweringContext {
  readonly hardware: Hardware;
  readonly dtSeconds: number;
  readonly arrays: ReadonlyMap<ArrayId, ArrayDeclaration>;
  readonly formats: ReadonlyMap<ArrayId, ArrayFormat>;
  readonly valueTables: ReadonlyMap<
    string,
    { readonly table: CodeTable; readonly scale: Rational }
  >;
  /** Additive writes go here; a target without one has contributions collected only. */
  readonly accumulators: ReadonlyMap<ArrayId, Accumulator>;
  /** Variables that some pathway adds to. */
  readonly accumulated: ReadonlySet<ArrayId>;
  readonly diagnostics: Diagnostics;
  decayTable(ratePerStep: Rational): CodeTable;
  nextSite(object: string): number;
  noteConstant(constant: StoredConstant): void;
  noteContribution(contribution: Contribution): void;
}

/** Lowers one float64 kernel to integers, or reports why it cannot be done. */
export function lowerKernel(
  kernel: ScalarKernel,
  context: LoweringContext,
): FixedKernel | undefined {
  try {
    return new KernelLowering(kernel, context).run();
  } catch (error) {
    if (!(error instanceof FrameworkError)) throw error;
    context.diagnostics.addAll(error.diagnostics);
    return undefined;
  }
}

class KernelLowering {
  readonly #kernel: ScalarKernel;
  readonly #context: LoweringContext;
  readonly #builder: FixedBuilder;
  readonly #scale: ScaleArithmetic;
  readonly #uniform: UniformKernel;
  readonly #views = new Map<ValueId, View>();
  /** Latest known code of an element of this lane: what an update replaces. */
  readonly #current = new Map<string, ValueId>();
  #span: SourceSpan | undefined;

  constructor(kernel: ScalarKernel, context: LoweringContext) {
    this.#kernel = kernel;
    this.#context = context;
    this.#builder = new FixedBuilder(kernel.id, kernel.domain);
    this.#uniform = new UniformKernel(kernel);
    this.#scale = new ScaleArithmetic(
      this.#builder,
      {
        hardware: context.hardware,
        nextSite: () => context.nextSite(kernel.domain.object),
        noteConstant: (constant) => context.noteConstant({ kernel: kernel.id, ...constant }),
      },
      (construct, help) => this.#unsupported(construct, help),
    );
  }

  run(): FixedKernel {
    for (const [id, node] of this.#kernel.body.entries()) {
      this.#span = node.span;
      this.#builder.span = node.span;
      if (node.op === 'load' || node.op === 'load_aged') this.#views.set(id, this.#load(node));
      else if (node.op === 'store') this.#store(node);
      else if (node.op === 'accumulate') this.#accumulate(node);
      else if (node.op === 'spike') {
        this.#builder.append({ op: 'spike', when: this.#truth(node.when), fraction: 0 });
      }
    }
    return this.#builder.finish(this.#uniform.finish());
  }

  /** Arithmetic is lowered where it is first used, so nothing is left of what only indexes tables. */
  #view(id: ValueId): View {
    const known = this.#views.get(id);
    if (known !== undefined) return known;
    const node = this.#kernel.body[id];
    if (node === undefined) throw new Error(`kernel ${this.#kernel.id} has no value ${id}`);
    const [outerSpan, outerBuilderSpan] = [this.#span, this.#builder.span];
    this.#span = node.span ?? outerSpan;
    this.#builder.span = this.#span;
    const view = this.#lower(node);
    [this.#span, this.#builder.span] = [outerSpan, outerBuilderSpan];
    this.#views.set(id, view);
    return view;
  }

  #lower(node: ScalarNode): View {
    const scale = this.#scale;
    switch (node.op) {
      case 'const':
        if (!Number.isFinite(node.value)) throw this.#unsupported(`the constant ${node.value}`);
        return scale.number(rationalFromNumber(node.value));
      case 'tick':
        return this.#stepNumber(one);
      case 'time':
        return this.#stepNumber(rationalFromNumber(this.#context.dtSeconds));
      case 'index': {
        const range = codeRange(0n, 2n ** 31n);
        return scale.code(
          this.#builder.append({ op: 'index', of: node.of, range, fraction: 0 }),
          one,
        );
      }
      case 'add':
        return scale.add(this.#view(node.left), this.#view(node.right));
      case 'sub':
        return scale.subtract(this.#view(node.left), this.#view(node.right));
      case 'mul':
        return this.#multiply(this.#view(node.left), this.#view(node.right));
      case 'div':
        return scale.divideBy(this.#view(node.left), this.#view(node.right));
      case 'min':
      case 'max':
        return scale.extreme(node.op, this.#view(node.left), this.#view(node.right));
      case 'neg':
        return scale.negate(this.#view(node.operand));
      case 'abs':
        return scale.absolute(this.#view(node.operand));
      case 'floor':
      case 'ceil':
      case 'trunc':
      case 'nearest':
        return this.#integerPart(node.op, this.#view(node.operand));
      case 'exp':
        return this.#exponential(this.#view(node.operand));
      case 'eq':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
        return scale.compare(node.op, this.#view(node.left), this.#view(node.right));
      case 'and':
      case 'or': {
        const [left, right] = [this.#truth(node.left), this.#truth(node.right)];
        return {
          kind: 'truth',
          node: this.#builder.append({ op: node.op, left, right, fraction: 0 }),
        };
      }
      case 'not': {
        const operand = this.#truth(node.operand);
        return { kind: 'truth', node: this.#builder.append({ op: 'not', operand, fraction: 0 }) };
      }
      case 'select':
        if (this.#flushesTiny(node)) return this.#view(node.whenFalse);
        return scale.select(
          this.#truth(node.condition),
          this.#view(node.whenTrue),
          this.#view(node.whenFalse),
        );
      case 'lookup':
        return this.#lookup(node);
      case 'draw':
        throw this.#unsupported(
          `${node.distribution === 'uniform' ? 'rand()' : 'randn()'} within a step`,
        );
      case 'pow':
        throw this.#unsupported('a power with a variable exponent');
      case 'rem':
        throw this.#unsupported('a remainder', 'keep it as a parameter computed at the start');
      case 'load':
      case 'load_aged':
      case 'store':
      case 'accumulate':
      case 'spike':
        throw new Error(`${node.op} is lowered in place`);
      default:
        return this.#constantFunction(node.op, this.#view(node.operand));
    }
  }

  /**
   * `abs(x) <= TINY ? 0 : x` keeps float64 out of the subnormal range. Codes have no such range,
   * and no code but 0 is that small.
   */
  #flushesTiny(node: Extract<ScalarNode, { op: 'select' }>): boolean {
    const { body } = this.#kernel;
    const condition = body[node.condition];
    if (condition?.op !== 'le' || !this.#isConstant(node.whenTrue, 0, 0)) return false;
    const magnitude = body[condition.left];
    return (
      magnitude?.op === 'abs' &&
      magnitude.operand === node.whenFalse &&
      this.#isConstant(condition.right, 0, tiny)
    );
  }

  #isConstant(id: ValueId, least: number, most: number): boolean {
    const node = this.#kernel.body[id];
    return node?.op === 'const' && node.value >= least && node.value <= most;
  }

  #stepNumber(factor: Rational): View {
    const range = codeRange(0n, 2n ** 48n);
    const node = this.#builder.append({ op: 'tick', range, fraction: 0 });
    this.#scale.markStepNumber(node);
    return this.#scale.code(node, factor);
  }

  #integerPart(op: 'floor' | 'ceil' | 'trunc' | 'nearest', view: View): View {
    if (view.kind === 'number') {
      const whole = unaryFunctions[op](toNumber(view.value));
      return this.#scale.number(rationalFromNumber(whole));
    }
    const modes = {
      floor: 'floor',
      ceil: 'ceil',
      trunc: 'toward_zero',
      nearest: 'nearest_even',
    } as const;
    return this.#scale.toInteger(view, modes[op]);
  }

  /** Functions of constants are computed when the network is compiled; of variables they need a table. */
  #constantFunction(op: UnaryOperation, view: View): View {
    if (view.kind !== 'number') {
      throw this.#unsupported(
        `${op}() of a variable`,
        'fixed point computes it only for constants',
      );
    }
    const value = unaryFunctions[op](toNumber(view.value));
    if (!Number.isFinite(value)) throw this.#unsupported(`${op}(${toNumber(view.value)})`);
    return this.#scale.number(rationalFromNumber(value));
  }

  /** exp(-k * rate) with k an integer number of steps is an entry of a decay table. */
  #exponential(view: View): View {
    if (view.kind === 'number') {
      return this.#scale.number(rationalFromNumber(Math.exp(toNumber(view.value))));
    }
    const node = view.kind === 'code' ? this.#builder.node(view.node) : undefined;
    if (view.kind !== 'code' || view.fraction !== 0 || node?.op !== 'neg') {
      throw this.#unsupported(
        'exp() of a variable',
        'fixed point has decay tables for exp(-elapsed/tau) with a constant tau only',
      );
    }
    return { kind: 'decay', delta: node.operand, ratePerStep: view.factor };
  }

  #multiply(left: View, right: View): View {
    if (left.kind === 'decay') return this.#decayed(right, left);
    if (right.kind === 'decay') return this.#decayed(left, right);
    return this.#scale.multiply(left, right);
  }

  /** A stored trace times its decay factor, rounded to the trace's own point: numerics rule Q4. */
  #decayed(value: View, decay: Extract<View, { kind: 'decay' }>): View {
    if (value.kind === 'number' && value.value.numerator === 0n) return value;
    if (value.kind !== 'code') {
      throw this.#unsupported('a decay factor that multiplies no variable');
    }
    const table = this.#context.decayTable(decay.ratePerStep);
    const factor = this.#builder.append({
      op: 'decay',
      operand: decay.delta,
      table: table.name,
      range: formatRange(table.format),
      fraction: decayFraction,
    });
    const product = this.#builder.binary('mul', value.node, factor);
    const word = this.#context.hardware.words.trace;
    const range = this.#builder.range(value.node);
    const node = this.#builder.requantise({
      operand: product,
      shift: decayFraction,
      to: { signed: range.lowest < 0n, wordBits: bitsOf(range), fracBits: value.fraction },
      rounding: word.rounding,
      overflow: word.overflow,
      wordClass: 'trace',
      name: 'decayed trace',
      site: this.#context.nextSite(this.#kernel.domain.object),
    });
    return this.#scale.code(node, value.factor);
  }

  #lookup(node: Extract<ScalarNode, { op: 'lookup' }>): View {
    const known = this.#context.valueTables.get(node.table);
    if (known === undefined) throw new Error(`no codes for table ${node.table}`);
    const slot = this.#uniform.add(node.row);
    if (slot === undefined) {
      throw this.#unsupported('a timed array read at a time that differs between neurons');
    }
    const rows = codeRange(0n, BigInt(known.table.rows - 1));
    const row = this.#builder.append({ op: 'uniform', slot, range: rows, fraction: 0 });
    const column = node.column === undefined ? {} : { column: this.#wholeNumber(node.column) };
    const result = this.#builder.append({
      op: 'lookup',
      table: node.table,
      row,
      ...column,
      range: formatRange(known.table.format),
      fraction: known.table.format.fracBits,
    });
    return this.#scale.code(result, known.scale);
  }

  #wholeNumber(id: ValueId): ValueId {
    const view = this.#view(id);
    if (view.kind === 'number') {
      return this.#builder.constant(BigInt(Math.trunc(toNumber(view.value))), 0);
    }
    const [code] = this.#scale.aligned(this.#scale.inScale(view, one), this.#scale.number(one));
    if (code.fraction !== 0)
      throw this.#unsupported('a column of a timed array that is no whole number');
    return code.node;
  }

  #truth(id: ValueId): ValueId {
    const view = this.#view(id);
    if (view.kind !== 'truth') throw new Error(`value ${id} of ${this.#kernel.id} is no condition`);
    return view.node;
  }

  #load(node: Extract<ScalarNode, { op: 'load' | 'load_aged' }>): View {
    const format = this.#formatOf(node.array);
    if (this.#context.accumulated.has(node.array) && this.#kernel.domain.kind === 'synapses') {
      throw this.#unsupported(
        `reading ${node.array} in a pathway while pathways add to it`,
        'input of a step is added up and folded into the state after all events of the step',
      );
    }
    const fraction = format.format.fracBits;
    const range = formatRange(format.format);
    const id =
      node.op === 'load'
        ? this.#builder.append({
            op: 'load',
            array: node.array,
            index: node.index,
            range,
            fraction,
          })
        : this.#builder.append({
            op: 'load_aged',
            array: node.array,
            index: node.index,
            age: this.#wholeNumber(node.age),
            range,
            fraction,
          });
    if (format.wordClass === 'step') this.#scale.markStepNumber(id);
    if (node.op === 'load') this.#current.set(`${node.array}@${node.index}`, id);
    return this.#scale.code(id, format.scale);
  }

  #store(node: Extract<ScalarNode, { op: 'store' }>): void {
    if (this.#context.accumulated.has(node.array) && this.#kernel.domain.kind === 'synapses') {
      throw this.#unsupported(
        `assigning ${node.array} in a pathway while pathways add to it`,
        'write it as +=, or use a threshold-side expression',
      );
    }
    const format = this.#formatOf(node.array);
    const place = `${node.array}@${node.index}`;
    const value = this.#inFormat(this.#view(node.value), format, this.#current.get(place));
    this.#current.set(place, value);
    const guard = node.guard === undefined ? {} : { guard: this.#truth(node.guard) };
    this.#builder.append({
      op: 'store',
      array: node.array,
      index: node.index,
      value,
      ...guard,
      fraction: 0,
    });
  }

  /** The code to store: exact where it fits, otherwise one requantisation of the whole sum. */
  #inFormat(view: View, format: ArrayFormat, previous: ValueId | undefined): ValueId {
    if (view.kind === 'number') {
      return this.#scale.constantIn(view.value, format.format, format.scale).node;
    }
    if (view.kind === 'truth') throw new Error(`${format.array} is assigned a condition`);
    const scaled = this.#scale.inScale(view, format.scale);
    if (scaled.kind !== 'code') throw this.#unsupported('a bare decay factor as a value');
    const shift = scaled.fraction - format.format.fracBits;
    const range = this.#builder.range(scaled.node);
    const limits = formatRange(format.format);
    const fits = range.lowest >= limits.lowest && range.highest <= limits.highest;
    if (shift === 0 && (fits || format.wordClass === 'step' || format.wordClass === 'flag'))
      return scaled.node;
    if (shift < 0 && this.#fitsShifted(range, -shift, limits))
      return this.#builder.shift(scaled.node, -shift);
    return this.#requantised(scaled, shift, format, previous);
  }

  #fitsShifted(range: CodeRange, bits: number, limits: CodeRange): boolean {
    const places = BigInt(bits);
    return range.lowest << places >= limits.lowest && range.highest << places <= limits.highest;
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
      site: this.#context.nextSite(this.#kernel.domain.object),
      ...addends,
      ...plastic,
    });
  }

  #accumulate(node: Extract<ScalarNode, { op: 'accumulate' }>): void {
    if (this.#kernel.domain.kind !== 'synapses') {
      throw new Error(`${this.#kernel.id}: accumulate outside a pathway`);
    }
    const target = this.#formatOf(node.array);
    const view = this.#scale.inScale(this.#view(node.value), target.scale);
    const code = this.#asCode(view, target);
    const accumulator = this.#context.accumulators.get(node.array);
    this.#context.noteContribution({
      target: node.array,
      kernel: this.#kernel.id,
      index: node.index,
      range: this.#builder.range(code.node),
      fraction: code.fraction,
    });
    if (accumulator === undefined) return;
    const value = this.#toAccumulator(code, accumulator);
    const guard = node.guard === undefined ? {} : { guard: this.#truth(node.guard) };
    this.#builder.append({
      op: 'accumulate',
      array: accumulator.array,
      index: node.index,
      value,
      ...guard,
      saturate: accumulator.saturate,
      fraction: 0,
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
    const word = this.#context.hardware.words.accumulator;
    return this.#builder.requantise({
      operand: code.node,
      shift,
      to: { signed: true, wordBits: accumulator.bits, fracBits: accumulator.fraction },
      rounding: word.rounding as RoundingMode,
      overflow: word.overflow as OverflowMode,
      wordClass: 'accumulator' satisfies WordClass,
      name: accumulator.target,
      site: this.#context.nextSite(this.#kernel.domain.object),
    });
  }

  #formatOf(array: ArrayId): ArrayFormat {
    const format = this.#context.formats.get(array);
    if (format === undefined) throw this.#unsupported(`${array} within a step`);
    return format;
  }

  #unsupported(construct: string, help?: string): FrameworkError {
    return new FrameworkError([
      {
        code: 'UNSUPPORTED_FEATURE',
        severity: 'error',
        message: `fixed point does not offer ${construct} (${this.#kernel.id})`,
        ...(this.#span === undefined ? {} : { span: this.#span }),
        ...(help === undefined ? {} : { help }),
      },
    ]);
  }
}

function bitsOf({ lowest, highest }: CodeRange): number {
  const length = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);
  return lowest < 0n
    ? 1 + Math.max(length(-lowest - 1n), length(highest > 0n ? highest : 0n))
    : Math.max(1, length(highest));
}
