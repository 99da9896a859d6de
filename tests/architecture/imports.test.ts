import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readText, sourceFiles } from '../support/repository-files.js';
import {
  allowedLayers,
  bannedInCore,
  codeGenerator,
  type Layer,
  layerOf,
  layers,
  withoutIndex,
} from './import-table.js';
import { readModuleFacts } from './module-facts.js';

const files = sourceFiles();
const inLayer = (path: string) => files.filter((file) => layerOf(file)?.path === path);

/** Why an import is not allowed; undefined if it is. */
function faultOf(file: string, layer: Layer, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return layer.node === true ? undefined : 'a module of Node';
  if (!specifier.startsWith('.'))
    return layer.packages?.includes(specifier) === true ? undefined : 'a package';
  if (!specifier.endsWith('.js')) return 'a relative path without .js';
  const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  const targetLayer = layerOf(target);
  if (targetLayer === undefined) return 'a file outside all layers';
  if (targetLayer.path === layer.path) return undefined;
  if (!allowedLayers(layer).has(targetLayer.path))
    return `layer ${targetLayer.path}, which ${layer.path} may not import`;
  const entrance = target === targetLayer.path || target === `${targetLayer.path}/index.ts`;
  return entrance ? undefined : `a file inside ${targetLayer.path}, not its index.js`;
}

describe('the import table', () => {
  it('names every layer once and only layers that exist', () => {
    const paths = layers.map((layer) => layer.path);
    expect(new Set(paths).size).toBe(paths.length);
    const known = new Set(['core', ...paths]);
    for (const layer of layers)
      expect([...layer.imports, ...(layer.never ?? [])].filter((path) => !known.has(path))).toEqual(
        [],
      );
  });

  it('has a source file for every layer', () => {
    expect(layers.map(({ path }) => path).filter((path) => inLayer(path).length === 0)).toEqual([]);
  });

  it('has no circle', () => {
    const open = new Map(layers.map((layer) => [layer.path, new Set(allowedLayers(layer))]));
    let before = -1;
    while (open.size !== before) {
      before = open.size;
      for (const [path, waitsFor] of open)
        if ([...waitsFor].every((other) => !open.has(other))) open.delete(path);
    }
    expect([...open.keys()]).toEqual([]);
  });

  it('covers every source file', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });
});

describe.each(layers)('imports of $path', (layer) => {
  it('stay within the table and enter other layers by their index only', () => {
    const faults = inLayer(layer.path).flatMap((file) =>
      readModuleFacts(file, readText(file)).imports.flatMap((specifier) => {
        const fault = faultOf(file, layer, specifier);
        return fault === undefined ? [] : [`${file} imports '${specifier}': ${fault}`];
      }),
    );
    expect(faults).toEqual([]);
  });
});

describe('source files', () => {
  const facts = files.map((file) => ({ file, ...readModuleFacts(file, readText(file)) }));

  it('core is free of clocks, foreign randomness and code made from text', () => {
    const faults = facts
      .filter(({ file }) => file.startsWith('core/'))
      .flatMap(({ file, names }) =>
        names.filter((name) => bannedInCore.includes(name)).map((name) => `${file}: ${name}`),
      );
    expect(faults).toEqual([]);
  });

  it('one file alone makes code from text', () => {
    const makers = facts.filter(({ names }) => names.some((n) => n === 'Function' || n === 'eval'));
    expect(makers.map(({ file }) => file).filter((file) => file !== codeGenerator)).toEqual([]);
  });

  it('name what they export', () => {
    expect(facts.filter(({ exportsAll }) => exportsAll).map(({ file }) => file)).toEqual([]);
  });

  it('each layer has an index that opens with a sentence on the folder', () => {
    const faults = layers
      .map((layer) => layer.path)
      .filter((path) => !path.endsWith('.ts') && !withoutIndex.includes(path))
      .filter((path) => {
        const index = `${path}/index.ts`;
        return !(files.includes(index) && readText(index).startsWith('/**'));
      });
    expect(faults).toEqual([]);
  });
});
