import type { Diagnostics } from '../../core/diagnostics/index.js';
import {
  arithmeticProfiles,
  type OverflowMode,
  parseFormat,
  parseOverflow,
  parseRounding,
  type RoundingMode,
  type StochasticRule,
  stochasticRules,
} from '../../core/fixed/index.js';
import type {
  EnergyFigure,
  FormatLock,
  Hardware,
  MemorySpec,
  WordClass,
  WordSpec,
} from '../../core/hardware.js';
import { parseQuantity, parseUnits } from '../../core/units/index.js';
import type { Locate } from './check-hardware.js';
import type { HardwareDocument, WordDocument } from './hardware-document.js';

/** The storage classes in the order of files and reports. */
export const wordClasses: readonly WordClass[] = [
  'state',
  'weight',
  'trace',
  'accumulator',
  'constant',
  'threshold',
  'delay',
  'temporary',
  'bus',
  'lut',
];

/** What a file leaves out. */
export const defaults = {
  delaySlots: 32,
  rng: { kind: 'keyed', bits: 16, compare: 'lt_high', consume: 'always' },
  fifos: { input: 64, output: 64, core: 8, link: 4, full: 'stall', policy: 'count' },
  timing: { mul_cycles: 2, lut_cycles: 1, rng_cycles: 10, sync_cycles: 4 },
} as const;

/**
 * Fills in the defaults and reads quantities, formats and names of modes.
 *
 * @param document - Checked against the grammar.
 * @returns The hardware without its hash; undefined if a text could not be read.
 */
export function buildHardware(
  document: HardwareDocument,
  locate: Locate,
  diagnostics: Diagnostics,
): Omit<Hardware, 'hash'> | undefined {
  const formats = buildFormats(document, locate, diagnostics);
  const tickSeconds = buildTick(document, locate, diagnostics);
  const rng = buildGenerator(document, locate, diagnostics);
  if (diagnostics.hasErrors) return undefined;
  const { cores } = document;
  const synapseLatency = document.memories?.synapse?.read_cycles ?? 1;
  return {
    name: document.name,
    chip: document.chip,
    switches: {},
    clockHertz: siValue(document.clock),
    tickSeconds,
    cores: {
      count: cores.count,
      ...(cores.mesh === undefined ? {} : { mesh: cores.mesh }),
      neurons: cores.neurons,
      axons: cores.axons,
      synapses: cores.synapses,
      delaySlots: cores.delay_slots ?? defaults.delaySlots,
    },
    arithmetic: arithmeticProfiles.find((name) => name === document.arithmetic) ?? 'standard',
    accumulate: document.accumulate ?? 'per_add',
    rng,
    multiplier: document.multiplier ?? 'none',
    words: buildWords(document),
    additiveConstants: document.words.constant?.additive ?? 'as_target',
    accumulatorMode: document.words.accumulator?.mode ?? 'exact',
    lut: {
      entries: classOf(document, 'lut').entries ?? 2,
      interpolation: document.words.lut?.interpolation ?? 'none',
    },
    classes: new Map(
      Object.entries(document.classes ?? {}).flatMap(([name, wanted]) => {
        const found = wordClasses.find((word) => word === wanted);
        return found === undefined ? [] : [[name, found] as const];
      }),
    ),
    formats,
    memories: Object.fromEntries(
      Object.entries(document.memories ?? {}).map(([name, memory]): [string, MemorySpec] => [
        name,
        { words: memory.words, wordBits: memory.word_bits, readCycles: memory.read_cycles ?? 1 },
      ]),
    ),
    fifos: { ...defaults.fifos, ...document.fifos },
    timing: { ...defaults.timing, buffer_words: synapseLatency + 2, ...document.timing },
    energy: new Map(
      Object.entries(document.energy ?? {}).map(([name, figure]): [string, EnergyFigure] => [
        name,
        { value: siValue(figure.value), basis: figure.basis, source: figure.source },
      ]),
    ),
    limits: {
      ...(document.limits?.cycles_per_tick === undefined
        ? {}
        : { cyclesPerTick: document.limits.cycles_per_tick }),
      ...(document.limits?.synapses_total === undefined
        ? {}
        : { synapsesTotal: document.limits.synapses_total }),
    },
  };
}

function classOf(document: HardwareDocument, name: WordClass): WordDocument {
  const word = document.words[name];
  if (word === undefined) throw new Error(`the grammar let a file pass without words.${name}`);
  return word;
}

function buildWords(document: HardwareDocument): Readonly<Record<WordClass, WordSpec>> {
  const spec = (name: WordClass): WordSpec => {
    const word = classOf(document, name);
    return {
      bits: word.bits,
      fraction: word.fraction ?? 'auto',
      signed: word.signed ?? 'auto',
      rounding: roundingOf(word.rounding) ?? 'nearest_even',
      overflow: overflowOf(word.overflow) ?? { kind: 'saturate' },
      allowed: word.allowed ?? [],
    };
  };
  return {
    state: spec('state'),
    weight: spec('weight'),
    trace: spec('trace'),
    accumulator: spec('accumulator'),
    constant: spec('constant'),
    threshold: spec('threshold'),
    delay: spec('delay'),
    temporary: spec('temporary'),
    bus: spec('bus'),
    lut: spec('lut'),
  };
}

