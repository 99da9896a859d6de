import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics/index.js';
import { parseEquations } from './equation-parser.js';
import type { EquationPlace } from './language-words.js';
import { printEquation } from './printer.js';
import { plainOrigin } from './text-origin.js';

function read(
  text: string,
  where: EquationPlace = 'population',
): { equations: readonly string[]; faults: readonly string[]; diagnostics: Diagnostics } {
  const diagnostics = new Diagnostics();
  const equations = parseEquations(plainOrigin(text), where, diagnostics).map(printEquation);
  const faults = diagnostics.all.map((fault) => `${fault.code}: ${fault.message}`);
  return { equations, faults, diagnostics };
}

const izhikevich = `
  dv/dt = (0.04/ms/mV)*v**2 + (5/ms)*v
          + 140*mV/ms - u + I : volt  # membrane

  du/dt = a*(b*v - u) : volt/second
  a : 1/second
  I = digit_ta_input(t, i) : volt/second (constant over dt)
  dg/dt=-g/tau:siemens(unless refractory)
  n : integer (constant,shared)
  k:1/(second*volt)(shared)
`;

describe('parseEquations', () => {
  it('reads all kinds of equations', () => {
    const { equations, faults } = read(izhikevich);
    expect(faults).toEqual([]);
    expect(equations).toEqual([
      'dv/dt = 0.04/ms/mV*v**2 + 5/ms*v + 140*mV/ms - u + I : volt',
      'du/dt = a*(b*v - u) : volt/second',
      'a : 1/second',
      'I = digit_ta_input(t, i) : volt/second (constant over dt)',
      'dg/dt = -g/tau : siemens (unless refractory)',
      'n : integer (constant, shared)',
      'k : 1/(second*volt) (shared)',
    ]);
  });

  it('gives the places of names, units, flags and the whole', () => {
    const equations = parseEquations(plainOrigin(izhikevich), 'population', new Diagnostics());
    const slice = (span: { start: number; end: number } | undefined): string =>
      izhikevich.slice(span?.start, span?.end);
    const [v] = equations;
    const flagged = equations[4];
    expect(slice(v?.nameSpan)).toBe('v');
    expect(slice(v?.unitSpan)).toBe('volt');
    expect(slice(v?.span).startsWith('dv/dt')).toBe(true);
    expect(slice(v?.span).endsWith(': volt')).toBe(true);
    expect(slice(flagged?.flags[0]?.span)).toBe('unless refractory');
  });

  it.each([
    ['dv/dt = 1/ms : 1 (unless refractory)', 'population'],
    ['x = 1 : 1 (shared, constant over dt)', 'population'],
    ['x : 1 (constant)', 'population'],
    ['da/dt = -a/tau : 1 (event-driven)', 'projection'],
    ['da/dt = -a/tau : 1 (clock-driven)', 'projection'],
    ['g_post = w : 1 (summed)', 'projection'],
    ['w : 1 (constant, shared)', 'projection'],
  ] as const)('%s has its flag in a %s', (text, where) => {
    const { faults } = read(text, where);
    expect(faults.filter((fault) => fault.startsWith('EQUATION_FLAG'))).toEqual([]);
  });

  it.each([
    ['dv/dt = 1/ms : 1 (event-driven)', 'population', 'is not a flag of a differential equation'],
    ['dv/dt = 1/ms : 1 (unless refractory)', 'projection', 'is not a flag of a differential'],
    ['dv/dt = 1/ms : 1 (shared)', 'population', 'is not a flag of a differential equation'],
    ['x = 1 : 1 (summed)', 'population', 'is not a flag of a subexpression in a population'],
    ['x = 1 : 1 (constant)', 'population', 'is not a flag of a subexpression'],
    ['x : 1 (constant over dt)', 'population', 'is not a flag of a parameter'],
    ['x_post = 1 : 1 (summed, shared)', 'projection', 'summed and shared cannot stand together'],
    ['da/dt = 0/ms : 1 (event-driven, clock-driven)', 'projection', 'cannot stand together'],
    ['x : 1 (shared, shared)', 'population', 'stands twice'],
    ['x : 1 ()', 'population', 'an empty flag is not a flag'],
    ['x : 1 (fixed)', 'population', 'fixed is not a flag'],
  ] as const)('%s in a %s: %s', (text, where, message) => {
    const { equations, faults, diagnostics } = read(text, where);
    expect(equations).toHaveLength(1);
    expect(faults).toHaveLength(1);
    expect(diagnostics.all[0]?.code).toBe('EQUATION_FLAG');
    expect(faults[0]).toContain(message);
  });

  it('repairs flags that are nearly right', () => {
    const event = read('da/dt = -a/tau : 1 (event driven)', 'projection');
    expect(event.diagnostics.all[0]?.help).toBe('did you mean event-driven?');
    const typo = read('x : 1 (konstant)');
    expect(typo.diagnostics.all[0]?.help).toBe('did you mean constant?');
  });

  it('refuses linked variables as not available', () => {
    expect(read('x : 1 (linked)').diagnostics.all[0]?.code).toBe('UNSUPPORTED_FEATURE');
  });

  it.each([
    ['lambda : 1', 'population', 'reserved word of Python'],
    ['mV : 1', 'population', 'name of a unit'],
    ['exp : 1', 'population', 'name of a function'],
    ['where : 1', 'population', 'name of a function'],
    ['pi : 1', 'population', 'built-in constant'],
    ['e : 1', 'population', 'built-in constant'],
    ['dt : second', 'population', 'the language itself uses'],
    ['i : integer', 'population', 'the language itself uses'],
    ['N : integer', 'population', 'the language itself uses'],
    ['xi : 1', 'population', 'the language itself uses'],
    ['xi_1 : 1', 'population', 'noise'],
    ['refractory : second', 'population', 'the language itself uses'],
    ['_v : volt', 'population', 'letters, digits and _'],
    ['v_pre : volt', 'population', 'ends in _pre'],
    ['dx_post/dt = 0/ms : 1', 'projection', 'ends in _post'],
    ['j : integer', 'projection', 'every projection has'],
    ['delay : second', 'projection', 'every projection has'],
    ['lastupdate : second', 'projection', 'every projection has'],
  ] as const)('%s in a %s: the name is refused', (text, where, message) => {
    const { faults } = read(text, where);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^FILE_NAME/);
    expect(faults[0]).toContain(message);
  });

  it.each(['j', 'delay', 'V', 'A', 's', 'm', 'dv', 'd', 'd2'])('%s may be a name', (name) => {
    expect(read(`${name} : 1`).faults).toEqual([]);
  });

  it.each([
    ["v' = -v/tau : volt", 'a derivative is not written with a prime', "v'"],
    ['dv = -v/tau', 'the equation of dv has no unit', ''],
    ['dv/dt : volt', 'expected = behind dv/dt, found :', ''],
    ['v += 1 : volt', '+= is for statements', ''],
    ['v', 'expected = or : behind v', ''],
    ['v = 1 :', 'a unit is missing', ''],
    ['v = 1 : # volt', 'a unit is missing', ''],
    ['v = : volt', 'expected a number', ''],
    ['v : volt (constant', 'the bracket of the flags is not closed', ''],
    ['v : volt (constant) w', 'expected the end of the line behind the flags', ''],
    ['v : volt; w : volt', 'expected the end of the line behind the unit', ''],
    ['v = (a + b : volt', 'this bracket is not closed', ''],
    ['v = a + b) : volt', 'closes no bracket', ''],
    ['v = a b : volt', 'an operator is missing', ''],
    ['if v : volt', 'if and else', ''],
    ['2 : volt', 'expected an equation, found 2', ''],
    ['^ : volt', '^ is not', ''],
    ['v : µvolt', 'micro sign', ''],
    ['v : volt : volt', ': cannot stand in a unit', ''],
  ])('%j is refused once', (text, message) => {
    const { equations, faults } = read(text);
    expect(equations).toEqual([]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`EQUATION_SYNTAX: `);
    expect(faults[0]).toContain(message);
  });

  it('reports all faults of a block and keeps the good equations', () => {
    const { equations, faults } = read(`
      dv/dt = (ge + gi*(v) /tau : volt
      dge/dt = -ge/tau
      dgi/dt = -gi/tau : volt
      I = 3 ^ 2
        + 4 : amp
      lambda : 1
      x : 1 (fixed)
      y 1
      z : volt *
      a = 1 : 1
    `);
    expect(equations).toEqual([
      'dgi/dt = -gi/tau : volt',
      'lambda : 1',
      'x : 1',
      'z : volt *',
      'a = 1 : 1',
    ]);
    expect(faults).toEqual([
      'EQUATION_SYNTAX: this bracket is not closed',
      'EQUATION_SYNTAX: the equation of ge has no unit',
      'EQUATION_SYNTAX: ^ is not an operator here',
      'FILE_NAME: a variable cannot be called lambda: it is a reserved word of Python',
      'EQUATION_FLAG: fixed is not a flag',
      'EQUATION_SYNTAX: an operator is missing between y and 1',
    ]);
  });

  it('refuses a second definition of a name', () => {
    const { equations, diagnostics } = read('v : volt\ndv/dt = 1*volt/second : volt\nw : 1');
    expect(equations).toHaveLength(3);
    expect(diagnostics.all).toHaveLength(1);
    expect(diagnostics.all[0]).toMatchObject({
      code: 'FILE_NAME',
      message: 'v is defined twice',
      label: 'first defined in line 1',
      span: { start: 10, end: 11 },
    });
  });

  it('goes on over a line end in front of a name and a colon, behind an operator only', () => {
    expect(read('x = a +\n  b : 1').equations).toEqual(['x = a + b : 1']);
    const { equations, faults } = read('x = a\nb : 1');
    expect(equations).toEqual(['b : 1']);
    expect(faults).toEqual(['EQUATION_SYNTAX: the equation of x has no unit']);
  });

  it('ends with equations or faults, for any words', () => {
    const words = fc.constantFrom(
      ...'a = dv / dt : 1 volt ( ) + - ; , # ^ shared if'.split(' '),
      'dv/dt',
      '\n',
      '\n',
    );
    const random = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 40 }).map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(random, fc.constantFrom('population', 'projection'), (text, where) => {
        const { equations, faults } = read(text, where);
        const bare = text.replace(/#[^\r\n]*/g, '').trim();
        if (/[!-~]/.test(bare)) expect(equations.length + faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('ends quickly for hostile blocks', () => {
    expect(read('a=(\n'.repeat(25_000)).faults.length).toBe(25_000);
    expect(read('a:\n'.repeat(30_000)).faults.length).toBe(30_000);
    expect(read('a:1(\n'.repeat(20_000)).faults.length).toBe(20_000);
    expect(read('a:1\n'.repeat(25_000)).faults.length).toBe(24_999);
    expect(read(`x:1(${'a,'.repeat(40_000)})`).faults.length).toBeGreaterThan(0);
  });
});
