/** Thousands in groups, with a sign only for negative numbers: `1,366`. For ticks and counts. */
export function countText(value: number): string {
  return groupDigits(String(value));
}

/** Decimals of a time step in a unit, at most 9: 0.1 ms has 1. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 9; decimals += 1) {
    const rounded = Number(value.toFixed(decimals));
    if (Math.abs(rounded - value) <= Math.abs(value) * 1e-9) return decimals;
  }
  return 9;
}

/** Simulated time of a number of steps with the decimals of dt, in us, ms or (from 10 s on) s. */
export function timeText(steps: number, dtSeconds: number): string {
  const seconds = steps * dtSeconds;
  const [unit, perSecond] =
    seconds >= 10 ? ['s', 1] : dtSeconds >= 1e-6 * 0.999 || steps === 0 ? ['ms', 1e3] : ['us', 1e6];
  const perStep = dtSeconds * (perSecond as number);
  return `${groupDigits((steps * perStep).toFixed(decimalsOf(perStep)))} ${unit}`;
}

/** dt itself: `0.1 ms`. */
export function stepText(dtSeconds: number): string {
  return timeText(1, dtSeconds);
}

/** At most three significant digits, no exponent from 0.001 to 99,999: `0.041`, `8,005`, `1.2e-7`. */
export function significantText(value: number, digits = 3): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return shortExponent(value.toExponential(digits - 1));
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return groupDigits(Number(value.toPrecision(digits)).toFixed(Math.min(places, 9)));
}

/** A difference: with its sign always. */
export function signedText(value: number, write: (value: number) => string): string {
  return value > 0 ? `+${write(value)}` : write(value);
}

/** A number of LSB: 2 decimals below 10, 1 below 100, else none. */
export function lsbText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return shortExponent(value.toExponential(2));
  const decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return groupDigits(withoutNegativeZero(value.toFixed(decimals)));
}

/** A coincidence factor, cosine or distance: 3 decimals. Never rounded up to 1. */
export function coincidenceText(value: number): string {
  const text = withoutNegativeZero(value.toFixed(3));
  return text === '1.000' && value < 1 ? '0.999' : text;
}

/** A share in percent: 1 decimal below 10 %, else none. What is not 0 is not written as 0. */
export function shareText(value: number): string {
  const percent = value * 100;
  if (percent > 0 && percent < 0.05) return '<0.1 %';
  if (percent < 100 && percent >= 99.5) return '>99 %';
  return `${percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** All digits to 99,999, then three significant with k, M, G. */
export function amountText(value: number): string {
  if (Math.abs(value) < 100_000) return countText(Math.round(value));
  for (const [factor, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (Math.abs(value) >= factor) return `${significantText(value / factor)} ${letter}`;
  }
  return countText(value);
}

function groupDigits(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function withoutNegativeZero(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

function shortExponent(text: string): string {
  return text.replace('e+', 'e');
}
