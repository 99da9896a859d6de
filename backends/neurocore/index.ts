/** The project's own chip: networks as programs of its cores, and its cycle-level emulator. */
export { chipGeometry } from './image/index.js';