function roundingOf(text: string | undefined): RoundingMode | undefined {
  return text === undefined ? undefined : parseRounding(text);
}

function overflowOf(text: string | undefined): OverflowMode | undefined {
  return text === undefined ? undefined : parseOverflow(text);
}

/** Of a quantity that the grammar has accepted. */
function siValue(text: number | string): number {
  const read = parseQuantity(text);
  if (!read.ok) throw new Error(`the grammar let the quantity ${text} pass`);
  return read.quantity.value;
}

function buildTick(
  { tick }: HardwareDocument,
  locate: Locate,
  diagnostics: Diagnostics,
): number | 'free' {
  if (tick === undefined || tick === 'free') return 'free';
  const read = parseQuantity(tick);
  const seconds = parseUnits('second');
  const isDuration =
    read.ok &&
    seconds.ok &&
    read.quantity.value > 0 &&
    read.quantity.dimension.twelfths.every(
      (exponent, index) => exponent === seconds.units.dimension.twelfths[index],
    );
  if (isDuration) return read.quantity.value;
  const span = locate(['tick']);
  diagnostics.error('FILE_VALUE', `expected a duration above 0, or free, found ${tick}`, {
    ...(span === undefined ? {} : { span }),
    help: 'write 1 ms, for example',
  });
  return 'free';
}

function buildGenerator(
  { rng = {} }: HardwareDocument,
  locate: Locate,
  diagnostics: Diagnostics,
): Hardware['rng'] {
  const kind = rng.kind ?? defaults.rng.kind;
  const compare: StochasticRule =
    stochasticRules.find((rule) => rule === rng.compare) ?? defaults.rng.compare;
  const common = {
    bits: rng.bits ?? defaults.rng.bits,
    compare,
    consume: rng.consume ?? defaults.rng.consume,
  };
  const own = ['width', 'taps', 'seed'] as const;
  const fault = (code: 'FILE_CONFLICT' | 'FILE_MISSING', key: string, message: string): void => {
    const span = locate(['rng', key]);
    diagnostics.error(code, message, span === undefined ? {} : { span });
  };
  if (kind === 'keyed') {
    for (const key of own)
      if (rng[key] !== undefined)
        fault(
          'FILE_CONFLICT',
          key,
          `rng.${key} belongs to kind lfsr; keyed takes the network's seed`,
        );
    return { kind, ...common };
  }
  const { width, taps, seed } = rng;
  if (width === undefined || taps === undefined || seed === undefined) {
    for (const key of own)
      if (rng[key] === undefined) fault('FILE_MISSING', key, `kind lfsr needs rng.${key}`);
    return { kind, ...common };
  }
  return { kind, ...common, lfsr: { width, taps, seed } };
}

function buildFormats(
  document: HardwareDocument,
  locate: Locate,
  diagnostics: Diagnostics,
): ReadonlyMap<string, FormatLock> {
  const locks = new Map<string, FormatLock>();
  for (const [name, given] of Object.entries(document.formats ?? {})) {
    const { format: text, ...modes } = typeof given === 'string' ? { format: given } : given;
    const path = typeof given === 'string' ? ['formats', name] : ['formats', name, 'format'];
    const span = locate(path);
    const read = readLockText(text);
    if ('message' in read) {
      diagnostics.error('FILE_VALUE', read.message, {
        ...(span === undefined ? {} : { span }),
        context: `formats.${name}`,
        help: 'write s24f15 mV, u8f12 or s8.15, for example',
      });
      continue;
    }
    const rounding = 'rounding' in modes ? roundingOf(modes.rounding) : undefined;
    const overflow = 'overflow' in modes ? overflowOf(modes.overflow) : undefined;
    locks.set(name, {
      name,
      ...read,
      ...(rounding === undefined ? {} : { rounding }),
      ...(overflow === undefined ? {} : { overflow }),
      ...(span === undefined ? {} : { span }),
    });
  }
  return locks;
}

/** `s24f15 mV`: a format, and behind a space units without a number. */
function readLockText(
  text: string,
): Pick<FormatLock, 'format' | 'unit'> | { readonly message: string } {
  const trimmed = text.trim();
  const gap = trimmed.search(/\s/);
  const [formatText, unit] =
    gap < 0 ? [trimmed, ''] : [trimmed.slice(0, gap), trimmed.slice(gap).trim()];
  const read = parseFormat(formatText);
  if (!read.ok) return { message: read.message };
  if (unit === '' || unit === '1') return { format: read.format };
  const units = parseUnits(unit);
  if (!units.ok) return { message: `the unit of ${text} cannot be read: ${units.message}` };
  return { format: read.format, unit };
}
