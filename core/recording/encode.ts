import { hex, Sha256 } from '../random/index.js';
import { type ByteSink, CanonicalWriter } from './canonical-writer.js';
import type { Recording, RecordingHashes, Snapshot, SpikeTrain } from './recording.js';

/**
 * Canonical bytes of spike trains. Little-endian throughout; `text` is its length in bytes as
 * uint32, then UTF-8; `count` is uint64.
 *
 *     text "isospike-spikes/1", count trains, then per train:
 *     text object, count size, count spikes, step of each spike as count, index of each as uint32,
 *     then `size` spike counts per neuron as count
 */
export function encodeSpikes(trains: readonly SpikeTrain[], sink: ByteSink): void {
  const writer = new CanonicalWriter(sink);
  writer.text('isospike-spikes/1');
  writer.count(trains.length);
  for (const train of trains) {
    writer.text(train.object);
    writer.count(train.size);
    writer.count(train.steps.length);
    for (const step of train.steps) writer.count(step);
    for (const index of train.indices) writer.uint32(index);
    for (const count of train.counts) writer.count(count);
  }
  writer.flush();
}

/**
 * Canonical bytes of snapshots, in the form of `encodeSpikes`; `real` is the float64 itself.
 *
 *     text tag, count snapshots, then per snapshot:
 *     text object, text variable, count step, count values, values as real
 */
export function encodeSnapshots(tag: string, snapshots: readonly Snapshot[], sink: ByteSink): void {
  const writer = new CanonicalWriter(sink);
  writer.text(tag);
  writer.count(snapshots.length);
  for (const snapshot of snapshots) {
    // Asked for once: values may be made when they are asked for, and be many.
    const { object, variable, step, values } = snapshot;
    writer.text(object);
    writer.text(variable);
    writer.count(step);
    writer.count(values.length);
    for (let at = 0; at < values.length; at += 1) writer.real(values[at] as number);
  }
  writer.flush();
}

/**
 * Hashes that two runs must share to count as equal. `spikes`: all recorded trains. `states`: final
 * values of the visible arrays of populations (tag `isospike-states/1`). `weights`: weight snapshots,
 * then final values of the visible arrays of projections (tag `isospike-weights/1`).
 */
export function hashRecording(recording: Recording): RecordingHashes {
  const spikes = new Sha256();
  encodeSpikes(recording.spikes, spikes);
  const states = new Sha256();
  const ofNeurons = recording.final.filter((snapshot) => snapshot.kind === 'population');
  encodeSnapshots('isospike-states/1', ofNeurons, states);
  const weights = new Sha256();
  const ofSynapses = recording.final.filter((snapshot) => snapshot.kind === 'projection');
  encodeSnapshots('isospike-weights/1', [...recording.weights, ...ofSynapses], weights);
  return {
    spikes: hex(spikes.digest()),
    states: hex(states.digest()),
    weights: hex(weights.digest()),
  };
}
