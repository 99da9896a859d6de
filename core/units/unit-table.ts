import type { Dimension, Quantity } from './dimension.js';

/** Where a unit name stands: in equation text, or in a quantity of a file (`20 ms`). */
export type UnitPlace = 'equation' | 'quantity';

interface UnprefixedUnit {
  readonly names: readonly string[];
  /** Exponents of metre, kilogram, second, ampere, kelvin, mole, candela. */
  readonly exponents: readonly [number, number, number, number, number, number, number];
  /** Power of ten of the unit in SI base units. */
  readonly scale?: number;
  readonly centi?: true;
}

// Derived units as products of base units: BIPM, The International System of Units, 9th edition,
// tables 2 and 4. Names and prefixes are those of Brian2 2.5.1.
const unprefixed: readonly UnprefixedUnit[] = [
  { names: ['metre', 'meter'], exponents: [1, 0, 0, 0, 0, 0, 0], centi: true },
  { names: ['gram', 'gramme'], exponents: [0, 1, 0, 0, 0, 0, 0], scale: -3 },
  { names: ['kilogram', 'kilogramme'], exponents: [0, 1, 0, 0, 0, 0, 0] },
  { names: ['second'], exponents: [0, 0, 1, 0, 0, 0, 0] },
  { names: ['amp', 'ampere'], exponents: [0, 0, 0, 1, 0, 0, 0] },
  { names: ['kelvin'], exponents: [0, 0, 0, 0, 1, 0, 0] },
  { names: ['mole', 'mol'], exponents: [0, 0, 0, 0, 0, 1, 0] },
  { names: ['candle'], exponents: [0, 0, 0, 0, 0, 0, 1] },
  { names: ['radian', 'steradian'], exponents: [0, 0, 0, 0, 0, 0, 0] },
  { names: ['hertz', 'becquerel'], exponents: [0, 0, -1, 0, 0, 0, 0] },
  { names: ['newton'], exponents: [1, 1, -2, 0, 0, 0, 0] },
  { names: ['pascal'], exponents: [-1, 1, -2, 0, 0, 0, 0] },
  { names: ['joule'], exponents: [2, 1, -2, 0, 0, 0, 0] },
  { names: ['watt'], exponents: [2, 1, -3, 0, 0, 0, 0] },
  { names: ['coulomb'], exponents: [0, 0, 1, 1, 0, 0, 0] },
  { names: ['volt'], exponents: [2, 1, -3, -1, 0, 0, 0] },
  { names: ['ohm'], exponents: [2, 1, -3, -2, 0, 0, 0] },
  { names: ['siemens'], exponents: [-2, -1, 3, 2, 0, 0, 0] },
  { names: ['farad'], exponents: [-2, -1, 4, 2, 0, 0, 0] },
  { names: ['weber'], exponents: [2, 1, -2, -1, 0, 0, 0] },
  { names: ['tesla'], exponents: [0, 1, -2, -1, 0, 0, 0] },
  { names: ['henry'], exponents: [2, 1, -2, -2, 0, 0, 0] },
  { names: ['lumen'], exponents: [0, 0, 0, 0, 0, 0, 1] },
  { names: ['lux'], exponents: [-2, 0, 0, 0, 0, 0, 1] },
  { names: ['gray', 'sievert'], exponents: [2, 0, -2, 0, 0, 0, 0] },
  { names: ['katal'], exponents: [0, 0, -1, 0, 0, 1, 0] },
  { names: ['molar'], exponents: [-3, 0, 0, 0, 0, 1, 0], scale: 3 },
  { names: ['liter', 'litre'], exponents: [3, 0, 0, 0, 0, 0, 0], scale: -3 },
];

const prefixes: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ['y', -24],
  ['z', -21],
  ['a', -18],
  ['f', -15],
  ['p', -12],
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
  ['Z', 21],
  ['Y', 24],
]);

const powers: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['2', 2],
  ['3', 3],
]);

