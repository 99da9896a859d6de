import type { Diagnostics } from '../diagnostics/index.js';
import type { RoundingMode } from '../fixed/index.js';
import { deadZoneShare, nearestLoss, saturatingShare, truncationLoss } from './thresholds.js';
import { updateExtent, updateTitle, type WeightUpdate } from './weight-updates.js';
import { short, shown } from './wording.js';

/** What a format can tell of a variable; SI values. */
export interface VariableFormat {
  /** `u8f12`, with a unit if there is one: for messages. */
  readonly text: string;
  readonly bits: number;
  readonly lsb: number;
  readonly lowest: number;
  readonly highest: number;
  readonly rounding: RoundingMode;
}

/** Formats by `OBJECT.VARIABLE`. */
export type VariableFormats = ReadonlyMap<string, VariableFormat>;

export type UpdateVerdict = 'dead' | 'partly dead' | 'ok' | 'saturating';

/** Size of one update of a learned weight, in its own terms and in those of a format. */
export interface UpdateSize {
  readonly update: WeightUpdate;
  /** Smallest and largest change by one event with fresh traces; SI. */
  readonly smallest: number;
  readonly largest: number;
  /** Of wmax - wmin; absent without bounds. */
  readonly largestShare?: number;
  /** In LSB of the weight's format; absent without one. */
  readonly smallestLsb?: number;
  readonly largestLsb?: number;
  readonly verdict: UpdateVerdict;
}

/**
 * Smallest change in LSB that rounding does not always lose; 0 where none is: stochastic rounding
 * keeps the mean, and rounding away from zero moves a weight by anything.
 */
function lossOf(rounding: RoundingMode): number {
  if (rounding.startsWith('nearest')) return nearestLoss;
  // Rounding down loses increases and turns any decrease into a whole LSB.
  return rounding === 'floor' || rounding === 'ceil' || rounding === 'toward_zero'
    ? truncationLoss
    : 0;
}

/** Sizes of all updates whose size is known before the run. */
export function updateSizes(
  updates: readonly WeightUpdate[],
  formats: VariableFormats = new Map(),
): readonly UpdateSize[] {
  return updates.map((update) => {
    const [smallest, largest] = updateExtent(update);
    const format = formats.get(`${update.projection.name}.${update.weight.name}`);
    const { bounds } = update;
    const share = bounds === undefined ? undefined : largest / (bounds[1] - bounds[0]);
    return {
      update,
      smallest,
      largest,
      ...(share === undefined ? {} : { largestShare: share }),
      ...(format === undefined
        ? {}
        : { smallestLsb: smallest / format.lsb, largestLsb: largest / format.lsb }),
      verdict: verdictOf(smallest, largest, share, format),
    };
  });
}

function verdictOf(
  smallest: number,
  largest: number,
  share: number | undefined,
  format: VariableFormat | undefined,
): UpdateVerdict {
  const loss = format === undefined ? 0 : lossOf(format.rounding) * format.lsb;
  if (largest < loss) return 'dead';
  if (share !== undefined && share > saturatingShare) return 'saturating';
  return smallest < loss ? 'partly dead' : 'ok';
}

/** Warns of updates that saturate a weight in a spike or two, whatever the format. */
export function warnSaturatingUpdates(
  updates: readonly WeightUpdate[],
  diagnostics: Diagnostics,
): void {
  for (const { update, largest, largestShare, verdict } of updateSizes(updates)) {
    const { bounds, weight } = update;
    if (verdict !== 'saturating' || bounds === undefined || largestShare === undefined) continue;
    const { dimension } = weight;
    const span = bounds[1] - bounds[0];
    diagnostics.warn(
      'UPDATE_SIZE',
      `one event changes ${weight.name} by up to ${shown(largest, dimension)}, ${short(largestShare, 3)} times ` +
        `its range ${shown(bounds[0], dimension)} .. ${shown(bounds[1], dimension)}${because(update)}`,
      {
        span: update.statement.span,
        context: update.context,
        label: 'a spike or two reach the bound',
        expected: `at most ${shown(saturatingShare * span, dimension)}`,
        found: shown(largest, dimension),
        help: `make the update at least ${short(Math.ceil(largestShare / saturatingShare), 3)} times smaller`,
      },
    );
  }
}

/** Warns of updates that a format loses, always or for some parameters. */
export function warnLostUpdates(
  updates: readonly WeightUpdate[],
  formats: VariableFormats,
  diagnostics: Diagnostics,
): void {
  for (const size of updateSizes(updates, formats)) {
    const { update, verdict, smallestLsb = 0, largestLsb = 0 } = size;
    const format = formats.get(`${update.projection.name}.${update.weight.name}`);
    if (format === undefined || (verdict !== 'dead' && verdict !== 'partly dead')) continue;
    // A change that shrinks towards a bound is a matter of the dead zone.
    if (verdict === 'partly dead' && dependsOnWeight(update)) continue;
    const { dimension, name } = update.weight;
    const dead = verdict === 'dead';
    const loss = lossOf(format.rounding);
    const amount = dead ? size.largest : size.smallest;
    const found = dead ? largestLsb : smallestLsb;
    const more = Math.max(1, Math.ceil(Math.log2(loss / found)));
    const range = `${shown(format.lowest, dimension)} .. ${shown(format.highest, dimension)}`;
    const rule = format.rounding.startsWith('nearest') ? 'nearest rounding' : format.rounding;
    diagnostics.warn(
      'UPDATE_SIZE',
      `${dead ? 'the largest' : 'the smallest'} change of ${name} by one event, ${shown(amount, dimension)}${because(update)}, ` +
        `is ${short(found, 2)} LSB of ${format.text} (${range}): it ${dead ? 'never moves' : 'does not always move'} a weight under ${rule}`,
      {
        span: update.statement.span,
        context: update.context,
        label: dead
          ? 'this statement has no effect'
          : `sizes from ${short(smallestLsb, 2)} to ${short(largestLsb, 2)} LSB`,
        expected: `at least ${loss} LSB, ${shown(loss * format.lsb, dimension)}`,
        found: `${short(found, 2)} LSB`,
        help: `it needs ${format.bits + more} bits, or stochastic rounding (hardware file, words: {weight: {rounding: stochastic}})`,
      },
    );
  }
}

