import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedPointBackend } from '../../backends/fixed-point/index.js';
import { createNeurocoreBackend } from '../../backends/neurocore/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import { openCheckpoint, saveCheckpoint } from '../../cli/node/index.js';
import type { Backend, Checkpoint, CompileOptions, Session } from '../../core/backend.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { Network } from '../../core/network/index.js';
import { readHardware } from '../support/diagnose.js';

// Users want to train once, and go on or test later: with the same bits as without the break.

interface Shape {
  readonly size?: number;
  readonly timeline?: readonly { readonly run: string }[];
  readonly model?: string;
}

/** Poisson input, delays of up to 3 ms, trace learning, refractoriness: all that has a state. */
function network({
  size = 6,
  timeline = [{ run: '50 ms' }],
  model = 'w : 1',
}: Shape = {}): Network {
  return networkFromDocument({
    isospike: 1,
    name: 'learner',
    dt: '0.5 ms',
    seed: 11,
    inputs: { noise: { poisson: { size: 8, rates: '200 Hz' } } },
    populations: {
      cell: {
        size,
        equations: 'dv/dt = -v/(8*ms) : 1 (unless refractory)',
        method: 'euler',
        threshold: 'v > 1',
        reset: 'v = 0',
        refractory: '2 ms',
        bounds: { v: [-1, 7] },
      },
    },
    projections: {
      S: {
        from: 'noise',
        to: 'cell',
        connect: 'all',
        model: [
          model,
          'dx/dt = -x/(20*ms) : 1 (event-driven)',
          'dy/dt = -y/(20*ms) : 1 (event-driven)',
        ],
        onPre: 'v_post += w; x = 1; w = clip(w - 0.01*y, 0, 1)',
        onPost: 'y = 1; w = clip(w + 0.02*x, 0, 1)',
        initial: { w: 'rand()*0.5' },
        bounds: { w: [0, 1], x: [0, 1], y: [0, 1] },
      },
      late: {
        from: 'noise',
        to: 'cell',
        connect: 'all',
        onPre: 'v_post += 0.125',
        delay: 'rand()*3*ms',
      },
    },
    probes: [{ spikes: 'cell' }],
    timeline,
  });
}

const { hardware } = readHardware('hardware: 1\nname: here\nextends: iso-256\n');
if (hardware === undefined) throw new Error('the built-in hardware does not load');
const engines: readonly (readonly [string, Backend, CompileOptions])[] = [
  ['reference', referenceBackend, {}],
  ['fixed', fixedPointBackend, { hardware }],
  ['neurocore', createNeurocoreBackend(), { hardware }],
  ['neurocore, clock by clock', createNeurocoreBackend({ emulator: 'clock' }), { hardware }],
];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function spikes(session: Session): Promise<readonly (readonly [number, number])[]> {
  const train = (await session.recording()).spikes[0];
  return [...(train?.steps ?? [])].map((step, at) => [step, train?.indices[at] ?? -1] as const);
}

/** Counters without the traffic of the host: to store a state takes reading it. */
async function happened(session: Session): Promise<Readonly<Record<string, number>>> {
  const { events } = await session.counters();
  return Object.fromEntries(Object.entries(events).filter(([name]) => !name.startsWith('host.')));
}

describe.each(engines)('a checkpoint file of %s', (engine, backend, options) => {
  it('continues under a new timeline with the bits of an uninterrupted run', async () => {
    const path = join(folder, `${engine}.gz`);
    const first = await backend.compile(network(), options);
    await first.run();
    await saveCheckpoint(path, await first.store());
    const second = await backend.compile(network(), options);
    await second.restore(await openCheckpoint(path), { timeline: 'start' });
    await second.run();
    const whole = await backend.compile(network({ timeline: [{ run: '100 ms' }] }), options);
    await whole.run();
    expect((await second.recording()).final).toEqual((await whole.recording()).final);
    const later = (await spikes(whole)).filter(([step]) => step >= 100);
    expect(later.length).toBeGreaterThan(5);
    expect(await spikes(second)).toEqual(later);
    expect(await happened(second)).toEqual(await happened(whole));
  });

  it('restores recordings and the place in the timeline, twice with the same bits', async () => {
    const path = join(folder, `${engine}-middle.gz`);
    const whole = await backend.compile(network(), options);
    await whole.run(37);
    await saveCheckpoint(path, await whole.store());
    await whole.run();
    const again = await backend.compile(network(), options);
    for (let times = 0; times < 2; times += 1) {
      await again.restore(await openCheckpoint(path));
      await again.run();
      expect(await again.hashes()).toEqual(await whole.hashes());
      // What a chip took, by phase and unit, is part of its state.
      const [chip, expected] = [await again.chip?.(), await whole.chip?.()];
      expect(chip?.phases).toEqual(expected?.phases);
      expect(chip?.longestStep).toEqual(expected?.longestStep);
    }
  });
});

it('a checkpoint of a chip goes on under another seed as integers do, or is refused where synapses lie otherwise', async () => {
  const backend = createNeurocoreBackend();
  const own = network({ size: 1 });
  const stored = async (engine: Backend): Promise<Checkpoint> => {
    const session = await engine.compile(own, { hardware });
    await session.run();
    return session.store();
  };
  const [chip, fixed] = [await stored(backend), await stored(fixedPointBackend)];
  const ends: string[] = [];
  for (const seed of [11n, 12n, 13n, 14n, 15n, 16n]) {
    const there = await backend.compile(own, { hardware, seed });
    try {
      await there.restore(chip, { timeline: 'start' });
    } catch (error) {
      expect(String(error)).toContain('CHECKPOINT_MISMATCH');
      await there.restore(chip, { only: ['S.w'] });
      ends.push('refused');
      continue;
    }
    const expected = await fixedPointBackend.compile(own, { hardware, seed });
    await expected.restore(fixed, { timeline: 'start' });
    await Promise.all([there.run(), expected.run()]);
    expect(await there.hashes()).toEqual(await expected.hashes());
    ends.push('equal');
  }
  expect(new Set(ends)).toEqual(new Set(['equal', 'refused']));
});

