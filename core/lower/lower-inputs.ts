import type { DataArray } from '../description/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import { constantValue } from '../integration/index.js';
import { type InputPlan, type ItemSetPlan, KernelBuilder, type RetryPlan } from '../ir/index.js';
import type { FileReference, InputModel, ItemSetModel, ValueModel } from '../network/index.js';
import { elementValues } from './element-values.js';
import { itemOrder } from './item-order.js';
import { ExpressionLowering } from './lower-expression.js';
import type { LoweringData } from './lowering-data.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import { stepsOf } from './step-count.js';
import { tableSets } from './table-sets.js';
import { type OrderedAction, onClock } from './timestep-order.js';

/** An input that has spikes. */
export type SpikingInput = Exclude<InputModel, { kind: 'poisson_input' }>;

/**
 * Neurons of an input; those of images are the pixels of their files.
 *
 * @returns undefined if sets have images of different sizes (LOAD_SHAPE).
 */
export function inputSize(
  input: SpikingInput,
  diagnostics: Diagnostics,
  data: LoweringData,
): number | undefined {
  if (input.kind !== 'images') return input.size;
  const pixelsOf = (set: ItemSetModel): number => {
    const [, rows = 1, columns = 1] = data.file(set.file).shape;
    return rows * columns;
  };
  const [first] = input.sets;
  const size = found(first && pixelsOf(first), `set of ${input.name}`);
  if (first !== undefined && size === 0) {
    report(input, first, data.file(first.file).shape, 'images of 1 pixel or more', diagnostics);
    return undefined;
  }
  const other = input.sets.find((set) => pixelsOf(set) !== size);
  if (other === undefined) return size;
  report(input, other, data.file(other.file).shape, `images of ${size} pixels`, diagnostics);
  return undefined;
}

/** What an input emits, and when in the step. */
export function lowerInput(
  input: SpikingInput,
  draft: ProgramDraft,
  data: LoweringData,
): { readonly plan: InputPlan; readonly action: OrderedAction } | undefined {
  const plan = planOf(input, draft, data);
  if (plan === undefined) return undefined;
  const { name, order } = input;
  const action = input.kind === 'spikes' ? name : `${name}_spike_thresholder`;
  return {
    plan: { ...plan, ...onClock(draft.clockOf(name)) },
    action: {
      order,
      action: {
        kind: 'input',
        slot: 'thresholds',
        name: action,
        input: name,
        ...onClock(draft.clockOf(name)),
      },
    },
  };
}

function planOf(
  input: SpikingInput,
  draft: ProgramDraft,
  data: LoweringData,
): InputPlan | undefined {
  const { name } = input;
  const size = draft.sizeOf(name);
  switch (input.kind) {
    case 'spikes': {
      const spikes = input.file === undefined ? input : spikesIn(input, input.file, draft, data);
      if (spikes === undefined) return undefined;
      const period = input.periodSteps === undefined ? {} : { periodSteps: input.periodSteps };
      return {
        kind: 'input',
        name,
        size,
        source: 'spikes',
        indices: Int32Array.from(spikes.indices),
        steps: Float64Array.from(spikes.steps),
        ...period,
      };
    }
    case 'poisson': {
      if (ratesVary(input)) {
        return { kind: 'input', name, size, source: 'rates', ...rateKernel(input, draft) };
      }
      const rates = ratesOf(input, input.rates, draft, data);
      return rates === undefined
        ? undefined
        : { kind: 'input', name, size, source: 'poisson', rates };
    }
    case 'images': {
      const sets: ItemSetPlan[] = [];
      for (const set of input.sets) {
        const plan = itemSet(input, set, size, draft, data);
        if (plan === undefined) return undefined;
        sets.push(plan);
      }
      return {
        kind: 'input',
        name,
        size,
        source: 'images',
        sets,
        rateHertzPerGray: input.rateHertzPerGray,
        ...timesOf(input, draft),
      };
    }
    case 'table': {
      const sets = tableSets(input, draft, data);
      if (sets === undefined) return undefined;
      const { lowHertz, highHertz } = input;
      const rates = { rateHertzPerGray: highHertz - lowHertz, lowestHertz: lowHertz };
      return {
        kind: 'input',
        name,
        size,
        source: 'images',
        sets,
        ...rates,
        ...timesOf(input, draft),
      };
    }
  }
}

function timesOf(
  { presentSeconds, restSeconds, retry }: Extract<InputModel, { kind: 'images' | 'table' }>,
  { model }: ProgramDraft,
): { readonly presentTicks: number; readonly restTicks: number; readonly retry?: RetryPlan } {
  return {
    presentTicks: stepsOf(presentSeconds, model.dtSeconds),
    restTicks: stepsOf(restSeconds, model.dtSeconds),
    ...(retry === undefined ? {} : { retry }),
  };
}

/** True for rates by an expression that constants alone do not decide: redone in every step. */
export function ratesVary({ rates, scope }: Extract<InputModel, { kind: 'poisson' }>): boolean {
  return rates.kind === 'expression' && constantValue(rates.expression, scope) === undefined;
}

