import { printFormat, printOverflow } from '../../core/fixed/index.js';
import type { FormatLock, Hardware, WordClass, WordSpec } from '../../core/hardware.js';
import { formatQuantity, parseUnits } from '../../core/units/index.js';
import { defaults, wordClasses } from './build-hardware.js';

type Flow = string | number | boolean | readonly Flow[] | { readonly [key: string]: Flow };
type FlowMap = Record<string, Flow>;

/**
 * Writes a hardware file: keys in the order of the grammar, defaults left out, modes resolved,
 * formats canonical, no `extends`. Loading it again gives equal hardware with an equal hash.
 */
export function saveHardware(hardware: Hardware): string {
  const lines = [
    'hardware: 1',
    `name: ${hardware.name}`,
    `chip: ${hardware.chip}`,
    `clock: ${quantity(hardware.clockHertz, 'hertz')}`,
  ];
  if (hardware.tickSeconds !== 'free')
    lines.push(`tick: ${quantity(hardware.tickSeconds, 'second')}`);
  const { count, mesh, neurons, axons, synapses, delaySlots } = hardware.cores;
  const cores: FlowMap = {
    count,
    ...(mesh === undefined ? {} : { mesh: [...mesh] }),
    neurons,
    axons,
    synapses,
    ...unless('delay_slots', delaySlots, defaults.delaySlots),
  };
  lines.push(`cores: ${flow(cores)}`);
  if (hardware.arithmetic !== 'standard') lines.push(`arithmetic: ${hardware.arithmetic}`);
  if (hardware.accumulate !== 'per_add') lines.push(`accumulate: ${hardware.accumulate}`);
  push(lines, 'rng', generator(hardware));
  if (hardware.multiplier !== 'none') lines.push(`multiplier: ${flow([...hardware.multiplier])}`);
  lines.push('words:');
  for (const name of wordClasses) lines.push(`  ${name}: ${flow(word(hardware, name))}`);
  pushBlock(lines, 'classes', [...hardware.classes]);
  lines.push(...formatLines(hardware.formats));
  pushBlock(
    lines,
    'memories',
    Object.entries(hardware.memories).map(([name, memory]) => [
      name,
      {
        words: memory.words,
        word_bits: memory.wordBits,
        ...unless('read_cycles', memory.readCycles, 1),
      },
    ]),
  );
  push(lines, 'fifos', differing(hardware.fifos, defaults.fifos));
  const buffer = (hardware.memories.synapse?.readCycles ?? 1) + 2;
  push(lines, 'timing', differing(hardware.timing, { ...defaults.timing, buffer_words: buffer }));
  pushBlock(
    lines,
    'energy',
    [...hardware.energy].map(([name, figure]) => [
      name,
      {
        value: quantity(figure.value, name === 'static' ? 'watt' : 'joule'),
        basis: figure.basis,
        source: figure.source,
      },
    ]),
  );
  const { cyclesPerTick, synapsesTotal } = hardware.limits;
  push(lines, 'limits', {
    ...(cyclesPerTick === undefined ? {} : { cycles_per_tick: cyclesPerTick }),
    ...(synapsesTotal === undefined ? {} : { synapses_total: synapsesTotal }),
  });
  return `${lines.join('\n')}\n`;
}

/**
 * Writes a hardware file that only locks formats on top of another one: what a format report hands
 * back to the user.
 *
 * @param base - Built-in name or path for `extends`.
 */
export function saveFormatLocks(
  name: string,
  base: string,
  formats: ReadonlyMap<string, FormatLock>,
): string {
  const lines = ['hardware: 1', `name: ${name}`, `extends: ${scalar(base)}`];
  return `${[...lines, ...formatLines(formats)].join('\n')}\n`;
}

function formatLines(formats: ReadonlyMap<string, FormatLock>): readonly string[] {
  const lines: string[] = [];
  pushBlock(
    lines,
    'formats',
    [...formats.values()].map((lock): readonly [string, Flow] => {
      const text = printFormat(lock.format) + (lock.unit === undefined ? '' : ` ${lock.unit}`);
      if (lock.rounding === undefined && lock.overflow === undefined) return [lock.name, text];
      return [
        lock.name,
        {
          format: text,
          ...(lock.rounding === undefined ? {} : { rounding: lock.rounding }),
          ...(lock.overflow === undefined ? {} : { overflow: printOverflow(lock.overflow) }),
        },
      ];
    }),
  );
  return lines;
}

function word(hardware: Hardware, name: WordClass): FlowMap {
  const spec: WordSpec = hardware.words[name];
  const own: FlowMap =
    name === 'constant'
      ? unless('additive', hardware.additiveConstants, 'as_target')
      : name === 'accumulator'
        ? unless('mode', hardware.accumulatorMode, 'exact')
        : name === 'lut'
          ? {
              entries: hardware.lut.entries,
              ...unless('interpolation', hardware.lut.interpolation, 'none'),
            }
          : {};
  return {
    bits: spec.bits,
    ...unless('fraction', spec.fraction, 'auto'),
    ...unless('signed', spec.signed, 'auto'),
    ...unless('rounding', spec.rounding, 'nearest_even'),
    ...unless('overflow', printOverflow(spec.overflow), 'saturate'),
    ...(spec.allowed.length === 0 ? {} : { allowed: [...spec.allowed] }),
    ...own,
  };
}

function generator({ rng }: Hardware): FlowMap {
  const { lfsr, ...common } = rng;
  const own = differing(common, defaults.rng);
  return lfsr === undefined
    ? own
    : { ...own, width: lfsr.width, taps: [...lfsr.taps], seed: lfsr.seed };
}

function differing(
  values: Readonly<Record<string, Flow>>,
  usual: Readonly<Record<string, Flow>>,
): FlowMap {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== usual[key]));
}

function unless(key: string, value: Flow, usual: Flow): FlowMap {
  return value === usual ? {} : { [key]: value };
}

function push(lines: string[], key: string, map: FlowMap): void {
  if (Object.keys(map).length > 0) lines.push(`${key}: ${flow(map)}`);
}

function pushBlock(
  lines: string[],
  key: string,
  entries: readonly (readonly [string, Flow])[],
): void {
  if (entries.length === 0) return;
  lines.push(`${key}:`, ...entries.map(([name, value]) => `  ${name}: ${flow(value)}`));
}

function quantity(value: number, unit: 'hertz' | 'second' | 'joule' | 'watt'): string {
  const read = parseUnits(unit);
  if (!read.ok) throw new Error(`${unit} is no unit`);
  return formatQuantity(value, read.units.dimension);
}

/** One line of YAML. */
function flow(value: Flow): string {
  if (typeof value === 'string') return scalar(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(flow).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')}}`;
}

/** Plain where YAML reads the same text back whatever stands around it; else in JSON's quotes. */
function scalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_.()/* -]*$/.test(text) && !/ $/.test(text);
  const number = /^-?\d[\d.e+-]*( [A-Za-z][A-Za-z0-9/*]*)$/.test(text);
  const keyword = /^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return (plain && !keyword) || number ? text : JSON.stringify(text);
}

function isList(value: Flow): value is readonly Flow[] {
  return Array.isArray(value);
}
