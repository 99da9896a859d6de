import { nearNames } from '../diagnostics/index.js';
import { type Expression, printExpression } from '../equations/index.js';
import {
  type Dimension,
  equalDimensions,
  formatDimension,
  isDimensionless,
  powerDimension,
} from '../units/index.js';
import { second } from './built-in-names.js';
import type { ExpressionCheck } from './expression-check.js';
import {
  conditionHelp,
  type ExpressionType,
  integerType,
  realOf,
  realType,
  typePhrase,
  unitPhrase,
} from './expression-type.js';
import {
  type FunctionSignature,
  functionSignatures,
  isRandom,
  printSignature,
} from './function-signatures.js';
import { inferTimedArray } from './infer-timed-array.js';
import { checkClipBounds, reportMixedUnits } from './mixed-units.js';
import { isLiteral, mendUnit } from './unit-repair.js';
import { reportUnresolved } from './unresolved-name.js';

export type Call = Extract<Expression, { kind: 'call' }>;
export type Infer = (e: Expression, check: ExpressionCheck) => ExpressionType | undefined;

/** Unit of a call: a function of the language or a timed array. */
export function inferCall(
  call: Call,
  check: ExpressionCheck,
  infer: Infer,
): ExpressionType | undefined {
  const name = call.callee;
  const meaning = check.isLocal(name) ? undefined : check.scope.meaning(name);
  const types = call.args.map((argument) => infer(argument, check));
  const signature = functionSignatures.get(name);
  if (meaning?.resolution?.kind === 'function' && signature !== undefined) {
    return inferFunction(call, signature, types, check);
  }
  if (meaning?.resolution?.kind === 'array') {
    return inferTimedArray(call, meaning.type, types, check);
  }
  if (meaning !== undefined || check.isLocal(name)) {
    // A name whose declaration is faulty could have been an array: that fault is reported.
    if (meaning !== undefined && meaning.resolution === undefined) return undefined;
    return check.error('ILLEGAL_READ', call.calleeSpan, `${name} is not a function`, {
      help: `for a product write ${name}*(..)`,
    });
  }
  const near = nearNames(name, [...functionSignatures.keys()]);
  if (near.length === 0) return reportUnresolved(name, call.calleeSpan, check);
  return check.error('UNRESOLVED_NAME', call.calleeSpan, `there is no function ${name}`, {
    help: `did you mean ${near.join(' or ')}?`,
  });
}

function inferFunction(
  call: Call,
  signature: FunctionSignature,
  types: readonly (ExpressionType | undefined)[],
  check: ExpressionCheck,
): ExpressionType | undefined {
  const wanted = signature.parameters.length;
  if (call.args.length !== wanted) {
    const noun = wanted === 1 ? 'argument' : 'arguments';
    return check.error(
      'EQUATION_SYNTAX',
      call.span,
      `${printSignature(signature)} takes ${wanted} ${noun}, here are ${call.args.length}`,
    );
  }
  if (isRandom(call.callee)) {
    const { noRandom } = check.options;
    if (noRandom !== undefined) {
      return check.error('ILLEGAL_READ', call.span, `${call.callee}() ${noRandom}`);
    }
  }
  if (types.some((type) => type === undefined)) return undefined;
  const known = types as readonly ExpressionType[];
  return applyRule(call, signature, known, check);
}

function applyRule(
  call: Call,
  signature: FunctionSignature,
  types: readonly ExpressionType[],
  check: ExpressionCheck,
): ExpressionType | undefined {
  const [first] = types;
  switch (signature.rule) {
    case 'draw':
      return realType;
    case 'count':
      return requireArgument(call, signature, 0, types, realType.dimension, check)
        ? integerType
        : undefined;
    case 'plain':
      return requireArgument(call, signature, 0, types, realType.dimension, check)
        ? realType
        : undefined;
    case 'truncate':
      return first?.type === 'boolean' ||
        requireArgument(call, signature, 0, types, realType.dimension, check)
        ? integerType
        : undefined;
    case 'steps': {
      const t = requireArgument(call, signature, 0, types, second, check);
      const dt = requireArgument(call, signature, 1, types, second, check);
      return t && dt ? integerType : undefined;
    }
    case 'keep':
    case 'root':
    case 'sign':
      return first === undefined || !requireNumber(call, signature, 0, first, check)
        ? undefined
        : applyUnary(call, signature, first, check);
    case 'same':
      return inferSame(call, signature, types, 0, check);
    case 'choose':
      return inferChoice(call, signature, types, check);
  }
}

