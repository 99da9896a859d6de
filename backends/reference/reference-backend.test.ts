import { describe, expect, it } from 'vitest';
import type { Session } from '../../core/backend.js';
import { loadNetwork } from '../../core/description/index.js';
import type { Network } from '../../core/network/index.js';
import { referenceBackend } from './index.js';

const stdp = `
isospike: 1
name: stdp
dt: 0.1 ms
seed: 3
inputs:
  noise: {poisson: {size: 20, rates: 60 Hz}}
populations:
  exc:
    size: 10
    equations: "dv/dt = -v/(10*ms) : volt (unless refractory)"
    threshold: v > 5*mV
    reset: v = -rand()*mV
    refractory: 2 ms
    method: euler
projections:
  S:
    from: noise
    to: exc
    connect: all
    model:
      - "w : volt"
      - "dx/dt = -x/(20*ms) : 1 (event-driven)"
      - "dy/dt = -y/(20*ms) : 1 (event-driven)"
    on_pre: "v_post += w; x += 1; w = clip(w - 0.01*mV*y, 0*mV, 2*mV)"
    on_post: "y += 1; w = clip(w + 0.01*mV*x, 0*mV, 2*mV)"
    delay: rand()*3*ms
    initial: {w: 1 mV}
probes: [spikes: exc, weights: S, state: {of: exc, variables: [v], every: 1 ms}]
timeline:
  - run: 100 ms
  - checkpoint: half
  - normalize: {variable: S.w, per: target, total: 20 mV}
  - run: 100 ms
`;

function network(text: string = stdp): Network {
  const loaded = loadNetwork(text, 'stdp.yaml');
  if (loaded.network === undefined)
    throw new Error(loaded.diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return loaded.network;
}
async function finished(session: Session): Promise<Session> {
  expect(await session.run()).toMatchObject({ step: 2000, finished: true });
  return session;
}

describe('referenceBackend', () => {
  it('gives the same bits from generated code and from the interpreter', async () => {
    const generated = await finished(await referenceBackend.compile(network()));
    const interpreted = await finished(
      await referenceBackend.compile(network(), { interpreted: true }),
    );
    expect(generated.info.engine).toBe('js');
    expect(interpreted.info.engine).toBe('interpreter');
    expect(interpreted.info.hashes).toEqual(generated.info.hashes);
    expect(await interpreted.hashes()).toEqual(await generated.hashes());
    expect((await generated.recording()).spikes[0]?.steps.length).toBeGreaterThan(100);
  });

  it('says what it ran and what it will record', async () => {
    const { info } = await referenceBackend.compile(network(), { seed: 7n });
    expect(info).toMatchObject({
      backend: 'reference',
      network: 'stdp',
      seed: '7',
      dtSeconds: 1e-4,
    });
    expect(Object.keys(info.hashes)).toEqual(['program', 'host', 'stimulus', 'data']);
    const announced = info.notes.filter(({ code }) => code === 'MONITOR_BYTES');
    expect(announced).toHaveLength(3);
  });

  it('draws other numbers from another seed, and the same from the same', async () => {
    const hashes = async (seed: bigint): Promise<unknown> =>
      (await finished(await referenceBackend.compile(network(), { seed }))).hashes();
    expect(await hashes(4n)).toEqual(await hashes(4n));
    expect(await hashes(4n)).not.toEqual(await hashes(5n));
  });

  it('keeps the ranges that a run covered, without changing it', async () => {
    const plain = await finished(await referenceBackend.compile(network()));
    const profiled = await finished(await referenceBackend.compile(network(), { profiling: true }));
    expect(await profiled.hashes()).toEqual(await plain.hashes());
    const report = await profiled.ranges();
    expect(report.steps).toBe(2000);
    const recording = await profiled.recording();
    for (const { object, variable, values } of recording.final) {
      const range = report.ranges.get(`${object}.${variable}`);
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(range?.lowest ?? Infinity);
        expect(value).toBeLessThanOrEqual(range?.highest ?? -Infinity);
      }
    }
    const w = report.ranges.get('S.w');
    expect(w?.lowest).toBeGreaterThanOrEqual(0);
    expect(w?.highest).toBeGreaterThan(1e-3);
    await expect(plain.ranges()).rejects.toMatchObject({ code: 'RANGE_UNKNOWN' });
  });

  it('continues a stored run in a fresh session', async () => {
    const whole = await finished(await referenceBackend.compile(network()));
    for (const at of [0, 731, 1000, 1999]) {
      const first = await referenceBackend.compile(network());
      await first.run(at);
      const second = await referenceBackend.compile(network());
      await second.restore(structuredClone(await first.store()));
      await finished(second);
      expect(await second.hashes()).toEqual(await whole.hashes());
    }
    const other = await referenceBackend.compile(network(), { seed: 8n });
    await expect(other.restore(await whole.store())).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
    });
  });

  it('refuses a network that needs more memory than allowed', async () => {
    const compiled = referenceBackend.compile(network(), { memoryLimitBytes: 1000 });
    await expect(compiled).rejects.toMatchObject({ code: 'MEMORY_LIMIT' });
  });

  it('reports every fault of a network in one go', async () => {
    const faulty = stdp
      .replace('dv/dt = -v/(10*ms)', 'dv/dt = -v')
      .replace('threshold: v > 5*mV', 'threshold: v > 5');
    await expect(referenceBackend.compile(network(faulty))).rejects.toMatchObject({
      diagnostics: [{ code: 'UNIT_MISMATCH' }, { code: 'UNIT_MISMATCH' }],
    });
  });
});
