/** Wrong bits and lost or repeated packets, put into an emulator on purpose. */
export {
  type CampaignPlan,
  type DrawnFault,
  drawFaults,
  type FaultKind,
  PacketRecorder,
} from './draw-faults.js';
export {
  bitFaultKinds,
  eventFaultKinds,
  faultText,
  type InjectedFault,
} from './fault.js';
export { type FaultTarget, faultTargets } from './fault-sites.js';
export { createFaultyEmulator, type EmulatorFactory } from './faulty-emulator.js';
export { checkFaults, loadFaults } from './load-faults.js';
export { wilsonInterval } from './wilson-interval.js';
