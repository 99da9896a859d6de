import { describe, expect, it } from 'vitest';
import { openProgram } from '../../backends/reference/index.js';
import { lowerDocument } from '../../tests/support/run-network.js';
import type { Session } from '../backend.js';
import type { NetworkDocument, StepDocument } from '../network/index.js';

async function open(timeline: readonly StepDocument[]): Promise<Session> {
  const parts: Omit<NetworkDocument, 'isospike' | 'name'> = {
    inputs: {
      X: { spikes: { size: 3, indices: [0], steps: [1] } },
      P: { poisson: { size: 4, rates: '0 Hz' } },
    },
    populations: { G: { size: 5, equations: 'w : 1', initial: { w: 'i/10' } } },
    timeline,
  };
  const { program, notes } = await lowerDocument(parts);
  return openProgram(program, notes, { interpreted: true });
}

/** Codes and messages of what the run says, or the error that ends it. */
async function told(timeline: readonly StepDocument[]): Promise<readonly string[]> {
  const session = await open(timeline);
  try {
    const { notes } = await session.run();
    return notes.map(({ code, message }) => `${code}: ${message}`);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

// Each finding with the smallest timeline that has it, and one that nearly has.
describe('what the timeline finds only while it runs', () => {
  const spikes: StepDocument = {
    set: { 'X.spikes': { indices: [0, 1], times: ['0.2 ms', '0.5 ms'] } },
  };
  const run: StepDocument = { run: '1 ms' };
  it.each<[string, readonly StepDocument[], string]>([
    [
      '0.3 ms',
      [{ run: '0.3 ms' }, spikes, run],
      'SPIKE_LIST: 1 of 2 new spikes of X lie before step 3',
    ],
    [
      'rates',
      [{ set: { 'P.rates': '(i - 3)*Hz' } }, run],
      'FILE_VALUE: the rate of neuron 0 of P became -3 Hz',
    ],
    [
      'a list',
      [{ set: { 'G.w': [1, 2, 3, 4, 5] }, where: 'w > 0.05' }, run],
      'SHAPE_MISMATCH: G.w is given 5 values for 4 chosen elements',
    ],
  ])('%s: %j', async (_, timeline, finding) => {
    const found = await told(timeline);
    expect(found.filter((line) => line.includes(finding))).toHaveLength(1);
  });

  it.each<[string, readonly StepDocument[]]>([
    ['spikes from now on', [{ run: '0.2 ms' }, spikes, run]],
    ['rates of 0 and more', [{ set: { 'P.rates': 'i*Hz' } }, run]],
    [
      'a list of as many as are chosen',
      [{ set: { 'G.w': [1, 2, 3, 4, 5] }, where: 'w > -1' }, run],
    ],
  ])('%s: nothing', async (_, timeline) => {
    const found = await told(timeline);
    expect(found.filter((line) => !line.startsWith('VALUES_SET'))).toEqual([]);
  });
});
