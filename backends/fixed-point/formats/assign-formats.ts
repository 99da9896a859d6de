import type { RangeReport } from '../../../core/backend.js';
import { type Diagnostics, nearNames } from '../../../core/diagnostics/index.js';
import { fitsDouble, maxWord, minWord, printFormat } from '../../../core/fixed/index.js';
import {
  type FormatLock,
  type Hardware,
  hardwarePlace,
  type WordClass,
} from '../../../core/hardware.js';
import type { ArrayDeclaration, ArrayId, Program } from '../../../core/ir/index.js';
import { equalDimensions, formatDimension, parseQuantity } from '../../../core/units/index.js';
import type { ArrayFormat } from '../lower/fixed-ir.js';
import { one, rationalFromNumber, toNumber } from '../lower/rational.js';
import { type Interval, union } from '../ranges/interval.js';
import { chooseFormat } from './choose-format.js';
import { type ChosenRange, chooseRange, type RangeSources } from './choose-range.js';
import { chooseDisplayUnit, type DisplayUnit, inUnit } from './display-unit.js';
import { explainConflict } from './format-demands.js';
import { refuseExtremeRange, refuseUndefinedOverflow } from './refuse-format.js';
import { isConstant, isWritten } from './writers.js';

export interface FormatInputs {
  readonly program: Program;
  readonly hardware: Hardware;
  readonly derived: ReadonlyMap<ArrayId, Interval & { readonly proved?: boolean }>;
  readonly profile?: RangeReport;
}

/**
 * Step numbers are integers that no format limits: chips keep them as counters and stamps. 50 bits
 * hold every step of a run (below 2^48) and leave differences of three of them exact in float64.
 */
const stepFormat = { signed: true, wordBits: 50, fracBits: 0 };
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
  const variables = inputs.program.arrays.filter((array) => {
    const plain = plainFormatOf(array);
    if (plain !== undefined) formats.set(array.id, plain);
    return plain === undefined && array.role !== 'delay' && array.role !== 'scratch';
  });
  for (const [name, arrays] of groupByVariable(variables)) {
    const format = variableFormat(name, arrays, inputs, diagnostics);
    if (format === undefined) continue;
    for (const array of arrays) formats.set(array.id, { ...format, array: array.id });
  }
  refuseUnknownLocks(inputs, diagnostics);
  refuseUnknownClasses(inputs, diagnostics);
  return formats;
}

