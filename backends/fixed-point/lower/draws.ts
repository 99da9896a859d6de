import type { ValueId } from '../../../core/ir/index.js';
import { inverseNormal } from '../../../core/random/index.js';
import { codeRange, tableRange } from './code-range.js';
import type { FixedBuilder } from './fixed-builder.js';
import type { CodeTable } from './fixed-ir.js';
import type { MadeTable } from './function-table.js';

/** Bits of a keyed word. */
const wordBits = 32;
/** Places that bring the leading bit of a word in place, largest first. */
const stages: readonly number[] = [16, 8, 4, 2, 1];
/** Bits of the index within an octave, and below an entry. */
const octaveBits = 3;
const lineBits = 16;
/** Largest distance of a normal draw from the inverse distribution of its word, but for p < 2^-32. */
export const normalError = 1.5e-3;
/** No normal draw is larger: that of p = 2^-32 is 6.23. */
export const largestNormal = 6.25;

/** `rand()`: one word as u32f32. Float64 takes 21 more bits from a second word. */
export function uniformDraw(b: FixedBuilder, site: number): ValueId {
  const range = codeRange(0n, (1n << BigInt(wordBits)) - 1n);
  return b.append({ op: 'draw', site, bits: wordBits, range, fraction: wordBits });
}

/**
 * Inverse normal distribution for p = 2^-32 .. 1/2, eight entries per octave of p: the tails keep
 * their shape. Entry k stands for p = 2^(k >> 3) (1 + (k & 7) / 8) 2^-32.
 */
export function normalTable(): MadeTable {
  const rows = (wordBits - 1) * 2 ** octaveBits + 1;
  const fracBits = 13;
  const codes = Float64Array.from({ length: rows }, (_, row) => {
    const octave = Math.floor(row / 2 ** octaveBits);
    const p = 2 ** (octave - wordBits) * (1 + (row % 2 ** octaveBits) / 2 ** octaveBits);
    return Math.round(-inverseNormal(p) * 2 ** fracBits) + 0;
  });
  return {
    kind: 'function',
    rows,
    columns: 1,
    codes,
    format: { signed: false, wordBits: 16, fracBits },
    approximates: {
      expression: 'inverse normal distribution',
      low: 2 ** -wordBits,
      high: 0.5,
      offset: 0,
      scale: 1,
      error: normalError,
      errorIs: 'sampled',
    },
  };
}

/**
 * `randn()` and noise: the magnitude from the distance of the word to the nearer end of its range,
 * the sign from its leading bit. The distance n is odd, p = n 2^-33.
 */
export function normalDraw(b: FixedBuilder, site: number, table: CodeTable): ValueId {
  const word = b.append({ ...wholeDraw(site) });
  const whole = (code: bigint): ValueId => b.constant(code, 0);
  const low = b.compare('lt', word, whole(1n << BigInt(wordBits - 1)));
  const fromEnd = b.binary('sub', whole((1n << BigInt(wordBits)) - 1n), word);
  const nearer = b.binary('min', word, fromEnd);
  let mantissa = b.binary('add', unscaled(b, b.shift(nearer, 1)), whole(1n));
  let octave = whole(BigInt(wordBits - 1));
  for (const places of stages) {
    const limit = 1n << BigInt(wordBits - places);
    const small = b.compare('lt', mantissa, whole(limit));
    const moved = unscaled(b, b.shift(b.binary('min', mantissa, whole(limit - 1n)), places));
    mantissa = b.select(small, moved, mantissa);
    octave = b.binary('sub', octave, b.select(small, whole(BigInt(places)), whole(0n)));
  }
  // Entry 0 stands for n = 2, and the leading bit of the mantissa counts one octave as well.
  const drop = wordBits - 1 - octaveBits - lineBits;
  const line = b.requantise({
    operand: mantissa,
    shift: drop,
    to: { signed: false, wordBits: wordBits - drop, fracBits: -drop },
    rounding: 'floor',
    overflow: { kind: 'saturate' },
    wordClass: 'lut',
    name: 'table index',
  });
  const octaves = unscaled(b, b.shift(octave, octaveBits + lineBits));
  const fraction = b.append({
    op: 'shift',
    operand: line,
    bits: 0,
    range: b.range(line),
    fraction: 0,
  });
  const sum = b.binary('add', octaves, fraction);
  const start = b.binary('sub', sum, whole(2n << BigInt(octaveBits + lineBits)));
  const positive = b.binary('max', start, whole(0n));
  const last = BigInt(table.rows - 1) << BigInt(lineBits);
  const magnitude = b.append({
    op: 'interpolate',
    operand: b.binary('min', positive, whole(last)),
    table: table.name,
    shift: lineBits,
    range: tableRange(table),
    fraction: table.format.fracBits,
  });
  return b.select(low, b.negate(magnitude), magnitude);
}

function wholeDraw(site: number) {
  const range = codeRange(0n, (1n << BigInt(wordBits)) - 1n);
  return { op: 'draw', site, bits: wordBits, range, fraction: 0 } as const;
}

/** The same code as a whole number. */
function unscaled(b: FixedBuilder, operand: ValueId): ValueId {
  return b.append({ op: 'shift', operand, bits: 0, range: b.range(operand), fraction: 0 });
}
