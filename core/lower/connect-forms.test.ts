import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument } from '../../tests/support/run-network.js';
import type { CompileOptions } from '../backend.js';
import type { NetworkDocument, ProjectionDocument } from '../network/index.js';
import { createKeyedStream, objectId } from '../random/index.js';

type Connect = ProjectionDocument['connect'];
type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;
type Pair = readonly [number, number];

/** Sources with x = 0 10 20 30, targets with x = 15 5 25 and y = 100 j. */
function parts(connect: Connect, more: Partial<ProjectionDocument> = {}): Parts {
  return {
    populations: {
      A: { size: 4, equations: ['x : 1', 'twice = 2*x : 1'], initial: { x: '10*i' } },
      B: { size: 3, equations: ['x : 1', 'y : 1'], initial: { x: [15, 5, 25], y: '100*i' } },
    },
    projections: { S: { from: 'A', to: 'B', connect, ...more } },
    timeline: [{ run: '1 ms' }],
  };
}

async function pairs(
  connect: Connect,
  more: Partial<ProjectionDocument> = {},
  options: CompileOptions = {},
): Promise<readonly Pair[]> {
  const { program } = await lowerDocument(parts(connect, more), options);
  const plan = program.objects.find(({ name }) => name === 'S');
  if (plan?.kind !== 'projection') throw new Error('no projection');
  return [...plan.pre].map((pre, synapse) => [pre, plan.post[synapse] as number] as const);
}

const all: readonly Pair[] = [0, 1, 2, 3].flatMap((i) => [0, 1, 2].map((j) => [i, j] as const));
const x = { pre: [0, 10, 20, 30], post: [15, 5, 25] };

