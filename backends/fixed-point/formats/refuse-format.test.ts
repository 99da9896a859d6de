import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import { declare, emptyPlan } from '../../../tests/support/fake-engine.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { assignFormats } from './assign-formats.js';

const declared = declare('S.w', 1, { role: 'weight' });

function faults(low: number, high: number, hardware = testHardware()): readonly unknown[] {
  const diagnostics = new Diagnostics();
  const program = { ...emptyPlan({ arrays: [declared] }), kernels: [] };
  const derived = new Map([['S.w', { low, high }]]);
  const profile = { ranges: new Map([['S.w', { lowest: low, highest: high }]]), steps: 1 };
  assignFormats({ program, hardware, derived, profile }, diagnostics);
  return diagnostics.all.map(({ code, message }) => [code, message]);
}

describe('formats that do not exist', () => {
  it.each([
    [0, Number.POSITIVE_INFINITY],
    [-Number.MAX_VALUE, 0],
    [0, 2 ** 950],
  ])('refuses the range %d .. %d instead of searching for its bits', (low, high) => {
    expect(faults(low, high)).toEqual([['RANGE_UNKNOWN', 'S.w grows beyond every number format']]);
  });

  it('refuses values whose LSB would be 0, but not a variable that is 0', () => {
    expect(faults(0, 1e-320)).toEqual([['RANGE_UNKNOWN', 'S.w stays below every number format']]);
    expect(faults(0, 0)).toEqual([]);
  });

  it('refuses wrap_sm where the range makes the format unsigned, not where it has a sign', () => {
    const hardware = testHardware({
      words: { weight: { overflow: { kind: 'wrap_sm', bits: 0 } } },
    });
    expect(faults(0, 0.9, hardware)).toEqual([
      [
        'FILE_CONFLICT',
        'S.w: words.weight.overflow: wrap_sm is defined for signed formats only, not for u8f8',
      ],
    ]);
    expect(faults(-0.9, 0.9, hardware)).toEqual([]);
  });
});
