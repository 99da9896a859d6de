import { describe, expect, it } from 'vitest';
import { testHardware } from '../../../tests/support/test-hardware.js';
import { listDemands, minimalConflict } from './conflicts.js';
import { explainConflict } from './format-demands.js';

describe('minimalConflict', () => {
  const demand = (kind: string): { readonly kind: string; readonly text: string } => ({
    kind,
    text: kind,
  });

  it('leaves out what the conflict does not need', () => {
    const all = ['a', 'b', 'c', 'd'].map(demand);
    const conflict = minimalConflict(all, (kinds) => !(kinds.has('b') && kinds.has('d')));
    expect(listDemands(conflict)).toBe('b and d');
  });

  it('is empty where everything can be met', () => {
    expect(minimalConflict(['a'].map(demand), () => true)).toEqual([]);
  });

  it('gives the line of what has a place', () => {
    const source = { name: 'chip.yaml', text: 'hardware: 1\nname: x\nformats: {}\n' };
    const placed = [{ kind: 'a', text: 'formats.c.v: s8f7', span: { source, start: 20, end: 27 } }];
    expect(listDemands(placed)).toBe('formats.c.v: s8f7 (chip.yaml:3)');
  });
});

describe('explainConflict', () => {
  const { state } = testHardware().words;
  const range = { low: -80, high: 0, unit: 'mV', from: 'declared', enforced: false };
  const base = { name: 'cell.v', wordClass: 'state', integer: false, range } as const;

  it('names range, width and fraction where all three take part', () => {
    // s8f7 reaches to -1; 53 bits with 7 of fraction, or 8 bits with another fraction, would do.
    const word = { ...state, bits: 8, fraction: 7 };
    expect(explainConflict({ ...base, word })).toBe(
      'words.state.fraction: 7, words.state.bits: 8 and cell.v in -80 .. 0 mV (declared)',
    );
  });

  it('names the sign and not the width where no unsigned word would do', () => {
    const word = { ...state, signed: false };
    expect(explainConflict({ ...base, word })).toBe(
      'words.state.signed: false and cell.v in -80 .. 0 mV (declared)',
    );
  });

  it('names the lock instead of its class', () => {
    const lock = {
      name: 'cell.v',
      format: { signed: true, wordBits: 16, fracBits: 12 },
      unit: 'mV',
    };
    expect(explainConflict({ ...base, word: state, lock })).toBe(
      'formats.cell.v: s16f12 mV and cell.v in -80 .. 0 mV (declared)',
    );
  });

  it('says nothing where the range fits', () => {
    expect(explainConflict({ ...base, word: state })).toBe('');
  });
});
