import type { Diagnostics } from '../diagnostics/index.js';
import { type Expression, printExpression } from '../equations/index.js';
import type { AssignmentModel, ValueModel } from '../network/index.js';
import { formatDimension, isDimensionless } from '../units/index.js';
import type { Write } from './check-statements.js';
import { evaluateConstant } from './evaluate-constant.js';
import { shortNumber } from './expression-type.js';
import type { NameScope, VariableTable } from './name-scope.js';
import { type ValueRange, valueRange } from './value-range.js';

export interface InitialBoundsOptions {
  /** `projection Syn`. */
  readonly title: string;
  readonly object: string;
  /** Neurons that `i` runs over; undefined for projections. */
  readonly size: number | undefined;
  readonly variables: VariableTable;
  readonly scope: NameScope;
  readonly initial: readonly AssignmentModel[];
  /** What statements write, of this object and of others. */
  readonly writes: readonly Write[];
}

/**
 * Warns of variables that start outside the bounds of the `clip()` that later writes them: the
 * first event moves them to the bound. Each variable is reported once.
 */
export function warnInitialBounds(options: InitialBoundsOptions, diagnostics: Diagnostics): void {
  const warned = new Set<string>();
  for (const write of options.writes) {
    const { statement, variable } = write;
    const { value, operator } = statement;
    if (operator !== '=' || value.kind !== 'call' || value.callee !== 'clip') continue;
    if (write.side !== 'own' || warned.has(variable)) continue;
    if (warnOne(write, value.args, options, diagnostics)) warned.add(variable);
  }
}

function warnOne(
  write: Write,
  [, lo, hi]: readonly Expression[],
  options: InitialBoundsOptions,
  diagnostics: Diagnostics,
): boolean {
  const { scope } = options;
  const constant = (expression: Expression | undefined): number | undefined =>
    expression === undefined
      ? undefined
      : evaluateConstant(expression, (name) => scope.constantValue(name));
  const [floor, ceiling] = [constant(lo), constant(hi)];
  const range = startRange(write.variable, options);
  // Bounds in the wrong order are reported as such.
  const crossed = floor !== undefined && ceiling !== undefined && floor > ceiling;
  if (range === undefined || crossed) return false;
  const tooHigh = ceiling !== undefined && hi !== undefined && range.high > ceiling;
  const tooLow = floor !== undefined && lo !== undefined && range.low < floor;
  if (!tooHigh && !tooLow) return false;
  const [bound, limit, start] = tooHigh ? [hi, ceiling, range.high] : [lo, floor, range.low];
  if (bound === undefined || limit === undefined) return false;
  const dimension = options.variables.get(write.variable)?.model?.dimension;
  const unit =
    dimension === undefined || isDimensionless(dimension) ? '' : ` ${formatDimension(dimension)}`;
  const [from, name] = tooHigh ? ['up to', 'ceiling'] : ['down to', 'floor'];
  diagnostics.warn(
    'INIT_OUT_OF_BOUNDS',
    `${write.variable} starts at ${from} ${shortNumber(start)}${unit}, but the ${name} ` +
      `${printExpression(bound)} of its clip() is ${shortNumber(limit)}${unit}`,
    {
      span: bound.span,
      context: write.context,
      label: `the first event moves ${write.variable} to the ${name}`,
      expected: `${tooHigh ? '<=' : '>='} ${shortNumber(limit)}`,
      found: shortNumber(start),
      help: `check the unit and size of ${printExpression(bound)}, or the initial value`,
    },
  );
  return true;
}

/** Values a variable can start with; 0 if it is given none. */
function startRange(variable: string, options: InitialBoundsOptions): ValueRange | undefined {
  const given = options.initial.findLast((entry) => entry.variable === variable);
  if (given === undefined) return { low: 0, high: 0 };
  return rangeOfValue(given.value, options);
}

function rangeOfValue(value: ValueModel, options: InitialBoundsOptions): ValueRange | undefined {
  switch (value.kind) {
    case 'number':
      return { low: value.value, high: value.value };
    case 'list': {
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const entry of value.values) {
        low = Math.min(low, entry);
        high = Math.max(high, entry);
      }
      return low <= high ? { low, high } : undefined;
    }
    case 'expression': {
      const { scope, size } = options;
      return valueRange(value.expression, (name) => {
        const constant = scope.constantValue(name);
        if (constant !== undefined) return { low: constant, high: constant };
        if (size === undefined || scope.resolve(name)?.kind !== 'builtin') return undefined;
        if (name === 'i') return { low: 0, high: size - 1 };
        return name === 'N' ? { low: size, high: size } : undefined;
      });
    }
    case 'file':
      return undefined;
  }
}
