import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../backends/reference/index.js';
import { readBrian2Vector, runBrian2Vector } from '../../equivalence/vectors/index.js';

const folder = new URL('../golden/brian2/', import.meta.url);

// Digest of the unpacked text and spike counts, as make-brian2-vectors.py printed them.
const vectors: readonly {
  readonly name: string;
  readonly digest: string;
  readonly spikes: Readonly<Record<string, number>>;
}[] = [
  { name: '20_cuba', digest: 'be28090c4934f7d1', spikes: { P: 312 } },
  { name: '21_coba', digest: 'f04e644dad090c1a', spikes: { E: 27, I: 144 } },
  { name: '22_adex', digest: 'f304154ecd545465', spikes: { A: 272 } },
  { name: '23_hodgkin_huxley', digest: '2aa4f96fd6a73bd8', spikes: { H: 231 } },
  { name: '24_triplet_normalised', digest: 'e6be8fcb2aaa567f', spikes: { Ae: 72, Ai: 72 } },
  { name: '25_nearest_spike', digest: '27b2db2c96734e22', spikes: { G: 241 } },
  { name: '26_lif_current_delay', digest: '679293a88cce2121', spikes: { G: 263 } },
  { name: '27_izhikevich_stdp', digest: '93c15e3e7e2fdcce', spikes: { In: 199, Mid: 178 } },
  { name: '28_song_stdp', digest: '9a46a30ca7f0a6ad', spikes: { N: 35 } },
  { name: '29_heterogeneous_delays', digest: 'c297a23127171eb9', spikes: { G: 219 } },
  { name: '30_store_restore', digest: '660737707868e0a9', spikes: { G: 1239 } },
  { name: '31_timed_arrays', digest: 'ca05626dae2faa54', spikes: { G: 24 } },
  {
    name: '32_refractory_forms',
    digest: '18cec32bd243fbaf',
    spikes: { Number: 141, Text: 100, Each: 88, Held: 70, Flag: 78, Fading: 51, Shared: 102 },
  },
  { name: '33_summed_clock_driven', digest: 'bacf318c0b808cc6', spikes: { G: 182 } },
  { name: '34_subgroups_pathways', digest: 'e6456c2c9d3d5722', spikes: { G: 495 } },
  {
    name: '35_integrators',
    digest: 'b63d8185d23fbe26',
    spikes: {
      F_euler: 8,
      F_rk2: 9,
      F_rk4: 9,
      F_heun: 8,
      L_exact: 56,
      L_exponential_euler: 16,
      L_euler: 24,
      L_rk4: 39,
    },
  },
  { name: '36_schedule_micro', digest: '29baf877c819c344', spikes: { A: 14, B: 26, C: 28 } },
  { name: '37_encodings', digest: 'de94bdec3fe5d99e', spikes: { G: 88, X: 103 } },
];

describe.each(vectors)('vector $name', ({ name, digest, spikes }) => {
  const text = gunzipSync(readFileSync(new URL(`${name}.json.gz`, folder))).toString('utf8');

  it('is the file that was checked in', () => {
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(digest);
  });

  it('is reproduced by the reference engine', async () => {
    const vector = readBrian2Vector(text);
    expect(vector.unknownKeys).toEqual([]);
    const run = await runBrian2Vector(vector, referenceBackend);
    for (const comparison of [run.comparison, run.withoutFreeze, run.firstPass]) {
      if (comparison === undefined) continue;
      expect(comparison.failures).toEqual([]);
      expect(
        Object.fromEntries(comparison.spikes.map(({ population, found }) => [population, found])),
      ).toEqual(spikes);
      expect(comparison.compared.finals).toBeGreaterThan(0);
    }
    expect(run.comparison.compared.samples).toBeGreaterThan(500);
  });
});

it('every vector of the folder from 20 on is listed', () => {
  const files = readdirSync(folder).filter((file) => /^[2-9]\d_.*\.json\.gz$/.test(file));
  expect(files.sort()).toEqual(vectors.map(({ name }) => `${name}.json.gz`));
});
