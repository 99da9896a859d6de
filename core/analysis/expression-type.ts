import { type Dimension, dimensionless, formatDimension, isDimensionless } from '../units/index.js';

/** Unit and kind of the value of an expression. Integers and booleans are dimensionless. */
export interface ExpressionType {
  readonly dimension: Dimension;
  readonly type: 'real' | 'integer' | 'boolean';
}

export const realType: ExpressionType = { dimension: dimensionless, type: 'real' };
export const integerType: ExpressionType = { dimension: dimensionless, type: 'integer' };
export const booleanType: ExpressionType = { dimension: dimensionless, type: 'boolean' };

/** A real value with a unit. */
export function realOf(dimension: Dimension): ExpressionType {
  return { dimension, type: 'real' };
}

/** The unit as part of a sentence: `has unit volt`, `has no unit`, `have no unit`. */
export function unitPhrase(dimension: Dimension, verb: 'has' | 'have' = 'has'): string {
  return isDimensionless(dimension)
    ? `${verb} no unit`
    : `${verb} unit ${formatDimension(dimension)}`;
}

/** The type as part of a sentence: `is boolean`, `has unit volt`, `has no unit`. */
export function typePhrase(type: ExpressionType): string {
  return type.type === 'boolean' ? 'is boolean' : unitPhrase(type.dimension);
}

/** A number as people write it: at most six digits. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** A condition that could have been meant by a number. */
export function conditionHelp(text: string, type: ExpressionType): string {
  return isDimensionless(type.dimension) ? `write ${text} != 0` : `compare it, as in ${text} > ..`;
}
