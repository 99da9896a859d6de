import type { NetworkDocument } from '../../core/network/index.js';
import { arrayAt, type EncodedArray } from './brian2-arrays.js';
import { buildDocument, type TraceRequest } from './brian2-document.js';
import { unknownKeys } from './brian2-known-keys.js';
import {
  entriesAt,
  integerAt,
  isAbsent,
  listAt,
  member,
  numberAt,
  parseVector,
  refuse,
  textAt,
  type VectorValue,
} from './vector-shape.js';

export interface ExpectedSpikes {
  readonly population: string;
  /** In order of emission. */
  readonly steps: readonly number[];
  readonly indices: readonly number[];
}
export interface ExpectedTrace {
  readonly object: string;
  readonly variable: string;
  readonly indices: readonly number[];
  readonly steps: readonly number[];
  /** One row per index; values at the start of the step, in SI. */
  readonly rows: readonly (readonly number[])[];
}
export interface ExpectedFinal extends EncodedArray {
  readonly object: string;
  readonly variable: string;
}
export interface ExpectedResults {
  readonly spikes: readonly ExpectedSpikes[];
  readonly traces: readonly ExpectedTrace[];
  readonly final: readonly ExpectedFinal[];
}

/** A network that Brian2 ran, and what came out. */
export interface Brian2Vector {
  readonly name: string;
  readonly title: string;
  readonly dtSeconds: number;
  readonly steps: number;
  readonly document: NetworkDocument;
  readonly expected: ExpectedResults;
  /** The same network without its `set` events, where the file has results for that. */
  readonly withoutFreeze?: {
    readonly document: NetworkDocument;
    readonly final: readonly ExpectedFinal[];
  };
  /** Paths of keys that the reader does not know: the file may mean more than what is run. */
  readonly unknownKeys: readonly string[];
  /** The network without its `restore` events, where it has any: the first pass alone. */
  readonly firstPass?: NetworkDocument;
}

/**
 * Reads a vector of format `brian2-golden/1`. The network is built from its texts; derived
 * statements (`code`) are not looked at. A `restore` event is carried out twice.
 *
 * @param text - The unpacked JSON.
 * @throws FrameworkError VECTOR_FORMAT for another format or a damaged file, UNSUPPORTED_FEATURE
 * naming a construct that is not available.
 */
export function readBrian2Vector(text: string): Brian2Vector {
  const root = parseVector(text);
  const format = textAt(member(root, 'format'));
  if (format !== 'brian2-golden/1') refuse('format', `${format} is not brian2-golden/1`);
  const dtSeconds = numberAt(member(root, 'dt'));
  const expectedAt = member(root, 'expected');
  const traces = tracesOf(member(expectedAt, 'traces'), dtSeconds);
  const requests = requestsOf(traces);
  const spikes = spikesOf(member(expectedAt, 'spikes'));
  const emitters = spikes.map(({ population }) => population);
  const build = (without: readonly string[]): NetworkDocument =>
    buildDocument(root, emitters, requests, { without, restores: 2 });
  const unfrozen = member(expectedAt, 'final_without_freeze');
  const events = member(root, 'events');
  const restores =
    !isAbsent(events) && listAt(events).some((event) => textAt(member(event, 'op')) === 'restore');
  return {
    name: textAt(member(root, 'name')),
    title: textAt(member(root, 'title')),
    dtSeconds,
    steps: integerAt(member(root, 'n_steps')),
    unknownKeys: unknownKeys(root),
    document: build([]),
    expected: {
      spikes,
      traces,
      final: finalOf(member(expectedAt, 'final')),
    },
    ...(isAbsent(unfrozen)
      ? {}
      : { withoutFreeze: { document: build(['set_where']), final: finalOf(unfrozen) } }),
    ...(restores ? { firstPass: build(['restore']) } : {}),
  };
}

/** Members of an object that a file may leave out. */
function partsOf(of: VectorValue): readonly (readonly [string, VectorValue])[] {
  return isAbsent(of) ? [] : entriesAt(of);
}

function spikesOf(of: VectorValue): readonly ExpectedSpikes[] {
  return partsOf(of).map(([population, spikes]) => {
    const indices = arrayAt(member(spikes, 'i')).values;
    const steps = arrayAt(member(spikes, 'k')).values;
    const count = integerAt(member(spikes, 'n'));
    if (indices.length !== count || steps.length !== count)
      refuse(spikes.path, 'n, i and k do not agree');
    return { population, indices, steps };
  });
}

function tracesOf(of: VectorValue, dtSeconds: number): readonly ExpectedTrace[] {
  return partsOf(of).flatMap(([object, trace]) => {
    const when = member(trace, 'when');
    if (!textAt(when).startsWith('start')) refuse(when.path, 'samples are taken in slot start');
    const steps = arrayAt(member(trace, 't_ms')).values.map((ms) =>
      Math.round(ms / 1000 / dtSeconds),
    );
    const indices = arrayAt(member(trace, 'record')).values;
    return entriesAt(member(trace, 'vars')).map(([variable, values]): ExpectedTrace => {
      const rows = listAt(values).map((row) => arrayAt(row).values);
      if (rows.length !== indices.length || rows.some((row) => row.length !== steps.length))
        refuse(values.path, 'rows, record and t_ms do not agree');
      return { object, variable, indices, steps, rows };
    });
  });
}

function finalOf(of: VectorValue): readonly ExpectedFinal[] {
  return partsOf(of).flatMap(([object, variables]) =>
    entriesAt(variables).map(
      ([variable, values]): ExpectedFinal => ({ object, variable, ...arrayAt(values) }),
    ),
  );
}

/** One probe per object, with the widest stride that meets every sample. */
function requestsOf(traces: readonly ExpectedTrace[]): readonly TraceRequest[] {
  const objects = [...new Set(traces.map(({ object }) => object))];
  return objects.map((object): TraceRequest => {
    const own = traces.filter((trace) => trace.object === object);
    const steps = own[0]?.steps ?? [];
    return {
      object,
      variables: own.map(({ variable }) => variable),
      indices: own[0]?.indices ?? [],
      everySteps: steps.reduce(greatestCommonDivisor, 0) || 1,
    };
  });
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
