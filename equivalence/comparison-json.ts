import type { SessionInfo } from '../core/backend.js';
import { type Diagnostic, locate, type SourceSpan } from '../core/diagnostics/index.js';
import { byName } from './compare-spikes.js';
import type { ComparedSide, Comparison } from './comparison.js';
import type { FormatInfo } from './format-info.js';

/** Plain data for `JSON.stringify`; keys with undefined are left out. */
type JsonMap = Readonly<Record<string, unknown>>;

/**
 * A comparison as JSON, schema `isospike-comparison/1`: everything but the recordings themselves,
 * keys in a fixed order, so that equal comparisons are equal bytes. Values are SI; a number that is
 * not defined is null.
 *
 * @param found - What the run mode found besides, under keys of its own.
 */
export function comparisonJson(comparison: Comparison, found: JsonMap = {}): string {
  return `${JSON.stringify({ ...documentOf(comparison), ...found }, null, 2)}\n`;
}

function documentOf(comparison: Comparison): JsonMap {
  const { verdict, firstDifference, reference, subject } = comparison;
  return {
    schema: 'isospike-comparison/1',
    case: comparison.name,
    network: comparison.network,
    mode: comparison.mode,
    seed: comparison.seed,
    dtSeconds: comparison.dtSeconds,
    steps: comparison.steps,
    plannedSteps: comparison.plannedSteps,
    verdict: {
      word: verdict.word,
      exitCode: verdict.exitCode,
      detail: verdict.detail,
      highestTier: verdict.highest,
      nextTier: verdict.next ?? null,
    },
    bits: comparison.bits ?? null,
    chip: comparison.chip ?? null,
    tiers: comparison.tiers,
    limits:
      comparison.limits?.map((limit) => ({
        ...limit,
        ...defined({ measured: limit.measured, holds: limit.holds }),
      })) ?? null,
    firstDifference: firstDifference ?? null,
    spikes: comparison.spikes.map((entry) => ({
      ...entry,
      gamma: { ...entry.gamma, ...defined({ mean: entry.gamma.mean, worst: entry.gamma.worst }) },
      lag: {
        ...entry.lag,
        ...defined({
          slope: entry.lag.slope,
          jitter: entry.lag.jitter,
          meanMs: entry.lag.meanMs,
          separation: entry.lag.separation,
        }),
      },
    })),
    states: comparison.states.map(({ format: _format, ...entry }) => entry),
    weights: comparison.weights.map(({ format: _format, ...entry }) => entry),
    counters: comparison.counters ?? null,
    formats: formatsOf(comparison),
    reference: sideOf(reference),
    subject: subject === undefined ? null : sideOf(subject),
    remarks: comparison.remarks,
    notes: comparison.notes.map(noteOf),
  };
}

/** Undefined becomes null: a key that is always there. */
function defined(values: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value ?? null]));
}

function formatsOf({ states, weights }: Comparison): readonly JsonMap[] {
  const known: readonly { readonly name: string; readonly format?: FormatInfo }[] = [
    ...states,
    ...weights,
  ];
  return known
    .flatMap(({ name, format }) => (format === undefined ? [] : [{ name, ...format }]))
    .sort((a, b) => byName(a.name, b.name));
}

function sideOf({
  info,
  recording,
  hashes,
  finished,
  failure,
  findings = [],
}: ComparedSide): JsonMap {
  return {
    ...infoOf(info),
    steps: recording.steps,
    finished,
    failure: failure === undefined ? null : noteOf(failure),
    recording: { spikes: hashes.spikes, states: hashes.states, weights: hashes.weights },
    notes: [...info.notes, ...findings].map(noteOf),
  };
}

function infoOf(info: SessionInfo): JsonMap {
  return {
    backend: info.backend,
    engine: info.engine,
    version: info.version,
    hardware: info.hardware ?? null,
    hashes: Object.fromEntries(Object.entries(info.hashes).sort(([a], [b]) => byName(a, b))),
  };
}

function noteOf({ code, severity, message, context, span, help, causes }: Diagnostic): JsonMap {
  return {
    code,
    severity,
    message,
    context,
    place: placeOf(span),
    causes: causes?.map((link) => ({ message: link.message, place: placeOf(link.span) })),
    help,
  };
}

function placeOf(span: SourceSpan | undefined): JsonMap | undefined {
  if (span === undefined) return undefined;
  const { line, column } = locate(span).start;
  return { file: span.source.name, line, column };
}
