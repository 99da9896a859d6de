/** Networks declared in TypeScript, object by object; each declaration is checked where it is made. */
export { NetworkBuilder, network, type ProjectionDeclaration } from './network-builder.js';
export { Network } from './network-entry.js';
export type {
  InputHandle,
  ObjectSlice,
  PopulationHandle,
  ProjectionHandle,
} from './object-handles.js';
export { quantity } from './quantity-text.js';
export type { Selection } from './selection.js';
