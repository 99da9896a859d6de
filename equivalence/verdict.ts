import type { Budget } from './budget.js';
import type { FirstDifference, SpikeComparison } from './compare-spikes.js';
import type { BitEquality, LimitResult, TierResult, Verdict } from './comparison.js';
import { coincidenceText, countText, significantText, timeText } from './number-text.js';

export interface VerdictOptions {
  readonly bits?: BitEquality;
  readonly spikes: readonly SpikeComparison[];
  readonly firstDifference?: FirstDifference;
  readonly steps: number;
  readonly dtSeconds: number;
  readonly budget?: Budget;
  readonly limits?: readonly LimitResult[];
  /** Why the comparison is not complete or has nothing to compare. */
  readonly incomplete?: string;
}

/** All six tiers, strongest first. What was not asked for is `not run`, with what would run it. */
export function judgeTiers(options: VerdictOptions): readonly TierResult[] {
  const notRun = (tier: TierResult['tier'], title: string, reason: string): TierResult => ({
    tier,
    title,
    result: 'not run',
    reason,
  });
  return [
    judgeBits(options.bits) ??
      notRun('T0', 'bit equality', 'no chip was run: --on neurocore compares it as well'),
    notRun('T1', 'arithmetic alone', 'needs a run of the reference with the stored constants'),
    { tier: 'T2', title: 'spike-exact', ...judgeSpikes(options) },
    { tier: 'T3', title: 'trains bounded', ...judgeTrains(options) },
    notRun('T4', 'statistics', 'needs at least 10 runs on each side'),
    notRun('T5', 'task', 'no task score was computed'),
  ];
}

/** Word, exit code and reasons from tiers and limits. */
export function reachVerdict(tiers: readonly TierResult[], options: VerdictOptions): Verdict {
  // Bit equality is about the chip, the other tiers about quantisation.
  const highest = tiers.find(({ tier, result }) => tier !== 'T0' && result === 'holds');
  const next = nextTier(tiers, highest?.tier);
  const rest = {
    highest: highest?.tier ?? ('none' as const),
    ...(next === undefined ? {} : { next: { tier: next.tier, reason: next.reason } }),
  };
  const { incomplete, limits, budget } = options;
  if (incomplete !== undefined)
    return { word: 'incomplete', exitCode: 4, detail: incomplete, ...rest };
  const { bits } = options;
  if (bits !== undefined && !bits.equal)
    return {
      word: 'breached',
      exitCode: 1,
      detail: `${bits.chip} is not bit-equal to ${bits.meaning}: ${bits.difference}`,
      ...rest,
    };
  const exact = tiers.some(({ tier, result }) => tier === 'T2' && result === 'holds');
  if (limits === undefined || limits.length === 0) {
    const what = limits === undefined ? 'no budget' : 'no limit in the budget';
    if (exact) return { word: 'holds', exitCode: 0, detail: exactText(options), ...rest };
    const exitCode = budget?.allowInconclusive === true ? 0 : 2;
    return { word: 'inconclusive', exitCode, detail: `${what}: ${differsText(options)}`, ...rest };
  }
  const breached = limits.filter(({ holds }) => holds === false);
  const [breach] = breached;
  if (breach !== undefined) {
    const more = breached.length > 1 ? `, and ${breached.length - 1} more` : '';
    return { word: 'breached', exitCode: 1, detail: `${limitText(breach)}${more}`, ...rest };
  }
  const undecided = limits.filter(({ holds }) => holds === undefined);
  const [open] = undecided;
  if (open !== undefined) {
    const more = undecided.length > 1 ? `, and ${undecided.length - 1} more` : '';
    const exitCode = budget?.allowInconclusive === true ? 0 : 2;
    return { word: 'inconclusive', exitCode, detail: `${limitText(open)}${more}`, ...rest };
  }
  const detail = exact
    ? `${limits.length} limits, ${exactText(options)}`
    : `${limits.length} limits over ${runText(options)}`;
  return { word: 'holds', exitCode: 0, detail, ...rest };
}

/** `tiers.T3.gamma of exc[3]: 0.494, limit >= 0.95`. */
export function limitText(result: LimitResult): string {
  const { name, place, limit, reason } = result;
  const of = place === '' || name.startsWith(`variables.${place}.`) ? '' : ` of ${place}`;
  const bound = `limit ${result.side === 'max' ? '<=' : '>='} ${limitNumber(result, limit)}`;
  if (result.measured === undefined)
    return `${name}${of}: not measured, ${reason ?? 'reason unknown'}, ${bound}`;
  return `${name}${of}: ${measuredNumber(result, result.measured)}, ${bound}`;
}

