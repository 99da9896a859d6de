/** Words that went through the host port between steps, and folds that the host ordered. */
export interface HostTraffic {
  read: number;
  written: number;
  flushes: number;
}
