import {
  type Equation,
  type Expression,
  parseEquations,
  parseStatements,
  type Statement,
} from '../equations/index.js';
import type {
  AssignmentModel,
  Method,
  PopulationDocument,
  PopulationModel,
  RefractoryModel,
} from '../network/index.js';
import { equalDimensions, formatDimension } from '../units/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { readBounds } from './bounds.js';
import { hertz, second } from './built-in-names.js';
import { checkCondition } from './check-condition.js';
import { checkStatements, type Write } from './check-statements.js';
import { listConstants, resolveConstants } from './constants.js';
import { readEvents } from './custom-events.js';
import { declareVariables } from './declare-variables.js';
import type { DocumentReader, Path } from './document-reader.js';
import { checkEquations } from './equation-checks.js';
import { ExpressionCheck } from './expression-check.js';
import { unitPhrase } from './expression-type.js';
import { inferType } from './infer-type.js';
import { warnInitialBounds } from './initial-bounds.js';
import { readInitial } from './initial-values.js';
import { createNameScope, type NameScope } from './name-scope.js';
import { type DeclaredObject, populationNames } from './object-names.js';
import { readRegularly } from './regular-code.js';
import { checkSubexpressionCycles } from './subexpressions.js';
import { checkArrayWidths } from './timed-array-width.js';

/** Reads the declarations of a population: what other objects need to know of it. */
export function declarePopulation(
  name: string,
  document: PopulationDocument,
  networkSeconds: number,
  reader: DocumentReader,
): DeclaredObject {
  const path = ['populations', name];
  const title = `population ${name}`;
  const origin = reader.origin([...path, 'equations'], document.equations, `${title}, equations`);
  const before = reader.diagnostics.all.length;
  const equations: readonly Equation[] = parseEquations(origin, 'population', reader.diagnostics);
  const complete = reader.diagnostics.all.length === before;
  return {
    kind: 'population',
    name,
    size: reader.integer([...path, 'size'], document.size, 'size', 1),
    variables: declareVariables(equations, { where: 'population', title }, reader),
    refractory: document.refractory !== undefined && document.refractory !== false,
    ...readClock(document.dt, path, networkSeconds, reader),
    events: Object.keys(document.events ?? {}),
    complete,
  };
}

export interface AnalysedPopulation {
  readonly scope: NameScope;
  /** Fit for use only if no error was found in the network. */
  readonly model: PopulationModel;
}

/** Checks a population's texts and makes its model. */
export function analysePopulation(
  declared: DeclaredObject,
  document: PopulationDocument,
  context: AnalysisContext,
): AnalysedPopulation {
  const { reader, shared } = context;
  const { diagnostics } = reader;
  const { name, variables } = declared;
  const path = ['populations', name];
  const title = `population ${name}`;
  const active = readActive(document.active, title, path, reader);
  const constants = resolveConstants(
    { constants: document.constants ?? {}, path: [...path, 'constants'], title, outer: shared },
    reader,
  );
  const scope = createNameScope(populationNames(declared), constants, shared);
  const texts: PopulationTexts = { path, title, scope, reported: new Set(), reader };
  checkSubexpressionCycles(variables, title, diagnostics);
  checkEquations({ variables, scope, title, diagnostics, reported: texts.reported });
  const threshold =
    document.threshold === undefined ? undefined : readThreshold(document.threshold, texts);
  const { statements: reset, writes } = readReset(document, texts);
  const refractory = readRefractory(document, texts);
  const { events, writes: eventWrites } = readEvents(document, texts);
  const { regularly, writes: regularWrites } = readRegularly(document.regularly ?? [], {
    ...texts,
    name,
  });
  if (!declared.refractory) warnUselessFlags(declared, title, reader);
  const initial = readInitial(
    document.initial ?? {},
    {
      path: [...path, 'initial'],
      object: declared,
      count: declared.size,
      elements: `neurons of ${name}`,
      scope,
      reported: texts.reported,
    },
    reader,
  );
  checkWidths(declared, texts, context, {
    threshold,
    refractory,
    statements: [...reset, ...[...events, ...regularly].flatMap(({ statements }) => statements)],
    conditions: events.map(({ condition }) => condition),
    initial,
  });
  warnInitialBounds(
    {
      title,
      object: name,
      size: declared.size,
      variables,
      scope,
      initial,
      writes: [...writes, ...eventWrites, ...regularWrites],
    },
    diagnostics,
  );
  const models = [...variables.values()].flatMap(({ model }) =>
    model === undefined ? [] : [model],
  );
  const method =
    document.method === undefined ? undefined : readMethod(document.method, path, reader);
  const methodSpan = reader.network.source.valueSpan([...path, 'method']);
  const model: PopulationModel = {
    name,
    size: declared.size ?? 0,
    scope,
    constants: listConstants(constants, shared.constants),
    variables: models,
    ...(threshold === undefined ? {} : { threshold }),
    reset,
    ...(refractory === undefined ? {} : { refractory }),
    ...(method === undefined ? {} : { method }),
    ...(method === undefined || methodSpan === undefined ? {} : { methodSpan }),
    initial,
    active,
    events,
    regularly,
    order: document.order ?? 0,
    bounds: readBounds(document.bounds ?? {}, [...path, 'bounds'], declared, scope, reader),
    ...(declared.dtSeconds === undefined ? {} : { dtSeconds: declared.dtSeconds }),
    ...readExpectedRate(document.expect, [...path, 'expect', 'rate'], reader),
    ...reader.place(path),
  };
  return { scope, model };
}

