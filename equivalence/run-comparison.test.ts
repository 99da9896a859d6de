import { describe, expect, it } from 'vitest';
import { fixedPointBackend } from '../backends/fixed-point/index.js';
import { referenceBackend } from '../backends/reference/index.js';
import type { Backend, CompileOptions, Session } from '../core/backend.js';
import { networkFromDocument } from '../core/description/index.js';
import { FrameworkError } from '../core/diagnostics/index.js';
import type { NetworkDocument } from '../core/network/index.js';
import { testHardware } from '../tests/support/test-hardware.js';
import type { Budget } from './budget.js';
import { comparisonJson } from './comparison-json.js';
import { comparisonText } from './comparison-text.js';
import type { FormatInfo } from './format-info.js';
import { loadBudget } from './load-budget.js';
import { type ComparisonProgress, runComparison } from './run-comparison.js';

const document: NetworkDocument = {
  isospike: 1,
  name: 'pair',
  seed: 7,
  inputs: { noise: { poisson: { size: 20, rates: '60 Hz' } } },
  populations: {
    exc: {
      size: 5,
      equations: 'dv/dt = -v/(20*ms) : volt',
      threshold: 'v > 15*mV',
      reset: 'v = 0*mV',
      bounds: { v: ['-50 mV', '50 mV'] },
    },
  },
  projections: {
    S: {
      from: 'noise',
      to: 'exc',
      connect: 'all',
      model: 'w : 1\ndpre/dt = -pre/(20*ms) : 1 (event-driven)',
      onPre: 'v_post += w*mV\npre = 1',
      onPost: 'w = clip(w + 0.002*pre, 0, 2)',
      initial: { w: '1.0 + 0.03*j' },
    },
  },
  timeline: [{ run: '100 ms' }, { checkpoint: 'middle' }, { run: '100 ms' }],
};
const network = networkFromDocument(document);
const hardware = testHardware();
const budgetOf = (text: string): Budget => loadBudget(`budget: 1\n${text}`, 'b').budget as Budget;
const onReference = { network, reference: referenceBackend, subject: referenceBackend };

