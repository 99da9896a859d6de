import { expect, it } from 'vitest';
import { parseKernel } from '../../core/ir/index.js';
import { emitKernelText } from './emit-kernel-text.js';

it('prints one constant per value, and before the loop what all lanes share', () => {
  const kernel = parseKernel(
    [
      'kernel "S.pre" synapses "S"',
      '%0 = load "S.w" lane',
      '%1 = const -3',
      '%2 = load "S.rate" shared',
      '%3 = mul %2 %1',
      '%4 = const 2',
      '%5 = load_aged "S.trace" post %4',
      '%6 = expm1 %5',
      '%7 = max %6 %3',
      '%8 = gt %7 %0',
      'accumulate "E.g" post %0 if %8',
      'store "S.w" lane %7',
    ].join('\n'),
  );
  const emitted = emitKernelText(kernel, {
    arrays: new Map([
      ['S.w', { count: 9, slots: 1 }],
      ['S.rate', { count: 1, slots: 1 }],
      ['S.trace', { count: 5, slots: 16 }],
      ['E.g', { count: 5, slots: 1 }],
    ]),
    tables: new Map(),
    dtSeconds: 1e-4,
  });
  expect(emitted).toMatchObject({
    arrays: ['S.w', 'S.rate', 'S.trace', 'E.g'],
    functions: ['expm1'],
    tables: [],
    watched: [],
  });
  const all = emitted.text.split('\n');
  const start = all.indexOf('function all(tick, from, to) {');
  expect(all.slice(start, all.indexOf('}', start) + 1)).toEqual([
    'function all(tick, from, to) {',
    '  const s16 = (tick % 16) | 0;',
    '  const v2 = a1[0];',
    '  const v3 = v2 * (-3);',
    '  const o5 = ring(s16, 2, 16, 5);',
    '  for (let lane = from; lane < to; lane++) {',
    '    const target = post[lane];',
    '    const v0 = a0[lane];',
    '    const v5 = o5 < 0 ? NaN : a2[o5 + target];',
    '    const v6 = f0(v5);',
    '    const v7 = v6 < v3 ? v3 : v6;',
    '    const v8 = v7 > v0;',
    '    if (v8) a3[target] += v0;',
    '    a0[lane] = v7;',
    '  }',
    '}',
  ]);
});
