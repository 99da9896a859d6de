/** Which neurons and synapses lie on which core, and the image that makes it so. */
export type {
  ArrayPlacement,
  HostConstant,
  HostField,
  InputRoute,
  PlacedNetwork,
  PopulationSlice,
  ResourceUse,
} from './placement.js';