describe('connections that look at the neurons', () => {
  it.each<[string, (i: number, j: number) => boolean]>([
    ['x_pre < x_post', (i, j) => (x.pre[i] ?? 0) < (x.post[j] ?? 0)],
    ['twice_pre > x_post and i != 3', (i, j) => 2 * (x.pre[i] ?? 0) > (x.post[j] ?? 0) && i !== 3],
    ['y_post > 0', (_, j) => j > 0],
  ])('%s: the start values hold', async (condition, holds) => {
    expect(await pairs(condition)).toEqual(all.filter(([i, j]) => holds(i, j)));
  });

  it('read the whole population through slices', async () => {
    // i = 0, 1 are the neurons 1, 2 (x = 10, 20), j = 0, 1 the neurons 1, 2 (x = 5, 25).
    expect(await pairs('x_pre < x_post', { from: 'A[1:3]', to: 'B[1:3]' })).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('do not know the synapses that they make', async () => {
    for (const condition of ['w > 0', 'N_incoming > 0', 'N_outgoing > 0', 't > 0*ms']) {
      const faults = await faultsOf(parts(condition, { model: 'w : 1' }));
      expect(faults.map(({ code }) => code)).toEqual(['ILLEGAL_READ']);
    }
  });

  it('draw rand() once per pair, before the other texts of the projection', async () => {
    const stream = createKeyedStream(9n);
    const id = objectId('S');
    // Element: pair index i*N_target + j (semantics section 13).
    const expected = all.filter(([i, j]) => stream.uniform(id, 256, 0, i * 3 + j) < 0.5);
    expect(expected.length).toBeGreaterThan(0);
    expect(await pairs('rand() < 0.5', {}, { seed: 9n })).toEqual(expected);
  });
});

describe('probabilities as expressions', () => {
  it.each([1n, 2n])('take one word per pair, at site 7, seed %s', async (seed) => {
    const stream = createKeyedStream(seed);
    const expected = (id: number): readonly Pair[] =>
      all.filter(([i, j]) => stream.word(id, 7, i, j) < Math.floor(((i + j) / 6) * 2 ** 32));
    const probability = '(i + j)/6';
    expect(await pairs({ probability }, {}, { seed })).toEqual(expected(objectId('S')));
    const own = { probability, seed: Number(seed) };
    expect(await pairs(own, {}, { seed: 77n })).toEqual(expected(0));
  });

  it('of constants are numbers, drawn by gaps', async () => {
    const number = await pairs({ probability: 0.4 });
    expect(await pairs({ probability: 'p0' }, { constants: { p0: 0.4 } })).toEqual(number);
  });

  it('have their frequencies', async () => {
    const size = 300;
    const { program } = await lowerDocument({
      populations: { A: { size, equations: 'x : 1' } },
      projections: { S: { from: 'A', to: 'A', connect: { probability: 'i/N_pre' } } },
      timeline: [{ run: '1 ms' }],
    });
    const plan = program.objects.find(({ name }) => name === 'S');
    if (plan?.kind !== 'projection') throw new Error('no projection');
    // Sum over i of size * i/size, and its binomial variance: four standard deviations.
    const mean = (size * (size - 1)) / 2;
    const terms = Array.from({ length: size }, (_, i) => i * (1 - i / size));
    const deviation = Math.sqrt(terms.reduce((a, b) => a + b));
    expect(Math.abs(plan.pre.length - mean)).toBeLessThan(4 * deviation);
  });
});

describe('generators', () => {
  const neighbours: readonly Pair[] = [
    [0, 1],
    [1, 0],
    [1, 2],
    [2, 1],
    [3, 2],
  ];
  it.each<[Connect, string]>([
    [{ j: 'i', skipInvalid: true }, '00 11 22'],
    [{ j: '(i + 1) % N_post' }, '01 12 20 31'],
    [{ j: 'k for k in range(i-1, i+2) if k != i', skipInvalid: true }, '01 10 12 21 32'],
    // A condition that does not ask for j is looked at before the index.
    [{ j: 'k for k in range(i-1, i+2) if k >= 0 and k < N_post and k != i' }, '01 10 12 21 32'],
    [{ j: 'k for k in range(2, -1, -2)' }, '02 00 12 10 22 20 32 30'],
    [{ j: 'k for k in range(3) if x_post > x_pre' }, '00 01 02 10 12 22'],
    // For j first, then in the order of the range.
    [{ i: 'k for k in range(j, j+2)' }, '00 10 11 21 22 32'],
    [{ i: '3 - j' }, '30 21 12'],
    [{ j: 'i', skipInvalid: true, n: 'i' }, '11 22 22'],
    [{ condition: 'i == j', n: 'j + 1' }, '00 11 11 22 22 22'],
  ])('%j', async (connect, expected) => {
    const found = (await pairs(connect)).map((pair) => pair.join(''));
    expect(found.join(' ')).toBe(expected);
  });

  it('neighbours on a line are the condition abs(i - j) == 1', async () => {
    expect(await pairs('abs(i - j) == 1')).toEqual(neighbours);
  });

  it.each([1n, 5n])('sample with a probability by gaps along the range, seed %s', async (seed) => {
    const stream = createKeyedStream(seed);
    const id = objectId('S');
    const expected: Pair[] = [];
    const gap = (u: number): number => 1 + Math.floor(Math.log(u) / Math.log1p(-0.5));
    for (let i = 0; i < 4; i++) {
      let at = -1 + gap(stream.openUniform(id, 8, i, 0));
      while (at < 3) {
        expected.push([i, at]);
        at += gap(stream.openUniform(id, 10, i, at));
      }
    }
    expect(await pairs({ j: 'k for k in sample(N_post, p=0.5)' }, {}, { seed })).toEqual(expected);
  });

  /** First places of a shuffle of the numbers below `count`, ascending. */
  function drawn(seed: bigint, outer: number, count: number, size: number): readonly number[] {
    const stream = createKeyedStream(seed);
    const list = Array.from({ length: count }, (_, k) => k);
    for (let k = 0; k < size; k++) {
      const u = stream.openUniform(objectId('S'), 12, outer, k);
      const other = k + Math.floor(u * (count - k));
      [list[k], list[other]] = [list[other] as number, list[k] as number];
    }
    return list.slice(0, size).sort((a, b) => a - b);
  }

  it('sample so many without replacement', async () => {
    const expected = [0, 1, 2, 3].flatMap((i) => drawn(3n, i, 3, 2).map((j): Pair => [i, j]));
    const text = 'k for k in sample(0, 3, size=2)';
    expect(await pairs({ j: text }, {}, { seed: 3n })).toEqual(expected);
  });

  it('fan_in: n distinct sources per target, for j, then i ascending', async () => {
    const expected = [0, 1, 2].flatMap((j) => drawn(4n, j, 4, 3).map((i): Pair => [i, j]));
    expect(await pairs({ fanIn: 3 }, {}, { seed: 4n })).toEqual(expected);
    expect(await pairs({ fanIn: 4 })).toHaveLength(12);
    expect(await pairs({ fanIn: 0 })).toHaveLength(0);
  });

  it.each<[Connect, string, string]>([
    [{ j: 'i' }, 'CONNECT_INDEX', '(3, 3)'],
    [{ j: 'k for k in range(i-1, i+1)' }, 'CONNECT_INDEX', '(0, -1)'],
    [{ i: 'j + 2' }, 'CONNECT_INDEX', '(4, 2)'],
    [{ j: 'i/2.0' }, 'CONNECT_INDEX', '(1, 0.5)'],
    [{ j: 'k for k in sample(3, size=4)' }, 'CONNECT_INDEX', 'a sample of 4 of 3'],
    [{ j: 'k for k in range(0, 3, i)' }, 'CONNECT_INDEX', 'in steps of 0'],
    [{ fanIn: 5 }, 'FILE_VALUE', '5 distinct sources of only 4'],
    [{ j: 'j' }, 'ILLEGAL_READ', 'j is not known here'],
    [{ j: 'x_post' }, 'ILLEGAL_READ', 'x_post is not known here'],
    [{ i: 'k for k in range(i)' }, 'ILLEGAL_READ', 'i is not known here'],
    [{ j: 'int(rand()*3)' }, 'ILLEGAL_READ', 'rand()'],
    [{ j: 'k for k in range(3) if k' }, 'CONDITION_TYPE', 'boolean'],
    [{ j: 'i*mV' }, 'UNIT_MISMATCH', 'volt'],
    [{ j: 'i == 1' }, 'CONDITION_TYPE', 'boolean'],
    [{ j: 'k for k in list(3)' }, 'EQUATION_SYNTAX', 'range(..) or sample(..)'],
    [{ probability: 'i*mV' }, 'UNIT_MISMATCH', 'volt'],
    [{ probability: 'q0' }, 'UNRESOLVED_NAME', 'q0'],
    [{ condition: 'all', n: 'i*ms' }, 'UNIT_MISMATCH', 'second'],
  ])('%j: %s', async (connect, code, says) => {
    const faults = await faultsOf(parts(connect));
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(faults[0]?.message).toContain(says);
  });
});
