import { type Diagnostic, Diagnostics, nearNames } from '../diagnostics/index.js';
import { brokenRule } from './broken-rule.js';
import { type PlacedEntry, type PlacedMap, type PlacedValue, plainData } from './placed-value.js';
import { sameData } from './same-data.js';
import { type ShapeFault, scalarFault, textFault, wrongType } from './scalar-fault.js';
import {
  type ChoiceShape,
  camelCase,
  type Field,
  type NamedShape,
  type RecordShape,
  type Rule,
  type Shape,
  type VariantShape,
} from './shape.js';
import { formOf, patternFault, repairHelp, show, withArticle } from './wording.js';

export interface CheckOptions {
  /** How the grammar's keys are written in the value: as in files (default), or in camelCase. */
  readonly keys?: 'file' | 'api';
  /** How they are written in the result. Default `api`. */
  readonly writeKeys?: 'file' | 'api';
  /** Whether values that say the default stay in the result. Default `keep`. */
  readonly defaults?: 'keep' | 'drop';
}

/** The value with the grammar's keys converted and in the grammar's order. */
export interface CheckedValue {
  /** What is at fault stands as null, so that checks of references can go on. */
  readonly value: PlacedValue;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Holds a value against its grammar. Every fault is reported in one go: `FILE_KEY` with near
 * names, `FILE_MISSING`, `FILE_TYPE`, `FILE_VALUE`, `FILE_NAME`, `FILE_CONFLICT`,
 * `UNSUPPORTED_FEATURE`.
 */
export function checkShape(
  value: PlacedValue,
  shape: Shape,
  options: CheckOptions = {},
): CheckedValue {
  const checker = new ShapeChecker(options);
  const checked = checker.check(value, shape, '');
  const found = checker.diagnostics.all;
  // A file of another version follows another grammar: nothing else said of it would be true.
  const version = found.filter(({ code }) => code === 'FILE_VERSION');
  return { value: checked, diagnostics: version.length > 0 ? version : found };
}

class ShapeChecker {
  readonly diagnostics = new Diagnostics();
  readonly #options: Required<CheckOptions>;

  constructor(options: CheckOptions) {
    this.#options = { keys: 'file', writeKeys: 'api', defaults: 'keep', ...options };
  }

  check(value: PlacedValue, shape: Shape, path: string): PlacedValue {
    switch (shape.kind) {
      case 'text':
      case 'number':
      case 'boolean':
      case 'word':
      case 'quantity':
      case 'version':
        return this.#judged(value, scalarFault(value, shape), path);
      case 'text-block':
        return this.#textBlock(value, path);
      case 'list':
        return this.#list(value, shape.item, shape.min ?? 0, path);
      case 'tuple':
        return this.#tuple(value, shape.items, path);
      case 'named':
        return this.#named(value, shape, path);
      case 'record':
        return this.#record(value, shape, path);
      case 'variant':
        return this.#variant(value, shape, path);
      case 'choice':
        return this.#choice(value, shape, path);
      case 'defined':
        return this.check(value, shape.get(), path);
      case 'later':
        return this.#fault(
          { code: 'UNSUPPORTED_FEATURE', message: `${shape.feature} are not available yet` },
          value,
          path,
        );
    }
  }

