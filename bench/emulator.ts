import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { planFixed } from '../backends/fixed-point/index.js';
import {
  createEventEmulator,
  createPerClockEmulator,
  type Emulator,
  type EmulatorState,
  type InputWord,
} from '../backends/neurocore/emulator/index.js';
import type { ChipImage } from '../backends/neurocore/image/index.js';
import { openNeurocorePlan } from '../backends/neurocore/index.js';
import { loadHardware } from '../backends/profiles/index.js';
import { referenceBackend } from '../backends/reference/index.js';
import { loadNetwork, networkFromDocument } from '../core/description/index.js';
import type { Hardware } from '../core/hardware.js';
import type { Network } from '../core/network/index.js';
import { noRecordFiles } from '../core/recording/index.js';
import type { Benchmark, Figure } from './benchmark.js';

/** Goals in million clocks of one core per second of processor time, on a present machine. */
const goals = { clock: 80, events: 300 } as const;

/** Emulated chip and stimulus, without the host beside it. */
interface Case {
  readonly name: string;
  readonly image: ChipImage;
  readonly start: EmulatorState;
  readonly inputs: readonly (readonly InputWord[])[];
}

export const emulator: Benchmark = {
  name: 'emulator',
  summary: 'million clocks of a core per second, of both emulators, beside a loop in C',
  async run(quick) {
    const seconds = quick ? 0.5 : 3;
    const yardstick = measureC(quick);
    const figures: Figure[] = [];
    const hardware = iso256();
    for (const [name, network] of [
      ['Izhikevich and STDP', chain()],
      ['Diehl & Cook', digits(quick)],
    ] as const) {
      const one = await record(name, network, hardware);
      figures.push(...measure(one, seconds, quick ? undefined : goals, yardstick));
    }
    return [
      {
        name: 'loop in C',
        value: yardstick?.toFixed(0) ?? 'not run (no gcc)',
        unit: 'Mclocks/s',
        holds: true,
      },
      ...figures,
      {
        name: 'peak memory',
        value: Math.round(process.resourceUsage().maxRSS / 1024),
        unit: 'MiB',
        holds: true,
      },
    ];
  },
};

/** Files of the repository: from `dist/bench` two folders up. */
function readRepositoryFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

function iso256(): Hardware {
  const file = 'backends/profiles/iso-256.yaml';
  const { hardware } = loadHardware(readRepositoryFile(file), file, () => undefined);
  if (hardware === undefined) throw new Error(`${file} cannot be read`);
  return hardware;
}

function example(name: string): Network {
  const file = `examples/${name}/network.yaml`;
  const { network } = loadNetwork(readRepositoryFile(file), file);
  if (network === undefined) throw new Error(`${file} cannot be read`);
  return network;
}

/** Three groups of Izhikevich neurons; one row of the timed array, so that the host writes once. */
function chain(): Network {
  const { budget: _, ...document } = example('stdp-clip-units').document;
  return networkFromDocument({ ...document, timeline: [{ run: '200 ms' }] });
}

/** The network of digits with a Poisson stimulus of about as many spikes as a digit has. */
function digits(quick: boolean): Network {
  const { document } = example('diehl-cook-mnist');
  return networkFromDocument({
    ...document,
    inputs: { pixels: { poisson: { size: 784, rates: '7 Hz' } } },
    probes: [{ spikes: 'exc' }],
    timeline: [{ run: quick ? '100 ms' : '350 ms' }],
  });
}

/** Runs the network once with its host, and keeps what the chip was given. */
async function record(name: string, network: Network, hardware: Hardware): Promise<Case> {
  const reference = await referenceBackend.compile(network, { profiling: true });
  await reference.run(undefined, { files: noRecordFiles });
  const profile = await reference.ranges();
  const plan = await planFixed(network, { hardware, profile });
  const inputs: (readonly InputWord[])[] = [];
  let start: EmulatorState | undefined;
  const { session, placed } = openNeurocorePlan(
    plan,
    {},
    {
      observers: () => [
        {
          before: (chip, words) => {
            start ??= chip.save();
            inputs.push(words);
          },
        },
      ],
    },
  );
  await session.run(undefined, { files: noRecordFiles });
  if (start === undefined) throw new Error(`${name} ran no step`);
  return { name, image: placed.image, start, inputs };
}

function measure(
  one: Case,
  seconds: number,
  limits: typeof goals | undefined,
  yardstick: number | undefined,
): readonly Figure[] {
  const events = timed(createEventEmulator(one.image), one, seconds);
  const clock = timed(createPerClockEmulator(one.image), one, seconds);
  const same = events.cycles === clock.cycles && events.bits === clock.bits;
  const speed = (what: string, value: number, goal: number | undefined): Figure => ({
    name: `${one.name}: ${what}`,
    value: value.toFixed(1),
    unit: 'Mclocks/s',
    ...(goal === undefined ? {} : { limit: `at least ${goal}` }),
    holds: goal === undefined || value >= goal,
  });
  const ratio = (what: string, value: number): Figure => ({
    name: `  ${what}`,
    value: value.toFixed(2),
    unit: '',
    holds: true,
  });
  const cores = one.image.cores.length;
  return [
    {
      name: `${one.name}: clocks per step, cores`,
      value: `${Math.round(clock.cycles / one.inputs.length)}, ${cores}`,
      unit: '',
      holds: true,
    },
    speed('per clock', clock.speed, limits?.clock),
    speed('by events', events.speed, limits?.events),
    ratio('by events / per clock', events.speed / clock.speed),
    ...(yardstick === undefined
      ? []
      : [ratio('per clock, of the loop in C', clock.speed / yardstick)]),
    {
      name: '  bits and clocks of both',
      value: same ? 'equal' : 'differ',
      unit: '',
      limit: 'equal',
      holds: same,
    },
  ];
}

/** Repeats all steps for a while of processor time, after a first time for the compiler. */
function timed(
  chip: Emulator,
  { start, inputs }: Case,
  seconds: number,
): { readonly speed: number; readonly cycles: number; readonly bits: string } {
  const once = (): number => {
    chip.load(start);
    const before = chip.cycle;
    for (let step = 0; step < inputs.length; step += 1)
      chip.step(inputs[step] as readonly InputWord[]);
    return chip.cycle - before;
  };
  const cycles = once();
  const begin = process.cpuUsage();
  let done = 0;
  let used = 0;
  while (used < 1e6 * seconds) {
    done += once();
    const { user, system } = process.cpuUsage(begin);
    used = user + system;
  }
  const speed = (done * chip.cores.length) / used;
  return { speed, cycles, bits: JSON.stringify(chip.save().cores.map(sums)) };
}

/** A sum per memory in which every bit counts by its place. */
function sums(
  arrays: Readonly<Record<string, ArrayLike<number>>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, words]) => {
      let sum = 0;
      for (let at = 0; at < words.length; at += 1)
        sum = (Math.imul(sum, 0x01000193) ^ (words[at] as number)) >>> 0;
      return [name, sum];
    }),
  );
}

/** Million clocks per second of `clock-loop.c`; undefined without a compiler. */
function measureC(quick: boolean): number | undefined {
  const source = fileURLToPath(new URL('../../bench/clock-loop.c', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'isospike-bench-'));
  try {
    const program = join(folder, 'clock-loop');
    const built = spawnSync('gcc', ['-O2', '-o', program, source], { encoding: 'utf8' });
    if (built.status !== 0) return undefined;
    const { status, stdout } = spawnSync(program, [quick ? '100000000' : '1000000000'], {
      encoding: 'utf8',
    });
    return status === 0 ? Number(stdout.split(' ')[0]) : undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
