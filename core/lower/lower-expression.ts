import type { ArithmeticOperator, Expression } from '../equations/index.js';
import {
  clip,
  exprel,
  floorDivide,
  floorModulo,
  type KernelBuilder,
  power,
  sign,
  timedArrayRow,
  timestep,
  truncate,
  type UnaryOperation,
  type ValueId,
} from '../ir/index.js';
import type { BuiltinName, Resolution, Scope } from '../network/index.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';

/** Whose text is lowered, and which element of that object the kernel's lane stands for. */
export interface Frame {
  readonly scope: Scope;
  readonly object: string;
  readonly at: 'lane' | 'pre' | 'post';
}

/** Values that stand in for what a name would read. */
export interface Reading {
  /** A local of a statement block: real or bool. */
  local?(name: string): ValueId | undefined;
  /** A variable of an object, as a real. */
  variable?(object: string, variable: string, at: Frame['at']): ValueId | undefined;
  /** The time in seconds. */
  readonly time?: ValueId;
}

const unaryCalls: ReadonlyMap<string, UnaryOperation> = new Map(
  'abs sqrt floor ceil exp expm1 log log1p log10 sin cos tan arcsin arccos arctan sinh cosh tanh'
    .split(' ')
    .map((name) => [name, name as UnaryOperation]),
);

/**
 * Writes expressions into a kernel, operation by operation as they stand: constants are SI float64,
 * subexpressions are inlined at every use, nothing is re-associated (semantics sections 4 and 5).
 * Expects texts that passed the analysis.
 */
export class ExpressionLowering {
  readonly builder: KernelBuilder;
  readonly #draft: ProgramDraft;
  /** Seconds per tick of the clock that the kernel runs on. */
  readonly #tickSeconds: number;

  /** @param clock - Number of the clock whose ticks the kernel is given; absent: that of its object. */
  constructor(draft: ProgramDraft, builder: KernelBuilder, clock?: number) {
    this.#draft = draft;
    this.builder = builder;
    this.#tickSeconds = draft.clocks.secondsOf(clock ?? draft.clockOf(builder.domain.object));
  }

  /** Seconds at the tick of the kernel: tick * dt of its clock. */
  time(): ValueId {
    const b = this.builder;
    return this.#tickSeconds === this.#draft.model.dtSeconds
      ? b.time()
      : b.mul(b.tick(), b.constant(this.#tickSeconds));
  }

  /** The time in steps of the network, not always whole on other clocks. */
  networkTicks(): ValueId {
    const b = this.builder;
    const { dtSeconds } = this.#draft.model;
    return this.#tickSeconds === dtSeconds ? b.tick() : b.div(this.time(), b.constant(dtSeconds));
  }

  /** The value as a real; a boolean as 1 or 0. */
  real(expression: Expression, frame: Frame, reading: Reading = {}): ValueId {
    return this.builder.toReal(this.value(expression, frame, reading));
  }

  /** The value of a condition. */
  truth(expression: Expression, frame: Frame, reading: Reading = {}): ValueId {
    return this.builder.toBool(this.value(expression, frame, reading));
  }

  /** The value as the IR has it: real or bool. */
  value(expression: Expression, frame: Frame, reading: Reading): ValueId {
    const outer = this.builder.span;
    this.builder.span = expression.span;
    const value = this.#value(expression, frame, reading);
    this.builder.span = outer;
    return value;
  }

  /** Stored value of a variable, as a real. */
  load(object: string, variable: string, at: Frame['at'], reading: Reading = {}): ValueId {
    const given = reading.variable?.(object, variable, at);
    if (given !== undefined) return given;
    const id = arrayId(object, variable);
    const { shared } = found(this.#draft.array(id), `array ${id}`);
    return this.builder.load(id, shared ? 'shared' : at);
  }

  #value(expression: Expression, frame: Frame, reading: Reading): ValueId {
    const b = this.builder;
    switch (expression.kind) {
      case 'number':
        return b.constant(expression.value);
      case 'boolean':
        return b.toBool(b.constant(expression.value ? 1 : 0));
      case 'name':
        return reading.local?.(expression.name) ?? this.#name(expression.name, frame, reading);
      case 'negate':
        return b.neg(this.real(expression.operand, frame, reading));
      case 'not':
        return b.not(this.truth(expression.operand, frame, reading));
      case 'arithmetic': {
        const left = this.real(expression.left, frame, reading);
        const right = this.real(expression.right, frame, reading);
        return this.arithmetic(expression.operator, left, right);
      }
      case 'comparison': {
        const left = this.real(expression.left, frame, reading);
        const right = this.real(expression.right, frame, reading);
        return b.compare(comparisons[expression.operator], left, right);
      }
      case 'logical': {
        const left = this.truth(expression.left, frame, reading);
        const right = this.truth(expression.right, frame, reading);
        return expression.operator === 'and' ? b.and(left, right) : b.or(left, right);
      }
      case 'call':
        return this.#call(expression, frame, reading);
    }
  }

  /** One operation of two reals. */
  arithmetic(operator: ArithmeticOperator, left: ValueId, right: ValueId): ValueId {
    const b = this.builder;
    switch (operator) {
      case '+':
        return b.add(left, right);
      case '-':
        return b.sub(left, right);
      case '*':
        return b.mul(left, right);
      case '/':
        return b.div(left, right);
      case '//':
        return floorDivide(b, left, right);
      case '%':
        return floorModulo(b, left, right);
      case '**':
        return power(b, left, right);
    }
  }

  #name(name: string, frame: Frame, reading: Reading): ValueId {
    const resolution = found(frame.scope.resolve(name), `name ${name} in ${frame.object}`);
    switch (resolution.kind) {
      case 'constant':
      case 'unit':
        return this.builder.constant(resolution.quantity.value);
      case 'variable':
        return this.#variable(resolution, frame, reading);
      case 'subexpression':
        return this.#subexpression(resolution, frame, reading);
      case 'builtin':
        return this.#builtin(resolution.name, elementOf(resolution.side, frame), frame, reading);
      case 'function':
      case 'array':
      case 'noise':
        throw new Error(`${name} without a call in ${frame.object}`);
    }
  }

  #variable(
    { object, variable, side }: Extract<Resolution, { kind: 'variable' }>,
    frame: Frame,
    reading: Reading,
  ): ValueId {
    const value = this.load(object, variable, elementOf(side, frame), reading);
    const array = this.#draft.array(arrayId(object, variable));
    return array?.kind === 'boolean' ? this.builder.toBool(value) : value;
  }

