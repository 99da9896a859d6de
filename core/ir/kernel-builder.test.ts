import { describe, expect, it } from 'vitest';
import { KernelBuilder } from './kernel-builder.js';

const elements = { kind: 'elements', object: 'p', count: 2 } as const;
const synapses = { kind: 'synapses', object: 's' } as const;

describe('KernelBuilder', () => {
  it('tracks types, and turns one into the other on demand', () => {
    const b = new KernelBuilder('k', elements);
    const x = b.load('x');
    const positive = b.gt(x, b.constant(0));
    expect([b.typeOf(x), b.typeOf(positive)]).toEqual(['real', 'bool']);
    expect(b.typeOf(b.toReal(positive))).toBe('real');
    expect(b.typeOf(b.toBool(x))).toBe('bool');
    expect(b.toReal(x)).toBe(x);
    expect(b.toBool(positive)).toBe(positive);
    expect(b.typeOf(b.select(positive, positive, b.not(positive)))).toBe('bool');
  });

  it('shares constants, but not zeros of different sign', () => {
    const b = new KernelBuilder('k', elements);
    expect(b.constant(2)).toBe(b.constant(2));
    expect(b.constant(0)).not.toBe(b.constant(-0));
    expect(b.constantOf(b.constant(-0))).toBe(-0);
    expect(b.constantOf(b.tick())).toBeUndefined();
  });

  it.each<[string, string, (b: KernelBuilder) => unknown]>([
    ['a bool in arithmetic', 'bool, not a real', (b) => b.add(b.toBool(b.tick()), b.tick())],
    ['a real as a condition', 'real, not a bool', (b) => b.spike(b.tick())],
    ['a real as a guard', 'real, not a bool', (b) => b.store('x', 'lane', b.tick(), b.tick())],
    ['a value that is not there', 'no value 7', (b) => b.neg(7)],
    [
      'an effect as a value',
      'no value 1',
      (b) => {
        b.store('x', 'lane', b.tick());
        b.neg(1);
      },
    ],
    ['arms of two types', 'select', (b) => b.select(b.toBool(b.tick()), b.tick(), b.toBool(0))],
    ['pre outside synapses', 'index pre', (b) => b.load('x', 'pre')],
    ['j outside synapses', 'index post', (b) => b.index('post')],
    ['a constant NaN', 'NaN', (b) => b.constant(NaN)],
    ['a broken draw site', 'site', (b) => b.draw(0.5, 'uniform')],
  ])('refuses %s', (_, message, misuse) => {
    expect(() => misuse(new KernelBuilder('k', elements))).toThrow(message);
  });

  it('refuses a second spike', () => {
    const b = new KernelBuilder('k', elements);
    const yes = b.toBool(b.tick());
    b.spike(yes);
    expect(() => b.spike(yes)).toThrow('second spike');
  });

  it('gives nodes the span that is current', () => {
    const b = new KernelBuilder('k', synapses);
    b.load('w', 'pre');
    b.span = { source: { name: 'f', text: 'w' }, start: 0, end: 1 };
    b.load('w', 'post');
    expect(b.finish().body.map(({ span }) => span)).toEqual([undefined, b.span]);
  });
});
