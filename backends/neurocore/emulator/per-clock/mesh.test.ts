import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomChipImage } from '../../../../tests/support/neurocore-image.js';
import { createMeshCounters } from '../counters.js';
import { encodePacket, oddBits, packetInlet, packetX, packetY } from '../packet.js';
import { Mesh } from './mesh.js';

interface Arrival {
  readonly node: number;
  readonly inlet: number;
  readonly cycle: number;
}

/** A mesh alone, with the packets that arrive. */
function meshOf(columns: number, rows: number, link: number, core = 64) {
  const cores = columns * rows;
  const image = randomChipImage(3, {
    cores,
    geometry: { mesh: [columns, rows] },
    fifos: { link, core, output: 2, full: 'stall' },
  });
  const counters = createMeshCounters();
  const arrivals: Arrival[] = [];
  let cycle = 0;
  const mesh = new Mesh(
    image,
    counters,
    {
      deliver: (node, packet) => {
        expect(packetY(packet) * columns + packetX(packet)).toBe(node);
        arrivals.push({ node, inlet: packetInlet(packet), cycle });
      },
      output: (id) => {
        arrivals.push({ node: -1, inlet: id, cycle });
      },
      lost: () => {
        throw new Error('a packet was lost');
      },
    },
    undefined,
  );
  /** One clock in which cores push words: by node. */
  const clock = (pushes: ReadonlyMap<number, number> = new Map()): void => {
    mesh.decide(cycle);
    for (const [node, packet] of pushes) mesh.out[node]?.push(packet);
    mesh.move();
    cycle += 1;
  };
  const drain = (): void => {
    for (let left = 10_000; !mesh.empty || mesh.hostOutput > 0; left -= 1) {
      if (left === 0) throw new Error('the mesh does not become empty');
      clock();
    }
  };
  const to = (node: number, inlet: number): number =>
    encodePacket('bit', node % columns, Math.floor(node / columns), inlet, 0);
  return { mesh, counters, arrivals, clock, drain, to };
}

describe('the mesh', () => {
  it('delivers an uncontended packet after 2 cycles and one per hop', () => {
    const { arrivals, counters, clock, drain, to } = meshOf(3, 3, 1);
    clock(new Map([[0, to(8, 5)]]));
    drain();
    clock(new Map([[5, to(5, 6)]]));
    drain();
    expect(arrivals).toEqual([
      { node: 8, inlet: 5, cycle: 0 + 2 + 4 },
      { node: 5, inlet: 6, cycle: 7 + 2 },
    ]);
    expect(counters.hops).toEqual({ north: 2, east: 2, south: 0, west: 0 });
  });

  it('lets inputs that want the same output take turns', () => {
    const { arrivals, counters, clock, drain, to } = meshOf(3, 1, 2);
    // Cores 0 and 2 send to core 1 at the same time; it also sends to itself.
    for (let n = 0; n < 4; n += 1)
      clock(
        new Map([
          [0, to(1, 10 + n)],
          [1, to(1, 20 + n)],
          [2, to(1, 30 + n)],
        ]),
      );
    drain();
    // Its own packet is there one cycle before the others. Then the pointer stands at east (core 2),
    // west (core 0), and comes back to local.
    expect(arrivals.map(({ inlet }) => inlet)).toEqual([
      20, 30, 10, 21, 31, 11, 22, 32, 12, 23, 33, 13,
    ]);
    expect(arrivals.map(({ cycle }) => cycle)).toEqual(Array.from({ length: 12 }, (_, n) => 2 + n));
    expect(counters.linkPeak).toBe(2);
  });

  it('loses and swaps nothing, whatever is sent and however small FIFOs are', () => {
    const sizes = fc.record({
      columns: fc.integer({ min: 1, max: 4 }),
      rows: fc.integer({ min: 1, max: 4 }),
      link: fc.integer({ min: 1, max: 4 }),
    });
    const traffic = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 200 });
    fc.assert(
      fc.property(sizes, traffic, ({ columns, rows, link }, words) => {
        const { mesh, counters, arrivals, clock, drain, to } = meshOf(columns, rows, link, 1);
        const nodes = columns * rows;
        const sent: string[] = [];
        let distance = 0;
        for (const [inlet, [a, b]] of words.entries()) {
          const [from, target] = [a % nodes, b % nodes];
          while ((mesh.out[from]?.count ?? 0) > 0) clock();
          clock(new Map([[from, to(target, inlet)]]));
          sent.push(`${target} ${inlet}`);
          distance +=
            Math.abs((from % columns) - (target % columns)) +
            Math.abs(Math.floor(from / columns) - Math.floor(target / columns));
        }
        drain();
        expect(arrivals.map(({ node, inlet }) => `${node} ${inlet}`).sort()).toEqual(sent.sort());
        const { north, east, south, west } = counters.hops;
        expect(north + east + south + west).toBe(distance);
        // Packets from one core to another keep their order: there is one way.
        for (const [first, { node, inlet }] of arrivals.entries())
          for (const later of arrivals.slice(first + 1))
            if (
              later.node === node &&
              (words[later.inlet]?.[0] ?? 0) % nodes === (words[inlet]?.[0] ?? 0) % nodes
            )
              expect(later.inlet).toBeGreaterThan(inlet);
      }),
      { numRuns: 60 },
    );
  });
});

it('packets have even parity, and one wrong bit shows', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('bit', 'count', 'host' as const),
      fc.nat(31),
      fc.nat(31),
      fc.nat(0x3fff),
      fc.nat(9),
      fc.nat(31),
      (kind, x, y, inlet, tick, bit) => {
        const packet = encodePacket(kind as 'bit', x, y, inlet, tick);
        expect([packetX(packet), packetY(packet), packetInlet(packet)]).toEqual([x, y, inlet]);
        expect(oddBits(packet)).toBe(0);
        expect(oddBits(packet ^ (1 << bit))).toBe(1);
      },
    ),
  );
});
