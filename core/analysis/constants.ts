import { type Expression, namesIn, refusedConstantName } from '../equations/index.js';
import type { Constants, ResolvedConstant } from '../network/index.js';
import { dimensionless, equalDimensions, formatQuantity, type Quantity } from '../units/index.js';
import { builtInMeaning } from './built-in-names.js';
import type { DocumentReader, Path } from './document-reader.js';
import { ExpressionCheck } from './expression-check.js';
import { inferType } from './infer-type.js';
import {
  type ConstantEntry,
  type ConstantTable,
  createNameScope,
  plainNames,
  type SharedNames,
} from './name-scope.js';

const connectWords: ReadonlySet<string> = new Set(['all', 'one_to_one', 'others']);

export interface ConstantsOptions {
  readonly constants: Constants;
  readonly path: Path;
  /** `population exc` or `network`. */
  readonly title: string;
  /** What the constants may refer to besides each other. */
  readonly outer: SharedNames;
}

interface Pending {
  readonly path: Path;
  readonly expression: Expression;
  readonly source: string | undefined;
}

/**
 * Values of a table of constants (semantics, names, points 2 and 3), in any order: fixed here and
 * never evaluated again. Faulty ones stay in the table without a value.
 */
export function resolveConstants(options: ConstantsOptions, reader: DocumentReader): ConstantTable {
  const table = new Map<string, ConstantEntry>();
  const pending = new Map<string, Pending>();
  for (const [name, spec] of Object.entries(options.constants)) {
    const path = [...options.path, name];
    const whole = typeof spec === 'object';
    const value = whole ? spec.value : spec;
    const source = whole ? spec.source : undefined;
    const valuePath = whole ? [...path, 'value'] : path;
    const entry = { name, quantity: undefined, ...(source === undefined ? {} : { source }) };
    if (refuseName(name, path, reader)) continue;
    table.set(name, entry);
    if (typeof value === 'number') {
      table.set(name, { ...entry, quantity: { value, dimension: dimensionless } });
      continue;
    }
    const context = `${options.title}, constant ${name}`;
    const read = reader.quantityOrExpression(valuePath, value, context);
    if (read?.kind === 'quantity') table.set(name, { ...entry, quantity: read.quantity });
    if (read?.kind === 'expression') {
      pending.set(name, { path: valuePath, expression: read.expression, source });
    }
  }
  evaluatePending(pending, table, options, reader);
  dropBuiltIns(table, options, reader);
  return table;
}

function refuseName(name: string, path: Path, reader: DocumentReader): boolean {
  const reason = connectWords.has(name) ? 'is a word of connect' : refusedConstantName(name);
  if (reason === undefined) return false;
  reader.errorAtKey('FILE_NAME', path, `no constant can be called ${name}: it ${reason}`);
  return true;
}

/** Evaluates expressions after the ones they refer to; reports circles once. */
function evaluatePending(
  pending: ReadonlyMap<string, Pending>,
  table: Map<string, ConstantEntry>,
  options: ConstantsOptions,
  reader: DocumentReader,
): void {
  const scope = createNameScope(
    plainNames(`constants of the ${options.title}`, []),
    table,
    options.outer,
  );
  const reported = new Set<string>();
  const done = new Set<string>();
  const chain: string[] = [];
  const inCircle = new Set<string>();
  function visit(name: string): void {
    const item = pending.get(name);
    if (item === undefined || done.has(name)) return;
    const start = chain.indexOf(name);
    if (start >= 0) {
      reportCircle(chain.slice(start), name, item, reader, options);
      for (const member of chain.slice(start)) inCircle.add(member);
      return;
    }
    chain.push(name);
    for (const other of namesIn(item.expression)) {
      if (builtInMeaning(other) === undefined) visit(other);
    }
    chain.pop();
    done.add(name);
    if (inCircle.has(name)) return;
    const quantity = evaluate(item, name);
    const source = item.source === undefined ? {} : { source: item.source };
    table.set(name, { name, quantity, ...source });
  }
  function evaluate(item: Pending, name: string): Quantity | undefined {
    const check = new ExpressionCheck({
      scope,
      diagnostics: reader.diagnostics,
      context: `${options.title}, constant ${name}`,
      reported,
      noRandom: 'cannot stand in a constant, which has one value for the whole run',
    });
    const type = inferType(item.expression, check);
    const value = check.constant(item.expression);
    if (type === undefined || value === undefined) return undefined;
    return check.isFinite(item.expression, name) ? { value, dimension: type.dimension } : undefined;
  }
  for (const name of pending.keys()) visit(name);
}

function reportCircle(
  circle: readonly string[],
  name: string,
  item: Pending,
  reader: DocumentReader,
  options: ConstantsOptions,
): void {
  const text = [...circle, name].join(' -> ');
  reader.error('EQUATION_CYCLE', item.path, `constants refer to each other in a circle: ${text}`, {
    context: `${options.title}, constant ${name}`,
    help: 'give one of them a value of its own',
  });
}

/** A constant with a built-in name is an error unless it says the same (deviation D19). */
function dropBuiltIns(
  table: Map<string, ConstantEntry>,
  options: ConstantsOptions,
  reader: DocumentReader,
): void {
  for (const [name, { quantity }] of table) {
    const meaning = builtInMeaning(name);
    if (meaning === undefined) continue;
    table.delete(name);
    const path = [...options.path, name];
    const context = `${options.title}, constant ${name}`;
    if (meaning === 'function') {
      reader.errorAtKey('NAME_SHADOWED', path, `${name} is a function in every text`, {
        context,
        help: 'choose another name',
      });
      continue;
    }
    if (quantity === undefined || sameQuantity(quantity, meaning.quantity)) continue;
    const what = meaning.kind === 'unit' ? 'a unit' : 'a built-in constant';
    const [mine, theirs] = [quantity, meaning.quantity].map(({ value, dimension }) =>
      formatQuantity(value, dimension),
    );
    reader.errorAtKey(
      'NAME_SHADOWED',
      path,
      `${name} is ${what} (${theirs}) in every text: the constant ${name} = ${mine} would be ignored`,
      { context, help: 'choose another name', expected: theirs ?? '', found: mine ?? '' },
    );
  }
}

function sameQuantity(a: Quantity, b: Quantity): boolean {
  return a.value === b.value && equalDimensions(a.dimension, b.dimension);
}

/** The constants an object sees, its own first; faulty ones left out. */
export function listConstants(own: ConstantTable, network: ConstantTable): ResolvedConstant[] {
  const list = (table: ConstantTable, scope: 'object' | 'network'): ResolvedConstant[] =>
    [...table.values()].flatMap(({ name, quantity, source }) =>
      quantity === undefined
        ? []
        : [{ name, quantity, scope, ...(source === undefined ? {} : { source }) }],
    );
  return [...list(own, 'object'), ...list(network, 'network').filter(({ name }) => !own.has(name))];
}
