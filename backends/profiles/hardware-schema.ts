import {
  type Field,
  type JsonSchema,
  optional,
  record,
  type Shape,
  shapeSchema,
  text,
} from '../../core/description/index.js';
import { hardwareShape } from './hardware-shape.js';

/**
 * JSON Schema of one hardware file, for editors. Only `hardware` and `name` are required in it: with
 * `extends`, every other key may come from another file.
 */
export function hardwareSchema(): JsonSchema {
  const own = new Set(['hardware', 'name']);
  const base = optional('extends', text, 'built-in name or path of the file this one changes');
  const fields = hardwareShape.fields.flatMap((field): readonly Field[] => {
    if (own.has(field.key)) return field.key === 'name' ? [field, base] : [field];
    return [relaxedField(field)];
  });
  return shapeSchema(record(fields), 'Isospike hardware');
}

function relaxedField(field: Field): Field {
  return { ...field, required: false, shape: relaxed(field.shape) };
}

/** The shape with every key of every map optional, as merging allows. */
function relaxed(shape: Shape): Shape {
  switch (shape.kind) {
    case 'record':
      return { ...shape, fields: shape.fields.map(relaxedField) };
    case 'named':
      return { ...shape, value: relaxed(shape.value) };
    case 'choice':
      return {
        ...shape,
        options: shape.options.map((option) => ({ ...option, shape: relaxed(option.shape) })),
      };
    case 'defined':
      return { ...shape, get: () => relaxed(shape.get()) };
    default:
      return shape;
  }
}
