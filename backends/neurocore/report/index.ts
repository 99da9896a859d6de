/** What running on the chip cost, in cycles and energy. */
export { reportChip } from './chip-report.js';
export { energyClasses } from './energy-classes.js';
export { sequencerPhases } from './phases.js';
