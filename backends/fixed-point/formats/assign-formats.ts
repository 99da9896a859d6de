import type { RangeReport } from '../../../core/backend.js';
import type { Diagnostics } from '../../../core/diagnostics/index.js';
import { printFormat } from '../../../core/fixed/index.js';
import type { FormatLock, Hardware, WordClass } from '../../../core/hardware.js';
import type { ArrayDeclaration, ArrayId, Program } from '../../../core/ir/index.js';
import { equalDimensions, formatDimension, parseQuantity } from '../../../core/units/index.js';
import type { ArrayFormat } from '../lower/fixed-ir.js';
import { one, rationalFromNumber, toNumber } from '../lower/rational.js';
import { type Interval, union } from '../ranges/interval.js';
import { chooseFormat } from './choose-format.js';
import { type ChosenRange, chooseRange } from './choose-range.js';
import { chooseDisplayUnit, type DisplayUnit } from './display-unit.js';

export interface FormatInputs {
  readonly program: Program;
  readonly hardware: Hardware;
  readonly derived: ReadonlyMap<ArrayId, Interval>;
  readonly profile?: RangeReport;
}

/** Step numbers are integers that no format limits: chips keep them as counters and stamps. */
const stepFormat = { signed: true, wordBits: 53, fracBits: 0 };
const flagFormat = { signed: false, wordBits: 1, fracBits: 0 };

/**
 * One format per stored variable (numerics sections 9 to 11). Helpers of one variable (`x#after`,
 * `x#before`, the visible `x`) share its format. Arrays that only the host uses (delays in
 * seconds, selections) stay real and have none.
 */
export function assignFormats(
  inputs: FormatInputs,
  diagnostics: Diagnostics,
): ReadonlyMap<ArrayId, ArrayFormat> {
  const formats = new Map<ArrayId, ArrayFormat>();
  for (const [name, arrays] of groupByVariable(inputs.program.arrays)) {
    const [first] = arrays;
    if (first === undefined) continue;
    if (first.kind === 'boolean') {
      for (const array of arrays) formats.set(array.id, plainFormat(array.id, 'flag', flagFormat));
    } else if (first.role === 'tick' || first.role === 'delay-ticks') {
      for (const array of arrays) formats.set(array.id, plainFormat(array.id, 'step', stepFormat));
    } else if (first.role !== 'delay' && first.role !== 'scratch') {
      const format = variableFormat(name, arrays, inputs, diagnostics);
      if (format !== undefined) {
        for (const array of arrays) formats.set(array.id, { ...format, array: array.id });
      }
    }
  }
  refuseUnknownLocks(inputs, formats, diagnostics);
  return formats;
}

/** `XE.pre#after` belongs to the variable `XE.pre`. */
function variableName(array: ArrayDeclaration): string {
  const [name = array.id] = array.id.split('#');
  return name === '' || name.endsWith('.') ? array.id : name;
}

function groupByVariable(
  arrays: readonly ArrayDeclaration[],
): ReadonlyMap<string, readonly ArrayDeclaration[]> {
  const groups = new Map<string, ArrayDeclaration[]>();
  for (const array of arrays) {
    const key = isNumberArray(array) ? variableName(array) : array.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [array]);
    else group.push(array);
  }
  return groups;
}

/** True for what has a format of its own; step numbers, delays and selections have none to share. */
function isNumberArray({ role, kind }: ArrayDeclaration): boolean {
  return kind !== 'boolean' && !['tick', 'delay', 'delay-ticks', 'scratch'].includes(role);
}

function plainFormat(
  array: ArrayId,
  wordClass: 'flag' | 'step',
  format: typeof stepFormat,
): ArrayFormat {
  return {
    array,
    format,
    wordClass,
    rounding: 'nearest_even',
    overflow: { kind: 'saturate' },
    scale: one,
    unit: '1',
    boundAtLsb: false,
  };
}

