import type { Diagnostics, ErrorCode, SourceSpan } from '../../core/diagnostics/index.js';
import {
  type OverflowMode,
  overflowProblem,
  printOverflow,
  profileProblem,
  type RoundingMode,
} from '../../core/fixed/index.js';
import type { Hardware, WordClass } from '../../core/hardware.js';

/** Finds the text behind a path of keys, or behind the nearest key above it. */
export type Locate = (path: readonly (string | number)[]) => SourceSpan | undefined;

/** What contradicts itself in a hardware file although every value alone is legal. */
export function checkHardware(hardware: Hardware, locate: Locate, diagnostics: Diagnostics): void {
  const report = (
    code: ErrorCode,
    path: readonly (string | number)[],
    message: string,
    help?: string,
  ): void => {
    const span = locate(path);
    diagnostics.error(code, message, {
      ...(span === undefined ? {} : { span }),
      context: path.join('.'),
      ...(help === undefined ? {} : { help }),
    });
  };
  checkCores(hardware, report);
  for (const [name, word] of Object.entries(hardware.words)) {
    if (word.allowed.length > 0 && !word.allowed.includes(word.bits))
      report(
        'FILE_CONFLICT',
        ['words', name, 'allowed'],
        `the class has ${word.bits} bits, which its menu of ${word.allowed.join(', ')} does not hold`,
        `add ${word.bits} to allowed, or choose other bits`,
      );
    const signed = word.signed === 'auto' ? true : word.signed;
    const format = { signed, wordBits: word.bits, fracBits: 0 };
    checkModes(hardware, ['words', name], word.rounding, word.overflow, report);
    const undefinedMode = overflowProblem(format, word.overflow);
    if (undefinedMode !== undefined)
      report('FILE_CONFLICT', ['words', name, 'overflow'], undefinedMode);
  }
  for (const lock of hardware.formats.values()) {
    const path = ['formats', lock.name];
    const word = hardware.words[classOfLock(hardware, lock.name)];
    const overflow = lock.overflow ?? word.overflow;
    checkModes(hardware, path, lock.rounding ?? word.rounding, overflow, report);
    const undefinedMode = overflowProblem(lock.format, overflow);
    if (undefinedMode !== undefined) report('FILE_CONFLICT', path, undefinedMode);
  }
  checkGenerator(hardware, report);
}

type Report = (
  code: ErrorCode,
  path: readonly (string | number)[],
  message: string,
  help?: string,
) => void;

function checkCores({ cores, words }: Hardware, report: Report): void {
  const { mesh, count } = cores;
  if (mesh !== undefined && count !== 'auto' && mesh[0] * mesh[1] !== count)
    report(
      'FILE_CONFLICT',
      ['cores', 'mesh'],
      `a mesh of ${mesh[0]} by ${mesh[1]} has ${mesh[0] * mesh[1]} cores, not ${count}`,
      `write count: ${mesh[0] * mesh[1]}, or another mesh`,
    );
  if (words.delay.bits < 31 && 2 ** words.delay.bits < cores.delaySlots)
    report(
      'FILE_CONFLICT',
      ['cores', 'delay_slots'],
      `${cores.delaySlots} delay slots need more than the ${words.delay.bits} bits of class delay`,
      `write words: {delay: {bits: ${Math.ceil(Math.log2(cores.delaySlots))}}}`,
    );
}

function checkModes(
  { arithmetic }: Hardware,
  path: readonly string[],
  rounding: RoundingMode,
  overflow: OverflowMode,
  report: Report,
): void {
  const saturate: OverflowMode = { kind: 'saturate' };
  const badRounding = profileProblem(arithmetic, rounding, saturate);
  if (badRounding !== undefined)
    report('FILE_CONFLICT', [...path, 'rounding'], badRounding, 'name a rounding that it has');
  const badOverflow = profileProblem(arithmetic, badRounding ? 'floor' : rounding, overflow);
  if (badOverflow !== undefined)
    report(
      'FILE_CONFLICT',
      [...path, 'overflow'],
      badOverflow,
      `write saturate in place of ${printOverflow(overflow)}`,
    );
}

/** Constants are told by their name; what a variable is else is known to the network alone. */
function classOfLock(hardware: Hardware, name: string): WordClass {
  if (/^[^.]+\.constants\./.test(name)) return 'constant';
  return hardware.classes.get(name) ?? 'state';
}

function checkGenerator({ rng }: Hardware, report: Report): void {
  const { lfsr } = rng;
  if (lfsr === undefined) return;
  const tooHigh = lfsr.taps.find((tap) => tap > lfsr.width);
  if (tooHigh !== undefined)
    report('FILE_CONFLICT', ['rng', 'taps'], `tap ${tooHigh} lies beyond ${lfsr.width} bits`);
  if (lfsr.width < 53 && lfsr.seed >= 2 ** lfsr.width)
    report('FILE_CONFLICT', ['rng', 'seed'], `the seed does not fit ${lfsr.width} bits`);
  if (rng.bits > lfsr.width)
    report(
      'FILE_CONFLICT',
      ['rng', 'bits'],
      `a register of ${lfsr.width} bits cannot give ${rng.bits} at a time`,
    );
}
