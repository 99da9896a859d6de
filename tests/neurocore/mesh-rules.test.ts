import { expect, it } from 'vitest';
import { createMeshCounters } from '../../backends/neurocore/emulator/counters.js';
import { encodePacket } from '../../backends/neurocore/emulator/packet.js';
import { Mesh } from '../../backends/neurocore/emulator/per-clock/mesh.js';
import { randomChipImage } from '../support/neurocore-image.js';

/** A mesh of two columns and rows whose host takes no word. */
function quietMesh(): Mesh {
  const image = randomChipImage(3, {
    cores: 4,
    geometry: { mesh: [2, 2] },
    fifos: { link: 4, core: 8, output: 2, full: 'stall' },
  });
  const sinks = { deliver: () => {}, output: () => {}, lost: () => {} };
  return new Mesh(image, createMeshCounters(), sinks, { ready: () => false });
}

function clock(mesh: Mesh, cycle: number): void {
  mesh.decide(cycle);
  mesh.move();
}

// Numbers of input FIFOs: node * 5 + port, ports local, east, west, north, south.
it('a packet turns from x to y, never back', () => {
  const mesh = quietMesh();
  mesh.out[0]?.push(encodePacket('bit', 1, 1, 7, 0));
  const seen = new Set<number>();
  for (let cycle = 0; cycle < 8; cycle += 1) {
    clock(mesh, cycle);
    for (const [number, { count }] of mesh.links.entries()) if (count > 0) seen.add(number);
  }
  const [local, west, south] = [0, 2, 4];
  expect([...seen]).toEqual([0 * 5 + local, 1 * 5 + west, 3 * 5 + south]);
});

it('a full output FIFO of the host holds the mesh up', () => {
  const mesh = quietMesh();
  for (let id = 0; id < 5; id += 1) mesh.out[0]?.push(encodePacket('host', 0, 0, id, 0));
  for (let cycle = 0; cycle < 20; cycle += 1) clock(mesh, cycle);
  expect(mesh.hostOutput).toBe(2);
  expect(mesh.links[0]?.count).toBe(3);
});
