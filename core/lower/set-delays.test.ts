import { describe, expect, it } from 'vitest';
import { faultsOf, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, ProjectionDocument, StepDocument } from '../network/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

/** Both inputs spike in the steps 0 and 10; `first` and `last` keep the steps of their events. */
function parts(timeline: readonly StepDocument[], more: Partial<ProjectionDocument> = {}): Parts {
  return {
    inputs: { in: { spikes: { size: 2, indices: [0, 1, 0, 1], steps: [0, 0, 10, 10] } } },
    populations: { G: { size: 2, equations: 'v : 1' } },
    projections: {
      S: {
        from: 'in',
        to: 'G',
        connect: 'one_to_one',
        model: ['first : 1', 'last : 1'],
        onPre: 'first = where(first == 0, t_in_timesteps, first); last = t_in_timesteps',
        ...('onPre' in more && typeof more.onPre === 'object' ? {} : { delay: '0.5 ms' }),
        ...more,
      },
    },
    timeline,
  };
}

describe('setting a delay in the timeline', () => {
  it.each<[StepDocument, readonly number[]]>([
    [{ set: { 'S.delay': '2 ms' } }, [30, 30]],
    [{ set: { 'S.delay': ['0.1 ms', '0.3 ms'] } }, [11, 13]],
    [{ set: { 'S.delay': '1*ms + i*ms' } }, [20, 30]],
    [{ set: { 'S.delay': '1 ms' }, where: 'j == 1' }, [15, 20]],
    [{ set: { 'S.delay': 0 }, pairs: [[0, 0]] }, [10, 15]],
  ])('%j acts on later spikes; events under way keep their time', async (step, last) => {
    // Set after step 2, while the first events wait for step 5.
    const run = await runDocument(parts([{ run: '0.3 ms' }, step, { run: '3 ms' }]));
    expect(run.final('S.first')).toEqual([5, 5]);
    expect(run.final('S.last')).toEqual(last);
  });

  it('is restored with a checkpoint (deviation D7)', async () => {
    const run = await runDocument(
      parts([
        { run: '0.3 ms' },
        { checkpoint: 'a' },
        { set: { 'S.delay': '2 ms' } },
        { run: '0.1 ms' },
        { restore: 'a' },
        { run: '3 ms' },
      ]),
    );
    expect(run.final('S.last')).toEqual([15, 15]);
    expect(run.final('S.delay')).toEqual([0.0005, 0.0005]);
  });

  it('keeps event-driven variables right, which are then held per synapse', async () => {
    const more = {
      model: ['da/dt = -a/ms : 1 (event-driven)', 'first : 1', 'last : 1'],
      onPre: 'a += 1; last = t_in_timesteps',
    };
    const run = await runDocument(
      parts([{ run: '0.3 ms' }, { set: { 'S.delay': '2 ms' } }, { run: '3 ms' }], more),
    );
    expect(run.final('S.last')).toEqual([30, 30]);
    // Events in the steps 5 and 30: 25 steps of 0.1 ms apart.
    expect(run.final('S.a')[0]).toBeCloseTo(1 + Math.exp(-2.5), 12);
  });

  it.each<[StepDocument, string]>([
    [{ set: { 'S.delay': '-1 ms' } }, 'DELAY_NEGATIVE'],
    [{ set: { 'S.delay': '1 mV' } }, 'UNIT_MISMATCH'],
    [{ set: { 'S.delay': ['1 ms'] } }, 'SHAPE_MISMATCH'],
  ])('%j is refused: %s', async (step, code) => {
    const faults = await faultsOf(parts([step, { run: '1 ms' }]));
    expect(faults.map((fault) => fault.code)).toEqual([code]);
  });

  it('needs the pathway pre', async () => {
    const all = parts([]);
    const { delay: _, ...projection } = all.projections?.S ?? {
      from: 'in',
      to: 'G',
      connect: 'all',
    };
    const faults = await faultsOf({
      ...parts([{ set: { 'S.delay': '1 ms' } }, { run: '1 ms' }]),
      projections: { S: { ...projection, onPre: { early: { do: 'last = 1' } } } },
    });
    expect(faults.map(({ code }) => code)).toEqual(['NO_SUCH_VARIABLE']);
  });
});

