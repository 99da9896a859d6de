import type { Counters } from '../core/backend.js';
import type { Budget, TrainLimits } from './budget.js';
import type { NeuronValue, SpikeComparison } from './compare-spikes.js';
import type { StateComparison } from './compare-states.js';
import type { WeightComparison } from './compare-weights.js';
import type { LimitResult } from './comparison.js';
import { saturationRate, summariseCounters, type WorstNode } from './summarise-counters.js';

/** What a budget is held against. */
export interface Measured {
  readonly spikes: readonly SpikeComparison[];
  readonly states: readonly StateComparison[];
  readonly weights: readonly WeightComparison[];
  readonly counters: Counters;
}

/** Every limit of a budget with what was measured, in the order of the budget's grammar. */
export function evaluateBudget(budget: Budget, measured: Measured): readonly LimitResult[] {
  const populations = measured.spikes.filter(({ role }) => role === 'population');
  return [
    ...(budget.spikeExact ? [spikeExact(populations)] : []),
    ...(budget.trains === undefined ? [] : trainLimits(budget.trains, populations)),
    ...counterLimits(budget, measured.counters),
    ...variableLimits(budget, measured),
    ...weightLimits(budget, measured),
  ];
}

interface Finding {
  readonly place?: string;
  readonly measured: number | undefined;
  readonly unit?: string;
  readonly reason?: string;
}

function limit(
  name: string,
  side: 'max' | 'min',
  bound: number,
  { place = '', measured, unit = '', reason }: Finding,
): LimitResult {
  const holds =
    measured === undefined ? undefined : side === 'max' ? measured <= bound : measured >= bound;
  return {
    ...{ name, place, measured, limit: bound, side, unit, holds },
    ...(reason === undefined ? {} : { reason }),
  };
}

function spikeExact(populations: readonly SpikeComparison[]): LimitResult {
  const differing = populations.reduce(
    (sum, { reference, subject, exact }) => sum + reference + subject - 2 * exact,
    0,
  );
  const held = populations.filter(({ complete }) => !complete).map(({ object }) => object);
  const partial = held.length > 0 && differing === 0;
  return limit('tiers.T2', 'max', 0, {
    measured: partial ? undefined : differing,
    unit: 'spikes',
    ...(partial ? { reason: `not every spike of ${held.join(', ')} was recorded` } : {}),
  });
}

/** One result per limit and population, for its worst neuron. */
function trainLimits(
  limits: TrainLimits,
  populations: readonly SpikeComparison[],
): readonly LimitResult[] {
  const judged = populations.filter(
    ({ object }) => limits.populations === undefined || limits.populations.includes(object),
  );
  const worst = (
    comparison: SpikeComparison,
    value: NeuronValue | undefined,
    without: string,
    size: (value: number) => number = (value) => value,
  ): Finding => {
    const { object } = comparison;
    if (value !== undefined)
      return { place: `${object}[${value.neuron}]`, measured: size(value.value) };
    // Equal trains have no lag and no distance, even where a statistic needs more spikes.
    if (comparison.equal && comparison.complete) return { place: object, measured: 0 };
    return { place: object, measured: undefined, reason: without };
  };
  const unrecorded = (limits.populations ?? []).filter(
    (name) => !judged.some(({ object }) => object === name),
  );
  const missing = unrecorded.map((place) =>
    limit('tiers.T3', 'max', 0, {
      place,
      measured: undefined,
      reason: 'its spikes were not recorded',
    }),
  );
  const found = judged.flatMap((comparison) => {
    const { lag } = comparison;
    const results: LimitResult[] = [];
    const add = (key: string, bound: number | undefined, found: () => Finding): void => {
      if (bound !== undefined) results.push(limit(`tiers.T3.${key}`, 'max', bound, found()));
    };
    add('lagMsPerSpike', limits.lagMsPerSpike, () => ({
      ...worst(comparison, lag.slope, 'no neuron has 2 spikes on both sides', Math.abs),
      unit: 'ms',
    }));
    add('jitterMs', limits.jitterMs, () => ({
      ...worst(comparison, lag.jitter, 'no neuron has 3 spikes on both sides'),
      unit: 'ms',
    }));
    if (limits.gamma !== undefined) {
      results.push(
        limit(
          'tiers.T3.gamma',
          'min',
          limits.gamma.min,
          gammaFinding(comparison, limits.gamma.min),
        ),
      );
    }
    add('spikeDistance', limits.spikeDistance, () =>
      worst(comparison, comparison.spikeDistance, 'no neuron has a spike'),
    );
    return results;
  });
  return [...found, ...missing];
}

function gammaFinding(comparison: SpikeComparison, bound: number): Finding {
  const { object } = comparison;
  const { worst, undefinedNeurons } = comparison.gamma;
  if (worst === undefined && undefinedNeurons === 0) {
    if (comparison.complete)
      return { place: object, measured: 1, reason: 'no spikes on either side' };
    return { place: object, measured: undefined, reason: 'no spikes were recorded' };
  }
  const tooWide = `the window is too wide for the rate of ${undefinedNeurons} neurons`;
  // A breach is one whatever the others are; that all hold needs all of them.
  if (worst === undefined || (undefinedNeurons > 0 && worst.value >= bound))
    return { place: object, measured: undefined, reason: tooWide };
  return { place: `${object}[${worst.neuron}]`, measured: worst.value };
}

