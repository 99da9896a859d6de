import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import { parseFormat, printFormat } from '../../../core/fixed/index.js';
import type { FormatLock, Hardware } from '../../../core/hardware.js';
import type { ArrayDeclaration, Program, ScalarKernel } from '../../../core/ir/index.js';
import { declare, emptyPlan } from '../../../tests/support/fake-engine.js';
import { testHardware } from '../../../tests/support/test-hardware.js';
import type { ArrayFormat } from '../lower/fixed-ir.js';
import { assignFormats } from './assign-formats.js';

/** m kg s A K mol cd, in twelfths: volt is m2 kg s-3 A-1. */
const volt = [24, 12, -36, -12, 0, 0, 0];

interface Case {
  readonly arrays: readonly ArrayDeclaration[];
  readonly derived?: Readonly<Record<string, readonly [number, number]>>;
  readonly profiled?: Readonly<Record<string, readonly [number, number]>>;
  readonly hardware?: Partial<Hardware>;
  readonly locks?: readonly FormatLock[];
  /** Arrays that a step kernel stores into. */
  readonly written?: readonly string[];
}

function writer(array: string): ScalarKernel {
  const domain = { kind: 'listed', object: array } as const;
  const body = [
    { op: 'const', value: 1 },
    { op: 'store', array, index: 'lane', value: 0 },
  ] as const;
  return { id: `${array} writer`, domain, body };
}

function assign({
  arrays,
  derived = {},
  profiled,
  hardware = {},
  locks = [],
  written = [],
}: Case): {
  readonly formats: ReadonlyMap<string, ArrayFormat>;
  readonly diagnostics: Diagnostics;
  text(id: string): string;
} {
  const diagnostics = new Diagnostics();
  const program: Program = { ...emptyPlan({ arrays }), kernels: written.map(writer) };
  const formats = assignFormats(
    {
      program,
      hardware: {
        ...testHardware(),
        formats: new Map(locks.map((entry) => [entry.name, entry])),
        ...hardware,
      },
      derived: new Map(
        Object.entries(derived).map(([id, [low, high]]) => [id, { low, high }] as const),
      ),
      ...(profiled === undefined
        ? {}
        : {
            profile: {
              steps: 1,
              ranges: new Map(
                Object.entries(profiled).map(
                  ([id, [lowest, highest]]) => [id, { lowest, highest }] as const,
                ),
              ),
            },
          }),
    },
    diagnostics,
  );
  const text = (id: string): string => {
    const found = formats.get(id);
    if (found === undefined) throw new Error(`no format for ${id}`);
    return `${printFormat(found.format)} ${found.unit}`;
  };
  return { formats, diagnostics, text };
}

