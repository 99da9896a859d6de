import { describe, expect, it } from 'vitest';
import { Dice } from '../../../tests/support/neurocore-dice.js';
import { randomChipImage, randomInput } from '../../../tests/support/neurocore-image.js';
import { createPerClockEmulator, type Emulator } from '../emulator/index.js';
import { Coverage } from './coverage.js';
import { observeEmulator, type StepObserver } from './observed-emulator.js';
import { PerformanceRows } from './performance-rows.js';
import { WaveWindow } from './waveform.js';

const header = { tool: 'isospike 0', profile: 'p', network: 'n', image: 'd', seed: '1' };

/** Takes no word: the output of depth 1 is full after one. */
const reader = { ready: (): boolean => false };

function run(seed: number, steps: number, observers: readonly StepObserver[]): Emulator {
  const image = randomChipImage(seed, { cores: 2, fifos: { output: 1, core: 1, full: 'drop' } });
  const inner = createPerClockEmulator(image, { reader });
  const emulator = observeEmulator(inner, observers);
  const dice = new Dice(seed + 1);
  for (let step = 0; step < steps; step += 1) emulator.step(randomInput(image, dice));
  return inner;
}

/** Last value of every signal and all time stamps, by an own reading of the text. */
function readDump(text: string): {
  readonly values: ReadonlyMap<string, bigint>;
  readonly stamps: readonly number[];
} {
  const names = new Map<string, string>();
  const scopes: string[] = [];
  const values = new Map<string, bigint>();
  const stamps: number[] = [];
  for (const line of text.split('\n')) {
    const words = line.split(' ');
    if (words[0] === '$scope') scopes.push(words[2] ?? '');
    else if (words[0] === '$upscope') scopes.pop();
    else if (words[0] === '$var') names.set(words[3] ?? '', [...scopes, words[4]].join('.'));
    else if (line.startsWith('#')) stamps.push(Number(line.slice(1)));
    else if (line.startsWith('b'))
      values.set(names.get(words[1] ?? '') ?? '', BigInt(`0b${words[0]?.slice(1)}`));
    else if (/^[01]\S+$/.test(line))
      values.set(names.get(line.slice(1)) ?? '', BigInt(line[0] ?? ''));
  }
  return { values, stamps };
}

function waveOf(
  request: Pick<ConstructorParameters<typeof WaveWindow>[0], 'trigger' | 'cycles'>,
  steps: number,
): { readonly text: string; readonly window: WaveWindow; readonly emulator: Emulator } {
  let text = '';
  const window = new WaveWindow({ ...request, header, reader, write: (piece) => (text += piece) });
  return { emulator: run(6, steps, [window]), window, text };
}

describe('WaveWindow', () => {
  it('shows one step and ends with the values of the registers', () => {
    const { text, emulator } = waveOf({ trigger: { kind: 'tick', tick: 2 } }, 3);
    const { values, stamps } = readDump(text);
    expect(text).toContain('tool: isospike 0');
    expect(stamps.at(-1)).toBe(emulator.cycle * 10_000);
    const image = emulator.image;
    const clocked = emulator as ReturnType<typeof createPerClockEmulator>;
    expect(image.cores.length).toBe(2);
    expect(clocked.signals.length).toBeGreaterThan(20);
    for (const { scope, name, read } of clocked.signals)
      expect(values.get(['chip', ...scope, name].join('.')), name).toBe(BigInt(read()));
  });

  it('stops in the middle of a step, or goes on into the next ones', () => {
    const start = run(6, 2, []).cycle;
    const short = waveOf({ trigger: { kind: 'tick', tick: 2 }, cycles: 5 }, 6);
    const stamps = readDump(short.text).stamps;
    expect(Math.min(...stamps)).toBe(start * 10_000);
    expect(Math.max(...stamps)).toBeLessThanOrEqual((start + 5) * 10_000);
    const end = run(6, 3, []).cycle;
    const long = waveOf({ trigger: { kind: 'tick', tick: 2 }, cycles: end - start + 20 }, 6);
    expect(Math.max(...readDump(long.text).stamps)).toBeGreaterThan(end * 10_000);
  });

  it('begins before a spike that is counted from 1, and before the first drop', () => {
    const spikes: { core: number; neuron: number; cycle: number }[] = [];
    let drop = -1;
    run(6, 12, [
      {
        after: (emulator, report) => {
          spikes.push(...emulator.spikes);
          if (drop < 0 && emulator.mesh.outputDropped > 0) drop = report.tick;
        },
      },
    ]);
    const [{ core, neuron } = { core: 0, neuron: 0 }] = spikes;
    const cycles = spikes.filter((spike) => spike.core === core && spike.neuron === neuron);
    const second = cycles[1]?.cycle ?? 0;
    const trigger = { kind: 'spike', core, neuron, count: 2 } as const;
    const around = readDump(waveOf({ trigger, cycles: 10 }, 12).text).stamps;
    expect(Math.min(...around)).toBeGreaterThanOrEqual((second - 5) * 10_000);
    expect(Math.max(...around)).toBeLessThanOrEqual((second + 5) * 10_000);
    expect(drop).toBeGreaterThanOrEqual(0);
    expect(waveOf({ trigger: { kind: 'drop' } }, 12).window.found).toBe(true);
    expect(waveOf({ trigger: { kind: 'tick', tick: 99 } }, 12).window.found).toBe(false);
  });

  it('changes nothing', () => {
    const plain = run(6, 6, []);
    const seen = waveOf({ trigger: { kind: 'tick', tick: 1 }, cycles: 2000 }, 6).emulator;
    expect(seen.save()).toEqual(plain.save());
    expect(seen.counters).toEqual(plain.counters);
  });
});