const shortNames: ReadonlyMap<string, string> = new Map([
  ['mV', 'mvolt'],
  ['mA', 'mamp'],
  ['uA', 'uamp'],
  ['nA', 'namp'],
  ['pA', 'pamp'],
  ['pF', 'pfarad'],
  ['uF', 'ufarad'],
  ['nF', 'nfarad'],
  ['nS', 'nsiemens'],
  ['uS', 'usiemens'],
  ['mS', 'msiemens'],
  ['ms', 'msecond'],
  ['us', 'usecond'],
  ['Hz', 'hertz'],
  ['kHz', 'khertz'],
  ['MHz', 'Mhertz'],
  ['cm', 'cmetre'],
  ['cm2', 'cmetre2'],
  ['cm3', 'cmetre3'],
  ['mm', 'mmetre'],
  ['mm2', 'mmetre2'],
  ['mm3', 'mmetre3'],
  ['um', 'umetre'],
  ['um2', 'umetre2'],
  ['um3', 'umetre3'],
  ['mM', 'mmolar'],
  ['uM', 'umolar'],
  ['nM', 'nmolar'],
]);

// These short names would take names away from variables, so only quantities of files have them.
const quantityNames: ReadonlyMap<string, string> = new Map([
  ['V', 'volt'],
  ['A', 'amp'],
  ['S', 'siemens'],
  ['F', 'farad'],
  ['s', 'second'],
  ['m', 'metre'],
  // Energy figures of hardware files are written in these.
  ['mJ', 'mjoule'],
  ['uJ', 'ujoule'],
  ['nJ', 'njoule'],
  ['pJ', 'pjoule'],
  ['fJ', 'fjoule'],
  ['mW', 'mwatt'],
  ['uW', 'uwatt'],
  ['nW', 'nwatt'],
]);

function unitOf(unit: UnprefixedUnit, prefixScale: number, power: number): Quantity {
  const twelfth = (exponent: number): number => (exponent === 0 ? 0 : 12 * exponent * power);
  const [m, kg, s, ampere, kelvin, mole, candela] = unit.exponents;
  const dimension: Dimension = {
    twelfths: [
      twelfth(m),
      twelfth(kg),
      twelfth(s),
      twelfth(ampere),
      twelfth(kelvin),
      twelfth(mole),
      twelfth(candela),
    ],
  };
  // Read as a decimal literal: the float64 nearest to the power of ten, which `10 ** n` is not in
  // every engine. (`mvolt2` is 1e-6.)
  return { value: Number(`1e${((unit.scale ?? 0) + prefixScale) * power}`), dimension };
}

function longNames(): Map<string, Quantity> {
  const table = new Map<string, Quantity>();
  for (const unit of unprefixed) {
    const scales = unit.centi ? [...prefixes, ['c', -2] as const] : [...prefixes];
    for (const name of unit.names) {
      for (const [prefix, scale] of scales) {
        for (const [suffix, power] of powers) {
          table.set(`${prefix}${name}${suffix}`, unitOf(unit, scale, power));
        }
      }
    }
  }
  return table;
}

function withAliases(
  table: ReadonlyMap<string, Quantity>,
  aliases: ReadonlyMap<string, string>,
): Map<string, Quantity> {
  const wider = new Map(table);
  for (const [alias, name] of aliases) {
    const unit = table.get(name);
    if (unit === undefined) throw new Error(`the unit ${name} is not in the table`);
    wider.set(alias, unit);
  }
  return wider;
}

const equationUnits: ReadonlyMap<string, Quantity> = withAliases(longNames(), shortNames);
const quantityUnits: ReadonlyMap<string, Quantity> = withAliases(equationUnits, quantityNames);

/**
 * The unit of this name as a quantity: `mV` is 0.001 with the dimension of volt.
 *
 * @param where - `V A S F s m` and the short names of energy and power (`pJ`, `mW`) are units in
 *   quantities only; in equations they are free names.
 */
export function lookupUnit(name: string, where: UnitPlace): Quantity | undefined {
  return (where === 'equation' ? equationUnits : quantityUnits).get(name);
}

/** All unit names of equation text, sorted by code units. No variable may have one of them. */
export function unitNames(): readonly string[] {
  return sortedNames;
}

const sortedNames: readonly string[] = Object.freeze([...equationUnits.keys()].sort());
