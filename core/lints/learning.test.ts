import { describe, expect, it } from 'vitest';
import {
  expectFinding,
  type LintRow,
  soundNetwork,
  textFindings,
} from '../../tests/support/lint-network.js';
import type { Diagnostic } from '../diagnostics/index.js';
import { lintFormats, updateSizes, type VariableFormat, weightUpdates } from './index.js';

/** Pair STDP with additive updates; `wmax`, sizes and start values can be replaced in the text. */
const stdp = `isospike: 1
name: test
constants: {Apre: 1e-5, Apost: 4e-5, wmax: 0.04}
inputs: {noise: {poisson: {size: 10, rates: 20 Hz}}}
populations:
  cell: {size: 4, equations: "dv/dt = -v/(10*ms) : 1", threshold: v > 1, reset: v = 0}
projections:
  s:
    from: noise
    to: cell
    connect: all
    model: |
      w : 1
      learned : 1
      dx/dt = -x/(20*ms) : 1 (event-driven)
      dy/dt = -y/(10*ms) : 1 (event-driven)
    on_pre: |
      v_post += w
      x += Apre
      w = clip(w - y, 0, wmax)
    on_post: |
      y += Apost
      w = clip(w + x*learned, 0, wmax)
    initial: {w: 0.02, learned: 1}
`;

const u8f12: VariableFormat = {
  text: 'u8f12',
  bits: 8,
  lsb: 2 ** -12,
  lowest: 0,
  highest: 255 * 2 ** -12,
  rounding: 'nearest_even',
};

function formatFindings(text: string, format: VariableFormat): readonly Diagnostic[] {
  const formats = new Map([
    ['s.w', format],
    ['s.learned', format],
  ]);
  return lintFormats(soundNetwork(text).model, formats);
}

const codes = (found: readonly Diagnostic[]) => found.map(({ code }) => code);
const sizeFindings = (text: string, format: VariableFormat) =>
  formatFindings(text, format).filter(({ code }) => code === 'UPDATE_SIZE');

describe('UPDATE_SIZE', () => {
  const saturating: LintRow = {
    what: 'Apre of 2.5 wmax',
    code: 'UPDATE_SIZE',
    severity: 'warning',
    network: stdp.replace('Apre: 1e-5', 'Apre: 0.1'),
    line: 'w = clip(w + x*learned, 0, wmax)',
    says: ['by up to 0.1, 2.5 times its range 0 .. 0.04', 'Apre = 0.1', '5 times smaller'],
    near: [],
  };

  it('warns of an update that is larger than half the range', () => {
    expectFinding(saturating, textFindings(saturating.network, 'UPDATE_SIZE'));
    // Half of the range is the limit itself.
    expect(textFindings(stdp.replace('Apre: 1e-5', 'Apre: 0.02'), 'UPDATE_SIZE')).toEqual([]);
  });

  it('warns of an update that nearest rounding loses: 1e-5 in u8f12 is 0.041 LSB', () => {
    const found = sizeFindings(stdp.replace('Apost: 4e-5', 'Apost: 4e-3'), u8f12);
    expectFinding(
      {
        ...saturating,
        says: [
          '0.00001 (Apre = 0.00001), is 0.041 LSB of u8f12 (0 .. 0.06226)',
          'never moves a weight under nearest rounding',
          'needs 12 bits, or stochastic rounding',
        ],
        network: stdp,
      },
      found,
    );
  });

  it.each([
    ['0.52 LSB, nearest', 1.27e-4, 'nearest_even', 0],
    ['0.49 LSB, nearest', 1.2e-4, 'nearest_even', 1],
    ['0.9 LSB, truncated', 2.2e-4, 'floor', 1],
    ['1.02 LSB, truncated', 2.5e-4, 'toward_zero', 0],
    ['0.041 LSB, stochastic', 1e-5, 'stochastic', 0],
  ] as const)('%s', (_, apre, rounding, count) => {
    const text = stdp.replace('Apre: 1e-5', `Apre: ${apre}`).replace('Apost: 4e-5', 'Apost: 4e-3');
    expect(sizeFindings(text, { ...u8f12, rounding })).toHaveLength(count);
  });

  it('measures the updates of Diehl & Cook: nu_pre is dead below 13 bits', () => {
    const text = stdp
      .replace('wmax: 0.04', 'wmax: 1, nu: 1e-4')
      .replace('x += Apre', 'x = 1')
      .replace('w - y', 'w - nu*y')
      .replace('y += Apost', 'y = 1')
      .replace('Apre: 1e-5, Apost: 4e-5, ', '');
    const { model } = soundNetwork(text);
    const inLsb = [8, 10, 12, 13, 16].map((bits) => {
      const format = { ...u8f12, bits, lsb: 1 / (2 ** bits - 1), highest: 1 };
      const [down] = updateSizes(weightUpdates(model), new Map([['s.w', format]]));
      return [bits, Number(down?.largestLsb?.toPrecision(3)), down?.verdict];
    });
    expect(inLsb).toEqual([
      [8, 0.0255, 'dead'],
      [10, 0.102, 'dead'],
      [12, 0.41, 'dead'],
      [13, 0.819, 'ok'],
      [16, 6.55, 'ok'],
    ]);
  });

  it('tells sizes that differ between synapses apart', () => {
    const text = stdp
      .replace('learned : 1', 'learned : 1\n      A : 1')
      .replace('x += Apre', 'x += A')
      .replace('learned: 1}', 'learned: 1, A: 1e-5*(1 + 99*rand())}')
      .replace('Apre: 1e-5, ', '')
      .replace('Apost: 4e-5', 'Apost: 4e-3');
    const [found, ...others] = sizeFindings(text, u8f12);
    expect(others).toEqual([]);
    expect(found?.message).toContain('the smallest change of w');
    expect(found?.label).toBe('sizes from 0.041 to 4.1 LSB');
  });

  it('leaves out what is not known before the run', () => {
    const unknown = stdp
      .replace('w + x*learned', 'w + x*v_post')
      .replace('Apost: 4e-5', 'Apost: 4e-3');
    expect(sizeFindings(unknown, u8f12)).toEqual([]);
  });
});

