import type { Recording, Snapshot } from '../core/recording/index.js';
import { byName } from './compare-spikes.js';
import { type DifferenceStatistics, DifferenceSum } from './difference-statistics.js';
import type { FormatInfo, FormatLookup } from './format-info.js';

/** What a recording does not say of a plastic variable. */
export interface PlasticVariable {
  /** `OBJECT.VARIABLE`. */
  readonly name: string;
  /** Lowest and highest value in SI: declared, or those of the clip() that writes it. */
  readonly bounds?: readonly [number, number];
  /** Target neuron of each synapse. */
  readonly targets: Int32Array;
  /** Values before the first step, on both sides. */
  readonly initial?: { readonly reference: Float64Array; readonly subject: Float64Array };
}

/** A number of both sides. */
export interface BothSides {
  readonly reference: number;
  readonly subject: number;
}

/** The weights at one moment. */
export interface WeightCheckpoint {
  readonly step: number;
  readonly atEnd: boolean;
  readonly difference: DifferenceStatistics;
  /** Largest size, RMS and mean difference as shares of the distance between the bounds. */
  readonly ofRange?: { readonly largest: number; readonly rms: number; readonly mean: number };
  /** Shares of weights at the bounds; one LSB away still counts where a format is known. */
  readonly atLower?: BothSides;
  readonly atUpper?: BothSides;
  /**
   * Cosine similarity of the incoming weights per target. A target whose weights are all 0 on both
   * sides has none; on one side: 0.
   */
  readonly cosine?: {
    readonly minimum: number;
    readonly target: number;
    readonly mean: number;
    readonly targets: number;
  };
  /** Sums of incoming weights per target: difference of largest size, its target, RMS; in SI. */
  readonly columnSums?: {
    readonly largest: number;
    readonly target: number;
    readonly rms: number;
  };
}

/** Shares of weights that have their initial value at every checkpoint and at the end. */
export interface NeverMoved extends BothSides {
  /** Of the weights that moved on the reference: share that never moved on the subject. */
  readonly subjectAlone: number;
}

/** One plastic variable on both sides. */
export interface WeightComparison {
  readonly name: string;
  readonly object: string;
  readonly variable: string;
  readonly unit: string;
  readonly count: number;
  readonly bounds?: readonly [number, number];
  readonly format?: FormatInfo;
  /** In order of steps. */
  readonly checkpoints: readonly WeightCheckpoint[];
  readonly neverMoved?: NeverMoved;
}

export interface CompareWeightsOptions {
  readonly variables: readonly PlasticVariable[];
  readonly formats?: FormatLookup;
}

/** Compares plastic variables at every step at which both recordings have them, in order of names. */
export function compareWeights(
  reference: Recording,
  subject: Recording,
  options: CompareWeightsOptions,
): readonly WeightComparison[] {
  return options.variables
    .flatMap((variable) => {
      const pairs = pairSnapshots(reference, subject, variable.name);
      const [first] = pairs;
      return first === undefined
        ? []
        : [compareVariable(variable, pairs, first, reference, options)];
    })
    .sort((a, b) => byName(a.name, b.name));
}

type Pair = readonly [ours: Snapshot, theirs: Snapshot];

function compareVariable(
  variable: PlasticVariable,
  pairs: readonly Pair[],
  [first]: Pair,
  reference: Recording,
  options: CompareWeightsOptions,
): WeightComparison {
  const format = options.formats?.(variable.name);
  const checkpoints = pairs.flatMap(
    (pair) => compareSnapshots(pair, variable, format, reference.steps) ?? [],
  );
  const moved = neverMoved(variable, pairs);
  return {
    name: variable.name,
    object: first.object,
    variable: first.variable,
    unit: first.unitText,
    count: first.values.length,
    ...(variable.bounds === undefined ? {} : { bounds: variable.bounds }),
    ...(format === undefined ? {} : { format }),
    checkpoints,
    ...(moved === undefined ? {} : { neverMoved: moved }),
  };
}

/** Snapshots of one variable at the same step; the end is among them if both sides reached it. */
function pairSnapshots(reference: Recording, subject: Recording, name: string): readonly Pair[] {
  const ours = snapshotsByStep(reference, name);
  const theirs = snapshotsByStep(subject, name);
  return [...ours.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([step, snapshot]) => {
      const other = theirs.get(step);
      if (other === undefined) return [];
      // What a condition chose may differ between the sides.
      if (!sameSynapses(snapshot, other)) return [];
      if (other.values.length !== snapshot.values.length)
        throw new Error(`${name} has another number of synapses on each side`);
      return [[snapshot, other] as const];
    });
}

function sameSynapses({ indices: ours }: Snapshot, { indices: theirs }: Snapshot): boolean {
  if (ours === undefined || theirs === undefined) return ours === theirs;
  return ours.length === theirs.length && ours.every((synapse, at) => synapse === theirs[at]);
}

function snapshotsByStep(recording: Recording, name: string): ReadonlyMap<number, Snapshot> {
  const found = [...recording.weights, ...recording.final].filter(
    ({ object, variable }) => `${object}.${variable}` === name,
  );
  return new Map(found.map((snapshot) => [snapshot.step, snapshot]));
}

