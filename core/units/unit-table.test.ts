import { describe, expect, it } from 'vitest';
import { lookupUnit, unitNames } from './unit-table.js';

describe('lookupUnit', () => {
  it.each([
    ['mV', 1e-3],
    ['mvolt', 1e-3],
    ['mvolt2', 1e-6],
    ['uvolt3', 1e-18],
    ['ms', 1e-3],
    ['us', 1e-6],
    ['uS', 1e-6],
    ['nS', 1e-9],
    ['mS', 1e-3],
    ['pF', 1e-12],
    ['cm', 0.01],
    ['cm2', 1e-4],
    ['cm3', 1e-6],
    ['um3', 1e-18],
    ['cmeter', 0.01],
    ['Hz', 1],
    ['MHz', 1e6],
    ['gram', 1e-3],
    ['kgram', 1],
    ['mgramme', 1e-6],
    ['kilogramme', 1],
    ['litre', 1e-3],
    ['mliter', 1e-6],
    ['litre2', 1e-6],
    ['molar', 1e3],
    ['mM', 1],
    ['uM', 1e-3],
    ['nM', 1e-6],
    ['ysiemens', 1e-24],
    ['Yohm', 1e24],
    ['ampere', 1],
    ['steradian', 1],
  ])('%s is %d in SI', (name, value) => {
    expect(lookupUnit(name, 'equation')?.value).toBe(value);
    expect(lookupUnit(name, 'quantity')?.value).toBe(value);
  });

  it.each([
    ['V', 1],
    ['A', 1],
    ['S', 1],
    ['F', 1],
    ['s', 1],
    ['m', 1],
    ['pJ', 1e-12],
    ['mW', 1e-3],
  ])('%s is a unit of quantities only', (name, value) => {
    expect(lookupUnit(name, 'equation')).toBeUndefined();
    expect(lookupUnit(name, 'quantity')?.value).toBe(value);
  });

  it.each(['W', 'N', 'K', 'csecond', 'dmetre', 'volt4', 'kV', 'celsius', 'mmV', 'constructor'])(
    '%s is no unit',
    (name) => {
      expect(lookupUnit(name, 'quantity')).toBeUndefined();
    },
  );

  it('counts radian and steradian as pure numbers', () => {
    expect(lookupUnit('radian', 'equation')?.dimension.twelfths.every((n) => n === 0)).toBe(true);
  });

  it('writes volt in base units', () => {
    // kg m2 s-3 A-1
    expect(lookupUnit('volt', 'equation')?.dimension.twelfths).toEqual([24, 12, -36, -12, 0, 0, 0]);
  });
});

describe('unitNames', () => {
  it('has every name of equations once: 37 names, 17 prefixes, 3 powers, centi, short names', () => {
    const names = unitNames();
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(37 * 17 * 3 + 2 * 3 + 28);
    expect(names).toContain('mV');
    expect(names).not.toContain('V');
    expect([...names].sort()).toEqual(names);
  });
});
