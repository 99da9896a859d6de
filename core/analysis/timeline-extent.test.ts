import { describe, expect, it } from 'vitest';
import { networkFromDocument } from '../description/index.js';
import type { StepDocument } from '../network/index.js';
import { analyseNetwork } from './analyse-network.js';

function faults(timeline: readonly StepDocument[]): readonly string[] {
  const network = networkFromDocument({ isospike: 1, name: 'n', dt: '1 ms', timeline });
  return analyseNetwork(network).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

const tooLong = 'FILE_VALUE the timeline is too long';

describe('length of a timeline', () => {
  // 2^48 steps of 1 ms are 281474976710.656 s.
  it.each<{ readonly timeline: readonly StepDocument[]; readonly expected: readonly string[] }>([
    { timeline: [{ run: '281474976710 s' }], expected: [] },
    { timeline: [{ run: '281474976711 s' }], expected: [tooLong] },
    { timeline: [{ run: '1e300 s' }], expected: [tooLong] },
    {
      timeline: [{ run: '200000000000 s' }, { run: '200000000000 s' }],
      expected: [tooLong],
    },
    { timeline: [{ repeat: 1e15, steps: [{ run: '1 s' }] }], expected: [tooLong] },
    { timeline: [{ repeat: 1000, steps: [{ phase: 'a' }] }], expected: [] },
    { timeline: [{ repeat: 0, steps: [{ run: '1 s' }] }], expected: [] },
    {
      timeline: [{ repeat: 1e12, steps: [{ phase: 'a' }] }],
      expected: ['FILE_VALUE what is repeated 1000000000000 times takes no time'],
    },
  ])('$timeline', ({ timeline, expected }) => {
    expect(faults(timeline)).toEqual(expected);
  });
});