function compareSnapshots(
  [ours, theirs]: Pair,
  { bounds, targets }: PlasticVariable,
  format: FormatInfo | undefined,
  lastStep: number,
): WeightCheckpoint | undefined {
  const sum = new DifferenceSum();
  for (const [synapse, value] of ours.values.entries()) {
    sum.add(value, theirs.values[synapse] as number, ours.step, ours.indices?.[synapse] ?? synapse);
  }
  const difference = sum.statistics(format?.lsb);
  if (difference === undefined) return undefined;
  const ends =
    bounds === undefined ? {} : compareWithBounds([ours, theirs], bounds, format, difference);
  const columns =
    targets.length === ours.values.length ? compareColumns([ours, theirs], targets) : {};
  return { step: ours.step, atEnd: ours.step === lastStep, difference, ...ends, ...columns };
}

function compareWithBounds(
  [ours, theirs]: Pair,
  [low, high]: readonly [number, number],
  format: FormatInfo | undefined,
  { largest, rms, mean }: DifferenceStatistics,
): Pick<WeightCheckpoint, 'ofRange' | 'atLower' | 'atUpper'> {
  const range = high - low;
  const rounding = range * 1e-12;
  // The stored bound may be up to one LSB from the exact one.
  const onSubject = Math.max(format?.lsb ?? 0, rounding);
  const share = (values: Float64Array, isAt: (value: number) => boolean): number =>
    values.reduce((count, value) => count + (isAt(value) ? 1 : 0), 0) / values.length;
  const sides = (isAt: (value: number, tolerance: number) => boolean): BothSides => ({
    reference: share(ours.values, (value) => isAt(value, rounding)),
    subject: share(theirs.values, (value) => isAt(value, onSubject)),
  });
  return {
    ofRange: { largest: largest / range, rms: rms / range, mean: mean / range },
    atLower: sides((value, tolerance) => value <= low + tolerance),
    atUpper: sides((value, tolerance) => value >= high - tolerance),
  };
}

function compareColumns(
  [ours, theirs]: Pair,
  targets: Int32Array,
): Pick<WeightCheckpoint, 'cosine' | 'columnSums'> {
  const columns = new Map<number, Column>();
  for (const [synapse, target] of targets.entries()) {
    const a = ours.values[synapse] as number;
    const b = theirs.values[synapse] as number;
    let column = columns.get(target);
    if (column === undefined) {
      column = { product: 0, ours: 0, theirs: 0, difference: 0 };
      columns.set(target, column);
    }
    column.product += a * b;
    column.ours += a * a;
    column.theirs += b * b;
    column.difference += b - a;
  }
  const sorted = [...columns].sort(([a], [b]) => a - b);
  const cosine = compareDirections(sorted);
  let largest = { largest: 0, target: sorted[0]?.[0] ?? 0 };
  let squares = 0;
  for (const [target, { difference }] of sorted) {
    squares += difference * difference;
    if (Math.abs(difference) > Math.abs(largest.largest)) largest = { largest: difference, target };
  }
  if (sorted.length === 0) return {};
  return {
    ...(cosine === undefined ? {} : { cosine }),
    columnSums: { ...largest, rms: Math.sqrt(squares / sorted.length) },
  };
}

interface Column {
  product: number;
  ours: number;
  theirs: number;
  difference: number;
}

function compareDirections(
  columns: readonly (readonly [number, Column])[],
): WeightCheckpoint['cosine'] {
  let minimum: { minimum: number; target: number } | undefined;
  let [sum, targets] = [0, 0];
  for (const [target, { product, ours, theirs }] of columns) {
    if (ours === 0 && theirs === 0) continue;
    // Equal columns are exactly 1, whatever the square roots say.
    const exact = product === ours && product === theirs;
    const value = exact ? 1 : ours === 0 || theirs === 0 ? 0 : product / Math.sqrt(ours * theirs);
    const cosine = Math.min(1, Math.max(-1, value));
    if (minimum === undefined || cosine < minimum.minimum) minimum = { minimum: cosine, target };
    sum += cosine;
    targets += 1;
  }
  return minimum === undefined ? undefined : { ...minimum, mean: sum / targets, targets };
}

function neverMoved({ initial }: PlasticVariable, pairs: readonly Pair[]): NeverMoved | undefined {
  if (initial === undefined || initial.reference.length === 0) return undefined;
  const count = initial.reference.length;
  let [reference, subject, movedOnReference, alone] = [0, 0, 0, 0];
  for (let synapse = 0; synapse < count; synapse += 1) {
    const stayed = (start: Float64Array, side: 0 | 1): boolean =>
      pairs.every((pair) => pair[side].values[synapse] === start[synapse]);
    const ours = stayed(initial.reference, 0);
    const theirs = stayed(initial.subject, 1);
    if (ours) reference += 1;
    else movedOnReference += 1;
    if (theirs) subject += 1;
    if (theirs && !ours) alone += 1;
  }
  return {
    reference: reference / count,
    subject: subject / count,
    subjectAlone: movedOnReference === 0 ? 0 : alone / movedOnReference,
  };
}
