import type { ArithmeticProfile, OverflowMode, RoundingMode, StochasticRule } from './q-format.js';

/** All rounding modes, in the order of the table in numerics section 2. */
export const roundingModes: readonly RoundingMode[] = [
  'floor',
  'ceil',
  'toward_zero',
  'away',
  'magnitude',
  'nearest_up',
  'nearest_down',
  'nearest_to_zero',
  'nearest_away',
  'nearest_even',
  'nearest_odd',
  'jam',
  'jam_unbiased',
  'stochastic',
];

/** Names of the overflow modes; `wrap` and `wrap_sm` also take `(n)`. */
const overflowKinds: readonly OverflowMode['kind'][] = [
  'saturate',
  'saturate_zero',
  'saturate_symmetric',
  'wrap',
  'wrap_sm',
];

export const stochasticRules: readonly StochasticRule[] = ['lt_high', 'lt_low', 'add_low', 'equal'];

export const arithmeticProfiles: readonly ArithmeticProfile[] = [
  'standard',
  'ap',
  'ac',
  'sc',
  'spinn',
];

/** Reads a rounding mode; `nearest` is an alias of `nearest_even`. */
export function parseRounding(text: string): RoundingMode | undefined {
  if (text === 'nearest') return 'nearest_even';
  return roundingModes.find((mode) => mode === text);
}

/** Reads `saturate`, `saturate_zero`, `saturate_symmetric`, `wrap`, `wrap(n)`, `wrap_sm`, `wrap_sm(n)`. */
export function parseOverflow(text: string): OverflowMode | undefined {
  const match = /^([a-z_]+)(?:\((0|[1-9]\d?)\))?$/.exec(text);
  const kind = overflowKinds.find((name) => name === match?.[1]);
  const bits = match?.[2];
  if (kind === undefined) return undefined;
  if (kind === 'wrap' || kind === 'wrap_sm') return { kind, bits: Number(bits ?? 0) };
  return bits === undefined ? { kind } : undefined;
}

/** The text that `parseOverflow` reads: `wrap(2)`. */
export function printOverflow(mode: OverflowMode): string {
  return 'bits' in mode && mode.bits > 0 ? `${mode.kind}(${mode.bits})` : mode.kind;
}
