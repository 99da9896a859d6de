/** What hardware designers take away: register map, memory images, waveforms. */
export { faultBits, type Register, type RegisterField, registerMap } from './register-map.js';
export { registersToC, registersToMarkdown, registersToSystemRdl } from './register-texts.js';
export { ValueChangeDump, type WaveHeader, type WaveSignal } from './value-change-dump.js';