describe('Coverage', () => {
  it('counts bins and says when they were first met', () => {
    const coverage = new Coverage();
    const emulator = run(6, 12, [coverage]);
    const bin = (name: string): (typeof coverage.bins)[number] | undefined =>
      coverage.bins.find((entry) => entry.name === name);
    expect(bin('host_output.drop')?.count).toBe(emulator.mesh.outputDropped);
    expect(bin('state.POP')?.firstTick).toBe(0);
    expect(bin('fault.CHECKSUM')).not.toHaveProperty('firstTick');
    expect(bin('out_fifo.full')?.count).toBeGreaterThan(0);
    expect(new Set(coverage.bins.map(({ name }) => name)).size).toBe(coverage.bins.length);
  });
});

describe('the bins that the test set must meet', () => {
  it('are all met by random chips with tight queues, slow readers and both policies', () => {
    const met = new Map<string, number>();
    for (let seed = 1; seed <= 40; seed += 1) {
      const full = seed % 2 === 0 ? 'drop' : 'stall';
      const fifos = { input: 1, output: 1, core: 1, link: 1, full } as const;
      const image = randomChipImage(seed, { cores: 4, fifos, neurons: 24 });
      const coverage = new Coverage();
      const slow = { ready: (cycle: number): boolean => cycle % 31 === 0 };
      const emulator = observeEmulator(createPerClockEmulator(image, { reader: slow }), [coverage]);
      const dice = new Dice(seed);
      for (let step = 0; step < 8; step += 1) emulator.step(randomInput(image, dice));
      for (const { name, count, required } of coverage.bins)
        if (required) met.set(name, (met.get(name) ?? 0) + count);
    }
    expect([...met].filter(([, count]) => count === 0).map(([name]) => name)).toEqual([]);
  }, 30_000);
});

describe('PerformanceRows', () => {
  it('has a row per step whose sums are the counters', () => {
    const lines: string[] = [];
    const energy = new Map([
      ['synapse.process_spike', { value: 2, basis: 'assumed', source: '' } as const],
      ['soma.update_neuron', { value: 3, basis: 'assumed', source: '' } as const],
    ]);
    const emulator = run(16, 5, [
      new PerformanceRows(energy, (line) => lines.push(line.trimEnd())),
    ]);
    const [head = '', ...rows] = lines;
    expect(head).toMatch(
      /^timestep,fired,updated,packets,hops,spikes,sim_time,synapse_energy,dendrite_energy,soma_energy,network_energy,total_energy,/,
    );
    const names = head.split(',');
    const sum = (name: string): number =>
      rows.reduce((all, row) => all + Number(row.split(',')[names.indexOf(name)]), 0);
    const { north, east, south, west } = emulator.mesh.hops;
    expect(sum('hops')).toBe(north + east + south + west);
    expect(sum('output_dropped')).toBe(emulator.mesh.outputDropped);
    expect(sum('saturations')).toBe(
      emulator.counters.reduce((all, core) => core.saturations.reduce((a, b) => a + b, all), 0),
    );
    const total = (name: 'spikes' | 'lanesExecuted' | 'packetsReceived' | 'portStalls'): number =>
      emulator.counters.reduce((all, core) => all + core[name], 0);
    expect(rows.every((row) => row.split(',').length === names.length)).toBe(true);
    expect(sum('cycles')).toBe(emulator.cycle);
    expect(sum('fired')).toBe(total('spikes'));
    expect(sum('spikes')).toBe(total('lanesExecuted'));
    expect(sum('packets')).toBe(total('packetsReceived'));
    expect(sum('port_stalls')).toBe(total('portStalls'));
    expect(rows.map((row) => row.split(',')[0])).toEqual(['0', '1', '2', '3', '4']);
    expect(sum('synapse_energy')).toBe(2 * total('lanesExecuted'));
    expect(sum('soma_energy')).toBe(3 * sum('updated'));
    const states = names.filter((name) => name.startsWith('state_'));
    expect(states.reduce((all, name) => all + sum(name), 0)).toBe(2 * emulator.cycle);
  });
});
