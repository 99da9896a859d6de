import type {
  Field,
  Plain,
  RecordShape,
  Rule,
  Shape,
  TextPattern,
  ValueForm,
  VariantShape,
} from './shape.js';

/** A JSON Schema, draft 2020-12, as plain data. */
export type JsonSchema = { readonly [key: string]: Plain };

/**
 * The grammar of a file as a JSON Schema, for editors. It accepts every file that the checks
 * accept; units, references and texts of equations are beyond it.
 */
export function shapeSchema(shape: Shape, title: string): JsonSchema {
  const writer = new SchemaWriter();
  const root = writer.schema(shape);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...root,
    $defs: writer.definitions(),
  };
}

const typesOfForms: Readonly<Record<ValueForm, string>> = {
  text: 'string',
  number: 'number',
  boolean: 'boolean',
  list: 'array',
  map: 'object',
};

class SchemaWriter {
  readonly #definitions = new Map<string, JsonSchema>();

  definitions(): JsonSchema {
    const sorted = [...this.#definitions].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted);
  }

  schema(shape: Shape): JsonSchema {
    switch (shape.kind) {
      case 'text':
        return { type: 'string', ...patternSchema(shape.pattern) };
      case 'text-block':
        return { type: ['string', 'array'], items: { type: 'string' } };
      case 'number': {
        const { integer, min, max, above = false } = shape;
        return {
          type: integer ? 'integer' : 'number',
          ...(min === undefined ? {} : { [above ? 'exclusiveMinimum' : 'minimum']: min }),
          ...(max === undefined ? {} : { maximum: max }),
        };
      }
      case 'boolean':
        return { type: 'boolean' };
      case 'word':
        return shape.words.length === 1 ? { const: shape.words[0] ?? '' } : { enum: shape.words };
      case 'quantity':
        return { type: ['number', 'string'] };
      case 'list':
        return {
          type: 'array',
          items: this.schema(shape.item),
          ...(shape.min === undefined ? {} : { minItems: shape.min }),
        };
      case 'tuple':
        return {
          type: 'array',
          prefixItems: shape.items.map((item) => this.schema(item)),
          items: false,
          minItems: shape.items.length,
        };
      case 'named':
        return {
          type: 'object',
          propertyNames: patternSchema(shape.names),
          additionalProperties: this.schema(shape.value),
        };
      case 'record':
        return this.#record(shape);
      case 'variant':
        return this.#variant(shape);
      case 'choice':
        return {
          anyOf: shape.options.map(({ forms, having, shape: inner, shortFor }) => {
            const types = forms.map((form) => typesOfForms[form]);
            const type = types.length === 1 ? (types[0] ?? '') : types;
            const written = shortFor === undefined ? this.schema(inner) : { type: 'string' };
            const form = having === undefined ? { type } : { type, required: [having] };
            return Object.hasOwn(written, 'type') && having === undefined
              ? written
              : { ...form, allOf: [written] };
          }),
        };
      case 'defined': {
        if (!this.#definitions.has(shape.name)) {
          // Set first: the definition may contain itself.
          this.#definitions.set(shape.name, {});
          this.#definitions.set(shape.name, this.schema(shape.get()));
        }
        return { $ref: `#/$defs/${shape.name}` };
      }
      case 'version':
        return { const: shape.number };
      case 'later':
        return { not: {} };
    }
  }

  #record(shape: RecordShape): JsonSchema {
    const rules = (shape.rules ?? []).flatMap(ruleSchemas);
    return { ...this.#fields(shape.fields), ...(rules.length > 0 ? { allOf: rules } : {}) };
  }

  #fields(fields: readonly Field[]): JsonSchema {
    const required = fields.filter((field) => field.required === true).map(({ key }) => key);
    return {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.key, this.#field(field)])),
      ...(required.length > 0 ? { required } : {}),
      additionalProperties: false,
    };
  }

  #field(field: Field): JsonSchema {
    return {
      ...this.schema(field.shape),
      ...(field.doc === undefined || field.doc === '' ? {} : { description: field.doc }),
      ...(field.default === undefined ? {} : { default: field.default }),
    };
  }

  #variant(shape: VariantShape): JsonSchema {
    return {
      type: 'object',
      oneOf: shape.variants.map(({ field, fields = [], rules = [] }) =>
        this.#record({
          kind: 'record',
          fields: [{ ...field, required: true }, ...fields, ...shape.common],
          rules,
        }),
      ),
    };
  }
}

function patternSchema(pattern: TextPattern | undefined): JsonSchema {
  if (pattern === undefined) return {};
  return {
    pattern: pattern.matches.source,
    ...(pattern.reserved === undefined ? {} : { not: { pattern: pattern.reserved.source } }),
  };
}

function ruleSchemas(rule: Rule): readonly JsonSchema[] {
  const both = (a: string, b: string): JsonSchema => ({ not: { required: [a, b] } });
  const some = (keys: readonly string[]): JsonSchema => ({
    anyOf: keys.map((key) => ({ required: [key] })),
  });
  switch (rule.rule) {
    case 'one-of':
      return rule.keys.flatMap((a, at) => rule.keys.slice(at + 1).map((b) => both(a, b)));
    case 'bars':
      return rule.bars.map((barred) => both(rule.key, barred));
    case 'needs':
      return [{ dependentRequired: { [rule.key]: rule.needs } }];
    case 'needs-some':
      return [{ dependentSchemas: { [rule.key]: some(rule.of) } }];
    case 'some-of':
      return [some(rule.keys)];
  }
}