function readExpectedRate(
  expected: PopulationDocument['expect'],
  path: Path,
  reader: DocumentReader,
): Pick<PopulationModel, 'expectRate'> {
  if (expected === undefined) return {};
  const [lowest, highest] = expected.rate.map((rate, at) =>
    reader.quantity([...path, at], rate, hertz, 'rate'),
  );
  if (lowest === undefined || highest === undefined) return {};
  if (lowest <= highest) return { expectRate: [lowest, highest] };
  reader.error('FILE_VALUE', path, 'the band of the rate ends below its begin', {
    expected: `at least ${lowest} Hz`,
    found: `${highest} Hz`,
  });
  return {};
}

interface PopulationTexts {
  readonly path: Path;
  readonly title: string;
  readonly scope: NameScope;
  readonly reported: Set<string>;
  readonly reader: DocumentReader;
}

/** Whether an object takes part in the run; reported if not (semantics section 12, point 6). */
export function readActive(
  active: boolean | undefined,
  what: string,
  path: Path,
  reader: DocumentReader,
): boolean {
  if (active !== false) return true;
  const span = reader.network.source.keySpan([...path, 'active']);
  reader.diagnostics.info('OBJECT_INACTIVE', `${what} takes no part in the run (active: false)`, {
    ...(span === undefined ? reader.place(path) : { span }),
  });
  return false;
}

/** A time step of an object's own; empty if it has none, or the network's. */
export function readClock(
  dt: number | string | undefined,
  path: Path,
  networkSeconds: number,
  reader: DocumentReader,
): { readonly dtSeconds?: number } {
  if (dt === undefined) return {};
  const seconds = reader.duration([...path, 'dt'], dt, 'dt', true);
  return seconds === undefined || seconds === networkSeconds ? {} : { dtSeconds: seconds };
}

function readThreshold(text: string, texts: PopulationTexts): Expression | undefined {
  const { path, title, reader, scope, reported } = texts;
  const context = `${title}, threshold`;
  const expression = reader.expression([...path, 'threshold'], text, context);
  if (expression === undefined) return undefined;
  const check = new ExpressionCheck({ scope, diagnostics: reader.diagnostics, context, reported });
  return checkCondition(expression, 'a threshold', check) ? expression : undefined;
}

function readReset(
  document: PopulationDocument,
  texts: PopulationTexts,
): { readonly statements: readonly Statement[]; readonly writes: readonly Write[] } {
  const { path, title, reader, scope, reported } = texts;
  if (document.reset === undefined) return { statements: [], writes: [] };
  const context = `${title}, reset`;
  const origin = reader.origin([...path, 'reset'], document.reset, context);
  const { diagnostics } = reader;
  const statements = parseStatements(origin, diagnostics);
  return {
    statements,
    writes: checkStatements(statements, { scope, diagnostics, context, reported }),
  };
}

