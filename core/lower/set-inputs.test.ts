import { describe, expect, it } from 'vitest';
import { faultsOf, runDocument } from '../../tests/support/run-network.js';
import type { NetworkDocument, StepDocument } from '../network/index.js';
import { createKeyedStream, objectId } from '../random/index.js';

type Parts = Omit<NetworkDocument, 'isospike' | 'name'>;

function trains(
  spikes: { readonly steps: Float64Array; readonly indices: Int32Array } | undefined,
) {
  return [...(spikes?.steps ?? [])].map((step, at) => `${step}:${spikes?.indices[at]}`).join(' ');
}

describe('setting the spikes of an input', () => {
  const parts = (timeline: readonly StepDocument[], period?: string): Parts => ({
    inputs: {
      X: {
        spikes: {
          size: 3,
          indices: [0, 2],
          steps: [1, 3],
          ...(period === undefined ? {} : { period }),
        },
      },
    },
    probes: [{ spikes: 'X' }],
    timeline,
  });
  const later: StepDocument = {
    set: { 'X.spikes': { indices: [1, 0, 2], times: ['0.6 ms', '0.2 ms', '0.6 ms'] } },
  };

  it('plays the list once, or again after each period', async () => {
    const once = await runDocument(parts([{ run: '1 ms' }]));
    expect(trains(once.recording.spikes[0])).toBe('1:0 3:2');
    const again = await runDocument(parts([{ run: '1 ms' }], '0.4 ms'));
    expect(trains(again.recording.spikes[0])).toBe('1:0 3:2 5:0 7:2 9:0');
  });

  it('replaces the list; what lies in the past is dropped with a warning', async () => {
    const run = await runDocument(parts([{ run: '0.3 ms' }, later, { run: '0.7 ms' }]));
    // Step 2 is over, the old spike in step 3 is no more.
    expect(trains(run.recording.spikes[0])).toBe('1:0 6:1 6:2');
  });

  it('says how many were dropped, and keeps the list across a checkpoint', async () => {
    const run = await runDocument(
      parts([
        { checkpoint: 'begin' },
        { run: '0.1 ms' },
        later,
        { checkpoint: 'a' },
        { run: '0.9 ms' },
        { restore: 'a' },
        { run: '0.9 ms' },
      ]),
    );
    expect(trains(run.recording.spikes[0])).toBe('2:0 6:1 6:2');
    const back = await runDocument(
      parts([{ checkpoint: 'a' }, later, { run: '1 ms' }, { restore: 'a' }, { run: '1 ms' }]),
    );
    expect(trains(back.recording.spikes[0])).toBe('1:0 3:2');
  });

  it.each<[StepDocument, string]>([
    [{ set: { 'X.spikes': { indices: [3], times: ['1 ms'] } } }, 'SPIKE_LIST'],
    [{ set: { 'X.spikes': { indices: [0, 0], times: ['1 ms', '1.01 ms'] } } }, 'SPIKE_LIST'],
    [{ set: { 'X.spikes': { indices: [0], times: ['-1 ms'] } } }, 'FILE_VALUE'],
    [{ set: { 'X.spikes': 3 } }, 'FILE_TYPE'],
  ])('%j is refused: %s', async (step, code) => {
    const faults = await faultsOf(parts([step, { run: '1 ms' }]));
    expect(faults.map((fault) => fault.code)).toEqual([code]);
  });
});

describe('setting rates', () => {
  const parts = (timeline: readonly StepDocument[], rates = '0 Hz'): Parts => ({
    inputs: { P: { poisson: { size: 8, rates } } },
    probes: [{ spikes: 'P' }],
    timeline,
  });

  /** Spikes of one segment of steps 10 .. 39, by the rule of gaps. */
  function expected(rates: readonly number[]): string {
    const stream = createKeyedStream(0n);
    const id = objectId('P');
    const found: [number, number][] = [];
    for (const [i, rate] of rates.entries()) {
      const p = Math.min(rate * 1e-4, 1);
      if (p === 0) continue;
      const gap = (u: number): number => 1 + Math.floor(Math.log(u) / Math.log1p(-p));
      let t = 9 + gap(stream.openUniform(id, 1, 10, i));
      for (; t < 40; t += gap(stream.openUniform(id, 3, t, i))) found.push([t, i]);
    }
    return found
      .sort((a, b) => a[0] - b[0] || a[1] - b[1])
      .map(([t, i]) => `${t}:${i}`)
      .join(' ');
  }

  it.each<[StepDocument, readonly number[]]>([
    [{ set: { 'P.rates': '2000 Hz' } }, Array.from({ length: 8 }, () => 2000)],
    [{ set: { 'P.rates': '500*Hz*i' } }, [0, 500, 1000, 1500, 2000, 2500, 3000, 3500]],
    [{ set: { 'P.rates': '3 kHz' }, indices: [2, 5] }, [0, 0, 3000, 0, 0, 3000, 0, 0]],
    [{ set: { 'P.rates': '3 kHz' }, where: 'i >= 6' }, [0, 0, 0, 0, 0, 0, 3000, 3000]],
    [{ set: { 'P.rates': ['1 kHz', '4 kHz'] }, indices: [1, 4] }, [0, 1000, 0, 0, 4000, 0, 0, 0]],
  ])('%j starts a segment with the new rates', async (step, rates) => {
    const run = await runDocument(parts([{ run: '1 ms' }, step, { run: '3 ms' }]));
    expect(trains(run.recording.spikes[0])).toBe(expected(rates));
  });

  it('of chosen neurons leaves the others as they are', async () => {
    const run = await runDocument(
      parts(
        [{ run: '1 ms' }, { set: { 'P.rates': '0 Hz' }, where: 'i > 0' }, { run: '3 ms' }],
        '2 kHz',
      ),
    );
    const after = trains(run.recording.spikes[0])
      .split(' ')
      .filter((spike) => Number.parseInt(spike, 10) >= 10);
    expect(after.join(' ')).toBe(expected([2000, 0, 0, 0, 0, 0, 0, 0]));
  });

  it('is refused where every step redoes them', async () => {
    const faults = await faultsOf(
      parts([{ set: { 'P.rates': '3 Hz' } }, { run: '1 ms' }], '10*Hz*i'),
    );
    expect(faults.map(({ code }) => code)).toEqual(['ILLEGAL_WRITE']);
  });
});
