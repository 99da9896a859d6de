import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { referenceBackend } from '../backends/reference/index.js';
import { openCheckpoint, saveCheckpoint } from '../cli/node/index.js';
import { networkFromDocument } from '../core/description/index.js';
import type { Network } from '../core/network/index.js';
import type { Benchmark, Figure } from './benchmark.js';

const gibibyte = 2 ** 30;

/** Sources and targets, all connected to all. */
interface Size {
  readonly sources: number;
  readonly targets: number;
}

/**
 * Learning synapses in number, with everything that goes through all of them: start values, an
 * assignment to a selection, scaling, a checkpoint in the timeline and one in a file.
 */
function network({ sources, targets }: Size): Network {
  return networkFromDocument({
    isospike: 1,
    name: 'large',
    dt: '0.5 ms',
    seed: 5,
    inputs: { noise: { poisson: { size: sources, rates: '20 Hz' } } },
    populations: {
      cell: {
        size: targets,
        equations: 'dv/dt = -v/(20*ms) : 1 (unless refractory)',
        threshold: 'v > 1',
        reset: 'v = 0',
        refractory: '5 ms',
      },
    },
    projections: {
      S: {
        from: 'noise',
        to: 'cell',
        connect: 'all',
        model: [
          'w : 1',
          'dpre/dt = -pre/(20*ms) : 1 (event-driven)',
          'dpost/dt = -post/(20*ms) : 1 (event-driven)',
        ],
        onPre: 'v_post += w; pre = 1; w = clip(w - 0.0001*post, 0, 1)',
        onPost: 'post = 1; w = clip(w + 0.01*pre, 0, 1)',
        initial: { w: 'rand()' },
      },
    },
    timeline: [
      { set: { 'S.w': '0.5*w' }, where: 'w > 0.3' },
      { normalize: { variable: 'S.w', per: 'target', total: 20 } },
      { run: '10 ms' },
      { checkpoint: 'middle' },
      { run: '10 ms' },
    ],
  });
}

/** Ticks of both runs of the timeline. */
const half = 20;

export const largeNetwork: Benchmark = {
  name: 'large-network',
  summary:
    '10 million synapses: memory of assignment, scaling and checkpoints; bits after a restore',
  async run(quick) {
    const size = quick ? { sources: 500, targets: 2000 } : { sources: 1000, targets: 10_000 };
    const folder = await mkdtemp(join(tmpdir(), 'isospike-bench-'));
    try {
      return await measure(size, join(folder, 'large.gz'));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(size: Size, path: string): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const time = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    const seconds = ((performance.now() - start) / 1000).toFixed(2);
    figures.push({ name, value: seconds, unit: 's', holds: true });
    figures.push({
      name: `  peak memory so far`,
      value: peakMebibytes(),
      unit: 'MiB',
      holds: true,
    });
    return result;
  };
  const first = await runAndSave(size, path, time);
  const second = await restoreAndRun(size, path, time);
  const bytes = (await stat(path)).size;
  const synapses = size.sources * size.targets;
  return [
    { name: 'synapses', value: synapses, unit: '', holds: true },
    ...figures,
    { name: 'checkpoint file', value: (bytes / 2 ** 20).toFixed(1), unit: 'MiB', holds: true },
    {
      name: 'peak memory',
      value: peakMebibytes(),
      unit: 'MiB',
      limit: '1024 MiB',
      holds: peakBytes() < gibibyte,
    },
    {
      name: 'restored run',
      value: first === second ? 'bit-equal' : `${second}, not ${first}`,
      unit: '',
      limit: 'bit-equal',
      holds: first === second,
    },
  ];
}

type Timed = <T>(name: string, work: () => Promise<T>) => Promise<T>;

async function runAndSave(size: Size, path: string, time: Timed): Promise<string> {
  const session = await time('compile', () => referenceBackend.compile(network(size)));
  await time('first half', () => session.run(half));
  await time('write checkpoint', async () => saveCheckpoint(path, await session.store()));
  await time('second half', () => session.run());
  const hashes = await time('hashes', () => session.hashes());
  await session.close();
  return JSON.stringify(hashes);
}

async function restoreAndRun(size: Size, path: string, time: Timed): Promise<string> {
  const session = await time('compile again', () => referenceBackend.compile(network(size)));
  await time('read checkpoint', async () => session.restore(await openCheckpoint(path)));
  await time('second half again', () => session.run());
  const hashes = await session.hashes();
  await session.close();
  return JSON.stringify(hashes);
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function peakMebibytes(): number {
  return Math.round(peakBytes() / 2 ** 20);
}
