/** What hardware designers take away: register map, memory images, waveforms. */
export { type ArtefactHeader, headerLines } from './artefact-header.js';
export { artefactHeader, type ChipFile, type ChipFileRequest, chipFiles } from './chip-files.js';
export { Coverage, type CoverageBin, coverageToMarkdown } from './coverage.js';
export { dataSheetTables } from './data-sheet-tables.js';
export { memoryFromText } from './memory-text.js';
export { observeEmulator, type StepObserver } from './observed-emulator.js';
export { PerformanceRows, performanceHeader } from './performance-rows.js';
export { faultBits, type Register, type RegisterField, registerMap } from './register-map.js';
export { registersToC, registersToMarkdown, registersToSystemRdl } from './register-texts.js';
export { ValueChangeDump, type WaveHeader, type WaveSignal } from './value-change-dump.js';
export { type WaveRequest, type WaveTrigger, WaveWindow } from './waveform.js';