function because({ sizes }: WeightUpdate): string {
  return sizes.length === 0 ? '' : ` (${sizes.join(', ')})`;
}

function dependsOnWeight({ bounds, change }: WeightUpdate): boolean {
  if (bounds === undefined) return false;
  const [a, b] = [change(bounds[0], 1), change(bounds[1], 1)];
  return Math.abs(a - b) > 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

const searchSteps = 60;

/**
 * Warns of soft bounds whose updates a format loses near the bound: learning stops short of it
 * (`DEAD_ZONE_AT_BOUND`).
 */
export function warnDeadZones(
  updates: readonly WeightUpdate[],
  formats: VariableFormats,
  diagnostics: Diagnostics,
): void {
  for (const update of updates) {
    const { bounds, weight, projection } = update;
    const format = formats.get(`${projection.name}.${weight.name}`);
    if (bounds === undefined || format === undefined || !dependsOnWeight(update)) continue;
    const loss = lossOf(format.rounding) * format.lsb;
    const [low, high] = bounds;
    const size = (w: number): number => Math.abs(update.change(w, 1));
    const [strong, weak] = size(low) >= size(high) ? [low, high] : [high, low];
    if (!(size(strong) >= loss && size(weak) < loss)) continue;
    let [alive, dead] = [strong, weak];
    for (let step = 0; step < searchSteps; step += 1) {
      const middle = (alive + dead) / 2;
      if (size(middle) >= loss) alive = middle;
      else dead = middle;
    }
    const share = Math.abs(weak - dead) / (high - low);
    if (share <= deadZoneShare) continue;
    const { dimension, name } = weight;
    const upward = weak === high;
    const more = Math.max(1, Math.ceil(Math.log2(share / deadZoneShare)));
    diagnostics.warn(
      'DEAD_ZONE_AT_BOUND',
      `from ${name} = ${shown(dead, dimension)} ${upward ? 'on' : 'down'} this update is below ${format.rounding.startsWith('nearest') ? 'half an' : 'one'} LSB ` +
        `of ${format.text} and lost: the last ${short(share * 100, 3)} % before the bound ${shown(weak, dimension)} are never reached`,
      {
        span: update.statement.span,
        context: update.context,
        label: `at most ${shown(size(strong), dimension)} per event; LSB ${shown(format.lsb, dimension)}`,
        expected: `updates of at least ${shown(loss, dimension)}`,
        found: `lost from ${shown(dead, dimension)} ${upward ? 'on' : 'down'}`,
        help: `${format.bits + more} bits, or stochastic rounding (hardware file, words: {weight: {rounding: stochastic}})`,
      },
    );
  }
}

/**
 * Infos on parameters that are only ever 0 or 1 and switch an update on and off
 * (`FLAG_AS_PREDICATE`). One finding per parameter.
 */
export function noteFlags(
  updates: readonly WeightUpdate[],
  formats: VariableFormats,
  diagnostics: Diagnostics,
): void {
  const reported = new Set<string>();
  for (const update of updates) {
    for (const name of update.names) {
      const { projection, weight } = update;
      const resolution = projection.scope.resolve(name);
      if (resolution?.kind !== 'variable' || resolution.object !== projection.name) continue;
      const variable = projection.variables.find((candidate) => candidate.name === name);
      const format = formats.get(`${projection.name}.${name}`);
      const { span } = update.statement;
      if (variable?.kind !== 'parameter' || variable.type !== 'real' || variable === weight)
        continue;
      if (reported.has(`${projection.name}.${name}`) || format === undefined) continue;
      if (!switches(name, update)) continue;
      reported.add(`${projection.name}.${name}`);
      diagnostics.info(
        'FLAG_AS_PREDICATE',
        `${name} is only 0 or 1 and multiplies the update of ${weight.name}: a condition, kept as a number of ${format.bits} bits (${format.text})`,
        {
          span,
          context: updateTitle(update),
          expected: '1 bit',
          found: `${format.bits} bits`,
          help: `declare \`${name} : boolean\`, which is 1 bit; or leave it out and use freeze in the timeline`,
        },
      );
    }
  }
}

/** True if the parameter's values are 0 and 1, and 0 leaves nothing of the update. */
function switches(name: string, update: WeightUpdate): boolean {
  if (!update.isSwitch(name)) return false;
  const [low, high] = update.bounds ?? [0, 1];
  const middle = (low + high) / 2;
  const changed = (value: number): number => update.change(middle, 1, new Map([[name, value]]));
  return Math.abs(changed(0)) <= 1e-12 * Math.abs(changed(1)) && changed(1) !== 0;
}