/** The measured value; with all its digits where rounding would hide on which side of the limit it lies. */
function measuredNumber(result: LimitResult, measured: number): string {
  const text = limitNumber(result, measured);
  if (measured === result.limit || text !== limitNumber(result, result.limit)) return text;
  return result.unit === '' ? String(measured) : `${measured} ${result.unit}`;
}

/** A measured value or a limit in the form its kind is written in. */
export function limitNumber({ name, unit }: LimitResult, value: number): string {
  const text = /gamma|minCosine|spikeDistance/.test(name)
    ? coincidenceText(value)
    : Number.isInteger(value)
      ? countText(value)
      : significantText(value);
  return unit === '' ? text : `${text} ${unit}`;
}

function nextTier(
  tiers: readonly TierResult[],
  highest: TierResult['tier'] | undefined,
): TierResult | undefined {
  // Without any, the weakest tier that was tried; with one, the one above it.
  if (highest === undefined) return tiers.findLast(({ result }) => result !== 'not run');
  const at = tiers.findIndex(({ tier }) => tier === highest);
  return tiers[at - 1];
}

function judgeBits(bits: BitEquality | undefined): TierResult | undefined {
  if (bits === undefined) return undefined;
  const { equal, chip, meaning, difference } = bits;
  return {
    tier: 'T0',
    title: 'bit equality',
    result: equal ? 'holds' : 'fails',
    reason: equal
      ? `${chip} gives every spike, state and weight of ${meaning}`
      : `${chip} against ${meaning}: ${difference}`,
  };
}

type Judgement = Pick<TierResult, 'result' | 'reason'>;

function judgeSpikes(options: VerdictOptions): Judgement {
  const populations = populationsOf(options);
  if (populations.length === 0) return { result: 'not run', reason: 'no spikes were recorded' };
  if (options.incomplete !== undefined)
    return { result: 'inconclusive', reason: options.incomplete };
  if (populations.some(({ equal }) => !equal)) {
    const { firstDifference: first, dtSeconds } = options;
    const when =
      first === undefined
        ? ''
        : `, the first at tick ${countText(first.step)} (${timeText(first.step, dtSeconds)})`;
    return { result: 'fails', reason: `${differsText(options)}${when}` };
  }
  const held = populations.filter(({ complete }) => !complete).map(({ object }) => object);
  if (held.length > 0)
    return { result: 'inconclusive', reason: `not every spike of ${held.join(', ')} was recorded` };
  return { result: 'holds', reason: exactText(options) };
}

function judgeTrains(options: VerdictOptions): Judgement {
  const { limits = [], incomplete } = options;
  const own = limits.filter(({ name }) => name.startsWith('tiers.T3'));
  if (own.length === 0)
    return { result: 'not run', reason: 'no limits for spike trains in a budget' };
  if (incomplete !== undefined) return { result: 'inconclusive', reason: incomplete };
  const breached = own.find(({ holds }) => holds === false);
  if (breached !== undefined) return { result: 'fails', reason: limitText(breached) };
  const open = own.find(({ holds }) => holds === undefined);
  if (open !== undefined) return { result: 'inconclusive', reason: limitText(open) };
  return { result: 'holds', reason: `${own.length} limits hold over ${runText(options)}` };
}

const populationsOf = ({ spikes }: VerdictOptions): readonly SpikeComparison[] =>
  spikes.filter(({ role }) => role === 'population');

const runText = ({ steps, dtSeconds }: VerdictOptions): string =>
  `${countText(steps)} ticks (${timeText(steps, dtSeconds)})`;

function exactText(options: VerdictOptions): string {
  return `T2 spike-exact, ${countText(options.steps)} ticks`;
}

/** How much differs, in one phrase with numbers. */
function differsText(options: VerdictOptions): string {
  const [all, differing] = populationsOf(options).reduce(
    ([sum, odd], { reference, subject, exact }) => [
      sum + reference + subject - exact,
      odd + reference + subject - 2 * exact,
    ],
    [0, 0],
  );
  if (differing === 0) return `not every spike was recorded over ${countText(options.steps)} ticks`;
  return `${countText(differing)} of ${countText(all)} spikes are on one side only`;
}
