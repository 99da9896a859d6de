import { describe, expect, it } from 'vitest';
import { openProgram } from '../../backends/reference/index.js';
import { lowerDocument } from '../../tests/support/run-network.js';
import type { Checkpoint, CheckpointArray } from '../backend.js';
import { storedValues } from './load-variable.js';

/** A checkpoint of a population of three, and what it says of v. */
async function stored(): Promise<{ checkpoint: Checkpoint; v: CheckpointArray }> {
  const { program, notes } = await lowerDocument({
    populations: { G: { size: 3, equations: 'v : 1', initial: { v: 'i + 1' } } },
    timeline: [{ run: '0.1 ms' }],
  });
  const session = openProgram(program, notes, { interpreted: true });
  await session.run();
  const checkpoint = await session.store();
  const v = checkpoint.arrays.find(({ name }) => name === 'G.v');
  if (v === undefined) throw new Error('no G.v');
  return { checkpoint, v };
}

describe('storedValues', () => {
  it('gives the values of a variable by its name', async () => {
    const { checkpoint, v } = await stored();
    expect([...storedValues(checkpoint, v)]).toEqual([1, 2, 3]);
  });

  it('names what is near where there is no such variable', async () => {
    const { checkpoint, v } = await stored();
    const other = { ...v, name: 'G.w' };
    expect(() => storedValues(checkpoint, other)).toThrow(
      expect.objectContaining({ code: 'NO_SUCH_VARIABLE' }),
    );
  });

  it('refuses another shape', async () => {
    const { checkpoint, v } = await stored();
    expect(() => storedValues(checkpoint, { ...v, shape: [4] })).toThrow(
      expect.objectContaining({ code: 'LOAD_SHAPE' }),
    );
  });

  it('refuses a checkpoint that says one length and holds another', async () => {
    const { checkpoint, v } = await stored();
    const longer = { ...v, shape: [4] };
    const forged = {
      ...checkpoint,
      arrays: checkpoint.arrays.map((array) => (array.name === v.name ? longer : array)),
    };
    expect(() => storedValues(forged, longer)).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_MISMATCH' }),
    );
  });
});
