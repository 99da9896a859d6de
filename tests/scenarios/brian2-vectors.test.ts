import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { referenceBackend } from '../../backends/reference/index.js';
import { networkFromDocument } from '../../core/description/index.js';
import { FrameworkError, isFrameworkError } from '../../core/diagnostics/index.js';
import type { Recording } from '../../core/recording/recording.js';
import {
  compareWithExpected,
  readBrian2Vector,
  runBrian2Vector,
} from '../../equivalence/vectors/index.js';

/** The unpacked text of a vector. */
function vectorText(name: string): string {
  const file = new URL(`../golden/brian2/${name}.json.gz`, import.meta.url);
  return gunzipSync(readFileSync(file)).toString('utf8');
}

// Digest of the unpacked JSON and the spike counts, as the vectors' own README states them.
const vectors: readonly {
  readonly name: string;
  readonly digest: string;
  readonly spikes: Readonly<Record<string, number>>;
}[] = [
  { name: '01_lif_current_delay', digest: '504d8941c27765ad', spikes: { G: 273 } },
  {
    name: '02_izhikevich_stdp',
    digest: 'f1a2104c4b5dbb22',
    spikes: { Izh: 240, HiddenLayer: 161, OutputLayer: 160 },
  },
  {
    name: '03_izhikevich_clip_unit_bug',
    digest: 'c554a0931a6987f0',
    spikes: { Izh: 240, HiddenLayer: 160, OutputLayer: 160 },
  },
  { name: '04_stdp_grid_namespaces', digest: 'c7f236897fa48ace', spikes: { G_POST: 2510 } },
  { name: '05_freeze_learned', digest: 'a8786a87d2f3e1f1', spikes: {} },
  { name: '08_song_stdp', digest: '206b4baa39802601', spikes: { neurons: 150 } },
  { name: '11_heterogeneous_delays', digest: 'c80a0f123e7c5f8b', spikes: { G: 293 } },
  { name: '12_store_restore', digest: '6ac4ad457e1cf89e', spikes: { G: 257 } },
  { name: '13_schedule_micro', digest: '62245c869683bea0', spikes: { A: 7, B: 2 } },
];

/** Code of the FrameworkError that the function throws. */
async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (isFrameworkError(error)) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe.each(vectors)('vector $name', ({ name, digest, spikes }) => {
  const text = vectorText(name);

  it('is the file that was checked in', () => {
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(digest);
  });

  it('is reproduced by the reference engine', async () => {
    const run = await runBrian2Vector(readBrian2Vector(text), referenceBackend);
    for (const comparison of [run.comparison, run.withoutFreeze, run.firstPass]) {
      if (comparison === undefined) continue;
      expect(comparison.failures).toEqual([]);
      expect(comparison.passed).toBe(true);
      expect(
        Object.fromEntries(comparison.spikes.map(({ population, found }) => [population, found])),
      ).toEqual(spikes);
      expect(comparison.compared.finals).toBeGreaterThan(0);
    }
    expect(run.comparison.compared.samples).toBeGreaterThan(0);
  });
});

describe('what single vectors show', () => {
  it('13 gives the same in the interpreter', async () => {
    const vector = readBrian2Vector(vectorText('13_schedule_micro'));
    const run = await runBrian2Vector(vector, referenceBackend, { interpreted: true });
    expect(run.comparison.failures).toEqual([]);
  });

  it('05 compares the network without its set event too', async () => {
    const vector = readBrian2Vector(vectorText('05_freeze_learned'));
    const run = await runBrian2Vector(vector, referenceBackend);
    expect(run.withoutFreeze?.compared.finals).toBe(400);
    // A lost assignment would be seen: the two results differ.
    const lost = { ...vector, document: vector.withoutFreeze?.document ?? vector.document };
    const { comparison } = await runBrian2Vector(lost, referenceBackend);
    expect(comparison.passed).toBe(false);
    expect(comparison.worstFinal?.name).toContain('Sinput.');
  });

  it('12 goes back to the same checkpoint through the session as well, twice', async () => {
    const vector = readBrian2Vector(vectorText('12_store_restore'));
    if (vector.firstPass === undefined) throw new Error('no first pass');
    const session = await referenceBackend.compile(networkFromDocument(vector.firstPass));
    await session.run(1500);
    const checkpoint = await session.store();
    await session.run();
    const first = await session.recording();
    expect(compareWithExpected(vector.expected, first).failures).toEqual([]);
    for (let time = 0; time < 2; time++) {
      await session.restore(checkpoint);
      await session.run();
      const again = await session.recording();
      expect(again.spikes).toEqual(first.spikes);
      expect(again.final).toEqual(first.final);
    }
    await session.close();
  });

  it("12's second continuation has the spikes that the file lists for it", () => {
    const { expected } = JSON.parse(vectorText('12_store_restore')) as {
      readonly expected: {
        readonly spikes: { readonly G: { readonly i: number[]; readonly k: number[] } };
        readonly segment_after_restore: {
          readonly G: { readonly i: number[]; readonly k: number[] };
        };
      };
    };
    const { i, k } = expected.spikes.G;
    const first = k.findIndex((step) => step >= 1500);
    expect(expected.segment_after_restore.G.k).toEqual(k.slice(first));
    expect(expected.segment_after_restore.G.i).toEqual(i.slice(first));
  });

  it("03 in the thread's own words is refused by the unit check", async () => {
    const text = vectorText('03_izhikevich_clip_unit_bug').replaceAll('wmax*mV/volt', 'wmax*mV');
    const { document } = readBrian2Vector(text);
    const code = await codeOf(() => referenceBackend.compile(networkFromDocument(document)));
    expect(code).toBe('UNIT_ARGS');
  });
});

