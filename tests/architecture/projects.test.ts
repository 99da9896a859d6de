import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, readText } from '../support/repository-files.js';
import { allowedLayers, layers } from './import-table.js';

interface Project {
  readonly references?: readonly { readonly path: string }[];
  readonly compilerOptions?: {
    readonly types?: readonly string[];
    readonly lib?: readonly string[];
  };
}

const folders = ['core', 'backends', 'equivalence', 'cli', 'bench']
  .flatMap(filesBelow)
  .filter((file) => posix.basename(file) === 'tsconfig.json')
  .map((file) => posix.dirname(file));

/** The project whose compiler run contains a layer: the nearest folder above with a tsconfig. */
function projectOf(layerPath: string): string {
  let folder = layerPath;
  while (!folders.includes(folder)) {
    if (folder === '.') throw new Error(`no project contains ${layerPath}`);
    folder = posix.dirname(folder);
  }
  return folder;
}

function readProject(folder: string): Project {
  return JSON.parse(readText(posix.join(folder, 'tsconfig.json'))) as Project;
}

function referencesOf(folder: string): readonly string[] {
  return (readProject(folder).references ?? []).map(({ path }) => posix.join(folder, path));
}

describe.each(folders)('project %s', (folder) => {
  const own = layers.filter((layer) => projectOf(layer.path) === folder);

  it('references exactly the projects of the layers it may import', () => {
    const targets = own.flatMap((layer) => [...allowedLayers(layer)].map(projectOf));
    const expected = new Set(targets.filter((target) => target !== folder));
    expect([...referencesOf(folder)].sort()).toEqual([...expected].sort());
  });

  it('knows the names of Node only if its layers may use Node', () => {
    const types = readProject(folder).compilerOptions?.types ?? [];
    expect(types).toEqual(own.some((layer) => layer.node === true) ? ['node'] : []);
  });
});

describe('the projects together', () => {
  it('are all reached from the root', () => {
    const reached = new Set<string>();
    const waiting = [...referencesOf('.')];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(...referencesOf(next));
    }
    expect([...reached].sort()).toEqual([...folders].sort());
  });

  it('inherit settings without DOM and Node', () => {
    const base = JSON.parse(readText('tsconfig.base.json')) as Project;
    expect(base.compilerOptions?.lib).toEqual(['ES2023']);
    expect(base.compilerOptions?.types).toEqual([]);
  });
});
