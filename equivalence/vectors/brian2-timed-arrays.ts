import { walkExpression } from '../../core/equations/index.js';
import type {
  Constants,
  NetworkDocument,
  PathwaysDocument,
  PopulationDocument,
  ProjectionDocument,
  TextBlock,
  TimedArrayDocument,
} from '../../core/network/index.js';
import {
  type Dimension,
  dimensionless,
  formatDimension,
  parseDeclaredUnit,
  parseQuantity,
} from '../../core/units/index.js';
import { arrayAt } from './brian2-arrays.js';
import { equationsOf, seconds, unitsOf } from './brian2-texts.js';
import { expressionsOf, inferArrayUnits, type ObjectTexts } from './timed-array-units.js';
import {
  entriesAt,
  isAbsent,
  listAt,
  member,
  numberAt,
  refuse,
  unsupported,
  type VectorValue,
} from './vector-shape.js';

/** Timed arrays of a vector, with the units that follow from the texts that use them. */
export function timedArraysOf(
  root: VectorValue,
  populations: NonNullable<NetworkDocument['populations']>,
  projections: NonNullable<NetworkDocument['projections']>,
): Readonly<Record<string, TimedArrayDocument>> {
  const arrays = member(root, 'timed_arrays');
  if (isAbsent(arrays)) return {};
  const entries = entriesAt(arrays);
  const objects = [
    ...Object.values(populations).map(textsOfPopulation),
    ...Object.values(projections).map((projection) => textsOfProjection(projection, populations)),
  ];
  const names = entries.map(([name]) => name);
  const units = inferArrayUnits(names, objects);
  return Object.fromEntries(
    entries.map(([name, array]): [string, TimedArrayDocument] => {
      const found = units.get(name);
      const use = useOf(name, objects);
      if (found === undefined && use !== 'unused')
        unsupported(`the timed array ${name}, whose unit follows from no text,`);
      return [
        name,
        {
          dt: seconds(numberAt(member(array, 'dt'))),
          unit: found === undefined ? '1' : formatDimension(found),
          values: rowsAt(member(array, 'values'), use === 'time'),
        },
      ];
    }),
  );
}

/** A list of rows; where the texts give a time alone, a row has one value or is one. */
function rowsAt(
  of: VectorValue,
  timeAlone: boolean,
): readonly number[] | readonly (readonly number[])[] {
  const flat = !Array.isArray(of.value) || of.value.every((row) => typeof row === 'number');
  if (flat) return arrayAt(of).values;
  const rows = listAt(of).map((row) => arrayAt(row).values);
  if (rows.some((row) => row.length !== rows[0]?.length))
    refuse(of.path, 'the rows differ in length');
  return timeAlone && rows[0]?.length === 1 ? rows.flat() : rows;
}

/** How the texts call an array: with a time, with a time and a column, or not at all. */
function useOf(array: string, objects: readonly ObjectTexts[]): 'time' | 'column' | 'unused' {
  for (const object of objects) {
    for (const expression of expressionsOf(object)) {
      let count = 0;
      walkExpression(expression, (part) => {
        if (part.kind === 'call' && part.callee === array) count = part.args.length;
      });
      if (count > 0) return count === 1 ? 'time' : 'column';
    }
  }
  return 'unused';
}

function textsOfPopulation(population: PopulationDocument): ObjectTexts {
  const { equations, threshold, refractory, reset, constants, regularly = [] } = population;
  return {
    equations: equationsOf([equations].flat(), 'population'),
    expressions: [threshold, refractory].filter((text) => typeof text === 'string'),
    statements: [reset ?? '', ...regularly.map((task) => task.do)].map(blockText),
    named: dimensionsOf(constants),
  };
}

function textsOfProjection(
  projection: ProjectionDocument,
  populations: NonNullable<NetworkDocument['populations']>,
): ObjectTexts {
  const { from, to, model = [], onPre, onPost, constants, regularly = [] } = projection;
  const named = new Map(dimensionsOf(constants));
  for (const [end, side] of [
    [from, '_pre'],
    [to, '_post'],
  ] as const) {
    const equations = populations[end.replace(/\[.*$/s, '').trim()]?.equations ?? [];
    for (const [name, unit] of unitsOf(equationsOf([equations].flat(), 'population'))) {
      const declared = parseDeclaredUnit(unit);
      if (!declared.ok) continue;
      named.set(name + side, declared.dimension);
      if (side === '_post') named.set(name, declared.dimension);
    }
  }
  return {
    equations: equationsOf([model].flat(), 'projection'),
    expressions: [],
    statements: [
      ...pathwayTexts(onPre),
      ...pathwayTexts(onPost),
      ...regularly.map((task) => blockText(task.do)),
    ],
    named,
  };
}

function pathwayTexts(pathways: PathwaysDocument | undefined): readonly string[] {
  if (pathways === undefined) return [];
  if (typeof pathways === 'string' || Array.isArray(pathways)) return [blockText(pathways)];
  return Object.values(pathways).map((pathway) => blockText(pathway.do));
}

function blockText(block: TextBlock): string {
  return typeof block === 'string' ? block : block.join('\n');
}

function dimensionsOf(constants: Constants | undefined): ReadonlyMap<string, Dimension> {
  return new Map(
    Object.entries(constants ?? {}).map(([name, constant]): [string, Dimension] => {
      const read = parseQuantity(typeof constant === 'object' ? constant.value : constant);
      return [name, read.ok ? read.quantity.dimension : dimensionless];
    }),
  );
}
