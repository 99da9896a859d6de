import { describe, expect, it } from 'vitest';
import { randomChipImage } from '../../../tests/support/neurocore-image.js';
import { createEventEmulator } from '../emulator/index.js';
import type { BitFault } from './fault.js';
import { disturb, faultyCode, faultyImage } from './memory-bits.js';

const fault = (kind: BitFault['kind'], bit: number, word = 0): BitFault => ({
  kind,
  memory: 'state',
  core: 0,
  word,
  bit,
  tick: 0,
});

describe('faultyCode', () => {
  it.each([
    [0b1010, 'flip', 0, 0b1011],
    [0b1010, 'flip', 1, 0b1000],
    [0b1010, 'stuck0', 1, 0b1000],
    [0b1010, 'stuck0', 0, 0b1010],
    [0b1010, 'stuck1', 0, 0b1011],
    [0b1010, 'stuck1', 3, 0b1010],
    [2 ** 39, 'flip', 39, 0],
    [0, 'stuck1', 39, 2 ** 39],
  ] as const)('%d %s bit %d', (code, kind, bit, expected) => {
    expect(faultyCode(code, fault(kind, bit))).toBe(expected);
  });
});

describe('disturb', () => {
  it('turns over one bit of one word', () => {
    const image = randomChipImage(2);
    const emulator = createEventEmulator(image);
    const [core] = emulator.cores;
    if (core === undefined) throw new Error('no core');
    const { state } = core;
    const before = state.data.slice();
    const bit = state.wordBits - 1;
    disturb(core, fault('flip', bit, 3), image.geometry);
    const changed = [...state.data.keys()].filter((at) => state.data[at] !== before[at]);
    expect(changed).toEqual([3 * state.pieces + state.pieces - 1]);
    const [at = 0] = changed;
    expect(((state.data[at] ?? 0) ^ (before[at] ?? 0)) >>> 0).toBe(2 ** 31);
  });

  it('keeps constants signed', () => {
    const image = randomChipImage(2);
    const [core] = createEventEmulator(image).cores;
    if (core === undefined) throw new Error('no core');
    core.constants[4] = -1;
    disturb(core, { ...fault('flip', 31, 4), memory: 'constant' }, image.geometry);
    expect(core.constants[4]).toBe(2 ** 31 - 1);
    disturb(core, { ...fault('stuck0', 0, 4), memory: 'constant' }, image.geometry);
    expect(core.constants[4]).toBe(2 ** 31 - 2);
    disturb(core, { ...fault('stuck1', 31, 4), memory: 'constant' }, image.geometry);
    expect(core.constants[4]).toBe(-2);
  });
});

it('an image with a faulty program differs in that word alone', () => {
  const image = randomChipImage(2);
  const changed = faultyImage(image, [{ ...fault('flip', 35, 1), memory: 'program' }]);
  const [ours, theirs] = [image.cores[0]?.program ?? [], changed.cores[0]?.program ?? []];
  expect(theirs.map((word, at) => word - (ours[at] ?? 0)).map(Math.abs)).toEqual(
    ours.map((_, at) => (at === 1 ? 2 ** 35 : 0)),
  );
  expect(changed.cores.slice(1)).toEqual(image.cores.slice(1));
});
