/** Physical units: dimensions, unit names, quantities of files, readable numbers. */
export { parseDeclaredUnit } from './declared-unit.js';
export type { Dimension, Quantity } from './dimension.js';
export {
  dimensionless,
  divideDimensions,
  equalDimensions,
  isDimensionless,
  multiplyDimensions,
  powerDimension,
} from './dimension-algebra.js';
export { formatDimension } from './format-dimension.js';
export { formatQuantity } from './format-quantity.js';
export {
  parseQuantity,
  parseUnits,
  type ReadQuantity,
  scaleByUnits,
  type UnitProduct,
} from './quantity.js';
export { lookupUnit } from './unit-table.js';