describe('a checkpoint of another network', () => {
  const stored = async (): Promise<string> => {
    const path = join(folder, 'other.gz');
    const session = await referenceBackend.compile(network());
    await session.run();
    await saveCheckpoint(path, await session.store());
    return path;
  };

  it('is refused with both shapes', async () => {
    const from = await openCheckpoint(await stored());
    const larger = await referenceBackend.compile(network({ size: 12 }));
    await expect(larger.restore(from, { timeline: 'start' })).rejects.toThrow(
      /CHECKPOINT_MISMATCH: the checkpoint of network learner .* cell\.v is \[6\] there and \[12\] here/,
    );
    await expect(larger.restore(from, { timeline: 'start' })).rejects.toThrow(
      'S.w is [48], 8 x 6 neurons there and [96], 8 x 12 neurons here',
    );
  });

  it('is refused for another rule, though the shapes agree', async () => {
    const from = await openCheckpoint(await stored());
    const other = network();
    const { cell } = other.document.populations ?? {};
    if (cell === undefined) throw new Error('the network has no cell');
    const fast = networkFromDocument({
      ...other.document,
      populations: { cell: { ...cell, refractory: '1 ms' } },
    });
    const session = await referenceBackend.compile(fast);
    await expect(session.restore(from, { timeline: 'start' })).rejects.toThrow('other kernels');
  });

  it('gives single variables by name', async () => {
    const from = await openCheckpoint(await stored());
    const other = await referenceBackend.compile(network({ model: 'w : 1\nz : 1' }));
    await other.restore(from, { only: ['S.w'] });
    const trained = from.state as { machine: { storage: Record<string, Float64Array> } };
    expect((await other.read('S.w')).values).toEqual(trained.machine.storage['S.w']);
    expect((await other.recording()).steps).toBe(0);
  });

  it('gives codes of fixed point as numbers', async () => {
    const chip = await fixedPointBackend.compile(network(), { hardware });
    await chip.run();
    const float = await referenceBackend.compile(network());
    await float.restore(await chip.store(), { only: ['S.w'] });
    expect(await float.read('S.w')).toEqual(await chip.read('S.w'));
  });

  it('refuses variables of another shape, and names that are not there', async () => {
    const from = await openCheckpoint(await stored());
    const larger = await referenceBackend.compile(network({ size: 12 }));
    await expect(larger.restore(from, { only: ['S.w'] })).rejects.toMatchObject({
      code: 'LOAD_SHAPE',
      diagnostics: [{ expected: '[96], 8 x 12 neurons', found: '[48], 8 x 6 neurons' }],
    });
    await expect(larger.restore(from, { only: ['S.q'] })).rejects.toMatchObject({
      code: 'NO_SUCH_VARIABLE',
    });
  });
});

describe('a file that is no sound checkpoint', () => {
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const sound = async (): Promise<Buffer> => {
    const path = join(folder, 'sound.gz');
    const session = await referenceBackend.compile(network());
    await saveCheckpoint(path, await session.store());
    return readFileSync(path);
  };

  it.each([
    ['empty', () => new Uint8Array(0), 'cut short'],
    ['no gzip', () => Buffer.from('weights, weights'), 'no gzip file'],
    ['other content', () => gzipSync('isospike-recording/1 and so on'), 'no checkpoint of this'],
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40), 'cut short'],
    ['a byte flipped', flipped, 'damaged'],
    ['more behind it', (bytes: Buffer) => repacked(bytes, 0, 1), 'goes on'],
    ['less in it', (bytes: Buffer) => repacked(bytes, 8, 0), 'cut short'],
    ['huge header', () => gzipSync('isospike-checkpoint/1\n\xff\xff\xff\x7f'), 'header of'],
  ])('%s', async (name, damage, message) => {
    const path = write(`${name}.gz`, damage(await sound()));
    await expect(openCheckpoint(path)).rejects.toMatchObject({
      code: 'FILE_DATA',
      message: expect.stringContaining(message),
    });
  });

  it('absent, a folder, or over the limit', async () => {
    await expect(openCheckpoint(join(folder, 'no.gz'))).rejects.toThrow('no such file');
    await expect(openCheckpoint(folder)).rejects.toThrow('no regular file');
    const path = write('limit.gz', await sound());
    await expect(openCheckpoint(path, { maxBytes: 64 })).rejects.toThrow('more than the 64');
  });
});

it('an old file survives a write that fails', async () => {
  const session = await referenceBackend.compile(network());
  const old = join(folder, 'kept');
  writeFileSync(old, 'old');
  const below = join(old, 'new.gz');
  await expect(saveCheckpoint(below, await session.store())).rejects.toMatchObject({
    code: 'FILE_DATA',
  });
  expect(readFileSync(old, 'utf8')).toBe('old');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 0x40;
  return copy;
}

/** The same content with bytes taken off or put on, in a gzip file that is sound. */
function repacked(bytes: Buffer, less: number, more: number): Buffer {
  const plain = gunzipSync(bytes);
  return gzipSync(Buffer.concat([plain.subarray(0, plain.length - less), Buffer.alloc(more)]));
}
