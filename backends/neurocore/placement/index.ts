/** Which neurons and synapses lie on which core, and the image that makes it so. */

export { readArray, writeArray } from './array-access.js';
export { placeNetwork } from './place-network.js';
export type {
  ArrayPlacement,
  HostField,
  PlacedNetwork,
  PopulationSlice,
} from './placement.js';
export {
  placementTraffic,
  printPlacement,
} from './placement-report.js';
export type { PlacementRequest } from './placement-request.js';
export { type ChipSymbols, chipSymbols, encodeSymbols } from './symbols.js';
