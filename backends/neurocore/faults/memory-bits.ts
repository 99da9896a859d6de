import type { CoreState } from '../emulator/index.js';
import type { BitMemory, ChipGeometry, ChipImage, CoreImage } from '../image/index.js';
import type { BitFault, FaultMemory } from './fault.js';

/** Words of a memory, and bits of a word. */
export function memorySize(
  geometry: ChipGeometry,
  memory: FaultMemory,
): { readonly words: number; readonly wordBits: number } {
  if (memory !== 'inlets') return geometry.memories[memory];
  return { words: geometry.delaySlots * Math.ceil(geometry.inlets / 32), wordBits: 32 };
}

/** The code with one bit turned over or forced; `bits` is at most 53. */
export function faultyCode(code: number, { kind, bit }: BitFault): number {
  const weight = 2 ** bit;
  const set = Math.floor(code / weight) % 2 === 1;
  const wanted = kind === 'flip' ? !set : kind === 'stuck1';
  return set === wanted ? code : code + (wanted ? weight : -weight);
}

/**
 * Applies a fault to the memory of a core. Words that the image leaves out are there all the same.
 *
 * @throws Error for the program memory, which is part of the image: see `faultyImage`.
 */
export function disturb(state: CoreState, fault: BitFault, geometry: ChipGeometry): void {
  const { memory, word } = fault;
  switch (memory) {
    case 'program':
      throw new Error('programs are made from the image');
    case 'constant':
      disturbConstant(state.constants, fault, geometry.memories.constant.wordBits);
      break;
    case 'inlets':
      state.inletRing[word] = faultyCode(state.inletRing[word] ?? 0, fault);
      break;
    default:
      disturbWord(state[memory], fault);
  }
}

function disturbWord({ data, pieces }: BitMemory, fault: BitFault): void {
  const place = fault.word * pieces + (fault.bit >>> 5);
  data[place] = faultyCode(data[place] ?? 0, { ...fault, bit: fault.bit & 31 });
}

/** Constants are kept as signed numbers. */
function disturbConstant(constants: Float64Array, fault: BitFault, wordBits: number): void {
  const size = 2 ** wordBits;
  const value = constants[fault.word] ?? 0;
  const code = faultyCode(value < 0 ? value + size : value, fault);
  constants[fault.word] = code >= size / 2 ? code - size : code;
}

/** The image with faults in its program memories: what a chip with such a memory runs. */
export function faultyImage(image: ChipImage, faults: readonly BitFault[]): ChipImage {
  if (faults.length === 0) return image;
  const cores = image.cores.map((core, number): CoreImage => {
    const own = faults.filter((fault) => fault.core === number);
    if (own.length === 0) return core;
    const program = [...core.program];
    // Words behind the last section are never read.
    for (const fault of own)
      if (fault.word < program.length)
        program[fault.word] = faultyCode(program[fault.word] as number, fault);
    return { ...core, program };
  });
  return { ...image, cores };
}
