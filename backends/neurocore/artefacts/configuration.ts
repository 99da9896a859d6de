import type { ChipImage } from '../image/index.js';
import { type ArtefactHeader, headerLines } from './artefact-header.js';
import { loadedMemories } from './memory-table.js';
import { registerMap } from './register-map.js';

/** A write to a register of the host port. */
export interface RegisterWrite {
  readonly register: string;
  /** Byte offset. */
  readonly offset: number;
  readonly value: number;
  readonly comment: string;
}

/** Memories that are tables of descriptors: a host writes them, simulators may load their files instead. */
const descriptorMemories = [
  'formats',
  'tables',
  'populations',
  'routes',
  'pathways',
  'post_order',
  'sizes',
];

const offsets: ReadonlyMap<string, number> = new Map(
  registerMap.map(({ name, offset }) => [name, offset]),
);

function write(register: string, value: number, comment: string): RegisterWrite {
  const offset = offsets.get(register);
  if (offset === undefined) throw new Error(`there is no register ${register}`);
  return { register, offset, value: value >>> 0, comment };
}

/**
 * Register writes that make a chip ready once its memories hold their images: reset, seed, timing,
 * policies, then the descriptors of every core through the memory window.
 */
export function configurationWrites(image: ChipImage): readonly RegisterWrite[] {
  const { geometry, seed } = image;
  return [
    write('CONTROL', 0x20, 'reset'),
    write('TICK', 0, 'next step is 0'),
    write('TICK_HIGH', 0, ''),
    write('SEED_LOW', Number(BigInt.asUintN(32, seed)), 'key of the random words'),
    write('SEED_HIGH', Number(BigInt.asUintN(32, seed >> 32n)), ''),
    write('SYNC_CYCLES', geometry.timing.syncCycles, 'cycles of a barrier'),
    write('OUTPUT_POLICY', geometry.fifos.full === 'drop' ? 1 : 0, geometry.fifos.full),
    ...image.cores.flatMap((core, number) =>
      descriptorMemories.flatMap((name) => {
        const code = loadedMemories.findIndex((memory) => memory.name === name);
        const memory = loadedMemories[code]?.read(core, geometry);
        if (memory === undefined) throw new Error(`there is no memory ${name}`);
        let used = memory.words;
        while (used > 0 && memory.data[used - 1] === 0) used -= 1;
        if (used === 0) return [];
        return [
          write('MEM_SELECT', number + code * 2 ** 8, `core ${number}, ${name}`),
          write('MEM_ADDRESS', 0, ''),
          ...Array.from(memory.data.subarray(0, used), (value, word) =>
            write('MEM_DATA', value, `${name} word ${word}`),
          ),
        ];
      }),
    ),
  ];
}

/** Pairs of words for `$readmemh`: byte offset, value. */
export function configurationText(
  writes: readonly RegisterWrite[],
  header: ArtefactHeader,
): string {
  const digits = (value: number): string => value.toString(16).padStart(8, '0');
  const lines = writes.map(
    ({ register, offset, value, comment }) =>
      `${digits(offset)}\n${digits(value)} // ${register}${comment === '' ? '' : `: ${comment}`}\n`,
  );
  return `${headerLines(header, '//')}// pairs of words: byte offset, value\n${lines.join('')}`;
}
