import type { RangeReport } from '../../../core/backend.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ArrayId, Program } from '../../../core/ir/index.js';
import type { ArrayFormat, FixedProgram } from '../lower/fixed-ir.js';
import { toNumber } from '../lower/rational.js';
import { type Decay, findDecays } from '../ranges/decays.js';
import type { DerivedRange, DerivedRanges } from '../ranges/derive-ranges.js';
import { describeBound } from '../ranges/describe-bound.js';
import { type DecayReport, reportDecay } from './decay-report.js';
import { inUnit } from './display-unit.js';

/** A range in the unit of its variable, with a reason for each end. */
export interface ExplainedRange {
  readonly low: number;
  readonly high: number;
  readonly lowFrom: string;
  readonly highFrom: string;
  readonly proved: boolean;
}

/** Why a variable has the format it has; values in its display unit. */
export interface FormatExplanation {
  readonly variable: string;
  readonly declared?: readonly [number, number];
  readonly derived?: ExplainedRange;
  readonly profiled?: readonly [number, number];
  /** How much wider the derived range is than the profiled one, in bits. */
  readonly derivedMinusProfiledBits?: number;
  /** Nothing bounds it: what it depends on, back to itself. */
  readonly cycle?: readonly string[];
  /** What chose the position of the point. */
  readonly fractionBy: 'lock' | 'words' | 'range';
  /** Sign and integer bits that the range needs. */
  readonly integerBits: number;
  /** Word that range and decay need together; absent where no decay asks for fraction bits. */
  readonly bitsNeeded?: number;
  readonly bitsGiven: number;
  /** Smallest width of the menu that holds `bitsNeeded`; absent without a menu or if none does. */
  readonly menuBits?: number;
  /** LSB, and memory bits of all elements, with one bit less and one more. */
  readonly oneBitLess: { readonly lsb: number; readonly memoryBits: number };
  readonly oneBitMore: { readonly lsb: number; readonly memoryBits: number };
  readonly decay?: DecayReport;
}

export interface ExplanationInputs {
  readonly program: Program;
  readonly fixed: FixedProgram;
  readonly hardware: Hardware;
  readonly derived: DerivedRanges;
  readonly profile?: RangeReport;
}

/** One explanation per variable with a format of its own, in the order of the program. */
export function explainFormats(inputs: ExplanationInputs): ReadonlyMap<string, FormatExplanation> {
  const { program, fixed, derived } = inputs;
  const explanations = new Map<string, FormatExplanation>();
  const decays = findDecays(program, derived.ranges);
  for (const entry of fixed.formats.values()) {
    if (entry.wordClass === 'flag' || entry.wordClass === 'step') continue;
    if (entry.wordClass === 'accumulator' || entry.array.includes('#')) continue;
    explanations.set(entry.array, explain(entry, decays, inputs));
  }
  return explanations;
}