/** Default class of a variable; the hardware file's `classes` overrides it. */
export function defaultClass(array: ArrayDeclaration): WordClass {
  if (array.role === 'weight') return 'weight';
  if (array.role === 'trace') return 'trace';
  if (array.role === 'accumulator') return 'accumulator';
  return 'state';
}

function variableFormat(
  name: string,
  arrays: readonly ArrayDeclaration[],
  inputs: FormatInputs,
  diagnostics: Diagnostics,
): ArrayFormat | undefined {
  const { hardware } = inputs;
  const first = arrays[0] as ArrayDeclaration;
  const wordClass = hardware.classes.get(name) ?? defaultClass(first);
  const word = hardware.words[wordClass];
  const lock = hardware.formats.get(name);
  const where = first.span === undefined ? {} : { span: first.span };
  const range = chooseRange(rangeSources(name, arrays, inputs));
  if (lock !== undefined) return lockedFormat(lock, first, wordClass, range, inputs, diagnostics);
  if (range === undefined) {
    diagnostics.error(
      'RANGE_UNKNOWN',
      `nothing bounds ${name}: it has no declared, derived or profiled range`,
      {
        ...where,
        expected: 'bounds in the network file, or a reference run to profile',
        help: `add bounds: {${first.variable.split('#')[0]}: [LOW, HIGH]}, lock it in the hardware file (formats: {${name}: FORMAT UNIT}), or profile a reference run`,
      },
    );
    return undefined;
  }
  const magnitude = Math.max(Math.abs(range.low.value), Math.abs(range.high.value));
  const unit = chooseDisplayUnit(first.dimension, magnitude);
  const scale = toNumber(unit.scale);
  const choice = chooseFormat({
    low: tidy(range.low.value / scale),
    high: tidy(range.high.value / scale),
    bits: word.bits,
    signed: first.kind === 'integer' && range.low.value >= 0 ? word.signed : word.signed,
    fraction: first.kind === 'integer' ? 0 : word.fraction,
    enforced: range.high.provenance !== 'profiled',
  });
  if (!choice.holds) {
    diagnostics.warn(
      'FORMAT_RANGE',
      `${name} needs ${range.low.value} .. ${range.high.value}, but ${printFormat(choice.format)} ${unit.text} (${wordClass}) does not hold it`,
      {
        ...where,
        help: `give class ${wordClass} more bits or fraction: auto; values outside will be handled by its overflow mode`,
      },
    );
  }
  if (choice.boundAtLsb)
    noteBoundAtLsb(name, unit, choice.format.fracBits, range, where, diagnostics);
  return {
    array: first.id,
    format: choice.format,
    wordClass,
    rounding: word.rounding,
    overflow: word.overflow,
    scale: unit.scale,
    unit: unit.text,
    range,
    boundAtLsb: choice.boundAtLsb,
  };
}

/** Division by a scale may leave the last bit wrong, and a bound of 1 must be found to be 1. */
function tidy(value: number): number {
  return Number(value.toPrecision(14));
}

function noteBoundAtLsb(
  name: string,
  unit: DisplayUnit,
  fracBits: number,
  range: ChosenRange,
  where: object,
  diagnostics: Diagnostics,
): void {
  const bound = range.high.value / toNumber(unit.scale);
  const relative = 2 ** -fracBits / bound;
  diagnostics.info(
    'BOUND_AT_LSB',
    `the upper bound ${bound} ${unit.text} of ${name} is read as ${bound - 2 ** -fracBits} ${unit.text} (relative error ${relative.toPrecision(2)})`,
    { ...where, help: `lock one integer bit more if the exact bound matters` },
  );
}

