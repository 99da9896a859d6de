import { describe, expect, it } from 'vitest';
import { KernelBuilder } from './kernel-builder.js';
import { parseKernel } from './parse-kernel.js';
import { printKernel } from './print-kernel.js';

describe('printKernel', () => {
  it('prints one node per line, effects without their number', () => {
    const b = new KernelBuilder('s.pre', { kind: 'synapses', object: 's' });
    const w = b.load('s.w');
    const aged = b.loadAged('s.trace', 'post', b.constant(3));
    const over = b.gt(w, b.constant(-0));
    b.accumulate('e.g', 'post', w, over);
    b.store('s.w', 'lane', b.min(b.add(w, aged), b.constant(Infinity)));
    expect(printKernel(b.finish())).toBe(
      [
        'kernel "s.pre" synapses "s"',
        '  %0 = load "s.w" lane',
        '  %1 = const 3',
        '  %2 = load_aged "s.trace" post %1',
        '  %3 = const -0',
        '  %4 = gt %0 %3',
        '  accumulate "e.g" post %0 if %4',
        '  %6 = add %0 %2',
        '  %7 = const inf',
        '  %8 = min %6 %7',
        '  store "s.w" lane %8',
        '',
      ].join('\n'),
    );
  });

  it('leaves source spans out', () => {
    const span = { source: { name: 'n', text: 'x' }, start: 0, end: 1 };
    const domain = { kind: 'listed', object: 'p' } as const;
    const [plain, placed] = [new KernelBuilder('k', domain), new KernelBuilder('k', domain)];
    placed.span = span;
    for (const b of [plain, placed]) b.store('x', 'shared', b.time());
    expect(placed.finish().body[0]?.span).toBe(span);
    expect(printKernel(placed.finish())).toBe(printKernel(plain.finish()));
  });
});

describe('parseKernel', () => {
  it.each([
    ['a number out of turn', '  %1 = tick', 'line 2'],
    ['an effect with a number', '  %0 = store "x" lane %0', 'effects'],
    ['a value without a number', '  tick', 'effects'],
    ['an unknown operation', '  %0 = fma %0 %0', 'no operation "fma"'],
    ['a word too many', '  %0 = tick tock', 'after the end'],
    ['a missing operand', '  %0 = add %0', 'too early'],
    ['a name without quotes', '  %0 = load x lane', 'in quotes'],
    ['an unclosed name', '  %0 = load "x lane', 'in quotes'],
    ['no number', '  %0 = const 0x10', 'expected a number'],
    ['no value', '  %0 = neg 3', 'expected a value'],
    ['an unknown index', '  %0 = load "x" left', 'one of lane'],
  ])('refuses %s', (_, line, message) => {
    expect(() => parseKernel(`kernel "k" listed "p"\n${line}\n`)).toThrow(message);
  });

  it('refuses a broken first line', () => {
    expect(() => parseKernel('kernel "k" everywhere "p"\n')).toThrow('line 1');
    expect(() => parseKernel('')).toThrow('line 1');
  });
});