function explain(
  entry: ArrayFormat,
  decays: readonly Decay[],
  inputs: ExplanationInputs,
): FormatExplanation {
  const { hardware, fixed, program } = inputs;
  const name = entry.array;
  const own = program.arrays.filter(
    ({ id, role }) => id === name || (id.startsWith(`${name}#`) && role !== 'tick'),
  );
  const scale = toNumber(entry.scale);
  const bounds = own.find((array) => array.bounds !== undefined)?.bounds;
  const derived = explainedRange(
    own.flatMap(({ id }) => inputs.derived.ranges.get(id) ?? []),
    entry,
    inputs,
  );
  const bounded = own.every(({ id }) => !inputs.derived.cycles.has(id));
  const cycle = own.flatMap(({ id }) => inputs.derived.cycles.get(id) ?? []);
  const seen = own.flatMap(({ id }) => inputs.profile?.ranges.get(id) ?? []);
  const profiled: readonly [number, number] | undefined =
    seen.length === 0
      ? undefined
      : [
          inUnit(Math.min(...seen.map(({ lowest }) => lowest)), scale),
          inUnit(Math.max(...seen.map(({ highest }) => highest)), scale),
        ];
  const { signed, wordBits, fracBits } = entry.format;
  const integerBits = wordBits - fracBits;
  const decay = decays.find(({ array }) => own.some(({ id }) => id === array));
  const report =
    decay === undefined
      ? undefined
      : reportDecay(decay, entry, {
          hardware,
          constants: fixed.constants,
          stepSeconds: fixed.dtSeconds,
          fullScale: fullScale(entry, decay.rest),
        });
  const needed =
    report?.fractionToMove === undefined
      ? undefined
      : Math.max(signed ? 2 : 1, integerBits + report.fractionToMove);
  const word =
    entry.wordClass === 'flag' || entry.wordClass === 'step'
      ? undefined
      : hardware.words[entry.wordClass];
  const menu = [...(word?.allowed ?? [])].sort((a, b) => a - b);
  const menuBits = needed === undefined ? undefined : menu.find((bits) => bits >= needed);
  const elements = own.find(({ id }) => id === name)?.count ?? 0;
  const gap =
    derived === undefined || profiled === undefined || !bounded
      ? undefined
      : bitsBetween([derived.low, derived.high], profiled);
  return {
    variable: name,
    ...(bounds === undefined
      ? {}
      : { declared: [inUnit(bounds[0], scale), inUnit(bounds[1], scale)] as const }),
    ...(derived === undefined || !bounded ? {} : { derived }),
    ...(profiled === undefined ? {} : { profiled }),
    ...(gap === undefined ? {} : { derivedMinusProfiledBits: gap }),
    ...(bounded ? {} : { cycle }),
    fractionBy: fractionBy(name, word?.fraction, hardware),
    integerBits,
    ...(needed === undefined ? {} : { bitsNeeded: needed }),
    bitsGiven: wordBits,
    ...(menuBits === undefined ? {} : { menuBits }),
    oneBitLess: { lsb: 2 ** (1 - fracBits), memoryBits: -elements },
    oneBitMore: { lsb: 2 ** (-1 - fracBits), memoryBits: elements },
    ...(report === undefined ? {} : { decay: report }),
  };
}

function fractionBy(
  name: string,
  fraction: number | 'auto' | undefined,
  hardware: Hardware,
): FormatExplanation['fractionBy'] {
  if (hardware.formats.has(name)) return 'lock';
  return fraction === 'auto' || fraction === undefined ? 'range' : 'words';
}

/** Largest distance from the rest that the chosen range allows, in display units. */
function fullScale({ range, scale }: ArrayFormat, rest: number): number {
  if (range === undefined) return 0;
  const far = Math.max(Math.abs(range.low.value - rest), Math.abs(range.high.value - rest));
  return inUnit(far, toNumber(scale));
}

function bitsBetween(
  wide: readonly [number, number],
  narrow: readonly [number, number],
): number | undefined {
  const size = ([low, high]: readonly [number, number]): number =>
    Math.max(Math.abs(low), Math.abs(high));
  return size(narrow) > 0 && size(wide) > 0 ? Math.log2(size(wide) / size(narrow)) : undefined;
}

function explainedRange(
  ranges: readonly DerivedRange[],
  entry: ArrayFormat,
  { fixed }: ExplanationInputs,
): ExplainedRange | undefined {
  const [first] = ranges;
  if (first === undefined) return undefined;
  const lowest = ranges.reduce((a, b) => (b.low < a.low ? b : a));
  const highest = ranges.reduce((a, b) => (b.high > a.high ? b : a));
  const show = (array: ArrayId, value: number): string => {
    const format = fixed.formats.get(array);
    if (format === undefined) return short(value);
    const text = short(value / toNumber(format.scale));
    return format.unit === '1' ? text : `${text} ${format.unit}`;
  };
  const scale = toNumber(entry.scale);
  return {
    low: inUnit(lowest.low, scale),
    high: inUnit(highest.high, scale),
    lowFrom: describeBound(lowest, 'low', show),
    highFrom: describeBound(highest, 'high', show),
    proved: ranges.every(({ proved }) => proved),
  };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
