import type { ArrayId } from '../../../core/ir/index.js';
import type { TraceField } from '../codegen/index.js';
import { type BitMemory, stampBits, writeField } from '../image/index.js';
import type { CorePlan, PlannedPathway } from './core-plan.js';
import type { TracePlan } from './trace-plan.js';

/**
 * Writes traces that do not start at 0. The stamp of a pre trace is the step of its delivery: the
 * stored step and the delay (neurocore section 7).
 */
export function fillTraces(
  plan: CorePlan,
  memory: BitMemory,
  initial: ReadonlyMap<ArrayId, Float64Array>,
): void {
  for (const pathway of plan.pathways) {
    const { form, preTraces, postTraces } = pathway;
    if (preTraces !== undefined)
      fillSide({ plan: preTraces, fields: form.preTraces, ...preSide(pathway) }, memory, initial);
    if (postTraces !== undefined)
      fillSide(
        { plan: postTraces, fields: form.postTraces, ...postSide(pathway) },
        memory,
        initial,
      );
  }
}

interface Side {
  readonly plan: TracePlan;
  /** Array of the steps of their last events. */
  readonly stamp: ArrayId;
  readonly fields: readonly TraceField[];
  /** Whole-object number of an entry's neuron, and the delay of its events. */
  readonly neuronOf: (entry: number) => number;
  readonly delayOf: (entry: number) => number;
}

function preSide({
  form,
  sourceLow,
}: PlannedPathway): Pick<Side, 'stamp' | 'neuronOf' | 'delayOf'> {
  const { delayLow, delayHigh, plan } = form;
  const span = delayHigh - delayLow + 1;
  return {
    stamp: `${plan.name}.pre#stamp`,
    neuronOf: (entry) => plan.sourceFirst + sourceLow + Math.floor(entry / span),
    delayOf: (entry) => delayLow + (entry % span),
  };
}

function postSide({
  form,
  targetLow,
}: PlannedPathway): Pick<Side, 'stamp' | 'neuronOf' | 'delayOf'> {
  return {
    stamp: `${form.plan.name}.post#stamp`,
    neuronOf: (entry) => form.plan.targetFirst + targetLow + entry,
    delayOf: () => 0,
  };
}

function fillSide(
  { plan, fields, stamp: stampArray, neuronOf, delayOf }: Side,
  memory: BitMemory,
  initial: ReadonlyMap<ArrayId, Float64Array>,
): void {
  for (const [number, field] of fields.entries()) {
    const codes = initial.get(field.array);
    const place = plan.values[number];
    if (codes === undefined || place === undefined)
      throw new Error(`there are no start values of ${field.array}`);
    const stamps = initial.get(stampArray);
    for (let entry = 0; entry < plan.entries; entry += 1) {
      const neuron = neuronOf(entry);
      const code = codes[neuron] as number;
      if (code === 0) continue;
      const word = plan.base + Math.floor(entry / plan.entriesPerWord);
      const low = (entry % plan.entriesPerWord) * plan.entryBits;
      const stamp = ((stamps?.[neuron] ?? 0) as number) + delayOf(entry);
      const wrapped = ((stamp % 2 ** stampBits) + 2 ** stampBits) % 2 ** stampBits;
      writeField(memory, word, low, stampBits, wrapped);
      writeField(memory, word, low + place.low, place.bits, code);
    }
  }
}
