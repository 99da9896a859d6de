import type { TraceArray } from '../../image/index.js';
import { readBits, writeBits } from './bit-record.js';
import { type ExecutionContext, stopIllegal, storedCode } from './execution-context.js';
import { RecordText, readText, writeText } from './field-text.js';
import { SectionInterpreter } from './interpret-section.js';
import { declarations, linkSection, slowNames, storeCheck } from './linked-section.js';
import type { SectionProgram } from './section-program.js';
import { printSection } from './section-text.js';

/** Bits of a stamp: steps modulo this power of two. */
export const stampBits = 12;
const stampMask = 2 ** stampBits - 1;

/**
 * Advances the traces of one entry at an event of their own side and stores them with the stamp of
 * this step; leaves R0 .. R7 in the event registers of the bodies.
 *
 * @param entry - Of the trace array.
 * @param element - Inlet or target of the entry, counted from the pathway's first one.
 * @param drawTick - Step of random words: of emission (pre) or this step (post).
 */
export type PrologueProgram = (entry: number, element: number, drawTick: number) => void;

/** @param event - R0 .. R7 of the bodies: 8 numbers. */
export function prologueProgram(
  context: ExecutionContext,
  traces: TraceArray,
  program: SectionProgram,
  event: Float64Array,
): PrologueProgram {
  const { illegal } = program;
  if (illegal !== undefined) return () => stopIllegal(context, illegal);
  const generated =
    context.interpreted || context.registerBits > 53
      ? undefined
      : linkSection<PrologueProgram>(
          context,
          program,
          prologueText(context, traces, program),
          event,
        );
  return generated ?? interpretedPrologue(context, traces, program, event);
}

function interpretedPrologue(
  context: ExecutionContext,
  traces: TraceArray,
  program: SectionProgram,
  event: Float64Array,
): PrologueProgram {
  const interpreter = new SectionInterpreter(context, program, {
    accumulate: () => {},
    targetField: () => 0,
    step: () => context.clock.tick,
  });
  const { counters, clock } = context;
  const { data, pieces } = context.state.trace;
  return (entry, element, drawTick) => {
    const at = (traces.base + Math.floor(entry / traces.entriesPerWord)) * pieces;
    const low = (entry % traces.entriesPerWord) * traces.entryBits;
    interpreter.clear();
    for (const [k, field] of traces.values.entries())
      interpreter.set(k, readBits(data, at, low + field.low, field.bits, field.signed));
    interpreter.set(31, (clock.tick - readBits(data, at, low, stampBits, false)) & stampMask);
    interpreter.run(drawTick, traces.elementBase + element);
    for (const [k, field] of traces.values.entries()) {
      const code = storedCode(context, interpreter.get(4 + k), field.bits, field.signed);
      writeBits(data, at, low + field.low, field.bits, code);
    }
    writeBits(data, at, low, stampBits, clock.tick & stampMask);
    for (let k = 0; k < 8; k += 1) event[k] = Number(interpreter.get(k));
    counters.prologues += 1;
    counters.traceReads += 1;
    counters.traceWrites += 1;
  };
}

/** Statements that find an entry: its word, and its lowest bit in it. */
export function entryPlace(traces: TraceArray, pieces: number, entry: string): readonly string[] {
  const { base, entriesPerWord, entryBits } = traces;
  if (entriesPerWord === 1)
    return [`const eAt = (${base} + ${entry}) * ${pieces};`, 'const eBit = 0;'];
  return [
    `const eWord = ((${entry}) / ${entriesPerWord}) | 0;`,
    `const eAt = (${base} + eWord) * ${pieces};`,
    `const eBit = ((${entry}) - eWord * ${entriesPerWord}) * ${entryBits};`,
  ];
}

function prologueText(
  context: ExecutionContext,
  traces: TraceArray,
  program: SectionProgram,
): string {
  const section = printSection(context, program, {
    tick: 'drawTick',
    element: `${traces.elementBase} + element`,
  });
  const record = new RecordText('e', 'M', traces.entryBits);
  const loaded = new Set<number>();
  const loads: string[] = [];
  traces.values.forEach((field, k) => {
    loaded.add(k);
    loads.push(`let r${k} = ${readText(record.piece, field.low, field.bits, field.signed)};`);
  });
  if (section.registers.has(31)) {
    loaded.add(31);
    const stamp = readText(record.piece, 0, stampBits, false);
    loads.push(`let r31 = (T.tick - ${stamp}) & ${stampMask};`);
  }
  const declared = declarations(section, loaded);
  const known = new Set([...loaded, ...section.registers]);
  const stores = traces.values.flatMap((field, k) => {
    const name = `r${4 + k}`;
    const missing = known.has(4 + k) ? [] : [`let ${name} = 0;`];
    return [
      ...missing,
      storeCheck(name, field.bits, field.signed),
      ...writeText(record.piece, field.low, field.bits, name),
    ];
  });
  const kept = Array.from({ length: 8 }, (_, k) => k).filter(
    (k) => known.has(k) || (k >= 4 && k - 4 < traces.values.length),
  );
  // What the bodies see is the register, not the code that fits its field.
  const events = kept.filter((k) => known.has(k)).map((k) => `E[${k}] = r${k};`);
  return [
    "'use strict';",
    ...slowNames(section),
    'return function prologue(entry, element, drawTick) {',
    ...entryPlace(traces, context.state.trace.pieces, 'entry'),
    ...record.load('eAt', 'eBit'),
    ...loads,
    ...declared,
    ...section.lines,
    ...events,
    ...stores,
    'const stamp = T.tick & 4095;',
    ...writeText(record.piece, 0, stampBits, 'stamp'),
    ...record.store(),
    'C.prologues++; C.traceReads++; C.traceWrites++;',
    '};',
  ].join('\n');
}
