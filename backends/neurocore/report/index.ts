/** What running on the chip cost, in cycles and energy. */
export { activityOf } from './activity.js';
export { reportChip } from './chip-report.js';
export { type ActivityCounts, energyClasses } from './energy-classes.js';