  #judged(value: PlacedValue, fault: ShapeFault | undefined, path: string): PlacedValue {
    return fault === undefined ? value : this.#fault(fault, value, path);
  }

  #textBlock(value: PlacedValue, path: string): PlacedValue {
    if (value.kind === 'list') {
      const items = value.items.map((item, at) =>
        this.#judged(item, textFault(item, undefined), `${path}[${at}]`),
      );
      return { ...value, items };
    }
    if (value.kind === 'scalar' && typeof value.value === 'string') return value;
    return this.#wrongType(value, 'a text, or a list of texts', path);
  }

  #list(value: PlacedValue, item: Shape, min: number, path: string): PlacedValue {
    if (value.kind !== 'list') return this.#wrongType(value, 'a list', path);
    if (value.items.length < min) {
      const message = `expected a list of at least ${min}, found ${value.items.length}`;
      return this.#fault({ code: 'FILE_VALUE', message }, value, path);
    }
    return {
      ...value,
      items: value.items.map((one, at) => this.check(one, item, `${path}[${at}]`)),
    };
  }

  #tuple(value: PlacedValue, shapes: readonly Shape[], path: string): PlacedValue {
    if (value.kind !== 'list') return this.#wrongType(value, `a list of ${shapes.length}`, path);
    if (value.items.length !== shapes.length) {
      const message = `expected a list of ${shapes.length}, found ${value.items.length}`;
      return this.#fault({ code: 'FILE_VALUE', message }, value, path);
    }
    const items = value.items.map((one, at) => {
      const shape = shapes[at];
      return shape === undefined ? one : this.check(one, shape, `${path}[${at}]`);
    });
    return { ...value, items };
  }

  #named(value: PlacedValue, shape: NamedShape, path: string): PlacedValue {
    if (value.kind !== 'map') return this.#wrongType(value, `a map by ${shape.of}`, path);
    const entries = value.entries.map((entry): PlacedEntry => {
      const fault = patternFault(entry.key, shape.names);
      const inner = join(path, entry.key);
      if (fault !== undefined) {
        this.diagnostics.error(shape.names.code ?? 'FILE_VALUE', fault, {
          ...place(entry.keySpan, inner),
          ...repairHelp(entry.key, shape.names),
        });
      }
      return { ...entry, value: this.check(entry.value, shape.value, inner) };
    });
    return { ...value, entries };
  }

  #record(value: PlacedValue, shape: RecordShape, path: string): PlacedValue {
    if (value.kind !== 'map') {
      const keys = shape.fields.slice(0, 3).map((field) => this.#key(field.key));
      return this.#wrongType(value, `a map with ${keys.join(', ')}`, path);
    }
    return this.#fields(value, shape.fields, shape.rules ?? [], path);
  }

  #fields(
    value: PlacedMap,
    fields: readonly Field[],
    rules: readonly Rule[],
    path: string,
  ): PlacedValue {
    const byKey = new Map(fields.map((field) => [this.#key(field.key), field]));
    const given = new Map<string, PlacedEntry>();
    for (const entry of value.entries) {
      const field = byKey.get(entry.key);
      if (field === undefined) this.#unknownKey(entry, [...byKey.keys()], path);
      else given.set(field.key, entry);
    }
    const entries: PlacedEntry[] = [];
    for (const field of fields) {
      const entry = given.get(field.key);
      if (entry === undefined) {
        if (field.required === true) this.#missing(value, [field.key], path);
        continue;
      }
      const checked = this.check(entry.value, field.shape, join(path, entry.key));
      const isDefault = field.default !== undefined && sameData(plainData(checked), field.default);
      if (isDefault && this.#options.defaults === 'drop') continue;
      const key = this.#options.writeKeys === 'api' ? camelCase(field.key) : field.key;
      entries.push({ ...entry, key, value: checked });
    }
    const broken = rules.flatMap((rule) => brokenRule(rule, given, (key) => this.#key(key)));
    for (const fault of broken) {
      if ('missing' in fault) {
        this.#missing(value, fault.missing, path);
      } else {
        const details = { ...place(fault.span, path), ...fault.details };
        this.diagnostics.error(fault.code, fault.message, details);
      }
    }
    return { ...value, entries };
  }

  #variant(value: PlacedValue, shape: VariantShape, path: string): PlacedValue {
    const kinds = shape.variants.map((variant) => this.#key(variant.field.key));
    if (value.kind !== 'map') {
      return this.#wrongType(
        value,
        `${withArticle(shape.of)}: a map with one of ${kinds.join(', ')}`,
        path,
      );
    }
    const [first, second] = value.entries.filter((entry) => kinds.includes(entry.key));
    if (first === undefined) {
      const common = shape.common.map((field) => this.#key(field.key));
      for (const entry of value.entries) {
        if (!common.includes(entry.key)) this.#unknownKey(entry, [...kinds, ...common], path);
      }
      this.#missing(
        value,
        shape.variants.map((variant) => variant.field.key),
        path,
      );
      return nothing(value);
    }
    const variant = shape.variants.find((one) => this.#key(one.field.key) === first.key);
    if (variant === undefined) throw new Error('a kind without its variant');
    if (second !== undefined) {
      this.diagnostics.error(
        'FILE_CONFLICT',
        `${withArticle(shape.of)} has one kind, here both ${first.key} and ${second.key}`,
        { ...place(second.keySpan, path), help: `keep ${first.key} or ${second.key}` },
      );
    }
    const entries = value.entries.filter((entry) => entry === first || !kinds.includes(entry.key));
    const field: Field = { ...variant.field, required: true };
    const fields = [field, ...(variant.fields ?? []), ...shape.common];
    return this.#fields({ ...value, entries }, fields, variant.rules ?? [], path);
  }

  #choice(value: PlacedValue, shape: ChoiceShape, path: string): PlacedValue {
    const form = formOf(value);
    const option = shape.options.find(
      ({ forms, having }) =>
        form !== undefined &&
        forms.includes(form) &&
        (having === undefined || (value.kind === 'map' && this.#has(value, having))),
    );
    if (option === undefined) return this.#wrongType(value, shape.describes, path);
    if (option.shortFor === undefined) return this.check(value, option.shape, path);
    const entry: PlacedEntry = { key: option.shortFor, keySpan: value.span, value };
    return this.check({ kind: 'map', entries: [entry], span: value.span }, option.shape, path);
  }

  #has(value: PlacedMap, key: string): boolean {
    const written = this.#key(key);
    return value.entries.some((entry) => entry.key === written);
  }

  #unknownKey(entry: PlacedEntry, known: readonly string[], path: string): void {
    const near = nearNames(entry.key, known);
    const help =
      near.length > 0 ? `did you mean ${near.join(' or ')}?` : `known keys: ${known.join(', ')}`;
    this.diagnostics.error('FILE_KEY', `unknown key ${show(entry.key)}`, {
      ...place(entry.keySpan, path),
      found: entry.key,
      help,
    });
  }

  #missing(value: PlacedValue, keys: readonly string[], path: string): void {
    const written = keys.map((key) => this.#key(key));
    const message =
      written.length === 1
        ? `the key ${written[0]} is missing`
        : `one of the keys ${written.join(', ')} is missing`;
    this.diagnostics.error('FILE_MISSING', message, {
      ...place(value.span, path),
      expected: written.join(', '),
    });
  }

  #wrongType(value: PlacedValue, wanted: string, path: string): PlacedValue {
    return this.#fault(wrongType(value, wanted), value, path);
  }

  #fault(fault: ShapeFault, value: PlacedValue, path: string): PlacedValue {
    const { code, message, ...details } = fault;
    this.diagnostics.error(code, message, { ...place(value.span, path), ...details });
    return nothing(value);
  }

  #key(key: string): string {
    return this.#options.keys === 'file' ? key : camelCase(key);
  }
}

function nothing(value: PlacedValue): PlacedValue {
  return { kind: 'scalar', value: null, span: value.span, text: '', place: undefined };
}

function place(span: PlacedValue['span'], path: string): Pick<Diagnostic, 'span' | 'context'> {
  return {
    ...(span === undefined ? {} : { span }),
    ...(path === '' ? {} : { context: path }),
  };
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