function applyUnary(
  call: Call,
  signature: FunctionSignature,
  type: ExpressionType,
  check: ExpressionCheck,
): ExpressionType | undefined {
  if (signature.rule === 'sign') return integerType;
  if (signature.rule === 'root') {
    const dimension = powerDimension(type.dimension, 1, 2);
    if (dimension !== undefined) return realOf(dimension);
    return check.error('UNIT_ARGS', call.span, `sqrt(x) of ${formatDimension(type.dimension)}`);
  }
  if (call.callee !== 'abs' && !isDimensionless(type.dimension)) {
    warnRounding(call, type.dimension, check);
  }
  return type;
}

function warnRounding(call: Call, dimension: Dimension, check: ExpressionCheck): void {
  const [argument] = call.args;
  if (argument === undefined) return;
  const text = printExpression(argument);
  const unit = formatDimension(dimension);
  check.warn(
    'ROUNDS_SI_VALUE',
    call.span,
    `${call.callee}(${text}) rounds to whole ${unit}: ${text} ${unitPhrase(dimension)}`,
    { help: `for another step divide by it, as in ${call.callee}(${text}/STEP)*STEP` },
  );
}

/** A number, not a condition. */
function requireNumber(
  call: Call,
  signature: FunctionSignature,
  index: number,
  type: ExpressionType,
  check: ExpressionCheck,
): boolean {
  const argument = call.args[index];
  if (type.type !== 'boolean' || argument === undefined) return true;
  const text = printExpression(argument);
  check.error(
    'CONDITION_TYPE',
    argument.span,
    `${printSignature(signature)} needs a number: ${signature.parameters[index]} = ${text} is boolean`,
    { expected: 'number', found: 'boolean', help: `write int(${text})` },
  );
  return false;
}

function requireArgument(
  call: Call,
  signature: FunctionSignature,
  index: number,
  types: readonly ExpressionType[],
  wanted: Dimension,
  check: ExpressionCheck,
): boolean {
  const argument = call.args[index];
  const type = types[index];
  if (argument === undefined || type === undefined) return false;
  if (!requireNumber(call, signature, index, type, check)) return false;
  if (equalDimensions(type.dimension, wanted)) return true;
  const needs = isDimensionless(wanted) ? 'a value without unit' : formatDimension(wanted);
  const mended = mendUnit(argument, type.dimension, wanted);
  const args = call.args.map((other, at) => (at === index ? mended : printExpression(other)));
  check.error(
    'UNIT_ARGS',
    argument.span,
    `${printSignature(signature)} needs ${needs}: ${signature.parameters[index]} = ` +
      `${printExpression(argument)} ${unitPhrase(type.dimension)}`,
    {
      expected: formatDimension(wanted),
      found: formatDimension(type.dimension),
      ...check.valueLabel(argument, signature.parameters[index] ?? 'it'),
      ...(mended === undefined ? {} : { help: `write ${call.callee}(${args.join(', ')})` }),
    },
  );
  return false;
}

/** clip, min, max, and the two values of where: one unit, which is that of the result. */
function inferSame(
  call: Call,
  signature: FunctionSignature,
  types: readonly ExpressionType[],
  first: number,
  check: ExpressionCheck,
): ExpressionType | undefined {
  let sound = true;
  for (const [index, type] of types.entries()) {
    if (index >= first && !requireNumber(call, signature, index, type, check)) sound = false;
  }
  const reference = types[first];
  if (!sound || reference === undefined) return undefined;
  const values = types.slice(first);
  if (values.every((type) => equalDimensions(type.dimension, reference.dimension))) {
    if (signature.name === 'clip') checkClipBounds(call, check);
    const whole = values.every((type) => type.type === 'integer');
    return whole ? integerType : realOf(reference.dimension);
  }
  // A written-out number is the likely slip, so it does not decide the unit if anything else can.
  const named = call.args.findIndex((argument, at) => at >= first && !isLiteral(argument));
  reportMixedUnits(call, signature, types, { first, reference: Math.max(named, first) }, check);
  return undefined;
}

function inferChoice(
  call: Call,
  signature: FunctionSignature,
  types: readonly ExpressionType[],
  check: ExpressionCheck,
): ExpressionType | undefined {
  const [condition] = types;
  const [argument] = call.args;
  if (condition === undefined || argument === undefined) return undefined;
  if (condition.type !== 'boolean') {
    const text = printExpression(argument);
    return check.error(
      'CONDITION_TYPE',
      argument.span,
      `${printSignature(signature)} needs a condition: cond = ${text} ${typePhrase(condition)}, it is not boolean`,
      {
        expected: 'boolean',
        found: formatDimension(condition.dimension),
        help: conditionHelp(text, condition),
      },
    );
  }
  // Two conditions may be chosen between as well.
  if (types[1]?.type === 'boolean' && types[2]?.type === 'boolean') return types[1];
  return inferSame(call, signature, types, 1, check);
}
