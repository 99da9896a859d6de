/** Which neurons and synapses lie on which core, and the image that makes it so. */

export { readArray, writeArray } from './array-access.js';
export { placeNetwork } from './place-network.js';
export type {
  ArrayPlacement,
  HostConstant,
  HostField,
  InputRoute,
  PlacedNetwork,
  PopulationSlice,
  ResourceUse,
} from './placement.js';
export {
  type CoreTraffic,
  placementTraffic,
  printPlacement,
  type SpikeRates,
} from './placement-report.js';
export type { PlacementRequest } from './placement-request.js';
export { type ChipSymbols, chipSymbols, encodeSymbols, type FieldSymbol } from './symbols.js';