function counterLimits({ counters }: Budget, measured: Counters): readonly LimitResult[] {
  const summary = summariseCounters(measured);
  const results: LimitResult[] = [];
  const add = (key: string, bound: number | undefined, found: Finding): void => {
    if (bound === undefined) return;
    const counted = summary.counted
      ? found
      : { measured: undefined, reason: 'the engine kept no counters' };
    results.push(limit(`counters.${key}`, 'max', bound, counted));
  };
  const share = (node: WorstNode | undefined, factor: number): Finding =>
    node === undefined ? { measured: 0 } : { place: node.name, measured: node.share * factor };
  add('wrap', counters.wrap, {
    measured: summary.wraps,
    ...(summary.wrap === undefined ? {} : { place: summary.wrap.name }),
  });
  add('saturationPer1e6', counters.saturationPer1e6, share(summary.saturation, 1e6));
  add('deadUpdateShare', counters.deadUpdateShare, share(summary.deadUpdates, 1));
  add('underflowShare', counters.underflowShare, share(summary.underflow, 1));
  return results;
}

function variableLimits(budget: Budget, { states, counters }: Measured): readonly LimitResult[] {
  return [...budget.variables].flatMap(([name, { maxError, saturationPer1e6 }]) => {
    const results: LimitResult[] = [];
    if (maxError !== undefined) {
      const state = states.find((entry) => entry.name === name);
      results.push(
        limit(`variables.${name}.maxError`, 'max', maxError.value, largestError(name, state)),
      );
    }
    if (saturationPer1e6 !== undefined) {
      const rate = saturationRate(counters, name);
      const finding: Finding =
        rate === undefined
          ? { place: name, measured: undefined, reason: 'no counted operation stores it' }
          : { place: name, measured: rate.per1e6 };
      results.push(limit(`variables.${name}.saturationPer1e6`, 'max', saturationPer1e6, finding));
    }
    return results;
  });
}

function largestError(name: string, state: StateComparison | undefined): Finding {
  const found = [state?.samples, state?.end].filter((entry) => entry !== undefined);
  const [first, second] = found;
  if (state === undefined || first === undefined)
    return { place: name, measured: undefined, reason: 'it was not recorded' };
  const notFinite = found.reduce((sum, entry) => sum + entry.notFinite, 0);
  const worst =
    second !== undefined && Math.abs(second.largest) > Math.abs(first.largest) ? second : first;
  const unit = state.unit === '1' ? '' : state.unit;
  if (notFinite > 0)
    return { place: name, measured: undefined, unit, reason: `${notFinite} values are infinite` };
  return { place: `${name}[${worst.at.element}]`, measured: Math.abs(worst.largest), unit };
}

function weightLimits(budget: Budget, { weights }: Measured): readonly LimitResult[] {
  return [...budget.weights].flatMap(([name, limits]) => {
    const comparison = weights.find((entry) => entry.name === name);
    const checkpoints = comparison?.checkpoints ?? [];
    const unit = comparison === undefined || comparison.unit === '1' ? '' : comparison.unit;
    const results: LimitResult[] = [];
    const missing = (reason: string): Finding => ({ place: name, measured: undefined, reason });
    const add = (
      key: string,
      side: 'max' | 'min',
      bound: number | undefined,
      values: readonly { readonly value: number | undefined; readonly step: number }[],
      details: { readonly unit?: string; readonly without: string },
    ): void => {
      if (bound === undefined) return;
      let worst: { readonly value: number; readonly step: number } | undefined;
      for (const { value, step } of values) {
        if (value === undefined) continue;
        const [larger, smaller] = [
          value > (worst?.value ?? value),
          value < (worst?.value ?? value),
        ];
        if (worst === undefined || (side === 'max' ? larger : smaller)) worst = { value, step };
      }
      const finding: Finding =
        worst === undefined
          ? missing(values.length === 0 ? 'it was not recorded' : details.without)
          : {
              place: name,
              measured: worst.value,
              reason: `at step ${worst.step}`,
              ...(details.unit === undefined ? {} : { unit: details.unit }),
            };
      results.push(limit(`weights.${name}.${key}`, side, bound, finding));
    };
    const each = (
      of: (checkpoint: WeightComparison['checkpoints'][number]) => number | undefined,
    ): readonly { readonly value: number | undefined; readonly step: number }[] =>
      checkpoints.map((checkpoint) => ({ value: of(checkpoint), step: checkpoint.step }));
    add(
      'maxRms',
      'max',
      limits.maxRms?.value,
      each(({ difference }) => difference.rms),
      {
        unit,
        without: 'it was not recorded',
      },
    );
    add(
      'minCosine',
      'min',
      limits.minCosine,
      each(({ cosine }) => cosine?.minimum),
      {
        without: 'every weight is 0 on both sides',
      },
    );
    add(
      'maxShareAtBound',
      'max',
      limits.maxShareAtBound,
      each(({ atLower, atUpper }) =>
        atLower === undefined || atUpper === undefined
          ? undefined
          : Math.max(atLower.subject, atUpper.subject),
      ),
      { without: 'it has no bounds: declare `bounds`' },
    );
    return results;
  });
}
