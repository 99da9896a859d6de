import { describe, expect, it } from 'vitest';
import { parseOverflow, parseRounding, printOverflow, roundingModes } from './mode-names.js';

describe('names of modes', () => {
  it('reads every rounding mode by its own name and nearest as nearest_even', () => {
    expect(roundingModes).toHaveLength(14);
    for (const mode of roundingModes) expect(parseRounding(mode)).toBe(mode);
    expect(parseRounding('nearest')).toBe('nearest_even');
  });

  it.each(['RND', 'TRN', 'Floor', 'round', ''])('refuses the rounding %s', (text) => {
    expect(parseRounding(text)).toBeUndefined();
  });

  it.each([
    'saturate',
    'saturate_zero',
    'saturate_symmetric',
    'wrap',
    'wrap(2)',
    'wrap_sm',
    'wrap_sm(1)',
  ])('reads %s and prints it again', (text) => {
    const mode = parseOverflow(text);
    expect(mode && printOverflow(mode)).toBe(text);
  });

  it('prints wrap(0) as wrap', () => {
    expect(parseOverflow('wrap(0)')).toEqual({ kind: 'wrap', bits: 0 });
    expect(printOverflow({ kind: 'wrap', bits: 0 })).toBe('wrap');
  });

  it.each(['SAT', 'saturate(1)', 'wrap()', 'wrap(-1)', 'wrap(01)', 'wrap (1)', 'clip'])(
    'refuses the overflow %s',
    (text) => {
      expect(parseOverflow(text)).toBeUndefined();
    },
  );
});
