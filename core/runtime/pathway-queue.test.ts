import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PathwayQueue } from './pathway-queue.js';
import { SpikeRing } from './spike-ring.js';

interface Event {
  readonly tick: number;
  readonly synapse: number;
}

interface Case {
  readonly ends: readonly number[];
  readonly delays: readonly (readonly number[])[];
  /** Tick from which the delays of the same place hold. */
  readonly changes: readonly number[];
  readonly lists: readonly (readonly number[])[];
  readonly first: number;
  readonly neurons: number;
}

/** Runs a queue over spike lists per tick and returns the events in order. */
function deliver({ ends, delays, changes, lists, first, neurons }: Case): readonly Event[] {
  const ring = new SpikeRing(1);
  const events: Event[] = [];
  const stored = Int32Array.from(delays[0] ?? []);
  const queue = new PathwayQueue({
    ring,
    ends: Int32Array.from(ends),
    first,
    neurons,
    kernel: (tick, indices, from, to) => {
      for (let at = from; at < to; at += 1) events.push({ tick, synapse: indices?.[at] ?? at });
    },
    storeDelay: (synapse, ticks) => {
      stored[synapse] = ticks;
    },
  });
  for (let tick = 0; tick < lists.length; tick += 1) {
    for (const [at, change] of changes.entries())
      if (change === tick) queue.setDelays(tick, Int32Array.from(delays[at] ?? []));
    const list = lists[tick] ?? [];
    ring.record(tick, { indices: Int32Array.from(list), count: list.length });
    queue.deliver(tick);
  }
  expect(queue.events).toBe(events.length);
  return events;
}

/** The rule itself: all events, sorted by tick due, tick of emission, place in the list, synapse. */
function oracle({ ends, delays, changes, lists, first, neurons }: Case): readonly Event[] {
  const all: (Event & { emitted: number; place: number })[] = [];
  for (const [emitted, list] of lists.entries()) {
    let version = 0;
    for (const [at, change] of changes.entries()) if (change <= emitted) version = at;
    for (const [place, neuron] of list.entries()) {
      if (neuron < first || neuron >= first + neurons) continue;
      for (const [synapse, end] of ends.entries()) {
        if (end !== neuron) continue;
        const tick = emitted + (delays[version]?.[synapse] ?? 0);
        if (tick < lists.length) all.push({ tick, synapse, emitted, place });
      }
    }
  }
  all.sort(
    (a, b) =>
      a.tick - b.tick || a.emitted - b.emitted || a.place - b.place || a.synapse - b.synapse,
  );
  return all.map(({ tick, synapse }) => ({ tick, synapse }));
}

const neurons = 5;
const anyCase: fc.Arbitrary<Case> = fc
  .record({
    ends: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 12 }),
    lists: fc.array(fc.uniqueArray(fc.nat(neurons - 1), { maxLength: neurons }), {
      minLength: 1,
      maxLength: 30,
    }),
    changeAt: fc.integer({ min: 1, max: 12 }),
  })
  .chain(({ ends, lists, changeAt }) =>
    fc
      .array(fc.array(fc.nat(6), { minLength: ends.length, maxLength: ends.length }), {
        minLength: 1,
        maxLength: 3,
      })
      .map((delays) => ({
        ends,
        lists,
        delays,
        changes: delays.map((_, at) => at * changeAt),
        first: 1,
        neurons: 3,
      })),
  );

describe('PathwayQueue', () => {
  it('delivers in the order of emission, list place and synapse number, delays changing under way', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        expect(deliver(one)).toEqual(oracle(one));
      }),
      { numRuns: 300 },
    );
  });

  it('acts in the same tick for delay 0 and takes the oldest emission first', () => {
    const events = deliver({
      ends: [0, 0, 1],
      delays: [[0, 2, 1]],
      changes: [0],
      lists: [[0], [1, 0], [0]],
      first: 0,
      neurons: 2,
    });
    expect(events).toEqual([
      { tick: 0, synapse: 0 },
      { tick: 1, synapse: 0 },
      { tick: 2, synapse: 1 },
      { tick: 2, synapse: 2 },
      { tick: 2, synapse: 0 },
    ]);
  });

  it('keeps repeated pairs apart and in number order', () => {
    const one = { changes: [0], first: 0, neurons: 1, lists: [[0], []] };
    expect(deliver({ ...one, ends: [0, 0, 0], delays: [[1, 0, 1]] })).toEqual([
      { tick: 0, synapse: 1 },
      { tick: 1, synapse: 0 },
      { tick: 1, synapse: 2 },
    ]);
  });

  it('shows the kernel the delay that its event has', () => {
    const ring = new SpikeRing(1);
    let shown = 5;
    const seen: number[] = [];
    const queue = new PathwayQueue({
      ring,
      ends: Int32Array.of(0),
      first: 0,
      neurons: 1,
      kernel: () => seen.push(shown),
      storeDelay: (_synapse, ticks) => {
        shown = ticks;
      },
    });
    queue.setDelays(0, Int32Array.of(5));
    for (let tick = 0; tick < 8; tick += 1) {
      if (tick === 2) {
        queue.setDelays(2, Int32Array.of(1));
        shown = 1;
      }
      const count = tick === 0 || tick === 4 ? 1 : 0;
      ring.record(tick, { indices: Int32Array.of(0), count });
      queue.deliver(tick);
      if (tick > 2) expect(shown).toBe(1);
    }
    expect(seen).toEqual([5, 1]);
  });
});

describe('SpikeRing', () => {
  it('keeps the lists of the last ticks through growth, extension and restoring', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(600), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (counts, slots, extended) => {
          let ring = new SpikeRing(slots);
          for (const [tick, count] of counts.entries()) {
            if (tick === 5) ring.extend(extended);
            if (tick === 9) {
              const copy = new SpikeRing(ring.slots);
              copy.load(ring.save());
              ring = copy;
            }
            const indices = Int32Array.from({ length: count }, (_, k) => tick * 1000 + k);
            ring.record(tick, { indices, count });
            const kept = tick < 5 ? slots : Math.min(Math.max(slots, extended), tick - 5 + slots);
            for (let back = 0; back < Math.min(kept, tick + 1); back += 1) {
              const slot = (tick - back) % ring.slots;
              expect(ring.count[slot]).toBe(counts[tick - back]);
              const start = ring.start[slot] ?? 0;
              const last = (counts[tick - back] ?? 0) - 1;
              if (last >= 0)
                expect(ring.data[(start + last) & ring.mask]).toBe((tick - back) * 1000 + last);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
