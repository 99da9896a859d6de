/**
 * Synapses of one pathway by (delay, neuron): those of delay number d and neuron n are
 * `order[offsets[d * neurons + n]] .. order[offsets[d * neurons + n + 1] - 1]`, by synapse number.
 */
export interface SynapseTable {
  /** Distinct delays in ticks, longest first, so that the oldest emission comes first. */
  readonly delays: Int32Array;
  readonly offsets: Int32Array;
  /** Absent if position and synapse number are the same. */
  readonly order: Int32Array | undefined;
  /** Neurons of the slice. */
  readonly neurons: number;
}

/**
 * Sorts synapses for delivery. `ends` are the neurons whose spikes trigger the synapses, numbered in
 * the whole object; the slice is `first .. first + neurons - 1`. `delays` are ticks per synapse, or
 * one number for all.
 */
export function buildSynapseTable(
  ends: Int32Array,
  first: number,
  neurons: number,
  delays: Int32Array | number,
): SynapseTable {
  const synapses = ends.length;
  const distinct =
    typeof delays === 'number' ? (synapses > 0 ? [delays] : []) : [...new Set(delays)];
  distinct.sort((a, b) => b - a);
  const number = new Map(distinct.map((delay, index) => [delay, index]));
  const offsets = new Int32Array(distinct.length * neurons + 1);
  const bucket = new Int32Array(synapses);
  for (let synapse = 0; synapse < synapses; synapse += 1) {
    const delay = typeof delays === 'number' ? 0 : (number.get(delays[synapse] as number) ?? 0);
    const key = delay * neurons + (ends[synapse] as number) - first;
    bucket[synapse] = key;
    offsets[key + 1] = (offsets[key + 1] as number) + 1;
  }
  for (let key = 1; key < offsets.length; key += 1)
    offsets[key] = (offsets[key] as number) + (offsets[key - 1] as number);
  const next = offsets.slice();
  const order = new Int32Array(synapses);
  let identical = true;
  for (let synapse = 0; synapse < synapses; synapse += 1) {
    const key = bucket[synapse] as number;
    const at = next[key] as number;
    next[key] = at + 1;
    order[at] = synapse;
    identical &&= at === synapse;
  }
  return {
    delays: Int32Array.from(distinct),
    offsets,
    order: identical ? undefined : order,
    neurons,
  };
}
