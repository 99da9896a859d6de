import { describe, expect, it } from 'vitest';
import { lowerDocument, runDocument } from '../../tests/support/run-network.js';
import { compareOrder, sortActions } from './timestep-order.js';

describe('the order within a slot', () => {
  it('is by order, then by name compared by code point', () => {
    const names = ['a_syn', 'B_syn', '_c', 'aa', 'Z', '\u{1F600}', '\uFFFD'];
    const sorted = names
      .map((name) => ({ name, order: 0 }))
      .sort(compareOrder)
      .map(({ name }) => name);
    expect(sorted).toEqual(['B_syn', 'Z', '_c', 'a_syn', 'aa', '\uFFFD', '\u{1F600}']);
    expect(compareOrder({ name: 'z', order: -1 }, { name: 'a', order: 0 })).toBeLessThan(0);
  });

  it('puts slots first', () => {
    const kernel = (name: string, slot: 'groups' | 'before_start', order: number) =>
      ({ order, action: { kind: 'kernel', name, slot, kernel: name } }) as const;
    const actions = sortActions([kernel('a', 'groups', -5), kernel('b', 'before_start', 9)]);
    expect(actions.map(({ name }) => name)).toEqual(['b', 'a']);
  });
});

describe('the actions of a network', () => {
  it('have the names and the order of the schedule', async () => {
    const cell = {
      size: 2,
      equations: 'dv/dt = -v/(5*ms) : 1',
      threshold: 'v > 1',
      reset: 'v = 0',
    } as const;
    const stdp = {
      connect: 'all',
      model: 'w : 1\ndx/dt = -x/(5*ms) : 1 (event-driven)',
      onPre: { late: { do: 'v_post += w', order: 3 }, early: 'v_post -= w' as never },
      onPost: 'x += 1',
    } as const;
    const { program } = await lowerDocument({
      inputs: {
        noise: { poisson: { size: 2, rates: '5 Hz' } },
        list: { spikes: { size: 1, indices: [], steps: [] } },
      },
      populations: { b: cell, A: cell, a: { ...cell, order: -1 } },
      projections: {
        S: {
          from: 'a',
          to: 'b',
          ...stdp,
          onPre: { late: { do: 'v_post += w', order: 3 }, early: { do: 'v_post -= w' } },
        },
        R: { from: 'noise', to: 'A', connect: 'all', onPre: 'v_post += 1' },
      },
      timeline: [{ run: '1 ms' }],
    });
    expect(program.actions.map(({ slot, name }) => `${slot} ${name}`)).toEqual([
      'groups a_stateupdater',
      'groups A_stateupdater',
      'groups b_stateupdater',
      'thresholds a_spike_thresholder',
      'thresholds A_spike_thresholder',
      'thresholds b_spike_thresholder',
      'thresholds list',
      'thresholds noise_spike_thresholder',
      'after_thresholds S_post_trace',
      'after_thresholds S_pre_trace',
      'synapses R_pre',
      'synapses S_early',
      'synapses S_post',
      'synapses S_late',
      'resets a_spike_resetter',
      'resets A_spike_resetter',
      'resets b_spike_resetter',
    ]);
  });

  it('with zero delay a spike acts before resets, and its target spikes a step later', async () => {
    const run = await runDocument({
      inputs: { input: { spikes: { size: 1, indices: [0], steps: [1] } } },
      populations: {
        P: { size: 1, equations: 'v : 1', threshold: 'v > 0.5', reset: 'v = 0' },
      },
      projections: { S: { from: 'input', to: 'P', connect: 'all', onPre: 'v_post += 1' } },
      probes: [{ spikes: 'P' }, { state: { of: 'P', variables: ['v'] } }],
      timeline: [{ run: '0.5 ms' }],
    });
    expect(run.spikeSteps('P')).toEqual([2]);
    expect([...(run.recording.states[0]?.values ?? [])]).toEqual([0, 0, 1, 0, 0]);
  });

  it('the events of a step: assignments see the ones before (semantics section 9)', async () => {
    const three = { size: 3, indices: [0, 1, 2], steps: [0, 0, 0] };
    const run = await runDocument({
      inputs: { input: { spikes: three } },
      populations: { P: { size: 1, equations: 'v : 1\ny : 1' } },
      projections: {
        S: {
          from: 'input',
          to: 'P',
          connect: 'all',
          model: 'w : 1\nk : 1',
          initial: { k: [1, 2, 3] },
          onPre: 'v_post += 1; w = v_post; y_post = y_post*2 + k',
        },
      },
      timeline: [{ run: '0.1 ms' }],
    });
    expect(run.final('S.w')).toEqual([1, 2, 3]);
    expect(run.final('P.y')).toEqual([11]);
  });
});
