import { namesIn } from '../equations/index.js';
import type {
  InputDocument,
  InputModel,
  PoissonDocument,
  Scope,
  ValueModel,
  ValueSpec,
} from '../network/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { hertz } from './built-in-names.js';
import type { DocumentReader, Path } from './document-reader.js';
import { evaluateConstant } from './evaluate-constant.js';
import { realOf } from './expression-type.js';
import { readImages, readTable, tableSize } from './item-inputs.js';
import { createNameScope, type NameScope } from './name-scope.js';
import { type DeclaredObject, populationNames } from './object-names.js';
import { readPoissonInput } from './poisson-inputs.js';
import { readActive, readClock } from './populations.js';
import { readSpikeList } from './spike-list.js';
import { readValue } from './values.js';

/** What other objects need to know of an input. Images have a size only once their file is read. */
export function declareInput(
  name: string,
  document: InputDocument,
  networkSeconds: number,
  reader: DocumentReader,
): DeclaredObject {
  return {
    kind: 'input',
    name,
    size: document.spikes?.size ?? document.poisson?.size ?? tableSize(document.table),
    ...(document.poissonInput === undefined ? {} : { silent: true }),
    variables: new Map(),
    refractory: false,
    ...readClock(document.poisson?.dt, ['inputs', name, 'poisson'], networkSeconds, reader),
    complete: true,
  };
}

/** Checks an input and makes its model; undefined if it is faulty or not available. */
export function analyseInput(
  declared: DeclaredObject,
  document: InputDocument,
  context: AnalysisContext,
  scopes: ReadonlyMap<string, NameScope>,
): InputModel | undefined {
  const { reader, dtSeconds } = context;
  const { name } = declared;
  const path = ['inputs', name];
  const common = {
    name,
    order: document.order ?? 0,
    active: readActive(document.active, `input ${name}`, path, reader),
    ...(declared.dtSeconds === undefined ? {} : { dtSeconds: declared.dtSeconds }),
    ...reader.place(path),
  };
  if (document.poissonInput !== undefined) {
    const at = [...path, 'poissonInput'];
    const input = readPoissonInput(at, document.poissonInput, name, context, scopes);
    return input === undefined ? undefined : { ...common, kind: 'poisson_input', ...input };
  }
  if (document.table !== undefined) {
    const table = readTable([...path, 'table'], document.table, context);
    return table === undefined ? undefined : { ...common, kind: 'table', ...table };
  }
  if (document.spikes !== undefined) {
    const spikes = readSpikeList([...path, 'spikes'], document.spikes, name, dtSeconds, reader);
    return spikes === undefined ? undefined : { ...common, kind: 'spikes', ...spikes };
  }
  if (document.poisson !== undefined) {
    const poisson = readPoisson([...path, 'poisson'], document.poisson, declared, context);
    return poisson === undefined ? undefined : { ...common, kind: 'poisson', ...poisson };
  }
  if (document.images !== undefined) {
    const images = readImages([...path, 'images'], document.images, context);
    return images === undefined ? undefined : { ...common, kind: 'images', ...images };
  }
  return reader.error('FILE_MISSING', path, `the input ${name} says no kind`, {
    expected: 'spikes, poisson, poisson_input, images or table',
  });
}

/** Scope of the texts of an input: t, i, N and constants. */
export function inputScope(declared: DeclaredObject, context: AnalysisContext): NameScope {
  return createNameScope(populationNames(declared), new Map(), context.shared);
}

function readPoisson(
  path: Path,
  document: PoissonDocument,
  declared: DeclaredObject,
  context: AnalysisContext,
): { readonly size: number; readonly rates: ValueModel; readonly scope: Scope } | undefined {
  const { reader } = context;
  const size = reader.integer([...path, 'size'], document.size, 'size', 1);
  const scope = inputScope(declared, context);
  const rates = readRates([...path, 'rates'], document.rates, declared, scope, context);
  return size === undefined || rates === undefined ? undefined : { size, rates, scope };
}

/** Rates in Hz: a number, a list or a file; expressions of constants are numbers. */
export function readRates(
  path: Path,
  spec: ValueSpec,
  declared: DeclaredObject,
  scope: NameScope,
  { reader, ...network }: AnalysisContext,
  selected = false,
): ValueModel | undefined {
  const { name, dtSeconds = network.dtSeconds } = declared;
  const context = `input ${name}, rates`;
  const read = readValue(
    path,
    spec,
    {
      target: 'rates',
      type: realOf(hertz),
      count: selected ? undefined : declared.size,
      elements: `neurons of ${name}`,
      shared: false,
      check: { scope, context, reported: new Set() },
    },
    reader,
  );
  if (read === undefined) return undefined;
  const value = fold(read, scope) ?? read;
  const known = value.kind === 'number' ? [value.value] : value.kind === 'list' ? value.values : [];
  const negative = known.find((rate) => !(rate >= 0));
  if (negative !== undefined) {
    return reader.error('FILE_VALUE', path, `a rate cannot be negative: ${negative} Hz`, {
      context,
      expected: '>= 0 Hz',
      found: `${negative} Hz`,
    });
  }
  const fast = known.find((rate) => rate * dtSeconds > 1);
  if (fast !== undefined) {
    reader.warn(
      'RATE_ABOVE_DT',
      path,
      `${fast} Hz is more than one spike per step of ${dtSeconds} s`,
      {
        context,
        label: 'the neurons spike in every step',
        expected: `<= ${1 / dtSeconds} Hz`,
        found: `${fast} Hz`,
        help: 'lower the rate, or make dt smaller',
      },
    );
  }
  return value;
}

/** An expression of constants as a number; undefined if it varies. */
function fold(value: ValueModel, scope: NameScope): ValueModel | undefined {
  if (value.kind !== 'expression') return value;
  const { expression } = value;
  const varies = [...namesIn(expression)].some((name) => scope.constantValue(name) === undefined);
  const number = varies
    ? undefined
    : evaluateConstant(expression, (name) => scope.constantValue(name));
  return number === undefined ? undefined : { kind: 'number', value: number };
}
