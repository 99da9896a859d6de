import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SymbolicInstruction, SymbolicOperand, SymbolicSection } from '../codegen/index.js';
import { decodeInstruction } from '../isa/index.js';
import { type LinkedCode, linkSections, type NamedSection } from './link-sections.js';

const timing = {
  mulCycles: 2,
  lutCycles: 1,
  rngCycles: 10,
  stateReadCycles: 1,
  syncCycles: 4,
  bufferWords: 3,
};

const constant = (code: number): SymbolicOperand => ({ kind: 'constant', code });
const host = (slot: number, low: number): SymbolicOperand => ({
  kind: 'host',
  value: { kind: 'uniform', kernel: 'k', slot },
  low,
  bits: 16,
  signed: false,
});

function add(a: SymbolicOperand, b: SymbolicOperand): SymbolicInstruction {
  return { op: 'ADD', predicate: 0, d: 0, a, b, shift: 0, x: 0 };
}

function named(sections: readonly (readonly SymbolicInstruction[])[]): readonly NamedSection[] {
  return sections.map((instructions, place) => ({
    name: `section ${place}`,
    section: { instructions, siteBase: place },
  }));
}

const operand = fc.oneof(
  fc.integer({ min: -1000, max: 40 }).map(constant),
  fc.tuple(fc.nat(3), fc.constantFrom(0, 16)).map(([slot, low]) => host(slot, low)),
  fc.nat(31).map((register): SymbolicOperand => ({ kind: 'register', register })),
);
/** At most 16 additions: at most 32 constants. */
const programs = fc.array(
  fc.array(
    fc.tuple(operand, operand).map(([a, b]) => add(a, b)),
    { minLength: 1, maxLength: 16 },
  ),
  { minLength: 1, maxLength: 12 },
);

/** What an operand of a linked instruction reads: a register, a code, or a value of the host. */
function readBack(linked: LinkedCode, base: number, number: number): SymbolicOperand {
  if (number < 32) return { kind: 'register', register: number };
  const address = base + number - 32;
  const written = linked.hostConstants.find((entry) => entry.address === address);
  if (written === undefined) return constant(linked.constants[address] ?? Number.NaN);
  const { value, low, bits, signed } = written;
  return { kind: 'host', value, low, bits, signed };
}

describe('linking', () => {
  it('lets every operand read what it names', () => {
    fc.assert(
      fc.property(programs, (texts) => {
        const sections = named(texts);
        const linked = linkSections(sections, new Map(), { timing });
        for (const { section } of sections) {
          const {
            start = 0,
            length,
            constantBase = 0,
            siteBase,
          } = linked.sections.get(section) ?? {};
          expect(length).toBe(section.instructions.length);
          expect(siteBase).toBe(section.siteBase);
          for (const [at, symbolic] of section.instructions.entries()) {
            const found = decodeInstruction(linked.program[start + at] ?? 0);
            expect(readBack(linked, constantBase, found?.a ?? 0)).toEqual(symbolic.a);
            expect(readBack(linked, constantBase, found?.b ?? 0)).toEqual(symbolic.b);
          }
        }
      }),
    );
  });

  it('shares constants, programs and formats', () => {
    const to = { signed: true, wordBits: 24, fracBits: 5 };
    const rounded = (fracBits: number): SymbolicInstruction => ({
      ...add(constant(7), constant(8)),
      format: { to: { ...to, fracBits }, rounding: 'floor', overflow: { kind: 'saturate' } },
    });
    const sections = named([[rounded(5)], [rounded(9)], [add(constant(8), constant(9))]]);
    const {
      constants,
      program,
      formats,
      sections: linked,
    } = linkSections(sections, new Map(), { timing });
    expect(constants).toEqual([7, 8, 9]);
    // The first two are the same words: the point is not the chip's matter.
    expect(program).toHaveLength(2);
    expect(formats).toHaveLength(2);
    const starts = sections.map(
      ({ section }: { section: SymbolicSection }) => linked.get(section)?.start,
    );
    expect(starts).toEqual([0, 0, 1]);
  });

  it('opens another window where 32 constants do not suffice', () => {
    const range = (from: number): readonly SymbolicInstruction[] =>
      Array.from({ length: 10 }, (_, at) =>
        add(constant(from + 2 * at), constant(from + 2 * at + 1)),
      );
    const sections = named([range(0), range(100), range(12)]);
    const linked = linkSections(sections, new Map(), { timing });
    // 0..19 and 12..31 share 32 words; 100..119 have 20 of their own.
    expect(linked.constants).toHaveLength(52);
    const bases = sections.map(({ section }) => linked.sections.get(section)?.constantBase);
    expect(bases).toEqual([0, 32, 0]);
  });
});
