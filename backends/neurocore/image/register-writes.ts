import type { ChipImage } from './chip-image.js';

/** A value that the host writes into a register before the first step. */
export interface RegisterWrite {
  readonly register: string;
  /** Byte offset at the host port. */
  readonly address: number;
  /** 32 bits. */
  readonly value: number;
}

/** Offsets of the registers that an image sets, as in the register map. */
const offsets = {
  TICK: 0x020,
  TICK_HIGH: 0x024,
  SEED_LOW: 0x028,
  SEED_HIGH: 0x02c,
  OUTPUT_POLICY: 0x034,
  SYNC_CYCLES: 0x03c,
} as const;

/** Register writes in their order; memories and tables of descriptors are loaded before them. */
export function registerWrites({ seed, geometry }: ChipImage): readonly RegisterWrite[] {
  const values: readonly (readonly [keyof typeof offsets, number])[] = [
    ['TICK', 0],
    ['TICK_HIGH', 0],
    ['SEED_LOW', Number(BigInt.asUintN(32, seed))],
    ['SEED_HIGH', Number(BigInt.asUintN(32, seed >> 32n))],
    ['OUTPUT_POLICY', geometry.fifos.full === 'drop' ? 1 : 0],
    ['SYNC_CYCLES', geometry.timing.syncCycles],
  ];
  return values.map(([register, value]) => ({ register, address: offsets[register], value }));
}
