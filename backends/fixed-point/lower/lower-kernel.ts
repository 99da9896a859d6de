import {
  type ErrorCode,
  FrameworkError,
  type SourceSpan,
} from '../../../core/diagnostics/index.js';
import type {
  BinaryOperation,
  ScalarKernel,
  ScalarNode,
  UnaryOperation,
  ValueId,
} from '../../../core/ir/index.js';
import { tiny, unaryFunctions } from '../../../core/ir/index.js';
import { codeRange, formatRange } from './code-range.js';
import { decayFraction, longestDecayTable } from './decay-table.js';
import { normalDraw, normalTable, uniformDraw } from './draws.js';
import { rewriteExponentialSteps } from './exponential-steps.js';
import { FixedBuilder } from './fixed-builder.js';
import type { CodeRange, FixedKernel } from './fixed-ir.js';
import { KernelFunctions, singleVariable } from './kernel-functions.js';
import { KernelMemory } from './kernel-memory.js';
import type { LoweringContext, LoweringFaults } from './lowering-context.js';
import { one, type Rational, rationalFromNumber, toNumber } from './rational.js';
import { ScaleArithmetic } from './scale-arithmetic.js';
import { UniformKernel } from './uniform-kernel.js';
import type { View } from './view.js';

/** Lowers one float64 kernel to integers, or reports why it cannot be done. */
export function lowerKernel(
  kernel: ScalarKernel,
  context: LoweringContext,
): FixedKernel | undefined {
  try {
    const rewritten = rewriteExponentialSteps(kernel, singleVariable(kernel, context));
    return new KernelLowering(rewritten, context).run();
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
  readonly #functions: KernelFunctions;
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
    this.#functions = new KernelFunctions(
      kernel,
      context,
      this.#builder,
      this.#scale,
      this.#faults,
    );
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
    const leaf = this.#functions.leafOf(id);
    const view =
      leaf === undefined
        ? this.#lower(node)
        : this.#functions.tabulated(id, leaf, this.#view(leaf));
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
        return this.#divide(node);
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
        return this.#exponential(node, this.#view(node.operand));
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
        if (this.#functions.fillsHole(node)) return this.#view(node.whenFalse);
        return scale.select(
          this.#truth(node.condition),
          this.#view(node.whenTrue),
          this.#view(node.whenFalse),
        );
      case 'lookup':
        return this.#lookup(node);
      case 'draw':
        return this.#draw(node);
      case 'pow':
        return this.#functions.power(this.#view(node.left), node);
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
        return this.#functions.unary(node, this.#view(node.operand));
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

  #draw({ site, distribution }: Extract<ScalarNode, { op: 'draw' }>): View {
    const b = this.#builder;
    const normal = distribution === 'normal';
    const drawn = normal
      ? normalDraw(b, site, this.#context.functionTable(normalTable()))
      : uniformDraw(b, site);
    return this.#scale.code(drawn, one);
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

  #divide(node: Extract<ScalarNode, { op: BinaryOperation }>): View {
    const whole = this.#functions.exprel(node, (id) => this.#view(id));
    if (whole !== undefined) return whole;
    const divisor = this.#view(node.right);
    if (divisor.kind === 'number') return this.#scale.divideBy(this.#view(node.left), divisor);
    const reciprocal = this.#functions.reciprocal(node.right, divisor);
    return this.#scale.multiply(this.#view(node.left), reciprocal);
  }

  /** exp(-k * rate) with k an integer number of steps is an entry of a decay table. */
  #exponential(exp: Extract<ScalarNode, { op: UnaryOperation }>, view: View): View {
    const node = view.kind === 'code' ? this.#builder.node(view.node) : undefined;
    const decays = node?.op === 'neg' && this.#scale.isStepNumber(node.operand);
    if (view.kind !== 'code' || !decays) return this.#functions.unary(exp, view);
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
