import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FrameworkError } from '../../core/diagnostics/index.js';
import { checkArithmeticVector } from '../../equivalence/vectors/index.js';

function vector(name: string): string {
  const file = new URL(`../golden/arithmetic/${name}.json.gz`, import.meta.url);
  return gunzipSync(readFileSync(file)).toString('utf8');
}

// Cases as the tables' own README states them.
const files = [
  { name: 'ap_fixed-signed', cases: 193_536 },
  { name: 'sc_fixed-signed', cases: 193_536 },
  { name: 'ac_fixed-signed', cases: 98_304 },
  { name: 'extra-rounding-signed', cases: 89_088 },
] as const;

describe('tables of the reference libraries', () => {
  it.each(files)('$name: all $cases cases in both lanes', ({ name, cases }) => {
    const found = checkArithmeticVector(vector(name));
    expect(found.failures).toEqual([]);
    expect([found.passed, found.cases]).toEqual([cases, cases]);
  });

  it('standard arithmetic equals SystemC and ac_fixed', () => {
    for (const name of ['sc_fixed-signed', 'ac_fixed-signed'])
      expect(checkArithmeticVector(vector(name), 'standard').failures).toEqual([]);
  });

  it('ap and sc differ in 352 cases, all of them wrap_sm without saturated bits', () => {
    const found = checkArithmeticVector(vector('ap_fixed-signed'), 'sc');
    expect(found.cases - found.passed).toBe(352);
    for (const failure of found.failures) expect(failure.table).toContain('WRAP_SM 0');
  });
});

describe('damaged tables', () => {
  const text = vector('ac_fixed-signed');
  const damages: readonly (readonly [string, string])[] = [
    ['a changed code', text.replace('"codes":[-16,-16,', '"codes":[-16,-15,')],
    ['a missing code', text.replace('"codes":[-16,', '"codes":[')],
    ['another schema', text.replace('arithmetic/1', 'arithmetic/2')],
    ['another number of cases', text.replace('98304', '98305')],
    ['an unknown mode', text.replace('"RND_CONV"', '"RND_UP"')],
    ['a cut file', text.slice(0, -5)],
    ['no object', '[]'],
    ['a text for a number', text.replace('"F":4', '"F":"4"')],
  ];
  it.each(damages)('%s is refused', (_, damaged) => {
    expect(damaged).not.toBe(text);
    try {
      checkArithmeticVector(damaged);
    } catch (error) {
      expect((error as FrameworkError).code).toBe('VECTOR_FORMAT');
      return;
    }
    expect.unreachable('the damaged file was accepted');
  });
});
