import { type Expression, printExpression } from '../equations/index.js';
import { equalDimensions, formatDimension } from '../units/index.js';
import type { ExpressionCheck } from './expression-check.js';
import { type ExpressionType, shortNumber, unitPhrase } from './expression-type.js';
import { type FunctionSignature, printSignature } from './function-signatures.js';
import { mendUnit } from './unit-repair.js';

type Call = Extract<Expression, { kind: 'call' }>;

/** What an argument is in words: `the ceiling` of clip. */
function roleOf(signature: FunctionSignature, index: number): string {
  const parameter = signature.parameters[index] ?? '';
  if (parameter === 'lo') return 'the floor';
  return parameter === 'hi' ? 'the ceiling' : parameter;
}

/**
 * Reports values of different units in clip, min, max or where. Argument `reference` gives the unit;
 * the others from `first` on that differ are named, with their SI values and the call that was
 * likely meant.
 */
export function reportMixedUnits(
  call: Call,
  signature: FunctionSignature,
  types: readonly ExpressionType[],
  at: { readonly first: number; readonly reference: number },
  check: ExpressionCheck,
): void {
  const reference = types[at.reference];
  const referenceArgument = call.args[at.reference];
  if (reference === undefined || referenceArgument === undefined) return;
  const wrong = call.args.flatMap((argument, index) => {
    const type = types[index];
    const differs =
      index >= at.first &&
      type !== undefined &&
      !equalDimensions(type.dimension, reference.dimension);
    return differs ? [{ argument, index, type }] : [];
  });
  const [one, other] = wrong;
  if (one === undefined) return;
  const describe = (index: number, argument: Expression): string =>
    `${signature.parameters[index]} = ${printExpression(argument)}`;
  const found =
    other === undefined || !equalDimensions(one.type.dimension, other.type.dimension)
      ? wrong.map(
          ({ index, argument, type }) =>
            `${describe(index, argument)} ${unitPhrase(type.dimension)}`,
        )
      : [
          `${describe(one.index, one.argument)} and ${describe(other.index, other.argument)} ` +
            unitPhrase(one.type.dimension, 'have'),
        ];
  const span =
    other === undefined
      ? one.argument.span
      : { ...one.argument.span, end: other.argument.span.end };
  const values = wrong.flatMap(({ argument, index }) => {
    const value = check.constant(argument);
    return value === undefined
      ? []
      : [`${roleOf(signature, index)} would be ${shortNumber(value)}`];
  });
  const help = repairedCall(
    call,
    types,
    reference,
    wrong.map(({ index }) => index),
  );
  check.error(
    'UNIT_ARGS',
    span,
    `${printSignature(signature)} needs one unit: ` +
      [
        `${describe(at.reference, referenceArgument)} ${unitPhrase(reference.dimension)}`,
        ...found,
      ].join(', '),
    {
      expected: formatDimension(reference.dimension),
      found: formatDimension(one.type.dimension),
      ...(values.length === 0 ? {} : { label: `without the check ${values.join(', ')}` }),
      help:
        help ??
        `give ${roleOf(signature, one.index)} the unit of ${printExpression(referenceArgument)}: ` +
          formatDimension(reference.dimension),
    },
  );
}

/** `write clip(w + apost, 0, wmax)`; undefined if an argument has no likely repair. */
function repairedCall(
  call: Call,
  types: readonly ExpressionType[],
  reference: ExpressionType,
  wrong: readonly number[],
): string | undefined {
  const args: string[] = [];
  for (const [index, argument] of call.args.entries()) {
    const type = types[index];
    const text =
      type !== undefined && wrong.includes(index)
        ? mendUnit(argument, type.dimension, reference.dimension)
        : printExpression(argument);
    if (text === undefined) return undefined;
    args.push(text);
  }
  return `write ${call.callee}(${args.join(', ')})`;
}

/** Constant bounds in the wrong order: clip would always give the upper one (deviation D18). */
export function checkClipBounds(call: Call, check: ExpressionCheck): void {
  const [x, lo, hi] = call.args;
  if (x === undefined || lo === undefined || hi === undefined) return;
  const [low, high] = [check.constant(lo), check.constant(hi)];
  if (low === undefined || high === undefined || low <= high) return;
  const [xText, loText, hiText] = [x, lo, hi].map(printExpression);
  check.error(
    'CLIP_BOUNDS',
    { ...lo.span, end: hi.span.end },
    `clip(x, lo, hi) with lo above hi: lo = ${loText} is ${shortNumber(low)}, ` +
      `hi = ${hiText} is ${shortNumber(high)}`,
    {
      label: `the result would always be ${shortNumber(high)}`,
      expected: `lo <= ${shortNumber(high)}`,
      found: shortNumber(low),
      help: `write clip(${xText}, ${hiText}, ${loText})`,
    },
  );
}
