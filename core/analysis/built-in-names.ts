import { builtInConstants } from '../equations/index.js';
import type { BuiltinName } from '../network/index.js';
import {
  type Dimension,
  dimensionless,
  divideDimensions,
  lookupUnit,
  powerDimension,
  type Quantity,
} from '../units/index.js';
import { type ExpressionType, integerType, realOf, realType } from './expression-type.js';
import { functionSignatures } from './function-signatures.js';

/** Value of a unit that is known to exist. */
function unit(name: string): Quantity {
  const quantity = lookupUnit(name, 'equation');
  if (quantity === undefined) throw new Error(`the unit table lacks ${name}`);
  return quantity;
}

export const second: Dimension = unit('second').dimension;
/** Of white noise: second^-0.5. */
export const noiseDimension: Dimension = (() => {
  const dimension = powerDimension(second, -1, 2);
  if (dimension === undefined) throw new Error('there is no root of a second');
  return dimension;
})();
export const hertz: Dimension = divideDimensions(dimensionless, second);

const builtInTypes: Readonly<Record<BuiltinName, ExpressionType>> = {
  t: realOf(second),
  dt: realOf(second),
  t_in_timesteps: integerType,
  i: integerType,
  j: integerType,
  N: integerType,
  N_pre: integerType,
  N_post: integerType,
  N_incoming: integerType,
  N_outgoing: integerType,
  lastupdate: realOf(second),
  lastspike: realOf(second),
  not_refractory: { dimension: realType.dimension, type: 'boolean' },
};

export function builtInType(name: BuiltinName): ExpressionType {
  return builtInTypes[name];
}

/** What a name already means in every text: a constant, a unit or a function; or nothing. */
export function builtInMeaning(
  name: string,
): { readonly kind: 'constant' | 'unit'; readonly quantity: Quantity } | 'function' | undefined {
  const value = builtInConstants.get(name);
  if (value !== undefined) {
    return { kind: 'constant', quantity: { value, dimension: dimensionless } };
  }
  const quantity = lookupUnit(name, 'equation');
  if (quantity !== undefined) return { kind: 'unit', quantity };
  return functionSignatures.has(name) ? 'function' : undefined;
}
