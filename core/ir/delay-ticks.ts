/** Steps of a delay: floor(delay / dt + 0.5) in float64 (semantics section 9). */
export function delayTicks(seconds: number, dtSeconds: number): number {
  return Math.floor(seconds / dtSeconds + 0.5);
}
