import { checkPathway } from './check-pathway.js';
import { checkPopulations, checkRoutes } from './check-populations.js';
import type { ChipImage, CoreImage } from './chip-image.js';
import { CoreCheck } from './core-check.js';
import type { ChipGeometry } from './geometry.js';

/**
 * What contradicts itself in an image: widths, ranges, addresses outside memories, sections with other
 * cycles than their instructions take, illegal instructions, lists out of order. Empty for images that
 * a chip can run. Texts name the place: `core 1, pathway 3: ..`.
 */
export function checkImage(image: ChipImage): readonly string[] {
  const { geometry, cores } = image;
  const problems = [...geometryProblems(geometry)];
  if (problems.length > 0) return problems;
  if (cores.length !== geometry.cores)
    problems.push(`${cores.length} cores, the geometry has ${geometry.cores}`);
  for (const [number, core] of cores.entries()) problems.push(...checkCore(core, number, geometry));
  return problems;
}

function geometryProblems(geometry: ChipGeometry): readonly string[] {
  const { mesh, cores, memories, timing } = geometry;
  const problems: string[] = [];
  const atLeast = (name: string, value: number, least: number): void => {
    if (!Number.isSafeInteger(value) || value < least)
      problems.push(`geometry: ${name} is ${value}, must be at least ${least}`);
  };
  const { neurons, inlets, delaySlots, counts, registerBits, fifos, rng } = geometry;
  for (const [name, value] of Object.entries({ columns: mesh[0], rows: mesh[1], cores }))
    atLeast(name, value, 1);
  for (const [name, value] of Object.entries({ neurons, inlets, delaySlots, counts, registerBits }))
    atLeast(name, value, 1);
  for (const [name, value] of Object.entries(timing))
    atLeast(name, value, name === 'syncCycles' ? 0 : 1);
  for (const name of ['input', 'output', 'core', 'link'] as const) atLeast(name, fifos[name], 1);
  atLeast('rng bits', rng.bits, 1);
  if (mesh[0] * mesh[1] < cores) problems.push(`geometry: ${cores} cores on ${mesh.join(' x ')}`);
  if (registerBits > 64) problems.push(`geometry: registers of ${registerBits} bits`);
  if (mesh[0] > 32 || mesh[1] > 32) problems.push('geometry: coordinates have 5 bits');
  for (const [name, { words, wordBits, readCycles }] of Object.entries(memories)) {
    atLeast(`${name} words`, words, 0);
    atLeast(`${name} word bits`, wordBits, 1);
    atLeast(`${name} read cycles`, readCycles, 1);
    if (wordBits > 256) problems.push(`geometry: ${name} has words of ${wordBits} bits`);
  }
  if (memories.program.wordBits < 40) problems.push('geometry: instructions have 40 bits');
  return problems;
}

function checkCore(core: CoreImage, number: number, geometry: ChipGeometry): readonly string[] {
  const check = new CoreCheck(core, number, geometry);
  const [columns] = geometry.mesh;
  check.expect('', core.x === number % columns, `column ${core.x}`);
  check.expect('', core.y === Math.floor(number / columns), `row ${core.y}`);
  for (const [name, memory] of Object.entries(core.memories)) {
    const { words, wordBits } = geometry.memories[name as keyof CoreImage['memories']];
    const same = memory.words === words && memory.wordBits === wordBits;
    check.expect(name, same, `${memory.words} words of ${memory.wordBits} bits`);
  }
  check.program();
  if (check.problems.length > 0) return check.problems;
  checkPopulations(check);
  checkRoutes(check);
  for (const [place, pathway] of core.pathways.entries())
    checkPathway(check, pathway, `pathway ${place}`);
  const learning = core.pathways.flatMap(({ post }, place) => (post === undefined ? [] : [place]));
  const sorted = [...core.postOrder].sort((a, b) => a - b);
  check.expect(
    'post order',
    sorted.length === learning.length && sorted.every((place, at) => place === learning[at]),
    core.postOrder.join(' '),
  );
  return check.problems;
}
