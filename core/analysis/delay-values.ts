import type { ValueModel, ValueSpec } from '../network/index.js';
import { second } from './built-in-names.js';
import type { DocumentReader, Path } from './document-reader.js';
import { realOf } from './expression-type.js';
import type { NameScope } from './name-scope.js';
import { readValue } from './values.js';

/** What the delay of a pathway is called in a projection: `delay` for `pre`, else `PATHWAY.delay`. */
export function delayName(pathway: string): string {
  return pathway === 'pre' ? 'delay' : `${pathway}.delay`;
}

/** The pathway whose delay has this name. */
export function pathwayOfDelay(variable: string): string | undefined {
  if (variable === 'delay') return 'pre';
  return variable.endsWith('.delay') ? variable.slice(0, -'.delay'.length) : undefined;
}

export interface DelayOptions {
  readonly scope: NameScope;
  readonly reported: Set<string>;
  readonly reader: DocumentReader;
  /** Synapses; undefined if unknown or a part of them is chosen. */
  readonly count: number | undefined;
  /** `synapses of Syn`. */
  readonly elements: string;
}

/** A delay in seconds; known negative ones are refused here (deviation D9). */
export function readDelay(
  path: Path,
  spec: ValueSpec,
  context: string,
  { scope, reported, reader, count, elements }: DelayOptions,
): ValueModel | undefined {
  const value = readValue(
    path,
    spec,
    {
      target: 'delay',
      type: realOf(second),
      count,
      elements,
      shared: false,
      check: { scope, context: `${context}, delay`, reported },
    },
    reader,
  );
  const known =
    value?.kind === 'number' ? [value.value] : value?.kind === 'list' ? value.values : [];
  const negative = known.find((seconds) => seconds < 0);
  if (negative === undefined) return value;
  return reader.error('DELAY_NEGATIVE', path, `a delay cannot be negative: ${negative} s`, {
    context,
    expected: '>= 0 s',
    found: `${negative} s`,
  });
}
