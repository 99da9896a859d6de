import { describe, expect, it } from 'vitest';
import { faultsOf, lowerDocument, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument } from '../network/index.js';

/** x grows by 1 per step in both neurons, from 0 and 10; `high` holds from 3 and 13 on. */
const counting = {
  size: 2,
  equations: 'dx/dt = 10/ms : 1\nn : 1',
  method: 'euler',
  initial: { x: '10*i' },
  events: { high: 'x > 12.5', odd: 'x % 2 > 0.5' },
  onEvent: { high: 'n += 1' },
} as const;

describe('custom events (semantics section 6, point 7)', () => {
  it('are checked after the thresholds, their code runs after the resets', async () => {
    const { program } = await lowerDocument({
      populations: { P: { ...counting, threshold: 'x > 100', reset: 'x = 0' } },
      timeline: [{ run: '1 ms' }],
    });
    expect(program.actions.map(({ slot, name }) => `${slot} ${name}`)).toEqual([
      'groups P_stateupdater',
      'thresholds P_spike_thresholder',
      'after_thresholds P_high_thresholder',
      'after_thresholds P_odd_thresholder',
      'resets P_spike_resetter',
      'after_resets P_high_resetter',
    ]);
  });

  it('have lists of their own, probed apart from the spikes', async () => {
    const run = await runDocument({
      populations: { P: { ...counting, threshold: 'x > 12.5 and x < 13.5' } },
      probes: [
        { spikes: 'P' },
        { events: { of: 'P', event: 'high' } },
        { events: { of: 'P', event: 'odd', indices: [0] } },
      ],
      timeline: [{ run: '0.5 ms' }],
    });
    expect(run.spikeSteps('P')).toEqual([2]);
    expect(run.spikeSteps('P.high')).toEqual([2, 3, 4]);
    expect(run.spikeSteps('P.odd')).toEqual([0, 2, 4]);
    expect(run.final('P.n')).toEqual([0, 3]);
  });

  it('are not subject to refractoriness, and their code writes guarded variables', async () => {
    const run = await runDocument({
      populations: {
        P: {
          size: 1,
          equations: 'dx/dt = 10/ms : 1 (unless refractory)\nn : 1',
          method: 'euler',
          threshold: 'x > 0.5',
          reset: 'x = 0.8',
          refractory: 'True',
          events: { up: 'x > 0.55' },
          onEvent: { up: 'n += 1; x -= 0.1' },
        },
      },
      probes: [{ spikes: 'P' }, { events: { of: 'P', event: 'up' } }],
      timeline: [{ run: '0.6 ms' }],
    });
    // Spike in step 0, frozen from then on: 0.7, 0.6, 0.5 after the code of steps 0, 1, 2.
    expect(run.spikeSteps('P')).toEqual([0]);
    expect(run.spikeSteps('P.up')).toEqual([0, 1, 2]);
    expect(run.final('P.n')).toEqual([3]);
    expect(run.final('P.x')[0]).toBeCloseTo(0.5, 12);
  });

  const listening = (
    pathway: Record<string, unknown>,
  ): Omit<NetworkDocument, 'isospike' | 'name'> =>
    ({
      populations: {
        P: counting,
        Q: { size: 2, equations: 'y : 1\nz : 1', events: { full: 'y > 1.5' } },
      },
      projections: {
        S: { from: 'P', to: 'Q', connect: 'one_to_one', ...pathway },
      },
      timeline: [{ run: '0.5 ms' }],
    }) as Omit<NetworkDocument, 'isospike' | 'name'>;

  it('trigger pathways of their own, with delays, before and behind', async () => {
    const run = await runDocument(
      listening({
        onPre: { up: { do: 'y_post += 1', event: 'high', delay: '0.1 ms' } },
        onPost: { back: { do: 'z_post += 1', event: 'full' } },
      }),
    );
    // Neuron 1: high in steps 2, 3, 4; arrives in 3, 4. y > 1.5 is first checked after step 4.
    expect(run.final('Q.y')).toEqual([0, 2]);
    expect(run.final('Q.z')).toEqual([0, 0]);
  });

  it('resume from a checkpoint with events under way', async () => {
    const parts = listening({
      onPre: { up: { do: 'y_post += x_pre', event: 'high', delay: '0.2 ms' } },
    });
    const whole = await runDocument(parts);
    const back = await runDocument({
      ...parts,
      timeline: [
        { run: '0.4 ms' },
        { checkpoint: 'a' },
        { run: '0.1 ms' },
        { restore: 'a' },
        { run: '0.1 ms' },
      ],
    });
    expect(back.final('Q.y')).toEqual(whole.final('Q.y'));
    expect(whole.final('Q.y')[1]).toBeGreaterThan(0);
  });

  it('keep event-driven variables per synapse', async () => {
    const { program } = await lowerDocument(
      listening({
        model: 'da/dt = -a/(10*ms) : 1 (event-driven)',
        onPre: { up: { do: 'a += 1; y_post += a', event: 'high' } },
      }),
    );
    expect(program.objects.find(({ kind }) => kind === 'projection')).toMatchObject({ traces: [] });
  });

  it.each([
    [{ events: { spike: 'x > 1' } }, 'FILE_NAME'],
    [{ events: { up: 'x + 1' } }, 'CONDITION_TYPE'],
    [{ events: { up: 'x > 1*mV' } }, 'UNIT_MISMATCH'],
    [{ events: { up: 'x > 1' }, onEvent: { down: 'x = 0' } }, 'FILE_REFERENCE'],
    [{ events: { up: 'x > 1' }, onEvent: { up: 'x = 1*mV' } }, 'UNIT_MISMATCH'],
  ])('%j: %s', async (keys, code) => {
    const faults = await faultsOf({ populations: { P: { size: 1, equations: 'x : 1', ...keys } } });
    expect(faults.map((fault) => fault.code)).toEqual([code]);
  });

  it('that do not exist are refused where pathways and probes name them', async () => {
    const pathway = await faultsOf(
      listening({ onPre: { up: { do: 'y_post += 1', event: 'hi' } } }),
    );
    expect(pathway.map(({ code }) => code)).toEqual(['FILE_REFERENCE']);
    const probe = await faultsOf({
      populations: { P: counting },
      probes: [{ events: { of: 'P', event: 'hi' } }],
    });
    expect(probe.map(({ code }) => code)).toEqual(['FILE_REFERENCE']);
  });
});
