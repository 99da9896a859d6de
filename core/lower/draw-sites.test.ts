import { describe, expect, it } from 'vitest';
import { lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { Program } from '../ir/index.js';
import { createKeyedStream, objectId } from '../random/index.js';

function sitesOf(program: Program, kernel: string): readonly number[] {
  const found = [...program.kernels, ...program.hostKernels].find(({ id }) => id === kernel);
  if (found === undefined) throw new Error(`no kernel ${kernel}`);
  return found.body.flatMap((node) => (node.op === 'draw' ? [node.site] : []));
}

describe('sites of draws', () => {
  it('are numbered by the order of keys, then left to right, then the set steps', async () => {
    const { program } = await lowerDocument({
      populations: {
        P: {
          // Written in another order than that of the format.
          initial: { v: 'rand()', w: 'randn() + rand()' },
          reset: 'v = rand()',
          threshold: 'v > rand()',
          refractory: 'rand()*ms',
          equations: 'dv/dt = (rand() - v)/ms : 1\nw : 1',
          size: 2,
        },
      },
      projections: {
        S: {
          from: 'P',
          to: 'P',
          connect: 'all',
          model: 's : 1',
          onPost: 's = rand()',
          onPre: 's = rand()*rand()',
          initial: { s: 'rand()' },
          delay: 'rand()*ms',
        },
      },
      timeline: [
        { run: '1 ms' },
        { set: { 'P.w': 'rand()' }, where: 'w < 0.5' },
        { repeat: 2, steps: [{ set: { 'P.v': 'rand()' } }] },
      ],
    });
    expect(sitesOf(program, 'P.update')).toEqual([262, 256]);
    expect(sitesOf(program, 'P.threshold')).toEqual([258]);
    expect(sitesOf(program, 'P.reset')).toEqual([260]);
    expect(sitesOf(program, 'P.initial_0_v')).toEqual([264]);
    expect(sitesOf(program, 'P.initial_1_w')).toEqual([266, 268]);
    expect(sitesOf(program, 'S.pre')).toEqual([256, 258]);
    expect(sitesOf(program, 'S.post')).toEqual([260]);
    // The delay took 262, 263.
    expect(sitesOf(program, 'S.initial_0_s')).toEqual([264]);
    const set = program.host.flatMap((step) => (step.kind === 'repeat' ? step.steps : [step]));
    const kernels = set.flatMap((step) =>
      step.kind === 'set'
        ? step.writes.flatMap((write) => (write.kind === 'kernel' ? [write.kernel] : []))
        : [],
    );
    expect(kernels.flatMap((kernel) => sitesOf(program, kernel))).toEqual([270, 272]);
  });

  it('give initial values from the keyed stream, per neuron and per pair', async () => {
    const { final } = await runDocument(
      {
        populations: { P: { size: 3, equations: 'v : 1', initial: { v: 'randn()' } } },
        projections: {
          S: {
            from: 'P[1:3]',
            to: 'P',
            connect: { condition: 'i != j', n: 2 },
            model: 'w : 1',
            initial: { w: 'rand()' },
            onPre: 'w += 1',
          },
        },
        timeline: [{ run: '0.1 ms' }],
      },
      { seed: 99n },
    );
    const stream = createKeyedStream(99n);
    const normal = [0, 1, 2].map((neuron) => stream.normal(objectId('P'), 256, 0, neuron));
    expect(final('P.v')).toEqual(normal);
    const pairs = [
      [0, 1],
      [0, 1],
      [0, 2],
      [0, 2],
      [1, 0],
      [1, 0],
      [1, 2],
      [1, 2],
    ] as const;
    expect(final('S.w')).toEqual(
      pairs.map(([i, j]) => stream.uniform(objectId('S'), 256, 0, i * 3 + j)),
    );
  });
});

describe('poisson()', () => {
  it('inverts the open uniform number of its two sites', async () => {
    const { final } = await runDocument(
      {
        populations: {
          P: {
            size: 5,
            equations: 'n : integer\nlam : 1\nu = rand() : 1 (constant over dt)',
            initial: { lam: 'i' },
            regularly: [{ do: 'n = poisson(lam)' }],
          },
        },
        timeline: [{ run: '0.1 ms' }],
      },
      { seed: 99n },
    );
    const stream = createKeyedStream(99n);
    // The equations come first: site 256 is that of rand().
    const expected = [0, 1, 2, 3, 4].map((neuron) => {
      const u = stream.openUniform(objectId('P'), 258, 0, neuron);
      let [count, term] = [0, Math.exp(-neuron)];
      for (let sum = term; sum < u; sum += term) {
        count += 1;
        term *= neuron / count;
      }
      return count;
    });
    expect(final('P.n')).toEqual(expected);
    expect(final('P.u')[3]).toBe(stream.uniform(objectId('P'), 256, 0, 3));
  });
});