function readRefractory(
  document: PopulationDocument,
  texts: PopulationTexts,
): RefractoryModel | undefined {
  const { refractory } = document;
  const { title, reader, scope, reported } = texts;
  const path = [...texts.path, 'refractory'];
  if (refractory === undefined || refractory === false) return undefined;
  const context = `${title}, refractory`;
  const span =
    reader.network.source.valueSpan(path) ??
    reader.origin(path, String(refractory), context).span(0, 0);
  if (refractory === true) {
    return { kind: 'condition', expression: { kind: 'boolean', value: true, span } };
  }
  if (typeof refractory === 'number') {
    const value = reader.duration(path, refractory, 'refractory');
    return value === undefined ? undefined : { kind: 'period', expression: numberOf(value, span) };
  }
  const read = reader.quantityOrExpression(path, refractory, context);
  if (read === undefined) return undefined;
  if (read.kind === 'quantity') {
    const value = reader.duration(path, refractory, 'refractory');
    return value === undefined ? undefined : { kind: 'period', expression: numberOf(value, span) };
  }
  const { expression } = read;
  const check = new ExpressionCheck({ scope, diagnostics: reader.diagnostics, context, reported });
  const type = inferType(expression, check);
  if (type === undefined) return undefined;
  if (type.type === 'boolean') return { kind: 'condition', expression };
  if (equalDimensions(type.dimension, second)) return { kind: 'period', expression };
  return check.error(
    'UNIT_MISMATCH',
    expression.span,
    `refractory needs a time or a condition: ${refractory.trim()} ${unitPhrase(type.dimension)}`,
    { expected: 'second', found: formatDimension(type.dimension) },
  );
}

function numberOf(value: number, span: Expression['span']): Expression {
  return { kind: 'number', value, text: String(value), span };
}

function warnUselessFlags(declared: DeclaredObject, title: string, reader: DocumentReader): void {
  for (const { model } of declared.variables.values()) {
    const flag = model?.equation.flags.find((entry) => entry.flag === 'unless refractory');
    if (model === undefined || flag === undefined) continue;
    reader.diagnostics.warn(
      'FLAG_WITHOUT_REFRACTORY',
      `(unless refractory) of ${model.name} has no effect: ${title} has no refractory setting`,
      {
        span: flag.span,
        context: `${title}, equations`,
        help: 'add refractory: 2 ms, or remove the flag',
      },
    );
  }
}

const methods: readonly Method[] = [
  ...(['exact', 'exponential_euler', 'euler', 'rk2', 'rk4', 'heun', 'milstein'] as const),
];

/** A method of semantics section 8 by its name. */
export function readMethod(name: string, path: Path, reader: DocumentReader): Method | undefined {
  const method = methods.find((candidate) => candidate === name);
  if (method !== undefined) return method;
  return reader.error('FILE_VALUE', [...path, 'method'], `there is no method ${name}`, {
    expected: methods.join(', '),
    found: name,
  });
}

/** Widths of the timed arrays that the population's texts read, each array once. */
function checkWidths(
  declared: DeclaredObject,
  texts: PopulationTexts,
  context: AnalysisContext,
  rest: {
    readonly threshold: Expression | undefined;
    readonly refractory: RefractoryModel | undefined;
    readonly statements: readonly Statement[];
    readonly conditions: readonly Expression[];
    readonly initial: readonly AssignmentModel[];
  },
): void {
  if (declared.size === undefined || context.arrays.size === 0) return;
  const expressions: Expression[] = [];
  for (const { model } of declared.variables.values()) {
    if (model !== undefined && model.equation.kind !== 'parameter')
      expressions.push(model.equation.right);
  }
  if (rest.threshold !== undefined) expressions.push(rest.threshold);
  if (rest.refractory !== undefined) expressions.push(rest.refractory.expression);
  expressions.push(...rest.conditions);
  expressions.push(...rest.statements.map(({ value }) => value));
  for (const { value } of rest.initial) {
    if (value.kind === 'expression') expressions.push(value.expression);
  }
  const { scope, reported, reader, title } = texts;
  const check = new ExpressionCheck({
    scope,
    reported,
    diagnostics: reader.diagnostics,
    context: title,
  });
  checkArrayWidths(expressions, context.arrays, declared.size, check);
}