function rangeSources(
  name: string,
  arrays: readonly ArrayDeclaration[],
  inputs: FormatInputs,
): { declared?: readonly [number, number]; derived?: Interval; profiled?: Interval } {
  let derived: Interval | undefined;
  let profiled: Interval | undefined;
  let derivable = true;
  for (const array of arrays) {
    const sound = inputs.derived.get(array.id);
    if (sound === undefined) derivable = false;
    else derived = derived === undefined ? sound : union(derived, sound);
    const seen = inputs.profile?.ranges.get(array.id);
    if (seen !== undefined) {
      const range = { low: seen.lowest, high: seen.highest };
      profiled = profiled === undefined ? range : union(profiled, range);
    }
  }
  const declared = arrays.find((array) => array.bounds !== undefined || array.id === name)?.bounds;
  return {
    ...(declared === undefined ? {} : { declared }),
    ...(derivable && derived !== undefined ? { derived } : {}),
    ...(profiled === undefined ? {} : { profiled }),
  };
}

function lockedFormat(
  lock: FormatLock,
  array: ArrayDeclaration,
  wordClass: WordClass,
  range: ChosenRange | undefined,
  inputs: FormatInputs,
  diagnostics: Diagnostics,
): ArrayFormat | undefined {
  const word = inputs.hardware.words[wordClass];
  const unit = lockedUnit(lock, array, diagnostics);
  if (unit === undefined) return undefined;
  const scale = toNumber(unit.scale);
  const { format } = lock;
  const valueBits = format.wordBits - (format.signed ? 1 : 0) - format.fracBits;
  const high = range === undefined ? 0 : tidy(range.high.value / scale);
  return {
    array: array.id,
    format,
    wordClass,
    rounding: lock.rounding ?? word.rounding,
    overflow: lock.overflow ?? word.overflow,
    scale: unit.scale,
    unit: unit.text,
    ...(range === undefined ? {} : { range }),
    boundAtLsb:
      range !== undefined && range.high.provenance !== 'profiled' && high === 2 ** valueBits,
  };
}

/** A lock on a variable with a dimension must say which unit 2^-F counts (numerics section 9). */
function lockedUnit(
  lock: FormatLock,
  array: ArrayDeclaration,
  diagnostics: Diagnostics,
): DisplayUnit | undefined {
  const dimension = { twelfths: array.dimension as never };
  const plain = array.dimension.every((exponent) => exponent === 0);
  const details = lock.span === undefined ? {} : { span: lock.span };
  const name = formatDimension(dimension);
  if (lock.unit === undefined) {
    if (plain) return { scale: one, text: '1' };
    diagnostics.error('FORMAT_UNIT', `${lock.name} is in ${name}: the format must name a unit`, {
      ...details,
      expected: `a format with a unit of dimension ${name}`,
      found: printFormat(lock.format),
      help: `write ${lock.name}: ${printFormat(lock.format)} ${chooseDisplayUnit(array.dimension, 1e-3).text}`,
    });
    return undefined;
  }
  const parsed = parseQuantity(`1 ${lock.unit}`);
  if (!parsed.ok || !equalDimensions(parsed.quantity.dimension, dimension)) {
    diagnostics.error(
      'FORMAT_UNIT',
      `${lock.name} is in ${name}, but its format is in ${lock.unit}`,
      {
        ...details,
        expected: `a unit of dimension ${name}`,
        found: lock.unit,
      },
    );
    return undefined;
  }
  return { scale: rationalFromNumber(parsed.quantity.value), text: lock.unit };
}

function refuseUnknownLocks(
  inputs: FormatInputs,
  formats: ReadonlyMap<ArrayId, ArrayFormat>,
  diagnostics: Diagnostics,
): void {
  const known = new Set([...formats.keys()].map((id) => id.split('#')[0]));
  for (const lock of inputs.hardware.formats.values()) {
    if (known.has(lock.name) || lock.name.split('.')[1] === 'constants') continue;
    const details = lock.span === undefined ? {} : { span: lock.span };
    diagnostics.error(
      'FILE_REFERENCE',
      `formats: the network has no variable ${lock.name}`,
      details,
    );
  }
}
