import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  builtInHardwareNames,
  hardwareSchema,
  loadHardware,
  saveFormatLocks,
  saveHardware,
} from '../../backends/profiles/index.js';
import type { Hardware } from '../../core/hardware.js';
import { builtIn, hardwareFile } from '../support/hardware-files.js';

function load(text: string, fileName = 'chip.yaml'): Hardware {
  const { hardware, diagnostics } = loadHardware(text, fileName, builtIn);
  expect(diagnostics).toEqual([]);
  if (hardware === undefined) throw new Error('no hardware');
  // Where things stand is no part of what they are.
  const { spans: _, ...content } = hardware;
  return content;
}

function builtInHardware(name: string): Hardware {
  const { text, fileName } = hardwareFile('backends/profiles', name);
  return load(text, fileName);
}

describe.each(builtInHardwareNames)('built-in hardware %s', (name) => {
  it('equals the commented copy of the examples', () => {
    const { text, fileName } = hardwareFile('examples/hardware', name);
    expect(load(text, fileName)).toEqual(builtInHardware(name));
  });

  it('comes back from its saved form with the same hash', () => {
    const hardware = builtInHardware(name);
    const saved = saveHardware(hardware);
    const again = load(saved);
    expect(again).toEqual(hardware);
    expect(saveHardware(again)).toBe(saved);
  });
});

