import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeSnapshots, encodeSpikes, hashRecording } from './encode.js';
import type { Recording, Snapshot } from './recording.js';

const collect = (write: (sink: { update(bytes: Uint8Array): void }) => void): Buffer => {
  const parts: Uint8Array[] = [];
  write({ update: (bytes) => void parts.push(bytes.slice()) });
  return Buffer.concat(parts);
};
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const count = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const index = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const real = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

const train = {
  object: 'exc',
  size: 2,
  steps: Float64Array.of(3, 2 ** 40),
  indices: Int32Array.of(1, 0),
  counts: Float64Array.of(1, 1),
};
const snapshot = (kind: Snapshot['kind'], variable: string, ...values: number[]): Snapshot => ({
  kind,
  object: kind === 'population' ? 'exc' : 'S',
  variable,
  unitText: '1',
  step: 5,
  values: Float64Array.from(values),
});
const recording: Recording = {
  dtSeconds: 1e-4,
  steps: 5,
  spikes: [train],
  states: [],
  weights: [snapshot('projection', 'w', 0.5)],
  final: [snapshot('population', 'v', -0, 1), snapshot('projection', 'w', 0.25)],
  responses: [],
  totals: [],
};

describe('canonical bytes', () => {
  it('follow the documented layout', () => {
    const expected = Buffer.concat([
      ...[text('isospike-spikes/1'), count(1), text('exc'), count(2), count(2)],
      ...[count(3), count(2 ** 40), index(1), index(0), count(1), count(1)],
    ]);
    expect(collect((sink) => encodeSpikes([train], sink))).toEqual(expected);
    const values = Buffer.concat([
      ...[text('tag'), count(1), text('exc'), text('v'), count(5), count(2), real(-0), real(1)],
    ]);
    const found = collect((sink) =>
      encodeSnapshots('tag', [snapshot('population', 'v', -0, 1)], sink),
    );
    expect(found).toEqual(values);
  });

  it('are hashed with neurons and synapses apart', () => {
    const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const hashes = hashRecording(recording);
    expect(hashes.spikes).toBe(sha(collect((sink) => encodeSpikes([train], sink))));
    const of = (tag: string, list: readonly Snapshot[]): string =>
      sha(collect((sink) => encodeSnapshots(tag, list, sink)));
    expect(hashes.states).toBe(of('isospike-states/1', [snapshot('population', 'v', -0, 1)]));
    expect(hashes.weights).toBe(
      of('isospike-weights/1', [
        snapshot('projection', 'w', 0.5),
        snapshot('projection', 'w', 0.25),
      ]),
    );
  });

  it('tell -0 from 0 and survive long columns', () => {
    const other = { ...recording, final: [snapshot('population', 'v', 0, 1)] };
    expect(hashRecording(other).states).not.toBe(hashRecording(recording).states);
    const long = snapshot('population', 'v', ...Array.from({ length: 20000 }, (_, k) => k / 3));
    const bytes = collect((sink) => encodeSnapshots('t', [long], sink));
    expect(bytes.readDoubleLE(bytes.length - 8)).toBe(19999 / 3);
    expect(bytes.length).toBe(5 + 8 + 7 + 5 + 16 + 160000);
  });
});
