import {
  type PlacedEntry,
  type PlacedMap,
  type PlacedValue,
  readDocument,
} from '../../core/description/index.js';
import type { Diagnostics, SourceSpan } from '../../core/diagnostics/index.js';
import { builtInHardwareNames, laterHardwareNames } from './built-in-hardware.js';

/** The text of a hardware file that another extends. */
export interface HardwareText {
  readonly text: string;
  /** For messages, and to resolve paths of its own `extends`. */
  readonly fileName: string;
}

/**
 * Finds what `extends` names: a built-in name, or a path relative to `fromFile`. Undefined if there
 * is no such file.
 */
export type ResolveExtends = (name: string, fromFile: string) => HardwareText | undefined;

/** More would be a circle that the names do not show, or a mistake. */
const deepestChain = 16;

/**
 * Reads a hardware file and everything it extends, and lays the one over the other: maps merge key
 * by key, lists and scalars replace. Every value keeps the place in its own file.
 *
 * @returns The merged map without `extends`; undefined if a file could not be read.
 */
export function readMerged(
  file: HardwareText,
  resolve: ResolveExtends,
  diagnostics: Diagnostics,
): PlacedMap | undefined {
  return readChain(file, resolve, diagnostics, []);
}

function readChain(
  file: HardwareText,
  resolve: ResolveExtends,
  diagnostics: Diagnostics,
  above: readonly string[],
): PlacedMap | undefined {
  const { document, diagnostics: found } = readDocument(file.text, file.fileName);
  diagnostics.addAll(found);
  if (document === undefined) return undefined;
  const { root } = document;
  if (root.kind !== 'map') {
    diagnostics.error('FILE_TYPE', 'a hardware file is a map of keys', at(root.span));
    return undefined;
  }
  if (!checkVersion(root, diagnostics)) return undefined;
  const base = root.entries.find(({ key }) => key === 'extends');
  const own = { ...root, entries: root.entries.filter((entry) => entry !== base) };
  if (base === undefined) return own;
  const name = base.value.kind === 'scalar' ? base.value.value : null;
  if (typeof name !== 'string') {
    diagnostics.error(
      'FILE_TYPE',
      'extends takes the name of a built-in hardware file, or a path',
      at(base.value.span),
    );
    return undefined;
  }
  const chain = [...above, file.fileName];
  if (laterHardwareNames.includes(name)) {
    diagnostics.error('UNSUPPORTED_FEATURE', `the hardware ${name} is not available yet`, {
      ...at(base.value.span),
      found: name,
      help: `extend one of ${builtInHardwareNames.join(', ')}`,
    });
    return undefined;
  }
  const extended = resolve(name, file.fileName);
  if (extended === undefined) {
    diagnostics.error('FILE_REFERENCE', `there is no hardware file ${name}`, {
      ...at(base.value.span),
      found: name,
      help: `name a built-in file (${builtInHardwareNames.join(', ')}), or a path with a /`,
    });
    return undefined;
  }
  if (chain.includes(extended.fileName) || chain.length > deepestChain) {
    diagnostics.error(
      'FILE_REFERENCE',
      `extends goes in a circle: ${[...chain, extended.fileName].join(' extends ')}`,
      at(base.value.span),
    );
    return undefined;
  }
  const under = readChain(extended, resolve, diagnostics, chain);
  if (under === undefined) return undefined;
  // Version and name are a file's own and never inherited.
  const inherited = under.entries.filter(({ key }) => key !== 'hardware' && key !== 'name');
  return overlay({ ...under, entries: inherited }, own);
}

function checkVersion(root: PlacedMap, diagnostics: Diagnostics): boolean {
  const version = root.entries.find(({ key }) => key === 'hardware');
  if (version === undefined) {
    diagnostics.error('FILE_MISSING', 'the key hardware is missing', {
      ...at(root.span),
      expected: 'hardware: 1',
      help: 'begin the file with hardware: 1',
    });
    return false;
  }
  if (version.value.kind === 'scalar' && version.value.value === 1) return true;
  diagnostics.error('FILE_VERSION', 'this release reads hardware files of version 1', {
    ...at(version.value.span),
    expected: '1',
    help: 'write hardware: 1',
  });
  return false;
}

/** The keys of the base in their order, then what is new. Places are those of the upper map. */
function overlay(under: PlacedMap, over: PlacedMap): PlacedMap {
  const upper = new Map(over.entries.map((entry) => [entry.key, entry]));
  const merged = under.entries.map((entry): PlacedEntry => {
    const replacing = upper.get(entry.key);
    if (replacing === undefined) return entry;
    return { ...replacing, value: overlayValue(entry.value, replacing.value) };
  });
  const known = new Set(under.entries.map(({ key }) => key));
  return { ...over, entries: [...merged, ...over.entries.filter(({ key }) => !known.has(key))] };
}

function overlayValue(under: PlacedValue, over: PlacedValue): PlacedValue {
  return under.kind === 'map' && over.kind === 'map' ? overlay(under, over) : over;
}

function at(span: SourceSpan | undefined): { readonly span?: SourceSpan } {
  return span === undefined ? {} : { span };
}
