import { describe, expect, it } from 'vitest';
import { printFormat } from '../../../core/fixed/index.js';
import { chooseFormat } from './choose-format.js';

const request = { bits: 8, signed: 'auto', fraction: 'auto', enforced: false } as const;

describe('chooseFormat', () => {
  it.each([
    // bounds, bits, enforced, format, read as one LSB less
    [0, 1, 8, true, 'u8f8', true],
    [0, 1, 8, false, 'u8f7', false],
    [0, 0.0622, 8, false, 'u8f12', false],
    [0, 0.8, 8, true, 'u8f8', false],
    [-90, 30, 24, false, 's24f16', false],
    [-128, 127, 8, false, 's8f0', false],
    [-128, 128, 8, false, 's8f-1', false],
    [-128, 128, 8, true, 's8f0', true],
    [0, 16, 3, false, 'u3f-2', false],
    [-0.1, 0.1, 4, false, 's4f6', false],
    [0, 0, 8, false, 'u8f8', false],
  ] as const)(
    '%d .. %d in %d bits (enforced: %s) is %s',
    (low, high, bits, enforced, text, atLsb) => {
      const choice = chooseFormat({ ...request, low, high, bits, enforced });
      expect(printFormat(choice.format)).toBe(text);
      expect(choice.boundAtLsb).toBe(atLsb);
      expect(choice.holds).toBe(true);
    },
  );

  it('says when a fixed fraction leaves part of the range outside', () => {
    const choice = chooseFormat({ ...request, low: -65, high: 30, fraction: 4, bits: 8 });
    expect(printFormat(choice.format)).toBe('s8f4');
    expect(choice.holds).toBe(false);
  });
});
