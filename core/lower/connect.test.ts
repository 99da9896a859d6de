import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument } from '../../tests/support/run-network.js';
import type { CompileOptions } from '../backend.js';
import type { NetworkDocument, ProjectionDocument } from '../network/index.js';
import { createKeyedStream, objectId } from '../random/index.js';

type Connect = ProjectionDocument['connect'];
type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

function parts(connect: Connect, more: Partial<ProjectionDocument> = {}): Parts {
  const silent = (size: number) => ({ spikes: { size, indices: [], steps: [] } });
  return {
    inputs: { a: silent(4), b: silent(3) },
    projections: { S: { from: 'a', to: 'b', connect, ...more } },
    timeline: [{ run: '1 ms' }],
  };
}

async function pairs(
  connect: Connect,
  more: Partial<ProjectionDocument> = {},
  options: CompileOptions = {},
): Promise<readonly (readonly [number, number])[]> {
  const { program } = await lowerDocument(parts(connect, more), options);
  const plan = program.objects.find(({ name }) => name === 'S');
  if (plan?.kind !== 'projection') throw new Error('no projection');
  return [...plan.pre].map((pre, synapse) => [pre, plan.post[synapse] as number] as const);
}

describe('connections in order of creation', () => {
  it.each([
    {
      connect: 'all',
      expected: [0, 1, 2, 3].flatMap((i) => [0, 1, 2].map((j) => [i, j])),
    },
    {
      connect: 'others',
      expected: [
        ...[
          [0, 1],
          [0, 2],
          [1, 0],
          [1, 2],
          [2, 0],
          [2, 1],
        ],
        ...[
          [3, 0],
          [3, 1],
          [3, 2],
        ],
      ],
    },
    {
      connect: 'i//2 == j',
      expected: [
        [0, 0],
        [1, 0],
        [2, 1],
        [3, 1],
      ],
    },
    {
      connect: '(i + j) % 3 == 1 and i < N_pre - 1',
      expected: [
        [0, 1],
        [1, 0],
        [2, 2],
      ],
    },
    {
      connect: {
        pairs: [
          [3, 2],
          [0, 0],
          [3, 2],
        ],
      } as const,
      expected: [
        [3, 2],
        [0, 0],
        [3, 2],
      ],
    },
    { connect: { condition: 'i == j', n: 2 }, expected: [0, 0, 1, 1, 2, 2].map((i) => [i, i]) },
  ])('$connect', async ({ connect, expected }) => {
    expect(await pairs(connect)).toEqual(expected);
  });

  it('one_to_one between slices, counted inside them', async () => {
    const slices = { from: 'a[1:3]', to: 'b[1:3]' };
    expect(await pairs('one_to_one', slices)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(await pairs('i == 0', slices)).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it('refuses pairs outside the groups, naming them', async () => {
    for (const connect of [
      'one_to_one',
      {
        pairs: [
          [0, 0],
          [3, 3],
        ],
      } as const,
    ]) {
      const faults = await faultsOf(parts(connect));
      expect(faults.map(({ code }) => code)).toContain('CONNECT_INDEX');
      expect(faults[0]?.message).toContain('3');
    }
  });

  it('warns of a projection without synapses', async () => {
    const { notes } = await lowerDocument(parts('i > 9'));
    expect(notes.map(({ code }) => code)).toContain('NO_SYNAPSES');
  });
});

describe('random connections', () => {
  /** Gaps along rows as section 13 of the semantics says, with nothing of the lowering. */
  function expected(probability: number, seed: bigint, id: number): readonly (readonly number[])[] {
    const stream = createKeyedStream(seed);
    const gap = (u: number): number => 1 + Math.floor(Math.log(u) / Math.log1p(-probability));
    const list: number[][] = [];
    for (let i = 0; i < 4; i++) {
      let j = -1 + gap(stream.openUniform(id, 8, i, 0));
      while (j < 3) {
        list.push([i, j]);
        j += gap(stream.openUniform(id, 10, i, j));
      }
    }
    return list;
  }

  it.each([1n, 2n, 3n, 4n])(
    'are drawn by gaps keyed with the seed %s and the name',
    async (seed) => {
      const found = await pairs({ probability: 0.4 }, {}, { seed });
      expect(found).toEqual(expected(0.4, seed, objectId('S')));
      const thinned = await pairs({ condition: 'i != j', probability: 0.4 }, {}, { seed });
      expect(thinned).toEqual(found.filter(([i, j]) => i !== j));
    },
  );

  it('with a seed of their own do not depend on the network', async () => {
    const connect = { probability: 0.4, seed: 7 };
    expect(await pairs(connect, {}, { seed: 5n })).toEqual(expected(0.4, 7n, 0));
    expect(await pairs({ probability: 1 })).toHaveLength(12);
    expect(await pairs({ probability: 0 })).toHaveLength(0);
  });
});

describe('the memory limit', () => {
  it('refuses before anything is allocated, giving both numbers', async () => {
    const size = 200_000;
    const input = { spikes: { size, indices: [], steps: [] } };
    const [fault] = await faultsOf(
      {
        inputs: { a: input, b: input },
        projections: { S: { from: 'a', to: 'b', connect: 'all', model: 'w : 1', onPre: 'w += 1' } },
        timeline: [{ run: '1 ms' }],
      },
      { memoryLimitBytes: 1e9 },
    );
    expect(fault?.code).toBe('MEMORY_LIMIT');
    // 4e10 synapses of 8 bytes for their ends, 4 for the table of the pathway, 8 for w; two lists of
    // 2e5 neurons of 8 bytes.
    expect(fault?.message).toContain('745 GiB');
    expect(fault?.message).toContain('954 MiB');
  });

  const group = (size: number) => ({ spikes: { size, indices: [], steps: [] } });
  it.each<{ readonly connect: Connect; readonly size: number; readonly limit: number }>([
    { connect: 'i != j', size: 500, limit: 1e6 },
    { connect: { condition: 'i != j', n: 100 }, size: 100, limit: 1e6 },
    // 5e11 synapses expected: not one of them is drawn.
    { connect: { probability: 0.5 }, size: 1_000_000, limit: 5e7 },
    { connect: { fanIn: 100_000 }, size: 1_000_000, limit: 5e7 },
  ])('does not go on counting beyond it: $connect of $size', async ({ connect, size, limit }) => {
    const faults = await faultsOf(
      {
        inputs: { a: group(size), b: group(size) },
        projections: { S: { from: 'a', to: 'b', connect } },
        timeline: [{ run: '1 ms' }],
      },
      { memoryLimitBytes: limit },
    );
    expect(faults.map(({ code }) => code)).toEqual(['MEMORY_LIMIT']);
    expect(faults[0]?.message).toMatch(/synapses of S/);
  });

  it('looks at the neurons before anything of theirs is made', async () => {
    const populations = { P: { size: 1e15, equations: 'v : 1', initial: { v: 'rand()' } } };
    const faults = await faultsOf({ populations, timeline: [{ run: '1 ms' }] });
    expect(faults.map(({ code }) => code)).toEqual(['MEMORY_LIMIT']);
    expect(faults[0]?.message).toContain('1000000000000000 of them in P');
  });
});