  /** Inlined with the scope of the object that declares it, seen from the element it is read at. */
  #subexpression(
    { object, variable, side }: Extract<Resolution, { kind: 'subexpression' }>,
    frame: Frame,
    reading: Reading,
  ): ValueId {
    const model = found(this.#draft.variable(object, variable), `variable ${object}.${variable}`);
    const at = elementOf(side, frame);
    // Evaluated once per step and stored.
    if (model.constantOverDt) {
      return this.#variable({ kind: 'variable', object, variable, side }, frame, reading);
    }
    if (model.equation.kind !== 'subexpression') throw new Error(`${variable} is no subexpression`);
    const owner = this.#draft.population(object) ?? this.#draft.projection(object);
    const inner = { scope: found(owner, `object ${object}`).scope, object, at };
    const { local: _, ...outside } = reading;
    return this.value(model.equation.right, inner, outside);
  }

  #builtin(name: BuiltinName, at: Frame['at'], frame: Frame, reading: Reading): ValueId {
    const b = this.builder;
    const projection = this.#draft.projection(frame.object);
    switch (name) {
      case 't':
        return reading.time ?? this.time();
      case 'dt':
        return b.constant(this.#draft.dtOf(frame.object));
      case 't_in_timesteps':
        return b.tick();
      case 'i':
        return projection === undefined ? this.#neuron(frame) : b.index('pre');
      case 'j':
        return b.index('post');
      case 'N':
        return b.constant(this.#draft.sizeOf(frame.object));
      case 'N_pre':
      case 'N_post': {
        const { source, target } = found(projection, `projection ${frame.object}`);
        const slice = name === 'N_pre' ? source : target;
        return b.constant(slice.end - slice.first);
      }
      case 'N_incoming':
        return b.load(this.#draft.synapseCounts(frame.object, 'post'), 'post');
      case 'N_outgoing':
        return b.load(this.#draft.synapseCounts(frame.object, 'pre'), 'pre');
      case 'lastupdate': {
        const ticks = this.load(frame.object, '#lastupdate', 'lane', reading);
        return b.mul(ticks, b.constant(this.#draft.model.dtSeconds));
      }
      case 'lastspike': {
        const owner = ownerOf(frame, at, projection);
        const ticks = this.load(owner, 'lastspike', at, reading);
        return b.mul(ticks, b.constant(this.#draft.dtOf(owner)));
      }
      case 'not_refractory':
        return b.toBool(this.load(ownerOf(frame, at, projection), 'not_refractory', at, reading));
    }
  }

  /** Number of the neuron in its whole population, also where it is seen from a synapse of a slice. */
  #neuron(frame: Frame): ValueId {
    const b = this.builder;
    if (frame.at === 'lane') return b.index('lane');
    const { source, target } = found(
      this.#draft.projection(b.domain.object),
      `projection ${b.domain.object}`,
    );
    const { first } = frame.at === 'pre' ? source : target;
    return first === 0 ? b.index(frame.at) : b.add(b.index(frame.at), b.constant(first));
  }

  #call(call: Extract<Expression, { kind: 'call' }>, frame: Frame, reading: Reading): ValueId {
    const b = this.builder;
    const { callee } = call;
    if (callee === 'rand' || callee === 'randn') {
      return b.draw(this.#draft.sites.of(call), callee === 'rand' ? 'uniform' : 'normal');
    }
    const resolution = frame.scope.resolve(callee);
    if (resolution?.kind === 'array') {
      const [time, column] = call.args;
      return this.#timedArray(
        resolution.array,
        this.real(found(time, 'time of a timed array'), frame, reading),
        column === undefined ? undefined : this.real(column, frame, reading),
      );
    }
    if (callee === 'where') return this.#choice(call.args, frame, reading);
    const args = call.args.map((argument) => this.real(argument, frame, reading));
    const at = (position: number): ValueId => found(args[position], `argument of ${callee}`);
    const unary = unaryCalls.get(callee);
    if (unary !== undefined) return b.unary(unary, at(0));
    switch (callee) {
      case 'clip':
        return clip(b, at(0), at(1), at(2));
      case 'min':
        return b.min(at(0), at(1));
      case 'max':
        return b.max(at(0), at(1));
      case 'sign':
        return sign(b, at(0));
      case 'int':
        return truncate(b, at(0));
      case 'exprel':
        return exprel(b, at(0));
      case 'timestep':
        return timestep(b, at(0), at(1));
      case 'poisson':
        return poissonCount(b, b.draw(this.#draft.sites.of(call), 'uniform'), at(0));
      default:
        throw new Error(`function ${callee} passed the analysis`);
    }
  }

  #choice(args: readonly Expression[], frame: Frame, reading: Reading): ValueId {
    const b = this.builder;
    const [condition, whenTrue, whenFalse] = args;
    const test = this.truth(found(condition, 'condition of where'), frame, reading);
    const a = this.value(found(whenTrue, 'value of where'), frame, reading);
    const c = this.value(found(whenFalse, 'value of where'), frame, reading);
    const alike = b.typeOf(a) === b.typeOf(c);
    return b.select(test, alike ? a : b.toReal(a), alike ? c : b.toReal(c));
  }

  #timedArray(array: string, time: ValueId, column: ValueId | undefined): ValueId {
    const { dtSeconds } = this.#draft.timedArray(array);
    const { rows } = this.#draft.table(array);
    const row = timedArrayRow(this.builder, time, dtSeconds, this.#tickSeconds, rows);
    return this.builder.lookup(array, row, column);
  }
}

/** n 2^-53 becomes (n + 1/2) 2^-53, below 1, as everywhere where a distribution is inverted. */
export function openUniform(b: KernelBuilder, uniform: ValueId): ValueId {
  return b.min(b.add(uniform, b.constant(2 ** -54)), b.constant(1 - 2 ** -53));
}

function poissonCount(b: KernelBuilder, uniform: ValueId, mean: ValueId): ValueId {
  return b.binary('poisson', openUniform(b, uniform), mean);
}

const comparisons = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
} as const;

/** Which end of the kernel's lane a name's side means; an object's own names are where it stands. */
function elementOf(side: 'own' | 'pre' | 'post', frame: Frame): Frame['at'] {
  return side === 'own' ? frame.at : side;
}

/** Population whose refractory state is meant. */
function ownerOf(
  frame: Frame,
  at: Frame['at'],
  projection:
    | { readonly source: { object: string }; readonly target: { object: string } }
    | undefined,
): string {
  if (projection === undefined) return frame.object;
  return at === 'pre' ? projection.source.object : projection.target.object;
}
