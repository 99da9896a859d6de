import type { ArrayId } from '../../../core/ir/index.js';
import type { StateField } from '../codegen/index.js';
import { type BitMemory, type WordField, writeField } from '../image/index.js';
import { type ArrayPlacements, putElement } from './array-placements.js';
import type { CorePlan, PlannedSlice } from './core-plan.js';
import type { HostField } from './placement.js';

/** Where fields that the host writes are collected: by population and field. */
export type HostFields = Map<string, HostField>;

/** Writes the start values of all state fields of a core and notes where they lie. */
export function fillStates(
  plan: CorePlan,
  core: number,
  memory: BitMemory,
  initial: ReadonlyMap<ArrayId, Float64Array>,
  arrays: ArrayPlacements,
  hostFields: HostFields,
): void {
  for (const slice of plan.slices) {
    for (const [number, field] of slice.code.fields.entries()) {
      const place = slice.fields[number] as WordField;
      const put = placer(slice, field, arrays, hostFields);
      const valueAt = startValues(field, initial);
      for (let neuron = slice.low; neuron < slice.end; neuron += 1) {
        const word = slice.stateBase + (neuron - slice.low) * slice.stateWords + place.word;
        writeField(memory, word, place.low, place.bits, valueAt(neuron));
        put(neuron, core, word, place.low);
      }
    }
  }
}

type Put = (neuron: number, core: number, word: number, low: number) => void;

function placer(
  { code }: PlannedSlice,
  { name, bits, signed, source }: StateField,
  arrays: ArrayPlacements,
  hostFields: HostFields,
): Put {
  const facts = { bits, signed, inverted: false, memory: 'state' } as const;
  if (source.kind === 'array') {
    const placement = arrays.open(source.array, code.size, facts);
    return (neuron, core, word, low) => putElement(placement, neuron, core, word, low);
  }
  if (source.kind !== 'row') return () => {};
  const key = `${code.name}.${name}`;
  const found = hostFields.get(key) ?? {
    population: code.name,
    table: source.table,
    kernel: source.kernel,
    slot: source.slot,
    placement: {
      array: `${key}#row`,
      ...facts,
      cores: new Uint16Array(code.size),
      words: new Int32Array(code.size),
      lows: new Uint16Array(code.size),
    },
  };
  hostFields.set(key, found);
  return (neuron, core, word, low) => putElement(found.placement, neuron, core, word, low);
}

/** Values before step 0. The host writes rows of timed arrays before the first step: 0 here. */
function startValues(
  { source }: StateField,
  initial: ReadonlyMap<ArrayId, Float64Array>,
): (neuron: number) => number {
  if (source.kind === 'index') return (neuron) => neuron;
  if (source.kind === 'row') return () => 0;
  const values = initial.get(source.array);
  if (values === undefined) throw new Error(`there are no start values of ${source.array}`);
  const valueAt = (neuron: number): number => values[values.length === 1 ? 0 : neuron] as number;
  if (source.kind === 'array') return valueAt;
  // The soma section counts on before it looks: in step t the age is t - last spike.
  return (neuron) => Math.max(0, Math.min(source.limit, -1 - valueAt(neuron)));
}
