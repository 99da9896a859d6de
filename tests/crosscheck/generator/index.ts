/** Random networks over the whole language, as plain data. */
export { networks } from './network.js';
