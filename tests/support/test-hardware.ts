import type { Hardware, WordClass, WordSpec } from '../../core/hardware.js';

/** What tests vary; everything else is as in the built-in `iso-256`. */
export interface HardwareChanges {
  readonly multiplier?: Hardware['multiplier'];
  readonly temporaryBits?: number;
  readonly words?: Partial<Record<WordClass, Partial<WordSpec>>>;
  readonly additiveConstants?: Hardware['additiveConstants'];
}

const word: WordSpec = {
  bits: 24,
  fraction: 'auto',
  signed: 'auto',
  rounding: 'nearest_even',
  overflow: { kind: 'saturate' },
  allowed: [],
};

/** A hardware description for tests that read no file. */
export function testHardware(changes: HardwareChanges = {}): Hardware {
  const words: Record<WordClass, WordSpec> = {
    state: { ...word, signed: true },
    weight: { ...word, bits: 8 },
    trace: { ...word, bits: 8 },
    accumulator: { ...word, signed: true },
    constant: { ...word, bits: 16 },
    threshold: word,
    delay: { ...word, bits: 5, fraction: 0, signed: false },
    temporary: { ...word, bits: changes.temporaryBits ?? 50 },
    bus: { ...word, fraction: 0, signed: false },
    lut: { ...word, bits: 16 },
  };
  for (const [name, change] of Object.entries(changes.words ?? {})) {
    words[name as WordClass] = { ...words[name as WordClass], ...change };
  }
  return {
    name: 'test',
    chip: 'neurocore',
    switches: {},
    clockHertz: 1e8,
    tickSeconds: 'free',
    cores: { count: 1, neurons: 256, axons: 1024, synapses: 65536, delaySlots: 32 },
    arithmetic: 'standard',
    accumulate: 'per_add',
    rng: { kind: 'keyed', bits: 16, compare: 'lt_high', consume: 'always' },
    multiplier: changes.multiplier ?? [25, 24],
    words,
    additiveConstants: changes.additiveConstants ?? 'as_target',
    accumulatorMode: 'exact',
    lut: { entries: 256, interpolation: 'linear' },
    classes: new Map(),
    formats: new Map(),
    memories: {},
    fifos: { input: 64, output: 64, core: 8, link: 4, full: 'stall', policy: 'count' },
    timing: {},
    energy: new Map(),
    limits: {},
    hash: 'test',
  };
}