describe('the sizes of the built-in files', () => {
  const words = (hardware: Hardware): Readonly<Record<string, number>> =>
    Object.fromEntries(Object.entries(hardware.words).map(([key, word]) => [key, word.bits]));

  it('iso-256', () => {
    const hardware = builtInHardware('iso-256');
    expect(hardware.clockHertz).toBe(1e8);
    expect(hardware.tickSeconds).toBe('free');
    expect(hardware.cores).toEqual({
      count: 4,
      mesh: [2, 2],
      neurons: 256,
      axons: 1024,
      synapses: 65536,
      delaySlots: 32,
    });
    expect(hardware.multiplier).toEqual([25, 24]);
    expect(words(hardware)).toEqual({
      state: 24,
      weight: 8,
      trace: 8,
      accumulator: 24,
      constant: 16,
      threshold: 24,
      delay: 5,
      temporary: 50,
      bus: 24,
      lut: 16,
    });
    expect(hardware.words.threshold).toEqual({
      bits: 24,
      fraction: 'auto',
      signed: 'auto',
      rounding: 'nearest_even',
      overflow: { kind: 'saturate' },
      allowed: [],
    });
    expect(hardware.words.bus.overflow).toEqual({ kind: 'wrap', bits: 0 });
    expect(hardware.lut).toEqual({ entries: 256, interpolation: 'linear' });
    expect(hardware.memories.trace).toEqual({ words: 20480, wordBits: 32, readCycles: 1 });
    expect(hardware.energy.get('synapse.process_spike')).toEqual({
      value: 23.6 * 1e-12,
      basis: 'borrowed',
      source: 'Davies et al. 2018 (Loihi), pre-silicon simulation',
    });
    expect(hardware.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('iso-small-4bit and iso-wide-32 change what their descriptions say', () => {
    const small = builtInHardware('iso-small-4bit');
    expect(small.cores.count).toBe(1);
    expect(words(small)).toMatchObject({
      state: 16,
      weight: 4,
      trace: 4,
      accumulator: 16,
      threshold: 16,
      constant: 12,
      temporary: 34,
      delay: 5,
    });
    expect(small.words.weight.rounding).toBe('stochastic');
    const wide = builtInHardware('iso-wide-32');
    expect(words(wide)).toMatchObject({ state: 32, weight: 16, trace: 16, temporary: 64 });
    expect(wide.memories.synapse).toEqual({ words: 32768, wordBits: 64, readCycles: 1 });
    expect(wide.memories.state).toEqual({ words: 512, wordBits: 192, readCycles: 1 });
    expect(wide.memories.trace).toEqual({ words: 20480, wordBits: 48, readCycles: 1 });
    expect(new Set([small.hash, wide.hash, builtInHardware('iso-256').hash]).size).toBe(3);
  });
});

describe('the published schema', () => {
  const url = new URL('../../docs/reference/hardware.schema.json', import.meta.url);

  it('is the one made from the grammar (environment UPDATE_SCHEMA=1 writes it anew)', () => {
    const text = `${JSON.stringify(hardwareSchema(), null, 2)}\n`;
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(url, text);
    expect(JSON.parse(readFileSync(url, 'utf8'))).toEqual(JSON.parse(text));
  });
});

describe('locked formats', () => {
  const text = `hardware: 1
name: locked
extends: iso-256
formats:
  exc.v: s8.15 mV
  exc.constants.tau: u16f12 ms
  XE.w: u0.8
  XE.pre: {format: u8f-2, rounding: nearest, overflow: wrap(2)}
`;

  it('are read with unit and modes and come back canonical', () => {
    const hardware = load(text);
    const locks = [...hardware.formats.values()].map(({ span, ...lock }) => {
      expect(span?.source.name).toBe('chip.yaml');
      return lock;
    });
    expect(locks).toEqual([
      { name: 'exc.v', format: { signed: true, wordBits: 24, fracBits: 15 }, unit: 'mV' },
      {
        name: 'exc.constants.tau',
        format: { signed: false, wordBits: 16, fracBits: 12 },
        unit: 'ms',
      },
      { name: 'XE.w', format: { signed: false, wordBits: 8, fracBits: 8 } },
      {
        name: 'XE.pre',
        format: { signed: false, wordBits: 8, fracBits: -2 },
        rounding: 'nearest_even',
        overflow: { kind: 'wrap', bits: 2 },
      },
    ]);
    const saved = saveFormatLocks('locked', 'iso-256', hardware.formats);
    expect(saved).toContain('  exc.v: s24f15 mV\n');
    expect(saved).toContain('XE.pre: {format: u8f-2, rounding: nearest_even, overflow: wrap(2)}');
    expect(load(saved).hash).toBe(hardware.hash);
    expect(load(saveHardware(hardware)).hash).toBe(hardware.hash);
  });
});

describe('a saved file', () => {
  it('keeps everything that differs from the defaults', () => {
    const text = `hardware: 1
name: everything
extends: iso-256
tick: 1 ms
accumulate: at_end
rng: {kind: lfsr, bits: 12, compare: add_low, consume: inexact, width: 16, taps: [16, 14, 13, 11], seed: 44257}
multiplier: none
words: {constant: {additive: own}, accumulator: {mode: saturate}, state: {fraction: 12, rounding: jam, overflow: wrap_sm(2)}}
classes: {exc.theta: threshold}
memories: {synapse: {read_cycles: 2}}
fifos: {full: drop, policy: raise, input: 7}
timing: {mul_cycles: 3}
energy: {static: {value: 5 mW, basis: assumed, source: "a guess: nothing measured"}}
limits: {cycles_per_tick: 100000, synapses_total: 5000}
`;
    const hardware = load(text);
    expect(hardware.rng.lfsr).toEqual({ width: 16, taps: [16, 14, 13, 11], seed: 44257 });
    expect(hardware.timing).toEqual({
      mul_cycles: 3,
      lut_cycles: 1,
      rng_cycles: 10,
      sync_cycles: 4,
      buffer_words: 4,
    });
    expect(hardware.energy.get('static')?.value).toBe(0.005);
    expect(hardware.limits).toEqual({ cyclesPerTick: 100000, synapsesTotal: 5000 });
    expect(load(saveHardware(hardware))).toEqual(hardware);
  });
});

describe('faults', () => {
  const head = 'hardware: 1\nname: bad\nextends: iso-256\n';
  /** Code and the text under the caret of everything found. */
  function faults(text: string): readonly string[] {
    return loadHardware(text, 'bad.yaml', builtIn).diagnostics.map(({ code, span }) => {
      const place = span === undefined ? '?' : span.source.text.slice(span.start, span.end);
      return `${code} ${place.trim()}`;
    });
  }

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['another version', 'hardware: 2\nname: a\n', ['FILE_VERSION 2']],
    ['an unknown key', `${head}clocks: 1 MHz\n`, ['FILE_KEY clocks']],
    ['a clock in seconds', `${head}clock: 10 ns\n`, ['FILE_VALUE 10 ns']],
    ['a mesh of another size', `${head}cores: {count: 3}\n`, ['FILE_CONFLICT [2, 2]']],
    [
      'bits outside the menu',
      `${head}words: {weight: {bits: 5}}\n`,
      ['FILE_CONFLICT [1, 2, 4, 6, 8, 12, 16]'],
    ],
    ['a vendor name of a mode', `${head}words: {state: {rounding: RND}}\n`, ['FILE_VALUE RND']],
    ['an unknown overflow', `${head}words: {state: {overflow: clip}}\n`, ['FILE_VALUE clip']],
    [
      'a mode that the arithmetic lacks',
      `${head}arithmetic: ac\nwords: {weight: {rounding: floor}, trace: {rounding: ceil}}\n`,
      ['FILE_CONFLICT ceil'],
    ],
    [
      'wrap_sm on an unsigned class',
      `${head}words: {delay: {overflow: wrap_sm}}\n`,
      ['FILE_CONFLICT wrap_sm'],
    ],
    [
      'a wrong basis',
      `${head}energy: {lut.read: {value: 1 pJ, basis: hearsay, source: x}}\n`,
      ['FILE_VALUE hearsay'],
    ],
    [
      'an energy in watts',
      `${head}energy: {lut.read: {value: 1 mW, basis: assumed, source: x}}\n`,
      ['FILE_VALUE 1 mW'],
    ],
    [
      'an energy without basis',
      `${head}energy: {lut.read: {value: 1 pJ, source: x}}\n`,
      ['FILE_MISSING {value: 1 pJ, source: x}'],
    ],
    ['a malformed format', `${head}formats: {exc.v: q24 mV}\n`, ['FILE_VALUE q24 mV']],
    [
      'a format with an unknown unit',
      `${head}formats: {exc.v: s24f15 mQ}\n`,
      ['FILE_VALUE s24f15 mQ'],
    ],
    ['a lock on no variable', `${head}formats: {exc: s24f15}\n`, ['FILE_VALUE exc']],
    ['a tick without unit', `${head}tick: soon\n`, ['FILE_VALUE soon']],
    [
      'a shift register without taps',
      `${head}rng: {kind: lfsr, width: 16, seed: 1}\n`,
      ['FILE_MISSING {kind: lfsr, width: 16, seed: 1}'],
    ],
    ['taps of a keyed generator', `${head}rng: {taps: [1]}\n`, ['FILE_CONFLICT [1]']],
    ['too many delay slots', `${head}cores: {delay_slots: 64}\n`, ['FILE_CONFLICT 64']],
    ['an unknown base', 'hardware: 1\nname: a\nextends: iso_256\n', ['FILE_REFERENCE iso_256']],
    [
      'a base to come',
      'hardware: 1\nname: a\nextends: loihi-lava\n',
      ['UNSUPPORTED_FEATURE loihi-lava'],
    ],
    ['a chip to come', 'hardware: 1\nname: a\nchip: tinyodin\n', ['UNSUPPORTED_FEATURE tinyodin']],
    ['switches', `${head}switches: {a: 1}\n`, ['FILE_CONFLICT switches']],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('reports all of them in one go', () => {
    const text = `${head}clok: 1 MHz\nmultiplier: many\ncores: {neurons: 0}\n`;
    expect(faults(text).map((fault) => fault.split(' ')[0])).toEqual([
      'FILE_KEY',
      'FILE_VALUE',
      'FILE_VALUE',
    ]);
  });

  it('finds a circle of extends', () => {
    const { diagnostics } = loadHardware(
      'hardware: 1\nname: a\nextends: ./b.yaml\n',
      'a.yaml',
      (name) =>
        name === './b.yaml'
          ? { text: 'hardware: 1\nname: b\nextends: ./a.yaml\n', fileName: 'b.yaml' }
          : { text: 'hardware: 1\nname: a\nextends: ./b.yaml\n', fileName: 'a.yaml' },
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['FILE_REFERENCE']);
    expect(diagnostics[0]?.message).toContain('a.yaml extends b.yaml extends a.yaml');
  });

  it('demands what no base gives', () => {
    expect(faults('hardware: 1\nname: a\nchip: neurocore\n').map((f) => f.split(' ')[0])).toEqual([
      'FILE_MISSING',
      'FILE_MISSING',
      'FILE_MISSING',
    ]);
  });
});
