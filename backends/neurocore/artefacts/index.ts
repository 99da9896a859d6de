/** What hardware designers take away: register map, memory images, texts, waveforms, counts per step. */
export { artefactHeader, type ChipFile, chipFiles } from './chip-files.js';
export { Coverage, coverageToMarkdown } from './coverage.js';
export { dataSheetTables } from './data-sheet-tables.js';
export { observeEmulator, type StepObserver } from './observed-emulator.js';
export { PerformanceRows } from './performance-rows.js';
export { registerMap } from './register-map.js';
export { type WaveTrigger, WaveWindow } from './waveform.js';
