/** Runs chip images, cycle by cycle or event by event, to the same bits. */
export type { CoreState } from './core-state.js';
export {
  type CoreCounters,
  type MeshCounters,
  type SequencerState,
  sequencerStates,
} from './counters.js';
export type {
  ChipFault,
  Emulator,
  EmulatorOptions,
  EmulatorState,
  HostReader,
  InputWord,
  SpikeEvent,
  StepReport,
} from './emulator.js';
export { createEventEmulator } from './event/event-emulator.js';
export { createPerClockEmulator, type PerClockEmulator } from './per-clock/per-clock-emulator.js';