/** Rates of a tick in Hz, computed by the host in float64 on every engine. */
function rateKernel(
  input: Extract<InputModel, { kind: 'poisson' }>,
  draft: ProgramDraft,
): { readonly kernel: string; readonly array: string } {
  const { name, size, rates, scope } = input;
  const array = arrayId(name, '#rates');
  draft.declareHelper({
    id: array,
    object: name,
    variable: '#rates',
    count: size,
    role: 'scratch',
  });
  const b = new KernelBuilder(array, { kind: 'elements', object: name, count: size });
  if (rates.kind !== 'expression') throw new Error(`rates of ${name} are no expression`);
  const lowering = new ExpressionLowering(draft, b);
  b.store(array, 'lane', lowering.real(rates.expression, { scope, object: name, at: 'lane' }));
  draft.hostKernels.push(b.finish());
  return { kernel: b.id, array };
}

/** Rates in Hz, one for all or one per neuron. */
export function ratesOf(
  input: Extract<InputModel, { kind: 'poisson' }>,
  rates: ValueModel,
  draft: ProgramDraft,
  data: LoweringData,
): Float64Array | undefined {
  const context = `input ${input.name}, rates`;
  if (rates.kind === 'number') return Float64Array.of(rates.value);
  if (rates.kind === 'expression') {
    const value = constantValue(rates.expression, input.scope);
    if (value !== undefined) return Float64Array.of(value);
    draft.unsupported('a rate by expression', rates.expression.span, context);
    return undefined;
  }
  const { span } = input;
  return elementValues(rates, { count: input.size, context, ...(span && { span }) }, draft, data);
}

/** Spikes of a file, checked, in order of step, then time, then index (SPIKE_LIST). */
function spikesIn(
  input: Extract<InputModel, { kind: 'spikes' }>,
  reference: FileReference,
  draft: ProgramDraft,
  data: LoweringData,
): { readonly indices: readonly number[]; readonly steps: readonly number[] } | undefined {
  const { shape, values, columns } = data.file(reference);
  const timed = columns?.[1] === 'time';
  const { dtSeconds } = draft.model;
  const spikes = Array.from({ length: shape[0] ?? 0 }, (_, row) => {
    const [index, time] = [values[2 * row] as number, values[2 * row + 1] as number];
    // A time belongs to the step that begins at it, or a thousandth of dt later.
    const step = timed ? Math.trunc((time + 0.001 * dtSeconds) / dtSeconds) : time;
    return { index, time, step };
  });
  spikes.sort((a, c) => a.step - c.step || a.time - c.time || a.index - c.index);
  const fault = spikeFault(input, spikes);
  if (fault === undefined) {
    return { indices: spikes.map(({ index }) => index), steps: spikes.map(({ step }) => step) };
  }
  draft.diagnostics.error('SPIKE_LIST', `${reference.file}: ${fault}`, {
    context: `input ${input.name}`,
    ...(input.span && { span: input.span }),
  });
  return undefined;
}

function spikeFault(
  { size, periodSteps }: Extract<InputModel, { kind: 'spikes' }>,
  spikes: readonly { readonly index: number; readonly time: number; readonly step: number }[],
): string | undefined {
  const seen = new Set<string>();
  for (const { index, time, step } of spikes) {
    if (!(Number.isInteger(index) && index >= 0 && index < size)) {
      return `a spike of neuron ${index}, but there are ${size}`;
    }
    if (!(time >= 0 && Number.isSafeInteger(step))) return `a spike at ${time}`;
    if (periodSteps !== undefined && step >= periodSteps) {
      return `a spike in step ${step}, after the period of ${periodSteps} steps`;
    }
    const key = `${index} ${step}`;
    if (seen.has(key)) return `neuron ${index} spikes twice in step ${step}`;
    seen.add(key);
  }
  return undefined;
}

/** Items of a set: permuted once, then `count` of them from `first` on. */
function itemSet(
  input: InputModel,
  set: ItemSetModel,
  size: number,
  draft: ProgramDraft,
  data: LoweringData,
): ItemSetPlan | undefined {
  const pixels = data.file(set.file);
  const all = pixels.shape[0] ?? 0;
  // What is to be shown has an item at least.
  const count = Math.max(set.count ?? all - set.first, 1);
  if (set.first + count > all) {
    report(input, set, pixels.shape, `${set.first + count} images or more`, draft.diagnostics);
    return undefined;
  }
  const chosen = itemOrder(all, set.permute).subarray(set.first, set.first + count);
  const bytes = new Uint8Array(count * size);
  for (const [position, item] of chosen.entries()) {
    for (let pixel = 0; pixel < size; pixel++) {
      bytes[position * size + pixel] = pixels.values[item * size + pixel] as number;
    }
  }
  const labels = set.labels === undefined ? undefined : data.file(set.labels);
  return {
    name: set.name,
    pixels: bytes,
    count,
    shuffle: set.shuffle,
    ...(labels && { labels: chosenLabels(labels, chosen) }),
  };
}

function chosenLabels({ values }: DataArray, chosen: Int32Array): Uint8Array {
  return Uint8Array.from(chosen, (item) => values[item] as number);
}

function report(
  input: InputModel,
  set: ItemSetModel,
  shape: readonly number[],
  expected: string,
  diagnostics: Diagnostics,
): void {
  const found = shape.join(' x ');
  diagnostics.error('LOAD_SHAPE', `the file has shape ${found}, expected ${expected}`, {
    context: `input ${input.name}, set ${set.name}`,
    ...(set.span === undefined ? {} : { span: set.span }),
    expected,
    found,
  });
}
