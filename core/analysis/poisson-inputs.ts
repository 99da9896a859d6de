import type { Expression } from '../equations/index.js';
import type { InputModel, PoissonInputDocument } from '../network/index.js';
import { equalDimensions, formatDimension } from '../units/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { reportNoVariable } from './bounds.js';
import { hertz } from './built-in-names.js';
import type { Path } from './document-reader.js';
import { ExpressionCheck } from './expression-check.js';
import { unitPhrase } from './expression-type.js';
import { inferType } from './infer-type.js';
import type { NameScope } from './name-scope.js';
import { readSlice } from './slices.js';

type PoissonInput = Omit<
  Extract<InputModel, { kind: 'poisson_input' }>,
  'kind' | 'name' | 'order' | 'active' | 'span'
>;

/** Checks an input that adds binomial counts to a variable (semantics section 10, point 3). */
export function readPoissonInput(
  path: Path,
  document: PoissonInputDocument,
  name: string,
  context: AnalysisContext,
  scopes: ReadonlyMap<string, NameScope>,
): PoissonInput | undefined {
  const { reader, dtSeconds } = context;
  const target = readSlice([...path, 'target'], document.target, 'target', context);
  const count = reader.integer([...path, 'n'], document.n, 'n', 1);
  const rate = reader.quantity([...path, 'rate'], document.rate, hertz, 'rate');
  if (rate !== undefined && !(rate >= 0)) {
    return reader.error('FILE_VALUE', [...path, 'rate'], `a rate cannot be negative: ${rate} Hz`, {
      expected: '>= 0 Hz',
      found: `${rate} Hz`,
    });
  }
  if (rate !== undefined && rate * dtSeconds > 1) {
    reader.warn('RATE_ABOVE_DT', [...path, 'rate'], `${rate} Hz is more than one spike per step`, {
      context: `input ${name}`,
      expected: `<= ${1 / dtSeconds} Hz`,
      found: `${rate} Hz`,
      help: 'lower the rate, or make dt smaller',
    });
  }
  if (target === undefined) return undefined;
  const scope = scopes.get(target.object.name);
  if (target.object.kind !== 'population' || scope === undefined) {
    return reader.error(
      'FILE_REFERENCE',
      [...path, 'target'],
      `${document.target} is no population`,
      {
        expected: 'a population or a part of it',
        found: target.object.kind,
      },
    );
  }
  const { variable } = document;
  const entry = target.object.variables.get(variable);
  const at = [...path, 'variable'];
  if (entry === undefined) {
    reportNoVariable(at, target.object, variable, reader, false);
    return undefined;
  }
  const { model } = entry;
  if (model === undefined) return undefined;
  if (model.kind === 'subexpression' || model.constant || model.shared || model.type !== 'real') {
    const what = model.constant
      ? 'constant'
      : model.shared
        ? 'shared'
        : model.kind === 'subexpression'
          ? 'a subexpression'
          : model.type;
    return reader.error('ILLEGAL_WRITE', at, `${variable} is ${what}, an input cannot add to it`, {
      context: `input ${name}`,
      expected: 'a variable with one real value per neuron',
      found: what,
    });
  }
  const weight = readWeight(
    [...path, 'weight'],
    document.weight,
    name,
    variable,
    model.dimension,
    scope,
    context,
  );
  if (weight === undefined || count === undefined || rate === undefined) return undefined;
  return { target: target.slice, variable, count, rateHertz: rate, weight };
}

/** What one spike adds: an expression over the target's variables, in the unit of the variable. */
function readWeight(
  path: Path,
  weight: PoissonInputDocument['weight'],
  name: string,
  variable: string,
  dimension: Parameters<typeof formatDimension>[0],
  scope: NameScope,
  { reader }: AnalysisContext,
): Expression | undefined {
  const context = `input ${name}, weight`;
  const read = reader.quantityOrExpression(path, String(weight), context);
  if (read === undefined) return undefined;
  if (read.kind === 'quantity') {
    const value = reader.quantity(path, weight, dimension, 'weight');
    const span =
      reader.network.source.valueSpan(path) ??
      reader.origin(path, String(weight), context).span(0, 0);
    return value === undefined ? undefined : { kind: 'number', value, text: String(value), span };
  }
  const { expression } = read;
  const { diagnostics } = reader;
  const check = new ExpressionCheck({ scope, diagnostics, context, reported: new Set() });
  const type = inferType(expression, check);
  if (type === undefined) return undefined;
  if (equalDimensions(type.dimension, dimension)) return expression;
  const expected = formatDimension(dimension);
  return check.error(
    'UNIT_MISMATCH',
    expression.span,
    `weight is added to ${variable}, which ${unitPhrase(dimension)}; it ${unitPhrase(type.dimension)}`,
    {
      expected,
      found: formatDimension(type.dimension),
    },
  );
}
