import { describe, expect, it } from 'vitest';
import { formatDimension, parseDeclaredUnit } from '../../core/units/index.js';
import { equationsOf } from './brian2-texts.js';
import { inferArrayUnits } from './timed-array-units.js';

function unitsOf(
  arrays: string,
  equations: readonly string[],
  { expressions = [], statements = [] }: { expressions?: string[]; statements?: string[] } = {},
): Readonly<Record<string, string>> {
  const volt = parseDeclaredUnit('volt');
  if (!volt.ok) throw new Error('no volt');
  const found = inferArrayUnits(arrays.split(' '), [
    {
      equations: equationsOf(equations, 'population'),
      expressions,
      statements,
      named: new Map([['El', volt.dimension]]),
    },
  ]);
  return Object.fromEntries([...found].map(([name, unit]) => [name, formatDimension(unit)]));
}

describe('units of timed arrays', () => {
  it.each([
    ['a term of a rate', ['dv/dt = (El - v)/ms + A(t) : volt'], 'volt/second'],
    ['a factor', ['dv/dt = A(t, i)*(El - v) : volt'], '1/second'],
    ['a quotient', ['dv/dt = (El - v)/A(t) : volt'], 'second'],
    ['a subexpression', ['I = A(t, i) : amp'], 'amp'],
    ['inside brackets', ['dv/dt = (R*(I + A(t)) - v)/ms : volt', 'R : ohm', 'I : amp'], 'amp'],
    ['an exponent', ['v = El*exp(A(t)) : volt'], '1'],
    ['under a root', ['v = sqrt(A(t)) : volt'], 'volt**2'],
    ['a square', ['v = A(t)**2*El**-1 : volt'], 'volt'],
    ['a bound', ['v = clip(El, 0*mV, A(t)) : volt'], 'volt'],
    ['a choice', ['v = where(t > 3*ms, A(t), El) : volt'], 'volt'],
    ['behind a sign', ['v = -A(t) : volt'], 'volt'],
  ])('follow from %s', (_, equations, unit) => {
    expect(unitsOf('A', equations)).toEqual({ A: unit });
  });

  it('follow from conditions and statements', () => {
    const texts = {
      expressions: ['v > A(t) and t < B(t)'],
      statements: ['v += C(t)\nx = D(t)*ms\nv = x'],
    };
    expect(unitsOf('A B C D', ['v : volt'], texts)).toEqual({
      A: 'volt',
      B: 'second',
      C: 'volt',
      D: 'volt/second',
    });
  });

  it('follow from one another, whatever the order', () => {
    expect(
      unitsOf('A B C', ['v = A(t)*B(t) : volt', 'u = B(t)*C(t) : 1', 'I = C(t) : amp']),
    ).toEqual({
      C: 'amp',
      B: '1/amp',
      A: 'watt',
    });
  });

  it('stay unknown where no text says it', () => {
    expect(unitsOf('A B', ['v = A(t)*B(t) : volt'])).toEqual({});
    expect(unitsOf('A', ['v : volt'])).toEqual({});
  });
});
