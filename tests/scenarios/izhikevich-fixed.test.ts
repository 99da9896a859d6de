import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import {
  compileRequantise,
  type QFormat,
  quantizeValue,
  type RequantisationContext,
  type RoundingMode,
} from '../../core/fixed/index.js';

vi.setConfig({ testTimeout: 60_000 });

// The worked example of the numerics chapter (section 7), on core/fixed alone: Izhikevich regular
// spiking in s16.15, RK2 midpoint, 650 spikes. The same through the language is a test of its own.
const state: QFormat = { signed: true, wordBits: 32, fracBits: 15 };
const [a, b, h] = [0.02, 0.2, 0.1];

interface Variant {
  readonly constants: 'trunc' | 'near' | 'u32';
  readonly rounding: RoundingMode;
}

/** Words of the seeded rows: xorshift64 with shifts 13, 7, 17, upper half of the state. */
function xorshift(): () => number {
  let high = Number(88172645463325252n >> 32n) >>> 0;
  let low = Number(88172645463325252n & 0xffffffffn) >>> 0;
  return () => {
    let [h2, l2] = [((high << 13) | (low >>> 19)) >>> 0, (low << 13) >>> 0];
    high = (high ^ h2) >>> 0;
    low = (low ^ l2) >>> 0;
    [h2, l2] = [high >>> 7, ((low >>> 7) | (high << 25)) >>> 0];
    high = (high ^ h2) >>> 0;
    low = (low ^ l2) >>> 0;
    [h2, l2] = [((high << 17) | (low >>> 15)) >>> 0, (low << 17) >>> 0];
    high = (high ^ h2) >>> 0;
    low = (low ^ l2) >>> 0;
    return high;
  };
}

/** Step numbers of the 650 spikes, counted from 1. */
function spikes({ constants, rounding }: Variant): readonly number[] {
  const fraction = constants === 'u32' ? 32 : 15;
  const constant: QFormat = { signed: false, wordBits: 32, fracBits: fraction };
  const store = (value: number): number =>
    quantizeValue(value, constant, constants === 'trunc' ? 'floor' : 'nearest_away');
  const q = (value: number): number => quantizeValue(value, state, 'nearest_away');
  const context: RequantisationContext = {
    profile: 'standard',
    stochastic: { rule: 'add_low', bits: 32 },
  };
  const target = { to: state, rounding, overflow: { kind: 'saturate' } } as const;
  const byState = compileRequantise(15, target, context);
  const byConstant = compileRequantise(fraction, target, context);
  const bring = compileRequantise(0, { ...target, rounding: 'floor' }, context);
  const next = rounding === 'stochastic' ? xorshift() : () => 0;
  const [c004, ca, cb, ch, chalf] = [store(0.04), store(a), store(b), store(h), store(h / 2)];
  const [five, offset, current] = [q(5), q(140), q(4.775)];
  const [threshold, reset, jump] = [q(30), q(-65), q(8)];
  const found: number[] = [];
  let [v, u] = [q(-65), q(-13)];
  for (let step = 1; found.length < 650; step++) {
    let t = byConstant(v * c004, next()) + five;
    const p = byState(t * v, next()) + offset - u + current;
    const r = byConstant((byConstant(v * cb, next()) - u) * ca, next());
    const middle = bring(v + byConstant(p * chalf, next()), 0);
    const middleU = u + byConstant(r * chalf, next());
    t = byConstant(middle * c004, next()) + five;
    const p2 = byState(t * middle, next()) + offset - middleU + current;
    const r2 = byConstant((byConstant(middle * cb, next()) - middleU) * ca, next());
    v = bring(v + byConstant(p2 * ch, next()), 0);
    u = bring(u + byConstant(r2 * ch, next()), 0);
    if (v < threshold) continue;
    v = reset;
    u += jump;
    found.push(step);
  }
  return found;
}

const rows: readonly (readonly [Variant, readonly [number, number, number], string])[] = [
  [{ constants: 'trunc', rounding: 'floor' }, [81, 9260, 665260], '2121d821fa746429'],
  [{ constants: 'trunc', rounding: 'nearest_up' }, [81, 9280, 666560], 'e81f913decb23ef8'],
  [{ constants: 'near', rounding: 'floor' }, [77, 8936, 642216], 'a25377a93528f233'],
  [{ constants: 'near', rounding: 'nearest_up' }, [77, 8960, 644320], '169d79defe35b176'],
  [{ constants: 'u32', rounding: 'floor' }, [78, 9020, 648379], 'fe078477ffe30675'],
  [{ constants: 'u32', rounding: 'nearest_up' }, [78, 9041, 649956], 'e330d894390ebb16'],
  [{ constants: 'trunc', rounding: 'stochastic' }, [81, 9284, 666817], '6fb161b87e751261'],
  [{ constants: 'near', rounding: 'stochastic' }, [77, 8964, 644288], '69365169f6dc150d'],
  [{ constants: 'u32', rounding: 'stochastic' }, [78, 9042, 650060], '7183ef2bb6f2845d'],
];

describe('Izhikevich in s16.15', () => {
  it.each(rows)('%o spikes first, tenth and last at %j', (variant, steps, digest) => {
    const found = spikes(variant);
    expect([found[0], found[9], found[649]]).toEqual(steps);
    const text = found.map((step) => `${step}\n`).join('');
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(digest);
  });
});
