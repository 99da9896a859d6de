/** The project's own chip: networks as programs of its cores, and its cycle-level emulator. */

export {
  artefactHeader,
  type ChipFile,
  Coverage,
  chipFiles,
  coverageToMarkdown,
  dataSheetTables,
  PerformanceRows,
  type StepObserver,
  type WaveTrigger,
  WaveWindow,
} from './artefacts/index.js';
export {
  bitFaultKinds,
  type CampaignPlan,
  checkFaults,
  type DrawnFault,
  drawFaults,
  eventFaultKinds,
  type FaultKind,
  type FaultTarget,
  faultTargets,
  faultText,
  type InjectedFault,
  loadFaults,
  PacketRecorder,
  wilsonInterval,
} from './faults/index.js';
export { chipGeometry } from './image/index.js';
export type { PlacedNetwork } from './placement/index.js';
export {
  createNeurocoreBackend,
  type NeurocoreOptions,
  type NeurocoreRun,
  openNeurocorePlan,
} from './session/neurocore-backend.js';