describe('DEAD_ZONE_AT_BOUND', () => {
  // 0.02 (1 - w) is half an LSB of 1/256 at w = 1 - 0.0977.
  const soft = stdp
    .replace('wmax: 0.04', 'wmax: 1')
    .replace('Apre: 1e-5', 'Apre: 0.02')
    .replace('w + x*learned', 'w + (1 - w/wmax)*x')
    .replace('Apost: 4e-5', 'Apost: 4e-3');
  const u8f8 = { ...u8f12, text: 'u8f8', lsb: 2 ** -8, highest: 255 / 256 };
  const zones = (text: string, format: VariableFormat) =>
    formatFindings(text, format).filter(({ code }) => code === 'DEAD_ZONE_AT_BOUND');

  it('says from which weight on updates are lost', () => {
    const [found, ...others] = zones(soft, u8f8);
    expect(others).toEqual([]);
    expect(found?.severity).toBe('warning');
    expect(found?.message).toContain('from w = 0.9023 on this update is below half an LSB of u8f8');
    expect(found?.message).toContain('the last 9.77 % before the bound 1');
    expect(found?.help).toContain('12 bits, or stochastic rounding');
  });

  it('finds a zone at the lower bound as well', () => {
    const falling = soft.replace('w + (1 - w/wmax)*x', 'w - w/wmax*x');
    expect(zones(falling, u8f8)[0]?.message).toContain('from w = 0.09766 down');
  });

  it('says nothing of a narrow zone, a hard bound or stochastic rounding', () => {
    // Half an LSB of 0.2 (1 - w): the last 0.98 %.
    expect(zones(soft.replace('Apre: 0.02', 'Apre: 0.2'), u8f8)).toEqual([]);
    expect(zones(soft.replace('(1 - w/wmax)*x', 'x'), u8f8)).toEqual([]);
    expect(zones(soft, { ...u8f8, rounding: 'stochastic' })).toEqual([]);
  });
});

describe('FLAG_AS_PREDICATE', () => {
  const flags = (text: string) =>
    formatFindings(text, u8f12).filter(({ code }) => code === 'FLAG_AS_PREDICATE');

  it('names a number that is only 0 or 1 and switches an update', () => {
    const [found, ...others] = flags(stdp);
    expect(others).toEqual([]);
    expect(found?.severity).toBe('info');
    expect(found?.message).toContain('learned is only 0 or 1 and multiplies the update of w');
    expect(found?.message).toContain('8 bits (u8f12)');
    expect(found?.help).toContain('learned : boolean');
  });

  it.each([
    ['another value', 'learned: 1}', 'learned: 0.5}'],
    ['a boolean', 'learned : 1', 'learned : boolean'],
    ['a summand', 'x*learned', 'x + learned'],
    ['a later value', 'initial: {w', 'initial: {w'],
  ])('says nothing of %s', (what, from, to) => {
    const text = stdp.replace(from, to);
    const later = 'timeline: [set: {s.learned: 0.5}]\n';
    expect(flags(what === 'a later value' ? text + later : text)).toEqual([]);
  });
});

describe('STDP_BALANCE', () => {
  const balance = (text: string) => textFindings(text, 'STDP_BALANCE');

  it('compares the areas of both sides', () => {
    // 1e-5 x 20 ms up, 4e-5 x 10 ms down.
    const [found, ...others] = balance(stdp);
    expect(others).toEqual([]);
    expect(found?.severity).toBe('info');
    expect(found?.message).toContain('potentiation 0.00001 x 20 ms = 0.0002 ms');
    expect(found?.message).toContain('depression 0.00004 x 10 ms = 0.0004 ms');
    expect(found?.message).toContain('depression is larger by 100 %');
    expect(balance(stdp.replace('Apost: 4e-5', 'Apost: 2e-5'))[0]?.message).toContain(
      'both are equal',
    );
  });

  it('judges pair rules alone', () => {
    expect(balance(stdp.replace('w + x*learned', 'w + x*y'))).toEqual([]);
    expect(balance(stdp.replace('w - y', 'w + y'))).toEqual([]);
  });
});

describe('TRACE_STYLE', () => {
  it('tells traces that are set from traces that add up', () => {
    const text = stdp.replace('x += Apre', 'x = Apre');
    const [found, ...others] = textFindings(text, 'TRACE_STYLE');
    expect(others).toEqual([]);
    expect(found?.severity).toBe('info');
    expect(found?.message).toContain('x: set to 0.00001, only the nearest spike counts');
    expect(found?.message).toContain('y: adds 0.00004 per spike, all spikes count');
    expect(found?.message).toContain('0.00004 x (1 + rate x 10 ms)');
  });

  it('says nothing of a projection without traces', () => {
    const plain = stdp
      .replace(/ {6}d[xy].*\n/g, '')
      .replace('x += Apre', '')
      .replace('y += Apost', '')
      .replace('w - y', 'w - Apost')
      .replace('w + x*learned', 'w + Apre');
    expect(textFindings(plain, 'TRACE_STYLE')).toEqual([]);
    expect(codes(textFindings(plain, 'STDP_BALANCE'))).toEqual([]);
  });
});
