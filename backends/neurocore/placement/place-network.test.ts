import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Diagnostics } from '../../../core/diagnostics/index.js';
import type { ProjectionPlan } from '../../../core/ir/index.js';
import { objectId } from '../../../core/random/index.js';
import {
  type Packet,
  packetsOf,
  type WalkedSynapse,
  walkColumn,
  walkPackets,
} from '../../../tests/support/chip-walker.js';
import { hardwareOf } from '../../../tests/support/place-on-chip.js';
import { type RandomPlacement, randomPlacement } from '../../../tests/support/random-placement.js';
import type { BitMemory } from '../image/index.js';
import { checkImage } from '../image/index.js';
import { type PlacedNetwork, placeNetwork, readArray, writeArray } from './index.js';

vi.setConfig({ testTimeout: 60_000 });

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
/** Neurons per core: cuts networks of up to 120 neurons into 1 to about 8 cores. */
const coreSizes = fc.constantFrom(32, 33, 64, 96, 160, 256);

function place(
  seed: number,
  neurons: number,
): RandomPlacement & { readonly placed: PlacedNetwork } {
  const memories = 'memories: {synapse: {words: 65536}, index: {words: 65536}}\n';
  // Where additions saturate, nothing may be counted.
  const mode = seed % 3 === 0 ? 'words: {accumulator: {mode: saturate}}\n' : '';
  const random = randomPlacement(
    seed,
    hardwareOf(`cores: {count: auto, neurons: ${neurons}}\n${memories}${mode}`),
  );
  const diagnostics = new Diagnostics();
  const placed = placeNetwork(random.request, diagnostics);
  expect(diagnostics.all).toEqual([]);
  if (placed === undefined) throw new Error('nothing was placed, for no reason');
  return { ...random, placed };
}

/** Packets of a spike of a source, in or outside the chip. */
function packets(
  { image, inputs }: PlacedNetwork,
  source: string,
  neuron: number,
): readonly Packet[] {
  const routes = inputs.get(source);
  if (routes === undefined) return packetsOf(image, objectId(source), neuron);
  return routes.flatMap(({ low, high, x, y, kind, inlet }): readonly Packet[] =>
    neuron < low || neuron > high
      ? []
      : [{ x, y, kind, inlet: kind === 'bit' ? inlet + neuron - low : inlet }],
  );
}

function walk(
  placed: PlacedNetwork,
  { name, source }: ProjectionPlan,
  neuron: number,
): readonly WalkedSynapse[] {
  const heard = walkPackets(placed.image, packets(placed, source, neuron));
  return heard.filter(({ projection }) => projection === objectId(name));
}

/** Constants that arrive, by delay and target; what cancels out is left out. */
function sums(
  found: readonly { readonly delay: number; readonly target: number; readonly weight: number }[],
) {
  const bySynapse = new Map<string, number>();
  for (const { delay, target, weight } of found) {
    const key = `${delay} ${target}`;
    bySynapse.set(key, (bySynapse.get(key) ?? 0) + weight);
  }
  return [...bySynapse].filter(([, sum]) => sum !== 0).sort();
}

