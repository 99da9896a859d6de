import { describe, it } from 'vitest';
import {
  expectFaults,
  expectSound,
  type FaultRow,
  populationWith,
} from '../../tests/support/marked-faults.js';

const equations = (...lines: readonly string[]): string =>
  populationWith('equations: |', ...lines.map((line) => `  ${line}`));
const lif = 'equations: "dv/dt = -v/tau : volt\\ng : 1\\nn : integer\\nb : boolean"';
const withReset = (reset: string): string =>
  populationWith(lif, 'threshold: v > v_th', `reset: ${reset}`);

const rows: readonly FaultRow[] = [
  {
    what: 'a sum of volt and number',
    network: equations('dv/dt = (v + «1»)/tau : volt'),
    codes: ['UNIT_MISMATCH'],
    says: [
      'v has unit volt, 1 has no unit',
      'without the check its value would be 1',
      'write v + 1*mV',
    ],
  },
  {
    what: 'a number that comes first',
    network: equations('dv/dt = («2» - v)/tau : volt'),
    codes: ['UNIT_MISMATCH'],
    says: ['2 has no unit, v has unit volt', 'write 2*mV - v'],
  },
  {
    what: 'a difference of volt and second',
    network: equations('dv/dt = (v - «tau»)/tau : volt'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, tau has unit second', 'would be 0.01'],
  },
  {
    what: 'a derivative that is not divided by a time',
    network: equations('dv/dt = «-v» : volt'),
    codes: ['UNIT_MISMATCH'],
    says: [
      'dv/dt needs unit volt/second',
      '-v has unit volt',
      'divide by a time constant: (-v)/(10*ms)',
    ],
  },
  {
    what: 'a derivative of another unit',
    network: equations('v : volt', 'dg/dt = «v/tau» : 1'),
    codes: ['UNIT_MISMATCH'],
    says: ['dg/dt needs unit 1/second', 'v/tau has unit volt/second'],
  },
  {
    what: 'a threshold against the bare 0',
    network: populationWith(lif, 'threshold: v > «0»'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, 0 has no unit', 'write v > 0*mV'],
  },
  {
    what: 'a reset to the bare 0',
    network: withReset('v = «0»'),
    codes: ['UNIT_MISMATCH'],
    says: ['v has unit volt, 0 has no unit', 'without the check v would be 0', 'write v = 0*mV'],
  },
  {
    what: 'an increment in second',
    network: withReset('v += «tau»'),
    codes: ['UNIT_MISMATCH'],
    says: ['v += tau needs one unit: v has unit volt, tau has unit second', 'would be 0.01'],
  },
  {
    what: 'a factor with a unit',
    network: withReset('v *= «tau»'),
    codes: ['UNIT_MISMATCH'],
    says: ['v *= tau would change the unit of v', 'tau has unit second'],
  },
  {
    what: 'a remainder of volt by number',
    network: withReset('g = v % «2» / volt'),
    codes: ['UNIT_MISMATCH'],
    says: ['both sides of % need one unit', 'v has unit volt, 2 has no unit'],
  },
  {
    what: 'a floor division of volt',
    network: withReset('g = «v» // 2'),
    codes: ['UNIT_MISMATCH'],
    says: ['// needs plain numbers: v has unit volt'],
  },
  {
    what: 'an exponent that varies',
    network: withReset('g = v**«g»/volt'),
    codes: ['UNIT_MISMATCH'],
    says: ['must be a constant', 'v has unit volt', 'g varies'],
  },
  {
    what: 'an exponent with a unit',
    network: withReset('g = g**«tau»'),
    codes: ['UNIT_MISMATCH'],
    says: ['an exponent has no unit: tau has unit second'],
  },
  {
    what: 'a power that is no unit',
    network: withReset('g = v**«0.3»'),
    codes: ['UNIT_MISMATCH'],
    says: ['no unit is the power 0.3', 'v has unit volt'],
  },
  {
    what: 'exp of volt',
    network: withReset('g = exp(«v»)'),
    codes: ['UNIT_ARGS'],
    says: ['exp(x) needs a value without unit: x = v has unit volt'],
  },
  {
    what: 'exp of a constant times a unit',
    network: withReset('g = exp(«half*mV»)'),
    codes: ['UNIT_ARGS'],
    says: ['half*mV has unit volt', 'would be 0.0005', 'write exp(half)'],
  },
  {
    what: 'timestep of a number',
    network: withReset('g = timestep(t, «2»)'),
    codes: ['UNIT_ARGS'],
    says: ['timestep(t, dt) needs second: dt = 2 has no unit', 'write timestep(t, 2*ms)'],
  },
  {
    what: 'the floor of clip as bare 0',
    network: withReset('v = clip(v, «0», 1*mV)'),
    codes: ['UNIT_ARGS'],
    says: [
      'x = v has unit volt, lo = 0 has no unit',
      'the floor would be 0',
      'write clip(v, 0*mV, 1*mV)',
    ],
  },
  {
    what: 'both bounds of clip as numbers',
    network: withReset('v = clip(v, «-1, 1»)'),
    codes: ['UNIT_ARGS'],
    says: [
      'lo = -1 and hi = 1 have no unit',
      'the floor would be -1, the ceiling would be 1',
      'write clip(v, -1*mV, 1*mV)',
    ],
  },
  {
    what: 'min of volt and second',
    network: withReset('v = min(v, «tau»)'),
    codes: ['UNIT_ARGS'],
    says: [
      'min(a, b) needs one unit: a = v has unit volt, b = tau has unit second',
      'b would be 0.01',
    ],
  },
  {
    what: 'max with a number in front',
    network: withReset('v = max(«0», v)'),
    codes: ['UNIT_ARGS'],
    says: ['b = v has unit volt, a = 0 has no unit', 'write max(0*mV, v)'],
  },
  {
    what: 'the values of where',
    network: withReset('v = where(g > 0, v, «half»)'),
    codes: ['UNIT_ARGS'],
    says: ['where(cond, a, b) needs one unit: a = v has unit volt, b = half has no unit'],
  },
  {
    what: 'a where without condition',
    network: withReset('v = where(«g», v, v_th)'),
    codes: ['CONDITION_TYPE'],
    says: ['cond = g has no unit, it is not boolean', 'write g != 0'],
  },
  {
    what: 'clip with bounds in the wrong order',
    network: withReset('g = clip(g, «wmax, 0»)'),
    codes: ['CLIP_BOUNDS'],
    says: ['lo = wmax is 1, hi = 0 is 0', 'would always be 0', 'write clip(g, 0, wmax)'],
  },
  {
    what: 'floor of volt (a warning)',
    network: withReset('v = «floor(v)»'),
    codes: ['ROUNDS_SI_VALUE'],
    says: ['rounds to whole volt', 'v has unit volt'],
  },
  {
    what: 'too few arguments',
    network: withReset('g = «clip(g, 0)»'),
    codes: ['EQUATION_SYNTAX'],
    says: ['clip(x, lo, hi) takes 3 arguments, here are 2'],
  },
  {
    what: 'a numeric threshold',
    network: populationWith(lif, 'threshold: «v - v_th»'),
    codes: ['CONDITION_TYPE'],
    says: [
      'a threshold must be a condition',
      'v - v_th has unit volt',
      'compare it, as in v - v_th > ..',
    ],
  },
  {
    what: 'and with a number',
    network: populationWith(lif, 'threshold: v > v_th and «g»'),
    codes: ['CONDITION_TYPE'],
    says: ['and needs conditions: g has no unit', 'write g != 0'],
  },
  {
    what: 'not with a number',
    network: populationWith(lif, 'threshold: not «g»'),
    codes: ['CONDITION_TYPE'],
    says: ['not needs conditions'],
  },
  {
    what: 'a condition where a number is needed',
    network: withReset('g = exp(«v > v_th»)'),
    codes: ['CONDITION_TYPE'],
    says: ['x = v > v_th is boolean', 'write int(v > v_th)'],
  },
  {
    what: 'a number for a boolean',
    network: withReset('b = «1»'),
    codes: ['CONDITION_TYPE'],
    says: ['b is boolean, 1 is not', 'write b = True'],
  },
  {
    what: 'an increment of a boolean',
    network: withReset('b += «1»'),
    codes: ['CONDITION_TYPE'],
    says: ['b is boolean, += needs a number'],
  },
  {
    what: 'a boolean subexpression of a number',
    network: equations('x = «2*half» : boolean'),
    codes: ['CONDITION_TYPE'],
    says: ['x is boolean, 2*half is not'],
  },
  {
    what: 'a subexpression of another unit',
    network: equations('v : volt', 'x = «v/tau» : volt'),
    codes: ['UNIT_MISMATCH'],
    says: ['x has unit volt, v/tau has unit volt/second'],
  },
  {
    what: 'an integer subexpression of a real',
    network: equations('x = «half*3» : integer'),
    codes: ['UNIT_DECLARATION'],
    says: ['x is integer, half*3 is not', 'write int(half*3)'],
  },
  {
    what: 'a declared unit with a scale',
    network: equations('v : «mV»'),
    codes: ['UNIT_DECLARATION'],
    says: ['mV is 0.001 volt', 'write volt instead of mV'],
  },
  {
    what: 'a differential equation of a boolean',
    network: equations('dx/dt = 1/ms : «boolean»'),
    codes: ['UNIT_DECLARATION'],
    says: ['cannot be boolean'],
  },
  {
    what: 'a refractory period in volt',
    network: populationWith(lif, 'threshold: v > v_th', 'refractory: «2*v_th»'),
    codes: ['UNIT_MISMATCH'],
    says: ['refractory needs a time or a condition', '2*v_th has unit volt'],
  },
];

const nearMisses: readonly (readonly [string, string])[] = [
  ['units of both sides equal', equations('dv/dt = (v + 1*mV)/tau : volt')],
  ['a threshold against 0*mV', populationWith(lif, 'threshold: v > 0*mV')],
  ['a reset to 0*mV', withReset('v = 0*mV')],
  ['a scaled variable', withReset('v *= 2; v /= half')],
  ['a remainder in one unit', withReset('v = v % (2*mV)')],
  ['a floor division of a ratio', withReset('g = v/mV // 2')],
  ['constant exponents', withReset('v = (v**2)**0.5 + sqrt(v*v) + (v**-1)**-1*half + v*g**g')],
  ['exp of a ratio', withReset('g = exp(v/mV)')],
  ['clip in one unit', withReset('v = clip(v, 0*mV, 1*mV)')],
  ['bounds that vary are not compared', withReset('g = clip(g, n, 0)')],
  ['min, max, where in one unit', withReset('v = min(v, max(where(g > 0, v, v_th), 0*mV))')],
  ['floor of a ratio, abs and sign of volt', withReset('g = floor(v/mV) + sign(v); v = abs(v)')],
  ['int of a condition and arithmetic with one', withReset('g = int(v > v_th) + (v < v_th)*2')],
  ['booleans', withReset('b = v > v_th and not b; n = 2.7; g = b')],
  [
    'a refractory time, and a condition',
    populationWith(lif, 'threshold: v > v_th', 'refractory: tau/2'),
  ],
  ['a refractory condition', populationWith(lif, 'threshold: v > v_th', 'refractory: v > v_th')],
  ['an integer subexpression', equations('x = i % 2 + int(half*3) : integer')],
  ['a local name takes the unit of its first value', withReset('old = v; v = 0*mV; v += old')],
];

describe('faults of units', () => {
  it.each(rows)('$what', (row) => expectFaults(row));
  it.each(nearMisses)('nothing about %s', (_, network) => void expectSound(network));
});