describe('the comparison', () => {
  const vector = readBrian2Vector(vectorText('13_schedule_micro'));
  async function recording(): Promise<Recording> {
    const session = await referenceBackend.compile(networkFromDocument(vector.document));
    await session.run();
    return session.recording();
  }

  it('names the first spike that differs', async () => {
    const good = await recording();
    const late = good.spikes.map((train) => {
      const steps = train.steps.slice();
      if (train.object === 'A') steps[2] = (steps[2] ?? 0) + 1;
      return { ...train, steps };
    });
    const found = compareWithExpected(vector.expected, { ...good, spikes: late });
    expect(found.passed).toBe(false);
    expect(found.spikes.find(({ population }) => population === 'A')).toEqual({
      population: 'A',
      expected: 7,
      found: 7,
      equal: false,
      firstDifference: { step: 26, neuron: 0, missing: true },
    });
    expect(found.failures[0]).toContain('missing spike of neuron 0 in step 26');
  });

  it('names a spike too many, and a train that was not recorded', async () => {
    const good = await recording();
    const more = good.spikes
      .filter(({ object }) => object === 'A')
      .map((train) => ({
        ...train,
        steps: Float64Array.from([...train.steps, 299]),
        indices: Int32Array.from([...train.indices, 0]),
      }));
    const found = compareWithExpected(vector.expected, { ...good, spikes: more });
    expect(found.failures[0]).toContain('unexpected spike of neuron 0 in step 299');
    expect(found.failures[1]).toContain('spikes of B were not recorded');
  });

  it('fails on NaN, in traces and in final values', async () => {
    const good = await recording();
    const spoiled = good.states.map((state) => {
      const values = state.values.slice();
      values[values.length - 1] = Number.NaN;
      return { ...state, values };
    });
    const found = compareWithExpected(vector.expected, { ...good, states: spoiled });
    expect(found.worstTrace?.relative).toBe(Number.POSITIVE_INFINITY);
    expect(found.passed).toBe(false);
    const finals = good.final.map((final) => ({
      ...final,
      values: final.values.map(() => Number.NaN),
    }));
    expect(compareWithExpected(vector.expected, { ...good, final: finals }).passed).toBe(false);
  });

  it('fails where a value lies just outside its tolerance', async () => {
    const good = await recording();
    const shifted = (by: number): Recording => ({
      ...good,
      final: good.final.map((final) => ({
        ...final,
        values: final.values.map((x) => x * (1 + by)),
      })),
    });
    expect(compareWithExpected(vector.expected, shifted(5e-10)).passed).toBe(true);
    expect(compareWithExpected(vector.expected, shifted(2e-9)).passed).toBe(false);
  });
});

describe('vectors that are refused', () => {
  const text = vectorText('13_schedule_micro');
  const lif = vectorText('01_lif_current_delay');
  const cases: readonly (readonly [string, string, string])[] = [
    ['another format', text.replace('brian2-golden/1', 'brian2-golden/2'), 'VECTOR_FORMAT'],
    ['a cut file', text.slice(0, 5000 < text.length ? 5000 : 100), 'VECTOR_FORMAT'],
    [
      'a spike list of another length',
      text.replace('"n":12', '"n":13').replace('"n": 12', '"n": 13'),
      'VECTOR_FORMAT',
    ],
    [
      'a dimension that is none',
      lif.replaceAll('m^2 kg s^-3 A^-1', 'm^2 furlong'),
      'VECTOR_FORMAT',
    ],
    ['another connection rule', text.replaceAll('all_to_all', 'ring'), 'UNSUPPORTED_FEATURE'],
    [
      'an event to come',
      text.replace(/"events":\s*\[\]/, '"events": [{"t": 0.01, "op": "rewire"}]'),
      'UNSUPPORTED_FEATURE',
    ],
    [
      'a start in the middle of a refractory period',
      lif.replace(/"const":\s*-10000\.0/, '"const": 0.0'),
      'UNSUPPORTED_FEATURE',
    ],
  ];
  it.each(cases)('%s', async (_, damaged, code) => {
    expect([text, lif]).not.toContain(damaged);
    expect(await codeOf(() => readBrian2Vector(damaged))).toBe(code);
  });

  it('names the construct', () => {
    expect(() => readBrian2Vector(text.replaceAll('all_to_all', 'ring'))).toThrow(FrameworkError);
    expect(() => readBrian2Vector(text.replaceAll('all_to_all', 'ring'))).toThrow(/connect ring/);
  });
});
