/**
 * Steps of a duration: round(T/dt) if T is a multiple of dt within 1e-4 dt, else rounded up (semantics
 * section 12, point 1).
 */
export function stepsOf(seconds: number, dtSeconds: number): number {
  const ratio = seconds / dtSeconds;
  const nearest = Math.round(ratio);
  return Math.abs(ratio - nearest) < 1e-4 ? nearest : Math.ceil(ratio);
}
