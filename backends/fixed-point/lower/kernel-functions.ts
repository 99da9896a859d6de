import {
  type ArrayId,
  type BinaryOperation,
  type ScalarKernel,
  type ScalarNode,
  type UnaryOperation,
  unaryFunctions,
  type ValueId,
} from '../../../core/ir/index.js';
import { type Interval, interval, isBounded } from '../ranges/interval.js';
import { formatRange } from './code-range.js';
import { largestNormal } from './draws.js';
import type { FixedBuilder } from './fixed-builder.js';
import { FunctionLowering } from './function-lowering.js';
import {
  exprelJet,
  functionJet,
  type Jet,
  opaqueJet,
  powerJet,
  variableJet,
} from './interval-jet.js';
import { expressionText, isHole, KernelJets, valueAt } from './kernel-jets.js';
import type { LoweringContext, LoweringFaults } from './lowering-context.js';
import { rationalFromNumber, toNumber } from './rational.js';
import type { ScaleArithmetic } from './scale-arithmetic.js';
import { SingleVariable } from './single-variable.js';
import type { CodeView, View } from './view.js';

type UnaryNode = Extract<ScalarNode, { op: UnaryOperation }>;
type BinaryNode = Extract<ScalarNode, { op: BinaryOperation }>;

/** What of a kernel depends on one variable; step numbers and flags are none. */
export function singleVariable(kernel: ScalarKernel, context: LoweringContext): SingleVariable {
  return new SingleVariable(kernel, (array) => {
    const wordClass = context.formats.get(array)?.wordClass;
    return wordClass !== undefined && wordClass !== 'step' && wordClass !== 'flag';
  });
}

/** The functions of a kernel: which become tables, and over which ranges. */
export class KernelFunctions {
  readonly #kernel: ScalarKernel;
  readonly #context: LoweringContext;
  readonly #scale: ScaleArithmetic;
  readonly #faults: LoweringFaults;
  readonly #tables: FunctionLowering;
  /** SI ranges of all values. */
  readonly #ranges: KernelJets;
  readonly #single: SingleVariable;

  constructor(
    kernel: ScalarKernel,
    context: LoweringContext,
    builder: FixedBuilder,
    scale: ScaleArithmetic,
    faults: LoweringFaults,
  ) {
    this.#kernel = kernel;
    this.#context = context;
    this.#scale = scale;
    this.#faults = faults;
    this.#tables = new FunctionLowering(
      builder,
      scale,
      context.hardware,
      (table) => context.functionTable(table),
      faults,
    );
    this.#ranges = new KernelJets(kernel.body, (node, id) => this.#loadedRange(node, id));
    this.#single = singleVariable(kernel, context);
  }

  /** The variable, if a value is a function of it alone and worth a table. */
  leafOf(id: ValueId): ValueId | undefined {
    return this.#single.leafOf(id);
  }

  /** A function of one variable, however large: one table. */
  tabulated(id: ValueId, leaf: ValueId, view: View): View {
    const { body } = this.#kernel;
    const source = body[leaf];
    if (view.kind !== 'code' || source?.op !== 'load') throw new Error('a variable is no code');
    return this.#tables.apply(view, this.#ranges.of(leaf).value, {
      expression: expressionText(body, id, leaf, source.array),
      of: (x) => valueAt(body, id, leaf, x),
      jet: (range) =>
        new KernelJets(body, (_, at) => (at === leaf ? variableJet(range) : undefined)).of(id),
    });
  }

  /** Functions of constants are computed when the network is compiled; of values they are tables. */
  unary({ op, operand }: UnaryNode, view: View): View {
    if (view.kind === 'number') {
      const value = unaryFunctions[op](toNumber(view.value));
      if (Number.isFinite(value)) return this.#scale.number(rationalFromNumber(value));
      throw this.#faults.unsupported(`${op}(${toNumber(view.value)})`);
    }
    return this.#tables.apply(this.#code(`${op}()`, view), this.#bounded(`${op}()`, operand), {
      expression: `${op}(x)`,
      of: unaryFunctions[op],
      jet: (range) => functionJet(op, variableJet(range)),
    });
  }

  power(view: View, { left, right }: BinaryNode): View {
    const exponent = this.#kernel.body[right];
    if (exponent?.op !== 'const') {
      throw this.#faults.unsupported('a power with a variable exponent');
    }
    const { value } = exponent;
    if (view.kind === 'number') {
      return this.#scale.number(rationalFromNumber(toNumber(view.value) ** value));
    }
    return this.#tables.apply(this.#code('a power', view), this.#bounded('a power', left), {
      expression: `x ** ${value}`,
      of: (x) => x ** value,
      jet: (range) => powerJet(variableJet(range), value),
    });
  }

  /** (e^x - 1) / x as one table; undefined for any other quotient. */
  exprel({ left, right }: BinaryNode, viewOf: (id: ValueId) => View): View | undefined {
    const numerator = this.#kernel.body[left];
    if (numerator?.op !== 'expm1' || numerator.operand !== right) return undefined;
    const view = viewOf(right);
    if (view.kind === 'number') return undefined;
    return this.#tables.apply(this.#code('exprel()', view), this.#bounded('exprel()', right), {
      expression: 'exprel(x)',
      of: (x) => (x === 0 ? 1 : Math.expm1(x) / x),
      jet: (range) => exprelJet(variableJet(range)),
    });
  }

  /** 1 / x of a value that is no constant. */
  reciprocal(id: ValueId, view: View): View {
    const what = 'a division';
    return this.#tables.reciprocal(this.#code(what, view), this.#bounded(what, id));
  }

  /** A choice that only keeps float64 from 0/0 and from overflow in exprel: a table has neither. */
  fillsHole({ condition, whenTrue }: Extract<ScalarNode, { op: 'select' }>): boolean {
    const filler = this.#kernel.body[whenTrue];
    if (filler?.op !== 'const') return false;
    return (
      filler.value === Infinity || (filler.value === 1 && isHole(this.#kernel.body, condition))
    );
  }

  /** What is known of a value from outside of the kernel. */
  #loadedRange(node: ScalarNode, id: ValueId): Jet | undefined {
    if (node.op === 'draw') {
      return opaqueJet(
        node.distribution === 'uniform' ? interval(0, 1) : interval(-largestNormal, largestNormal),
      );
    }
    if (node.op !== 'load' && node.op !== 'load_aged') return undefined;
    const format = this.#context.formats.get(node.array);
    if (format === undefined || format.wordClass === 'step') return opaqueJet();
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
  #isStart(array: ArrayId, id: ValueId): boolean {
    return !this.#kernel.body
      .slice(0, id)
      .some((node) => node.op === 'store' && node.array === array);
  }

  /** Range of the operand of a function, without which there is no table. */
  #bounded(what: string, operand: ValueId): Interval {
    const range = this.#ranges.of(operand).value;
    if (isBounded(range)) return range;
    throw this.#faults.unsupported(
      `${what} of a value without a known range`,
      'declare bounds of the variables it is made of',
    );
  }

  #code(what: string, view: View): CodeView {
    if (view.kind === 'code' && !this.#scale.isStepNumber(view.node)) return view;
    throw this.#faults.unsupported(`${what} of the time`, 'keep it as a variable with an equation');
  }
}
