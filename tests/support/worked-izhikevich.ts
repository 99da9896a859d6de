import { networkFromDocument } from '../../core/description/index.js';
import type { RoundingMode } from '../../core/fixed/index.js';
import type { FormatLock, Hardware, WordSpec } from '../../core/hardware.js';
import type { Network } from '../../core/network/index.js';
import { testHardware } from './test-hardware.js';

/**
 * The neuron of the worked example of the numerics chapter (section 7), as text: rk2, a step of 0.1 s
 * and `/second`, which make h the float64 0.1.
 *
 * @param seconds - Simulated time.
 */
export function workedIzhikevich(seconds: number): Network {
  return networkFromDocument({
    isospike: 1,
    name: 'izhikevich',
    dt: '0.1 s',
    populations: {
      cell: {
        size: 1,
        equations: `
        dv/dt = ((0.04*v + 5)*v + 140 - u + I)/second : 1
        du/dt = a*(b*v - u)/second : 1`,
        constants: { a: 0.02, b: 0.2, c: -65, d: 8, I: 4.775 },
        method: 'rk2',
        threshold: 'v >= 30',
        reset: 'v = c; u = u + d',
        initial: { v: -65, u: -13 },
      },
    },
    probes: [{ spikes: 'cell' }],
    timeline: [{ run: `${seconds} s` }],
  });
}

const saturate = { kind: 'saturate' } as const;
const locks: readonly FormatLock[] = ['cell.v', 'cell.u'].map((name) => ({
  name,
  format: { signed: true, wordBits: 32, fracBits: 15 },
}));

/** States and products s32f15, constants at `fraction`: the core of the worked example. */
export function spinnakerLike(
  constants: Pick<WordSpec, 'rounding'> & { readonly fraction: number },
  rounding: RoundingMode,
): Hardware {
  const product = { bits: 32, fraction: 15, rounding, overflow: saturate };
  return {
    ...testHardware({
      multiplier: 'none',
      words: { temporary: product, state: product, constant: { bits: 32, ...constants } },
    }),
    formats: new Map(locks.map((lock) => [lock.name, lock])),
  };
}
