import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { networkSchema } from './network-schema.js';

const committed = new URL('../../docs/reference/network.schema.json', import.meta.url);
const schema = JSON.parse(JSON.stringify(networkSchema())) as Schema;

interface Schema {
  readonly [keyword: string]: unknown;
}

/** A validator of the keywords that the schema uses; any other is a fault of this test. */
function valid(value: unknown, rules: Schema): boolean {
  return Object.entries(rules).every(([keyword, rule]) => holds(keyword, rule, value, rules));
}

const all = (rule: unknown): Schema[] => rule as Schema[];
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

function holds(keyword: string, rule: unknown, value: unknown, rules: Schema): boolean {
  switch (keyword) {
    case '$schema':
    case '$defs':
    case 'title':
    case 'description':
    case 'default':
      return true;
    case '$ref': {
      const name = String(rule).replace('#/$defs/', '');
      return valid(value, (schema.$defs as Record<string, Schema>)[name] ?? { not: {} });
    }
    case 'type': {
      const types = [rule].flat();
      const found = typeOf(value);
      return types.includes(found) || (types.includes('integer') && Number.isInteger(value));
    }
    case 'const':
      return value === rule;
    case 'enum':
      return (rule as unknown[]).includes(value);
    case 'pattern':
      return typeof value !== 'string' || new RegExp(String(rule)).test(value);
    case 'minimum':
      return typeof value !== 'number' || value >= Number(rule);
    case 'maximum':
      return typeof value !== 'number' || value <= Number(rule);
    case 'exclusiveMinimum':
      return typeof value !== 'number' || value > Number(rule);
    case 'minItems':
      return !Array.isArray(value) || value.length >= Number(rule);
    case 'prefixItems':
      return !Array.isArray(value) || all(rule).every((inner, at) => valid(value[at], inner));
    case 'items': {
      if (!Array.isArray(value)) return true;
      const rest = value.slice(((rules.prefixItems as unknown[]) ?? []).length);
      return rule === false ? rest.length === 0 : rest.every((item) => valid(item, rule as Schema));
    }
    case 'required':
      return !isMap(value) || (rule as string[]).every((key) => Object.hasOwn(value, key));
    case 'properties':
      return (
        !isMap(value) ||
        Object.entries(rule as Record<string, Schema>).every(
          ([key, inner]) => !Object.hasOwn(value, key) || valid(value[key], inner),
        )
      );
    case 'propertyNames':
      return !isMap(value) || Object.keys(value).every((key) => valid(key, rule as Schema));
    case 'additionalProperties': {
      if (!isMap(value)) return true;
      const known = Object.keys((rules.properties as object | undefined) ?? {});
      const others = Object.keys(value).filter((key) => !known.includes(key));
      return rule === false
        ? others.length === 0
        : others.every((key) => valid(value[key], rule as Schema));
    }
    case 'dependentRequired':
      return (
        !isMap(value) ||
        Object.entries(rule as Record<string, string[]>).every(
          ([key, needs]) =>
            !Object.hasOwn(value, key) || needs.every((one) => Object.hasOwn(value, one)),
        )
      );
    case 'dependentSchemas':
      return (
        !isMap(value) ||
        Object.entries(rule as Record<string, Schema>).every(
          ([key, inner]) => !Object.hasOwn(value, key) || valid(value, inner),
        )
      );
    case 'allOf':
      return all(rule).every((inner) => valid(value, inner));
    case 'anyOf':
      return all(rule).some((inner) => valid(value, inner));
    case 'oneOf':
      return all(rule).filter((inner) => valid(value, inner)).length === 1;
    case 'not':
      return !valid(value, rule as Schema);
    default:
      throw new Error(`the validator of this test does not know ${keyword}`);
  }
}

describe('networkSchema', () => {
  it('is the committed one (UPDATE_SCHEMA=1 writes it)', () => {
    if (process.env.UPDATE_SCHEMA === '1') {
      writeFileSync(committed, `${JSON.stringify(schema, null, 2)}\n`);
    }
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(schema);
  });

  const folder = new URL('../../tests/fixtures/networks/', import.meta.url);
  it.each(readdirSync(folder))('accepts %s', (file) => {
    const data: unknown = parse(readFileSync(new URL(file, folder), 'utf8'));
    expect(valid(data, schema)).toBe(true);
  });

  it.each([
    'name: x',
    'isospike: 2\nname: x',
    'isospike: 1\nname: x\nconstant: {}',
    'isospike: 1\nname: x\npopulations: {data: {size: 1, equations: ""}}',
    'isospike: 1\nname: x\npopulations: {a: {size: 0, equations: ""}}',
    'isospike: 1\nname: x\ninputs: {a: {}}',
    'isospike: 1\nname: x\ninputs: {a: {poisson: {size: 1, rates: 0}, spikes: {size: 1}}}',
    'isospike: 1\nname: x\ninputs: {a: {spikes: {size: 1, indices: [0]}}}',
    'isospike: 1\nname: x\ntimeline: [{run: 1 s, phase: a}]',
    'isospike: 1\nname: x\ntimeline: [{set: {a.b: 1}, where: x, indices: [1]}]',
    'isospike: 1\nname: x\nprojections: {s: {from: a, to: b, connect: {fan_in: 1, j: i}}}',
  ])('refuses %j', (text) => {
    expect(valid(parse(text), schema)).toBe(false);
  });
});