/** Format of what is no number with a scale: flags and step numbers. */
function plainFormatOf(array: ArrayDeclaration): ArrayFormat | undefined {
  if (array.kind === 'boolean') return plainFormat(array.id, 'flag', flagFormat);
  if (array.role === 'tick' || array.role === 'delay-ticks') {
    return plainFormat(array.id, 'step', stepFormat);
  }
  return undefined;
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
function defaultClass(array: ArrayDeclaration): WordClass {
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
  const bits = lock?.format.wordBits ?? word.bits;
  if (!fitsDouble(bits)) {
    diagnostics.error(
      'HARDWARE_LIMIT',
      `${name} would be stored in ${bits} bits (${lock === undefined ? `class ${wordClass}` : 'locked'}); stored codes have at most 53`,
      {
        ...(lock?.span === undefined ? where : { span: lock.span }),
        expected: 'at most 53 bits: engines keep codes in float64',
        found: `${bits} bits`,
        help: `give ${lock === undefined ? `words.${wordClass}` : 'the lock'} fewer bits; only words.temporary and words.constant may have 64`,
      },
    );
    return undefined;
  }
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
  const low = inUnit(range.low.value, scale);
  const high = inUnit(range.high.value, scale);
  if (refuseExtremeRange(first, { low, high }, where, diagnostics)) return undefined;
  const enforced = range.high.provenance !== 'profiled' && isWritten(arrays, inputs.program);
  const choice = chooseFormat({
    low,
    high,
    bits: word.bits,
    signed: word.signed,
    fraction: first.kind === 'integer' ? 0 : word.fraction,
    enforced,
  });
  if (!choice.holds) {
    diagnostics.warn(
      'FORMAT_RANGE',
      `${name} needs ${range.low.value} .. ${range.high.value}, but ${printFormat(choice.format)} ${unit.text} (${wordClass}) does not hold it`,
      {
        ...where,
        found: `demands that conflict: ${explainConflict({
          name,
          wordClass,
          word,
          integer: first.kind === 'integer',
          range: { low, high, unit: unit.text, from: range.high.provenance, enforced, ...where },
        })}`,
        help: `give class ${wordClass} more bits or fraction: auto; values outside will be handled by its overflow mode`,
      },
    );
  }
  const stored = { name, wordClass, format: choice.format, overflow: word.overflow };
  if (refuseUndefinedOverflow(stored, where, diagnostics)) return undefined;
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
): RangeSources {
  let derived: Interval | undefined;
  let profiled: Interval | undefined;
  let derivable = true;
  let derivedIsSound = true;
  for (const array of arrays) {
    const sound = inputs.derived.get(array.id);
    if (sound?.proved === false) derivedIsSound = false;
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
    ...(derivable && derived !== undefined ? { derived, derivedIsSound } : {}),
    ...(profiled === undefined ? {} : { profiled }),
    constant: isConstant(arrays, inputs.program),
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
  const lsb = 2 ** -format.fracBits;
  const [lowest, highest] = [minWord(format) * lsb, maxWord(format) * lsb];
  const low = range === undefined ? 0 : inUnit(range.low.value, scale);
  const high = range === undefined ? 0 : inUnit(range.high.value, scale);
  const enforced = range !== undefined && range.high.provenance !== 'profiled';
  const boundAtLsb = enforced && high === highest + lsb;
  if (low < lowest || (high > highest && !boundAtLsb)) {
    diagnostics.warn(
      'FORMAT_RANGE',
      `${lock.name} needs ${low} .. ${high} ${unit.text}, but its locked format ${printFormat(format)} holds ${lowest} .. ${highest}`,
      {
        ...(lock.span === undefined ? {} : { span: lock.span }),
        found: `demands that conflict: ${explainConflict({
          name: lock.name,
          wordClass,
          word,
          lock,
          integer: false,
          range: {
            low,
            high,
            unit: unit.text,
            from: range?.high.provenance ?? 'derived',
            enforced,
            ...(array.span === undefined ? {} : { span: array.span }),
          },
        })}`,
        help: 'lock fewer fraction bits; values outside will be handled by the overflow mode',
      },
    );
  }
  return {
    array: array.id,
    format,
    wordClass,
    rounding: lock.rounding ?? word.rounding,
    overflow: lock.overflow ?? word.overflow,
    scale: unit.scale,
    unit: unit.text,
    ...(range === undefined ? {} : { range }),
    boundAtLsb,
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

function refuseUnknownLocks(inputs: FormatInputs, diagnostics: Diagnostics): void {
  const variables = lockableVariables(inputs.program);
  for (const lock of inputs.hardware.formats.values()) {
    if (variables.has(lock.name)) continue;
    const details = lock.span === undefined ? {} : { span: lock.span };
    const array = inputs.program.arrays.find(
      ({ object, variable }) => `${object}.${variable.replace(/^#/, '')}` === lock.name,
    );
    if (lock.name.split('.')[1] === 'constants') {
      diagnostics.error(
        'UNSUPPORTED_FEATURE',
        `fixed point does not offer a format for one constant (${lock.name}): constants are folded before they are stored`,
        { ...details, help: 'set words.constant for all of them' },
      );
    } else if (array !== undefined) {
      diagnostics.error(
        'UNSUPPORTED_FEATURE',
        `fixed point does not offer a format for ${lock.name}: flags, step numbers and delays have none`,
        details,
      );
    } else {
      diagnostics.error(
        'FILE_REFERENCE',
        `formats: the network has no variable ${lock.name}`,
        withNearNames(details, lock.name, variables),
      );
    }
  }
}

function refuseUnknownClasses(inputs: FormatInputs, diagnostics: Diagnostics): void {
  const variables = lockableVariables(inputs.program);
  for (const name of inputs.hardware.classes.keys()) {
    if (variables.has(name)) continue;
    diagnostics.error(
      'FILE_REFERENCE',
      `classes: the network has no variable ${name} that a class can be given to`,
      withNearNames(hardwarePlace(inputs.hardware, `classes.${name}`), name, variables),
    );
  }
}

function withNearNames<Details extends object>(
  details: Details,
  name: string,
  variables: ReadonlySet<string>,
): Details & { readonly help?: string } {
  const near = nearNames(name, [...variables]);
  return near.length === 0 ? details : { ...details, help: `did you mean ${near.join(' or ')}?` };
}

/** Names of the variables that have a format of their own. */
function lockableVariables(program: Program): ReadonlySet<string> {
  return new Set(
    program.arrays
      .filter(
        (array) =>
          plainFormatOf(array) === undefined && array.role !== 'delay' && array.role !== 'scratch',
      )
      .map(variableName),
  );
}
