/** Chips and hardware files as data: the built-in files, their grammar, reading and saving. */
export { builtInHardwareNames, isHardwarePath } from './built-in-hardware.js';
export { hardwareSchema } from './hardware-schema.js';
export { hardwareShape } from './hardware-shape.js';
export { type LoadedHardware, loadHardware } from './load-hardware.js';
export type { HardwareText, ResolveExtends } from './merge-hardware.js';
export { saveFormatLocks, saveHardware } from './save-hardware.js';
