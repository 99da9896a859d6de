import {
  type ErrorCode,
  FrameworkError,
  type SourceSpan,
} from '../../../core/diagnostics/index.js';
import type { ScalarKernel, ScalarNode, UnaryOperation, ValueId } from '../../../core/ir/index.js';
import { tiny, unaryFunctions } from '../../../core/ir/index.js';
import { type Interval, interval, isBounded } from '../ranges/interval.js';
import { codeRange, formatRange } from './code-range.js';
import { decayFraction, longestDecayTable } from './decay-table.js';
import { FixedBuilder } from './fixed-builder.js';
import type { CodeRange, FixedKernel } from './fixed-ir.js';
import { FunctionLowering } from './function-lowering.js';
import { functionJet, type Jet, opaqueJet, powerJet, variableJet } from './interval-jet.js';
import { KernelMemory } from './kernel-memory.js';
import { expressionText, KernelJets, valueAt } from './kernel-values.js';
import type { LoweringContext, LoweringFaults } from './lowering-context.js';
import { one, type Rational, rationalFromNumber, toNumber } from './rational.js';
import { ScaleArithmetic } from './scale-arithmetic.js';
import { SingleVariable } from './single-variable.js';
import { UniformKernel } from './uniform-kernel.js';
import type { CodeView, View } from './view.js';

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
  readonly #memory: KernelMemory;
  readonly #faults: LoweringFaults = {
    unsupported: (construct, help) =>
      this.#fault('UNSUPPORTED_FEATURE', `fixed point does not offer ${construct}`, help),
    limit: (message, help) => this.#fault('HARDWARE_LIMIT', message, help),
  };
  readonly #functions: FunctionLowering;
  /** SI ranges of all values. */
  readonly #ranges: KernelJets;
  readonly #single: SingleVariable;
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
        noteConstant: (constant) => context.noteConstant({ kernel: kernel.id, ...constant }),
      },
      this.#faults,
    );
    const { hardware } = context;
    this.#functions = new FunctionLowering(
      this.#builder,
      this.#scale,
      hardware,
      (table) => context.functionTable(table),
      this.#faults,
    );
    this.#ranges = new KernelJets(kernel.body, (node, id) => this.#loadedRange(node, id));
    this.#single = new SingleVariable(kernel, (array) => {
      const wordClass = context.formats.get(array)?.wordClass;
      return wordClass !== undefined && wordClass !== 'step' && wordClass !== 'flag';
    });
    this.#memory = new KernelMemory(kernel, this.#builder, this.#scale, context, this.#faults);
  }

  run(): FixedKernel {
    for (const [id, node] of this.#kernel.body.entries()) {
      this.#span = node.span;
      this.#builder.span = node.span;
      switch (node.op) {
        case 'load':
          this.#views.set(id, this.#memory.load(node));
          break;
        case 'load_aged':
          this.#views.set(id, this.#memory.loadAged(node, this.#wholeNumber(node.age)));
          break;
        case 'store':
          this.#memory.store(node, this.#view(node.value), this.#guard(node.guard));
          break;
        case 'accumulate':
          this.#memory.accumulate(node, this.#view(node.value), this.#guard(node.guard));
          break;
        case 'spike':
          this.#builder.append({ op: 'spike', when: this.#truth(node.when), fraction: 0 });
          break;
        default:
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
    const leaf = this.#single.leafOf(id);
    const view = leaf === undefined ? this.#lower(node) : this.#tabulated(id, leaf);
    [this.#span, this.#builder.span] = [outerSpan, outerBuilderSpan];
    this.#views.set(id, view);
    return view;
  }

  #lower(node: ScalarNode): View {
    const scale = this.#scale;
    switch (node.op) {
      case 'const':
        if (!Number.isFinite(node.value)) throw this.#unsupported(`the constant ${node.value}`);
        return scale.number(
          rationalFromNumber(node.value),
          node.value === this.#context.dtSeconds ? 'step' : 'model',
        );
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
        return this.#divide(node.left, node.right);
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
        return this.#exponential(node.operand, this.#view(node.operand));
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
        if (this.#isNeverZero(node.condition)) return this.#view(node.whenFalse);
        return scale.select(
          this.#truth(node.condition),
          this.#view(node.whenTrue),
          this.#view(node.whenFalse),
        );
      case 'lookup':
        return this.#lookup(node);
      case 'draw':
        throw this.#unsupported(
          `${node.distribution === 'uniform' ? 'rand()' : 'randn() or noise (xi)'} within a step`,
        );
      case 'pow':
        return this.#power(node.left, node.right);
      case 'poisson':
        throw this.#unsupported('poisson() within a step');
      case 'rem':
        throw this.#unsupported('a remainder', 'keep it as a parameter computed at the start');
      case 'load':
      case 'load_aged':
      case 'store':
      case 'accumulate':
      case 'spike':
        throw new Error(`${node.op} is lowered in place`);
      default:
        return this.#function(node.op, node.operand, this.#view(node.operand));
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

  /** `x == 0` of an x whose range excludes 0: exponential Euler asks it before it divides by x. */
  #isNeverZero(id: ValueId): boolean {
    const condition = this.#kernel.body[id];
    return (
      condition?.op === 'eq' &&
      this.#isConstant(condition.right, 0, 0) &&
      this.#ranges.truth(id) === false
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

  /** What is known of a value from outside of the kernel. */
  #loadedRange(node: ScalarNode, id: ValueId): Jet | undefined {
    if (node.op !== 'load' && node.op !== 'load_aged') return undefined;
    const format = this.#context.formats.get(node.array);
    if (format === undefined) return opaqueJet();
    const { lowest, highest } = formatRange(format.format);
    const lsb = toNumber(format.scale) * 2 ** -format.format.fracBits;
    const [low, high] = [Number(lowest) * lsb, Number(highest) * lsb];
    const expected = format.range;
    const guard = this.#isStart(node.array, id)
      ? this.#context.guards.get(this.#kernel.id)?.get(node.array)
      : undefined;
    const range = interval(
      Math.max(low, expected?.low.value ?? low, guard?.low ?? low),
      Math.min(high, expected?.high.value ?? high, guard?.high ?? high),
    );
    return opaqueJet(range);
  }

  /** True if nothing has been stored into the array before. */
  #isStart(array: string, id: ValueId): boolean {
    return !this.#kernel.body
      .slice(0, id)
      .some((node) => node.op === 'store' && node.array === array);
  }

  /** A function of one variable, however large: one table. */
  #tabulated(id: ValueId, leaf: ValueId): View {
    const { body } = this.#kernel;
    const view = this.#view(leaf);
    const source = body[leaf];
    if (view.kind !== 'code' || source?.op !== 'load') throw new Error('a variable is no code');
    return this.#functions.apply(view, this.#ranges.of(leaf).value, {
      expression: expressionText(body, id, leaf, source.array),
      of: (x) => valueAt(body, id, leaf, x),
      jet: (range) =>
        new KernelJets(body, (_, at) => (at === leaf ? variableJet(range) : undefined)).of(id),
    });
  }

  /** Functions of constants are computed when the network is compiled; of values they are tables. */
  #function(op: UnaryOperation, operand: ValueId, view: View): View {
    if (view.kind === 'number') {
      const value = unaryFunctions[op](toNumber(view.value));
      if (!Number.isFinite(value)) throw this.#unsupported(`${op}(${toNumber(view.value)})`);
      return this.#scale.number(rationalFromNumber(value));
    }
    return this.#functions.apply(
      this.#tableOperand(`${op}()`, view),
      this.#bounded(`${op}()`, operand),
      {
        expression: `${op}(x)`,
        of: unaryFunctions[op],
        jet: (range) => functionJet(op, variableJet(range)),
      },
    );
  }

  #power(base: ValueId, exponent: ValueId): View {
    const power = this.#kernel.body[exponent];
    if (power?.op !== 'const') throw this.#unsupported('a power with a variable exponent');
    const { value } = power;
    const view = this.#view(base);
    if (view.kind === 'number') {
      return this.#scale.number(rationalFromNumber(toNumber(view.value) ** value));
    }
    return this.#functions.apply(
      this.#tableOperand('a power', view),
      this.#bounded('a power', base),
      {
        expression: `x ** ${value}`,
        of: (x) => x ** value,
        jet: (range) => powerJet(variableJet(range), value),
      },
    );
  }

  #divide(left: ValueId, right: ValueId): View {
    const divisor = this.#view(right);
    if (divisor.kind === 'number') return this.#scale.divideBy(this.#view(left), divisor);
    const range = this.#bounded('a division', right);
    const reciprocal = this.#functions.reciprocal(this.#tableOperand('a division', divisor), range);
    return this.#scale.multiply(this.#view(left), reciprocal);
  }

  /** Range of the operand of a function, without which there is no table. */
  #bounded(what: string, operand: ValueId): Interval {
    const range = this.#ranges.of(operand).value;
    if (isBounded(range)) return range;
    throw this.#unsupported(
      `${what} of a value without a known range`,
      'declare bounds of the variables it is made of',
    );
  }

  #tableOperand(what: string, view: View): CodeView {
    if (view.kind === 'code' && !this.#scale.isStepNumber(view.node)) return view;
    throw this.#unsupported(`${what} of the time`, 'keep it as a variable with an equation');
  }

  /** exp(-k * rate) with k an integer number of steps is an entry of a decay table. */
  #exponential(operand: ValueId, view: View): View {
    const node = view.kind === 'code' ? this.#builder.node(view.node) : undefined;
    const decays = node?.op === 'neg' && this.#scale.isStepNumber(node.operand);
    if (view.kind !== 'code' || !decays) return this.#function('exp', operand, view);
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
    if (table === undefined) {
      const steps = Math.round(1 / toNumber(decay.ratePerStep));
      throw this.#faults.limit(
        `a decay with a time constant of ${steps} steps needs a table of more than ${longestDecayTable} factors`,
        'give the traces fewer bits, or use a larger dt or a shorter time constant',
      );
    }
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

  #guard(id: ValueId | undefined): ValueId | undefined {
    return id === undefined ? undefined : this.#truth(id);
  }

  #unsupported(construct: string, help?: string): Error {
    return this.#faults.unsupported(construct, help);
  }

  #fault(code: ErrorCode, message: string, help: string | undefined): FrameworkError {
    return new FrameworkError([
      {
        code,
        severity: 'error',
        message: `${message} (${this.#kernel.id})`,
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