/** A reference whose sessions behave otherwise in one respect. */
function altered(
  change: (session: Session) => Partial<Session>,
  seen: CompileOptions[] = [],
): Backend {
  return {
    name: 'altered',
    async compile(of, options = {}) {
      seen.push(options);
      const session = await referenceBackend.compile(of, options);
      const changes = change(session);
      return new Proxy(session, {
        get: (target, key) => {
          const value: unknown = Reflect.get(key in changes ? changes : target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
}

describe('a free comparison', () => {
  it('of the reference with itself is exact in every figure', async () => {
    const found = await runComparison(onReference);
    expect(found.verdict).toMatchObject({ word: 'holds', exitCode: 0, highest: 'T2' });
    expect(found).toMatchObject({ steps: 2000, plannedSteps: 2000, seed: '7' });
    expect(found.spikes.map(({ object, role }) => [object, role])).toEqual([
      ['exc', 'population'],
      ['noise', 'input'],
    ]);
    expect(found.spikes.every(({ reference, equal }) => reference > 0 && equal)).toBe(true);
    const { samples } = found.states.find(({ name }) => name === 'exc.v') ?? {};
    expect(samples).toMatchObject({ samples: 2000 * 5, largest: 0, rms: 0 });
    const [weights] = found.weights;
    expect(weights).toMatchObject({ name: 'S.w', bounds: [0, 2], count: 100 });
    expect(weights?.checkpoints.map(({ step }) => step)).toEqual([1000, 2000]);
    expect(weights?.checkpoints[1]).toMatchObject({
      difference: { rms: 0 },
      cosine: { minimum: 1 },
    });
    expect(weights?.neverMoved?.reference).toBe(weights?.neverMoved?.subject);
    expect(weights?.neverMoved?.reference).toBeLessThan(1);
    expect(found.reference.hashes).toEqual(found.subject?.hashes);
  });

  it('gives the subject hardware and the ranges that the reference saw', async () => {
    const [first, second]: CompileOptions[][] = [[], []];
    await runComparison({
      network,
      reference: altered(() => ({}), first),
      subject: altered(() => ({}), second),
      compileOptions: { hardware, seed: 3n },
    });
    expect(first?.[0]).toMatchObject({ profiling: true, seed: 3n });
    expect(first?.[0]?.hardware).toBeUndefined();
    expect(second?.[0]).toMatchObject({ seed: 3n, hardware });
    expect(second?.[0]?.profile?.ranges.get('exc.v')?.highest).toBeGreaterThan(0.014);
  });

  it('of float64 with fixed point finds a small error, the same at every run', async () => {
    const lsb = 2 ** -20;
    const formats = (): ((name: string) => FormatInfo | undefined) => (name) =>
      name === 'exc.v' ? { lsb, unit: 'mV', format: 'test' } : undefined;
    const run = (): ReturnType<typeof runComparison> =>
      runComparison({
        network,
        reference: referenceBackend,
        subject: fixedPointBackend,
        compileOptions: { hardware },
        formats,
      });
    const found = await run();
    expect(found.verdict.word).not.toBe('incomplete');
    expect(found.subject?.info).toMatchObject({ backend: 'fixed', hardware: 'test' });
    const state = found.states.find(({ name }) => name === 'exc.v');
    // Weights of 8 bits: half an LSB is 0.004 mV for each of some dozen spikes within 20 ms.
    const before = state?.beforeFirstDifference;
    expect(Math.abs(before?.largest ?? 1)).toBeGreaterThan(0);
    expect(Math.abs(before?.largest ?? 1)).toBeLessThan(1e-3);
    expect(state?.samples?.lsb?.rms).toBe((state?.samples?.rms ?? 0) / lsb);
    expect(found.counters).toMatchObject({ counted: true, wraps: 0 });
    expect(found.spikes.find(({ object }) => object === 'noise')?.equal).toBe(true);
    expect(comparisonJson(await run())).toBe(comparisonJson(found));
  });

  it('reports progress of both sides', async () => {
    const seen: ComparisonProgress[] = [];
    await runComparison({ ...onReference, onProgress: (progress) => void seen.push(progress) });
    expect(new Set(seen.map(({ side }) => side))).toEqual(new Set(['reference', 'subject']));
    expect(seen.at(-1)).toMatchObject({ side: 'subject', step: 2000, steps: 2000 });
  });
});

describe('a comparison with a budget', () => {
  it('runs as long and with the seed that the budget says', async () => {
    const budget = budgetOf('simulate: 50 ms\nseeds: [12]\ntiers: {T2: {}}');
    const found = await runComparison({ ...onReference, budget });
    expect(found).toMatchObject({ steps: 500, plannedSteps: 500, seed: '12' });
    expect(found.verdict).toMatchObject({ word: 'holds', exitCode: 0 });
  });

  it('judges every kind of limit', async () => {
    const budget = budgetOf(`tiers:
  T2: {}
  T3: {lagMsPerSpike: 0, jitterMs: 0, gamma: {window: 1 ms, min: 1}, spikeDistance: 0}
variables: {exc.v: {maxError: 0 mV}}
weights: {S.w: {maxRms: 0, minCosine: 1, maxShareAtBound: 1}}`);
    const found = await runComparison({ ...onReference, budget });
    expect(found.limits?.length).toBe(9);
    expect(found.limits?.every(({ holds }) => holds === true)).toBe(true);
    expect(found.verdict.word).toBe('holds');
  });

  it('refuses a budget for another network before anything runs', async () => {
    const budget = budgetOf('variables: {inh.v: {maxError: 1 mV}}');
    await expect(runComparison({ ...onReference, budget })).rejects.toMatchObject({
      code: 'FILE_REFERENCE',
    });
  });

  it('refuses two seeds that contradict each other', async () => {
    const budget = budgetOf('seeds: [12]');
    const compileOptions = { seed: 13n };
    const run = runComparison({ ...onReference, budget, compileOptions });
    await expect(run).rejects.toMatchObject({ code: 'FILE_CONFLICT' });
    await expect(
      runComparison({ ...onReference, budget, compileOptions: { seed: 12n } }),
    ).resolves.toMatchObject({ seed: '12' });
  });
});

describe('a comparison that cannot end', () => {
  const failing = altered((session) => ({
    run: async () => {
      await session.run(700);
      throw new Error('the device went away');
    },
  }));

  it('keeps what there is when the subject fails', async () => {
    const found = await runComparison({ ...onReference, subject: failing });
    expect(found.verdict).toMatchObject({ word: 'incomplete', exitCode: 4 });
    expect(found.verdict.detail).toContain('the device went away');
    expect(found.steps).toBe(700);
    expect(found.spikes[0]).toMatchObject({ object: 'exc', equal: true });
    expect(found.notes[0]?.code).toBe('RUN_INCOMPLETE');
  });

  it('has no subject when the reference fails', async () => {
    const found = await runComparison({ ...onReference, reference: failing });
    expect(found.verdict).toMatchObject({ word: 'incomplete', exitCode: 4, highest: 'none' });
    expect(found.subject).toBeUndefined();
    expect(found.reference.recording.steps).toBe(700);
    // What the reference did is said, not that nothing was compared.
    expect(comparisonText(found, { width: 120 })).toContain('700 of 2,000 ticks of');
  });

  it('is incomplete when it is stopped', async () => {
    const found = await runComparison({ ...onReference, signal: { aborted: true } });
    expect(found.verdict).toMatchObject({ word: 'incomplete', exitCode: 4 });
    expect(comparisonText(found, { width: 120 })).toContain('0 of 2,000 ticks of');
    expect(found.notes[0]?.code).toBe('RUN_INCOMPLETE');
  });

  it('says so when nothing happens', async () => {
    const silent = networkFromDocument({
      ...document,
      inputs: { noise: { poisson: { size: 20, rates: '0 Hz' } } },
    });
    const found = await runComparison({ ...onReference, network: silent });
    expect(found.verdict).toMatchObject({ word: 'incomplete', exitCode: 4 });
    expect(found.notes.map(({ code }) => code)).toEqual(['COMPARE_EMPTY']);
  });

  it('throws what a backend refuses', async () => {
    const refusing: Backend = {
      name: 'refusing',
      compile: () =>
        Promise.reject(
          new FrameworkError([{ code: 'HARDWARE_LIMIT', severity: 'error', message: 'too large' }]),
        ),
    };
    await expect(runComparison({ ...onReference, subject: refusing })).rejects.toMatchObject({
      code: 'HARDWARE_LIMIT',
    });
  });

  it('closes every session', async () => {
    let open = 0;
    const counting = altered((session) => {
      open += 1;
      return {
        close: async () => {
          open -= 1;
          await session.close();
        },
      };
    });
    await runComparison({ network, reference: counting, subject: counting });
    expect(open).toBe(0);
  });
});
