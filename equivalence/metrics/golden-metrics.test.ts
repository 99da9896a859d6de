import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  coincidenceError,
  coincidenceFactor,
  countSynchronous,
  type Edges,
  isiDistance,
  isiProfile,
  localVariation,
  meanOverPairs,
  neighbourVariation,
  refractoryVariation,
  spikeDistance,
  spikeProfile,
  spikeSynchronisation,
  vanRossumDistance,
  victorPurpuraDistance,
} from './index.js';

interface GoldenCase {
  readonly id: string;
  readonly metric: string;
  readonly trains?: readonly (readonly number[])[];
  readonly dataset?: string;
  readonly edges?: Edges;
  readonly times?: readonly number[];
  readonly intervals?: string | readonly number[];
  readonly params?: Readonly<Record<string, number | 'inf'>>;
  readonly model?: readonly number[];
  readonly data?: readonly number[];
  readonly expected: number | readonly number[];
  readonly tolerance: number;
}
interface GoldenFile {
  readonly datasets: Readonly<Record<string, readonly (readonly number[])[] | readonly number[]>>;
  readonly cases: readonly GoldenCase[];
}

const file = new URL('../../tests/golden/metrics/metrics.json.gz', import.meta.url);
const golden = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as GoldenFile;

function parameter(entry: GoldenCase, name: string): number {
  const value = entry.params?.[name];
  if (value === undefined) throw new Error(`${entry.id} has no parameter ${name}`);
  return value === 'inf' ? Number.POSITIVE_INFINITY : value;
}

function computed(entry: GoldenCase): number | readonly number[] {
  const named = entry.dataset === undefined ? undefined : golden.datasets[entry.dataset];
  const trains = entry.trains ?? (named as readonly (readonly number[])[] | undefined) ?? [];
  const [a = [], b = []] = trains;
  const edges = entry.edges ?? [0, 0];
  const intervals =
    typeof entry.intervals === 'string'
      ? (golden.datasets[entry.intervals] as readonly number[])
      : (entry.intervals ?? []);
  switch (entry.metric) {
    case 'victor-purpura':
      return victorPurpuraDistance(a, b, parameter(entry, 'q_per_ms'));
    case 'van-rossum':
      return vanRossumDistance(a, b, parameter(entry, 'tau_ms'));
    case 'isi-distance':
      return isiDistance(a, b, edges);
    case 'isi-profile':
      return isiProfile(a, b, edges).values;
    case 'isi-distance-multi':
      return meanOverPairs(trains, (x, y) => isiDistance(x, y, edges)) ?? Number.NaN;
    case 'spike-distance':
      return spikeDistance(a, b, edges);
    case 'spike-profile-interval-ends':
      return spikeProfile(a, b, edges).ends;
    case 'spike-sync':
    case 'spike-sync-multi':
      return spikeSynchronisation(
        trains,
        edges,
        entry.params === undefined ? undefined : parameter(entry, 'maxTau'),
      );
    case 'spike-sync-counts': {
      let [coincidences, spikes] = [0, 0];
      for (const [at, x] of trains.entries())
        for (const y of trains.slice(at + 1)) {
          const counts = countSynchronous(x, y, edges);
          coincidences += counts.coincidences;
          spikes += counts.spikes;
        }
      return [coincidences, spikes];
    }
    case 'lv':
      return localVariation(intervals) ?? Number.NaN;
    case 'cv2':
      return neighbourVariation(intervals) ?? Number.NaN;
    case 'lvr':
      return refractoryVariation(intervals, parameter(entry, 'R_ms')) ?? Number.NaN;
    case 'gamma':
      return gammaFigures(entry);
    default:
      throw new Error(`no such metric: ${entry.metric}`);
  }
}

function gammaFigures(entry: GoldenCase): readonly number[] {
  const grid = parameter(entry, 'grid_ms');
  const ticks = (times: readonly number[] = []): Float64Array =>
    Float64Array.from(times, (time) => Math.round(time / grid));
  const [data, model] = [ticks(entry.data), ticks(entry.model)];
  const windowTicks = Math.round(parameter(entry, 'delta_ms') / grid);
  const durationTicks = Math.round(parameter(entry, 'duration_ms') / grid);
  const gamma = (matching: 'reuse' | 'one-to-one'): number =>
    coincidenceFactor(data, model, { windowTicks, durationTicks, matching }).gamma ?? Number.NaN;
  const reuse = gamma('reuse');
  const rates = { reference: data.length, subject: model.length };
  return [reuse, gamma('one-to-one'), coincidenceError(reuse), coincidenceError(reuse, rates)];
}

describe('published values of spike-train metrics', () => {
  it('are 40 cases', () => {
    expect(golden.cases.length).toBe(40);
  });

  it.each(golden.cases)('$id $metric', (entry) => {
    const list = (value: number | readonly number[]): readonly number[] =>
      typeof value === 'number' ? [value] : value;
    const found = list(computed(entry));
    const expected = list(entry.expected);
    expect(found.length).toBe(expected.length);
    for (const [at, value] of expected.entries())
      expect(Math.abs((found[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(entry.tolerance);
  });
});
