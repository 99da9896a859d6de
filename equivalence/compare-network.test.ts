import { describe, expect, it } from 'vitest';
import { analyseNetwork } from '../core/analysis/index.js';
import { network as buildNetwork } from '../core/builder/index.js';
import { loadNetwork, networkFromDocument } from '../core/description/index.js';
import { FrameworkError } from '../core/diagnostics/index.js';
import type { Network, NetworkDocument, ProbeDocument } from '../core/network/index.js';
import { prepareComparison, spreadIndices } from './compare-network.js';

const document: NetworkDocument = {
  isospike: 1,
  name: 'net',
  dt: '0.5 ms',
  inputs: { noise: { poisson: { size: 20, rates: '10 Hz' } } },
  populations: {
    exc: {
      size: 100,
      equations: ['dv/dt = -v/(10*ms) : volt', 'I : amp', 'g : 1 (shared)'],
      threshold: 'v > 1*mV',
    },
  },
  projections: {
    S: {
      from: 'noise',
      to: 'exc',
      connect: 'all',
      model: 'w : 1',
      onPre: 'v_post += w*mV\nw += 1',
    },
    L: { from: 'exc', to: 'exc', connect: 'one_to_one', onPre: 'v_post -= 1*mV' },
  },
  timeline: [{ run: '2 s' }, { repeat: 3, steps: [{ run: '2 s' }] }],
};
const network = networkFromDocument(document);
const probesOf = (prepared: Network): readonly ProbeDocument[] => prepared.document.probes ?? [];

describe('a network prepared for a comparison', () => {
  it('keeps where texts stand, also of a network from the builder', () => {
    const net = buildNetwork({ name: 'built' });
    net.population('cells', { size: 1, equations: 'dv/dt = -v/(10*ms) : 1', method: 'exact' });
    net.run('1 ms');
    const prepared = prepareComparison(net);
    expect(prepared.source).toBe(net.source);
    expect(analyseNetwork(prepared).diagnostics).toEqual([]);
  });

  it('records spikes, sampled states and plastic weights', () => {
    const prepared = prepareComparison(network);
    expect(probesOf(prepared)).toEqual([
      { spikes: { of: 'noise', name: 'comparison_spikes_noise' } },
      { spikes: { of: 'exc', name: 'comparison_spikes_exc' } },
      {
        state: {
          of: 'exc',
          name: 'comparison_state_exc',
          variables: ['v'],
          indices: [0, 14, 28, 42, 57, 71, 85, 99],
          every: '0.004 second',
        },
      },
      { weights: { of: 'S', name: 'comparison_weights_S' } },
    ]);
    expect(analyseNetwork(prepared).diagnostics).toEqual([]);
  });

  it('samples every step of a short run, and so many steps as it is told', () => {
    const every = (steps: number): string => {
      const [, , state] = probesOf(prepareComparison(network, { steps }));
      return state !== undefined && 'state' in state ? String(state.state.every) : '';
    };
    expect(every(2000)).toBe('0.0005 second');
    expect(every(2001)).toBe('0.001 second');
    expect(every(1e6)).toBe('0.25 second');
  });

  it('takes further variables that a budget asks for', () => {
    const wanted = ['exc.I', 'exc.g', 'S.w'];
    const [, , state, shared] = probesOf(prepareComparison(network, { variables: wanted }));
    expect(state).toMatchObject({ state: { variables: ['v', 'I'] } });
    expect(shared).toMatchObject({
      state: { name: 'comparison_shared_exc', variables: ['g'], indices: [0] },
    });
  });

  it('leaves the probes of the user as they are, and their names to them', () => {
    const own: readonly ProbeDocument[] = [
      { spikes: 'exc' },
      { rate: { of: 'exc', name: 'comparison_spikes_noise' } },
    ];
    const before = structuredClone(own);
    const mine = networkFromDocument({ ...document, probes: own });
    const probes = probesOf(prepareComparison(mine));
    expect(probes.slice(0, 2)).toEqual(probesOf(mine));
    expect(own).toEqual(before);
    // All spikes of exc are recorded already.
    expect(probes.filter((probe) => 'spikes' in probe).slice(1)).toEqual([
      { spikes: { of: 'noise', name: 'comparison_spikes_noise_1' } },
    ]);
    expect(analyseNetwork({ ...mine, document: { ...mine.document, probes } }).diagnostics).toEqual(
      [],
    );
  });

  it('adds the full list beside one of some neurons or of counts', () => {
    const probes: readonly ProbeDocument[] = [
      { spikes: { of: 'exc', indices: [1] } },
      { spikes: { of: 'noise', counts: true } },
    ];
    const added = probesOf(prepareComparison(networkFromDocument({ ...document, probes })));
    expect(added.filter((probe) => 'spikes' in probe).length).toBe(4);
  });

  it('keeps the places of the file', () => {
    const text = 'isospike: 1\nname: net\npopulations: {a: {size: 1, equations: "v : 1"}}\n';
    const { network: read } = loadNetwork(text, 'net.yaml');
    const prepared = prepareComparison(read as Network);
    expect(prepared.source.valueSpan(['name'])?.source.name).toBe('net.yaml');
  });

  it('refuses a faulty network with all its faults', () => {
    const faulty = networkFromDocument({
      ...document,
      populations: { exc: { size: 1, equations: 'dv/dt = x : 1\ndw/dt = y : 1' } },
      projections: {},
    });
    expect(() => prepareComparison(faulty)).toThrow(FrameworkError);
  });

  it('spreads neurons from the first to the last', () => {
    expect(spreadIndices(3)).toEqual([0, 1, 2]);
    expect(spreadIndices(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(spreadIndices(9)).toEqual([0, 1, 2, 3, 5, 6, 7, 8]);
  });
});