function lock(name: string, text: string, unit?: string): FormatLock {
  const parsed = parseFormat(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return { name, format: parsed.format, ...(unit === undefined ? {} : { unit }) };
}

const codes = (diagnostics: Diagnostics): readonly string[] =>
  diagnostics.all.map(({ code }) => code);

describe('provenance of ranges', () => {
  const state = declare('P.x', 3);

  it('takes declared bounds before all others', () => {
    const bounded = declare('P.x', 3, { bounds: [0, 3] });
    const { formats, text } = assign({
      arrays: [bounded],
      derived: { 'P.x': [0, 100] },
      profiled: { 'P.x': [0, 50] },
    });
    // 0 .. 3 in 24 signed bits: 2 bits before the point.
    expect(text('P.x')).toBe('s24f21 1');
    expect(formats.get('P.x')?.range).toEqual({
      low: { value: 0, provenance: 'declared' },
      high: { value: 3, provenance: 'declared' },
      proved: false,
    });
  });

  it('calls declared bounds proved where the derived range keeps them', () => {
    const bounded = declare('P.x', 3, { bounds: [0, 3] });
    const { formats } = assign({ arrays: [bounded], derived: { 'P.x': [0, 2.5] } });
    expect(formats.get('P.x')?.range?.proved).toBe(true);
  });

  it('takes the derived range, proved, where there is no other', () => {
    const { formats, text } = assign({ arrays: [state], derived: { 'P.x': [-2, 5] } });
    expect(text('P.x')).toBe('s24f20 1');
    expect(formats.get('P.x')?.range).toMatchObject({
      high: { value: 5, provenance: 'derived' },
      proved: true,
    });
  });

  it('adds half to a profiled range where nothing is derived', () => {
    const { formats } = assign({ arrays: [state], profiled: { 'P.x': [-2, 4] } });
    expect(formats.get('P.x')?.range).toEqual({
      low: { value: -3, provenance: 'profiled' },
      high: { value: 6, provenance: 'profiled' },
      proved: false,
    });
  });

  it.each([
    // derived, profiled, chosen: more than two bits wider is not worth it
    [[0, 4], [0, 1], [0, 4], 'derived'],
    [[0, 4.01], [0, 1], [0, 1.5], 'profiled'],
    [[-100, 100], [-8, 8], [-12, 12], 'profiled'],
    // The union rule: simulated -8 .. 8, derived -2 .. 2, margin one half.
    [[-2, 2], [-8, 8], [-12, 12], 'profiled'],
  ] as const)(
    'derived %j and profiled %j give %j (%s)',
    (derived, profiled, chosen, provenance) => {
      const { formats } = assign({
        arrays: [state],
        derived: { 'P.x': derived },
        profiled: { 'P.x': profiled },
      });
      const range = formats.get('P.x')?.range;
      expect([range?.low.value, range?.high.value]).toEqual(chosen);
      expect(range?.high.provenance).toBe(provenance);
      expect(range?.proved).toBe(provenance === 'derived');
    },
  );

  it('refuses a variable that nothing bounds', () => {
    const { diagnostics, formats } = assign({ arrays: [state] });
    expect(codes(diagnostics)).toEqual(['RANGE_UNKNOWN']);
    expect(diagnostics.all[0]?.help).toContain('bounds: {x: [LOW, HIGH]}');
    expect(formats.size).toBe(0);
  });
});

describe('storage classes', () => {
  it('gives weights and traces the words of their classes', () => {
    const { formats, text } = assign({
      arrays: [declare('S.w', 4, { role: 'weight' }), declare('S.x', 4, { role: 'trace' })],
      derived: { 'S.w': [0, 0.3], 'S.x': [0, 5] },
    });
    expect(text('S.w')).toBe('u8f9 1');
    expect(text('S.x')).toBe('u8f5 1');
    expect(formats.get('S.w')?.wordClass).toBe('weight');
  });

  it('follows `classes` of the hardware file and refuses names that mean nothing', () => {
    const { formats, text, diagnostics } = assign({
      arrays: [declare('S.w', 4, { role: 'weight' })],
      derived: { 'S.w': [0, 0.3] },
      hardware: {
        classes: new Map([
          ['S.w', 'state'],
          ['S.ww', 'weight'],
        ]),
      },
    });
    expect(text('S.w')).toBe('s24f24 1');
    expect(formats.get('S.w')?.wordClass).toBe('state');
    expect(codes(diagnostics)).toEqual(['FILE_REFERENCE']);
    expect(diagnostics.all[0]?.message).toContain('S.ww');
  });

  it('gives helpers of one variable the format of the variable', () => {
    const { formats } = assign({
      arrays: [
        declare('S.x', 4, { role: 'trace' }),
        declare('S.x#after', 2, { role: 'trace', visible: false }),
        declare('S.x#before', 2, { role: 'trace', visible: false }),
      ],
      derived: { 'S.x': [0, 0], 'S.x#after': [0, 3], 'S.x#before': [0, 2] },
    });
    const [plain, after, before] = ['S.x', 'S.x#after', 'S.x#before'].map((id) => formats.get(id));
    expect(after?.format).toEqual({ signed: false, wordBits: 8, fracBits: 6 });
    expect({ ...plain, array: '' }).toEqual({ ...after, array: '' });
    expect({ ...before, array: '' }).toEqual({ ...after, array: '' });
  });

  it('keeps step numbers apart from a variable of the same name', () => {
    // Projection S has a trace called pre; the stamp of its presynaptic side is S.pre#stamp.
    const { formats } = assign({
      arrays: [
        declare('S.pre#stamp', 2, { role: 'tick' }),
        declare('S.pre#after', 2, { role: 'trace' }),
      ],
      derived: { 'S.pre#after': [0, 1] },
    });
    expect(formats.get('S.pre#stamp')?.wordClass).toBe('step');
    expect(formats.get('S.pre#after')?.wordClass).toBe('trace');
  });

  it('gives flags and step numbers plain formats, delays and scratch none', () => {
    const { formats, diagnostics } = assign({
      arrays: [
        declare('P.on', 1, { kind: 'boolean', role: 'flag' }),
        declare('P.last', 1, { role: 'tick' }),
        declare('S.delay', 1, { role: 'delay' }),
        declare('S.mask', 1, { role: 'scratch' }),
      ],
    });
    expect([...formats].map(([id, { wordClass }]) => [id, wordClass])).toEqual([
      ['P.on', 'flag'],
      ['P.last', 'step'],
    ]);
    expect(diagnostics.all).toEqual([]);
  });

  it('stores integers without fraction', () => {
    const { text } = assign({
      arrays: [declare('P.n', 1, { kind: 'integer' })],
      derived: { 'P.n': [0, 9] },
    });
    expect(text('P.n')).toBe('s24f0 1');
  });

  it.each([
    [
      'class state',
      {},
      { words: { ...testHardware().words, state: { ...testHardware().words.state, bits: 54 } } },
    ],
    ['locked', { locks: [lock('P.x', 's60f10')] }, {}],
  ] as const)('refuses stored words of more than 53 bits: %s', (where, more, hardware) => {
    const { diagnostics } = assign({
      arrays: [declare('P.x', 1)],
      derived: { 'P.x': [0, 1] },
      ...more,
      ...(Object.keys(hardware).length === 0 ? {} : { hardware }),
    });
    expect(codes(diagnostics)).toEqual(['HARDWARE_LIMIT']);
    expect(diagnostics.all[0]?.message).toContain(where);
  });
});

describe('bounds on the edge', () => {
  it('reads an enforced bound of a power of two as one LSB less, and says so', () => {
    const { text, formats, diagnostics } = assign({
      arrays: [declare('S.w', 4, { role: 'weight' })],
      derived: { 'S.w': [0, 1] },
      written: ['S.w'],
    });
    expect(text('S.w')).toBe('u8f8 1');
    expect(formats.get('S.w')?.boundAtLsb).toBe(true);
    expect(diagnostics.all).toMatchObject([{ code: 'BOUND_AT_LSB', severity: 'info' }]);
    // 1 - 2^-8 = 255/256; relative error 1/256 = 0.0039.
    expect(diagnostics.all[0]?.message).toContain('0.99609375');
    expect(diagnostics.all[0]?.message).toContain('0.0039');
  });

  it('does not with a constant that only starts there', () => {
    const { text, diagnostics } = assign({
      arrays: [declare('S.w', 4, { role: 'weight' })],
      derived: { 'S.w': [0, 1] },
    });
    expect(text('S.w')).toBe('u8f7 1');
    expect(diagnostics.all).toEqual([]);
  });

  it('does not with a profiled bound', () => {
    const { text } = assign({
      arrays: [declare('S.w', 4, { role: 'weight' })],
      profiled: { 'S.w': [0, 2 / 3] },
    });
    expect(text('S.w')).toBe('u8f7 1');
  });

  it('warns where a fixed fraction leaves part of the range outside', () => {
    const { words } = testHardware();
    const { diagnostics } = assign({
      arrays: [declare('P.v', 1, { dimension: volt })],
      derived: { 'P.v': [-0.065, 0] },
      hardware: { words: { ...words, state: { ...words.state, bits: 8, fraction: 7 } } },
    });
    expect(diagnostics.all).toMatchObject([{ code: 'FORMAT_RANGE', severity: 'warning' }]);
  });
});

describe('locks', () => {
  const v = declare('P.v', 2, { dimension: volt });

  it('is taken with its unit', () => {
    const { formats, text } = assign({ arrays: [v], locks: [lock('P.v', 's24f15', 'mV')] });
    expect(text('P.v')).toBe('s24f15 mV');
    expect(formats.get('P.v')?.scale).toEqual({ numerator: 1n, denominator: 1000n });
  });

  it('needs no unit on a plain number', () => {
    const { text, diagnostics } = assign({
      arrays: [declare('S.w', 1, { role: 'weight' })],
      locks: [lock('S.w', 'u8f8')],
    });
    expect(text('S.w')).toBe('u8f8 1');
    expect(diagnostics.all).toEqual([]);
  });

  it('needs a unit on a variable with a dimension', () => {
    const { diagnostics } = assign({ arrays: [v], locks: [lock('P.v', 's24f15')] });
    expect(diagnostics.all).toMatchObject([
      {
        code: 'FORMAT_UNIT',
        message: 'P.v is in volt: the format must name a unit',
        found: 's24f15',
        help: 'write P.v: s24f15 mV',
      },
    ]);
  });

  it('refuses a unit of another dimension', () => {
    const { diagnostics } = assign({ arrays: [v], locks: [lock('P.v', 's24f15', 'ms')] });
    expect(diagnostics.all).toMatchObject([
      {
        code: 'FORMAT_UNIT',
        message: 'P.v is in volt, but its format is in ms',
        expected: 'a unit of dimension volt',
        found: 'ms',
      },
    ]);
  });

  it('needs no range, and overrides rounding and overflow of the class', () => {
    const { formats, diagnostics } = assign({
      arrays: [v],
      locks: [
        { ...lock('P.v', 's16f7', 'mV'), rounding: 'floor', overflow: { kind: 'wrap', bits: 0 } },
      ],
    });
    expect(diagnostics.all).toEqual([]);
    expect(formats.get('P.v')).toMatchObject({
      rounding: 'floor',
      overflow: { kind: 'wrap', bits: 0 },
    });
  });

  it('warns where it does not hold the known range', () => {
    const { diagnostics } = assign({
      arrays: [v],
      derived: { 'P.v': [-0.3, 0.03] },
      locks: [lock('P.v', 's16f7', 'mV')],
    });
    expect(diagnostics.all).toMatchObject([{ code: 'FORMAT_RANGE', severity: 'warning' }]);
    expect(diagnostics.all[0]?.message).toContain('-256');
  });

  it('refuses names of variables that do not exist', () => {
    const { diagnostics } = assign({
      arrays: [v],
      derived: { 'P.v': [0, 0.9] },
      locks: [lock('P.vv', 's16f7', 'mV')],
    });
    expect(diagnostics.all).toMatchObject([
      { code: 'FILE_REFERENCE', message: 'formats: the network has no variable P.vv' },
    ]);
  });

  it.each([
    ['P.constants.tau', 'constants are folded'],
    ['P.last', 'step numbers'],
  ])('refuses what has no format of its own: %s', (name, reason) => {
    const { diagnostics } = assign({
      arrays: [declare('P.last', 1, { role: 'tick' })],
      locks: [lock(name, 's16f7')],
    });
    expect(codes(diagnostics)).toEqual(['UNSUPPORTED_FEATURE']);
    expect(diagnostics.all[0]?.message).toContain(reason);
  });
});
