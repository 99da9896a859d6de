/** The project's own chip: networks as programs of its cores, and its cycle-level emulator. */
export {
  createNeurocoreBackend,
  type NeurocoreOptions,
  type NeurocoreRun,
  openNeurocorePlan,
} from './session/neurocore-backend.js';