describe('synapses on the chip', () => {
  it('are those of the network, each once, with delay, values and target, in the order of the language', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(seeds, coreSizes, (seed, neurons) => {
        const { placed, request, projections, delayOf } = place(seed, neurons);
        expect(checkImage(placed.image)).toEqual([]);
        for (const { pathways } of placed.image.cores)
          for (const { kind } of pathways) met.add(kind);
        met.add(`${placed.image.cores.length} cores`);
        for (const plan of projections) {
          const code = request.code.projections.find(({ projection }) => projection === plan.name);
          if (code === undefined) throw new Error('no code');
          for (let source = 0; source < plan.sourceCount; source += 1) {
            const neuron = plan.sourceFirst + source;
            const found = walk(placed, plan, neuron);
            const own = [...plan.pre.keys()].filter((synapse) => plan.pre[synapse] === neuron);
            for (const { targetObject } of found) expect(targetObject).toBe(objectId(plan.target));
            if (code.form === 'constant') {
              const expected = own.map((synapse) => ({
                delay: delayOf(plan, synapse),
                target: plan.post[synapse] ?? -1,
                weight: code.code,
              }));
              expect(sums(found)).toEqual(sums(expected));
              continue;
            }
            // For every target: delays from the longest on, then by number. Weights are the numbers.
            const expected = own
              .sort((a, b) => delayOf(plan, b) - delayOf(plan, a) || a - b)
              .map((synapse) => ({
                delay: delayOf(plan, synapse),
                target: plan.post[synapse],
                weight: synapse,
                auxiliary: code.auxiliary.map(({ array }) => request.initial.get(array)?.[synapse]),
                plastic:
                  code.plastic && 1 - (request.initial.get(code.plastic.array)?.[synapse] ?? 9),
              }));
            const shown = found.map(({ delay, target, weight, auxiliary, plastic }) => {
              return { delay, target, weight, auxiliary, plastic };
            });
            const targets = new Set([...expected, ...shown].map(({ target }) => target));
            for (const target of targets)
              expect(shown.filter((synapse) => synapse.target === target)).toEqual(
                expected.filter((synapse) => synapse.target === target),
              );
            const places = found.map(({ core, word, target }) => `${core} ${word} ${target}`);
            expect(new Set(places).size).toBe(places.length);
          }
        }
      }),
      { numRuns: 60, seed: 1 },
    );
    const kinds = ['count', 'one', 'fill', 'dense', 'sparse'];
    for (const expected of [...kinds, '1 cores', '2 cores', '3 cores', '4 cores'])
      expect([...met]).toContain(expected);
  });

  it('are found from the other side as well, by source and number', () => {
    let columns = 0;
    fc.assert(
      fc.property(seeds, coreSizes, (seed, neurons) => {
        const { placed, projections } = place(seed, neurons);
        for (const core of placed.image.cores) {
          for (const number of core.postOrder) {
            const pathway = core.pathways[number];
            const plan = projections.find(({ name }) => objectId(name) === pathway?.objectId);
            if (pathway === undefined || plan === undefined) throw new Error('no pathway');
            for (let target = 0; target < pathway.targets; target += 1) {
              const neuron = plan.targetFirst + pathway.targetBase + target;
              const expected = [...plan.post.keys()]
                .filter((synapse) => plan.post[synapse] === neuron)
                .map((synapse) => ({
                  source: (plan.pre[synapse] ?? -1) - plan.sourceFirst,
                  weight: synapse,
                }))
                .sort((a, b) => a.source - b.source || a.weight - b.weight);
              expect(walkColumn(core, pathway, target)).toEqual(expected);
              columns += expected.length;
            }
          }
        }
      }),
      { numRuns: 50, seed: 2 },
    );
    expect(columns).toBeGreaterThan(1000);
  });
});

describe('arrays on the chip', () => {
  it('are read as they were placed, and written without touching others', () => {
    fc.assert(
      fc.property(seeds, coreSizes, (seed, neurons) => {
        const { placed, request } = place(seed, neurons);
        const memories =
          (memory: 'state' | 'synapse') =>
          (core: number): BitMemory => {
            const found = placed.image.cores[core]?.memories[memory];
            if (found === undefined) throw new Error(`no core ${core}`);
            return found;
          };
        const expectAll = (values: ReadonlyMap<string, Float64Array>): void => {
          for (const [array, placement] of placed.arrays) {
            const into = new Float64Array(placement.words.length);
            const words = readArray(placement, memories(placement.memory), into);
            expect(into).toEqual(values.get(array));
            const places = into.map(
              (_, at) => (placement.cores[at] ?? 0) * 2 ** 20 + (placement.words[at] ?? 0),
            );
            expect(words).toBe(new Set(places).size);
          }
        };
        expectAll(request.initial);
        const [changed] = [...placed.arrays.values()];
        if (changed === undefined) return;
        const before = request.initial.get(changed.array) ?? new Float64Array();
        const after = before.toReversed();
        writeArray(changed, memories(changed.memory), after);
        expectAll(new Map([...request.initial, [changed.array, after]]));
      }),
      { numRuns: 40 },
    );
  });
});

describe('slices', () => {
  it('cover every neuron once, and give it the number that its population knows it by', () => {
    fc.assert(
      fc.property(seeds, coreSizes, (seed, neurons) => {
        const { placed, request } = place(seed, neurons);
        for (const { name, size } of request.code.populations) {
          const own = placed.slices.filter(({ population }) => population === name);
          const covered = own.flatMap(({ low, high }) =>
            Array.from({ length: high - low + 1 }, (_, at) => low + at),
          );
          expect(covered.sort((a, b) => a - b)).toEqual(
            Array.from({ length: size }, (_, at) => at),
          );
          for (const { core, descriptor, low, high, first, hostId } of own) {
            const placedAs = placed.image.cores[core]?.populations[descriptor];
            expect(placedAs).toMatchObject({
              globalBase: low,
              first,
              last: first + high - low,
              objectId: objectId(name),
            });
            const host = placed.image.cores[core]?.routes.find(
              (route) => route.kind === 'host' && route.low === first,
            );
            expect(host).toEqual({
              low: first,
              high: first + high - low,
              x: 0,
              y: 0,
              inlet: hostId,
              kind: 'host',
            });
          }
        }
        const ids = placed.slices.map(({ hostId, low }) => hostId - low);
        expect(new Set(ids).size).toBe(request.code.populations.length);
      }),
      { numRuns: 40 },
    );
  });
});