describe('the delay of any pathway', () => {
  const spikes = { size: 1, indices: [0, 0], steps: [0, 10] };
  const late = (timeline: readonly StepDocument[]): Parts => ({
    inputs: { in: { spikes }, out: { spikes } },
    populations: {
      G: {
        size: 1,
        equations: 'v : 1',
        threshold: 'v > 0.5',
        reset: 'v = 0',
        regularly: [{ do: 'v = 1', every: '1 ms' }],
      },
    },
    projections: {
      S: {
        from: 'in',
        to: 'G',
        connect: 'all',
        model: ['early : 1', 'last : 1', 'after : 1'],
        onPre: { first: { do: 'early = t_in_timesteps' }, late: { do: 'last = t_in_timesteps' } },
        onPost: { after: { do: 'after = t_in_timesteps', delay: '0.2 ms' } },
      },
      Plain: { from: 'in', to: 'G', connect: 'all', model: 'w : 1', onPre: 'w = t_in_timesteps' },
    },
    timeline,
  });

  it('is PROJECTION.PATHWAY.delay in the timeline; other pathways keep theirs', async () => {
    const steps = [{ run: '0.5 ms' }, { set: { 'S.late.delay': '1 ms' } }, { run: '2.5 ms' }];
    const run = await runDocument(late(steps));
    expect([run.final('S.early'), run.final('S.last')]).toEqual([[10], [20]]);
    expect(run.final('S.late.delay')).toEqual([0.001]);
  });

  it('works for on_post, and by expression', async () => {
    // G spikes in the steps 0, 10 and 20.
    const set = (value: string): StepDocument => ({ set: { 'S.after.delay': value } });
    const run = async (value: string): Promise<unknown> =>
      (await runDocument(late([{ run: '1.5 ms' }, set(value), { run: '1.5 ms' }]))).final(
        'S.after',
      );
    expect(await run('0.2 ms')).toEqual([22]);
    expect(await run('(7 + i)*0.1*ms')).toEqual([27]);
  });

  it('is another name of PROJECTION.delay for the pathway pre', async () => {
    const set: StepDocument = { set: { 'Plain.pre.delay': '0.4 ms' } };
    const run = await runDocument(late([set, { run: '3 ms' }]));
    expect([run.final('Plain.w'), run.final('Plain.delay')]).toEqual([[14], [0.0004]]);
  });

  it.each([
    ['S.wrong.delay', 'NO_SUCH_VARIABLE', 'S.first.delay, S.late.delay, S.after.delay'],
    ['G.late.delay', 'NO_SUCH_VARIABLE', undefined],
    ['S.late.weight', 'FILE_VALUE', undefined],
  ])('%s is refused: %s', async (key, code, help) => {
    const faults = await faultsOf(late([{ set: { [key]: '1 ms' } }, { run: '1 ms' }]));
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    if (help !== undefined) expect(faults[0]?.help).toContain(help);
  });

  it('negative ones are refused', async () => {
    const faults = await faultsOf(late([{ set: { 'S.after.delay': '-1 ms' } }, { run: '1 ms' }]));
    expect(faults.map(({ code }) => code)).toEqual(['DELAY_NEGATIVE']);
  });
});

describe('several pathways', () => {
  it('have delays of their own and run by order, then name', async () => {
    const run = await runDocument(
      parts([{ run: '3 ms' }], {
        model: ['x : 1', 'y : 1', 'z : 1'],
        onPre: {
          bb: { do: 'x = x*2', delay: '0.3 ms' },
          aa: { do: 'x = x + 1', delay: '0.3 ms' },
          list: { do: 'y = t_in_timesteps', delay: ['0.1 ms', '0.2 ms'] },
          late: { do: 'z = t_in_timesteps', delay: '(1 + j)*ms' },
        },
      }),
    );
    // Twice (x + 1)*2 from 0: 2, then 6.
    expect(run.final('S.x')).toEqual([6, 6]);
    expect(run.final('S.y')).toEqual([11, 12]);
    // The second event of neuron 1 is due in step 30, after the end.
    expect(run.final('S.z')).toEqual([20, 20]);
  });
});
