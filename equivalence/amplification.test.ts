import { describe, expect, it } from 'vitest';
import { amplificationOf, amplificationSection } from './amplification.js';
import type { SpikeComparison } from './compare-spikes.js';
import type { Comparison } from './comparison.js';

function comparison(
  spikes: readonly Pick<SpikeComparison, 'object' | 'role' | 'reference' | 'subject' | 'exact'>[],
): Comparison {
  return { spikes } as unknown as Comparison;
}

describe('amplification', () => {
  it('is what the free run differs by beyond the spike-forced one, per population', () => {
    const population = { object: 'p', role: 'population', reference: 10 } as const;
    const forced = comparison([
      { object: 'in', role: 'input', reference: 5, subject: 5, exact: 5 },
      { ...population, subject: 11, exact: 9 },
    ]);
    const free = comparison([
      { object: 'in', role: 'input', reference: 5, subject: 5, exact: 5 },
      { ...population, subject: 12, exact: 4 },
    ]);
    const found = amplificationOf(forced, free);
    expect(found).toEqual([{ population: 'p', forced: 3, free: 14 }]);
    expect(amplificationSection(found, 80)[1]?.split(/\s+/)).toEqual(['p', '3', '14', '11']);
    expect(amplificationSection([], 80)).toEqual([]);
  });
});
