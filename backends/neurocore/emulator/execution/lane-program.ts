import type { LaneLayout, PathwayDescriptor, TraceArray, WordField } from '../../image/index.js';
import { readBits, writeBits } from './bit-record.js';
import {
  addToAccumulator,
  type ExecutionContext,
  stopIllegal,
  storedCode,
} from './execution-context.js';
import { RecordText, readText, writeText } from './field-text.js';
import { SectionInterpreter } from './interpret-section.js';
import { declarations, linkSection, slowNames, storeCheck } from './linked-section.js';
import { entryPlace, stampBits } from './prologue-program.js';
import type { SectionProgram } from './section-program.js';
import { printSection } from './section-text.js';

/** The lanes of one side of a pathway. */
export interface LaneProgram {
  /**
   * Whether a lane is a synapse that is due: present, and of this delay.
   *
   * @param delayCode - Delay minus `delayLow`; -1: any.
   */
  readonly due: (word: Uint32Array, at: number, lane: number, delayCode: number) => boolean;
  /**
   * The body of one synapse: unpacks the lane, reads the other side's traces, runs, adds into the
   * accumulators and packs the lane if it is plastic.
   *
   * @param word - Synapse word in 32-bit pieces, from `at` on: the memory, or a copy.
   * @param inlet - Counted from the pathway's first one.
   * @param target - Counted from the pathway's first one; sparse lanes name their own.
   * @returns 1 if the word has to be written back, else 0.
   */
  readonly run: (
    word: Uint32Array,
    at: number,
    lane: number,
    inlet: number,
    target: number,
  ) => number;
  /**
   * All due lanes 0 .. lanes - 1 of a word, in place, as one row of on_pre reads them.
   *
   * @param target - Target of lane 0.
   * @returns Lanes executed, plus 256 if the word has to be written back.
   */
  readonly word: (
    word: Uint32Array,
    at: number,
    lanes: number,
    delayCode: number,
    inlet: number,
    target: number,
  ) => number;
}

interface LaneFacts {
  readonly pathway: PathwayDescriptor;
  readonly layout: LaneLayout;
  readonly program: SectionProgram;
  /** Whether a single ACC of the weight: one cycle, no traces. */
  readonly plain: boolean;
  readonly writes: boolean;
  /** Traces of the other side, and their entry. */
  readonly traces: TraceArray | undefined;
  readonly side: 'pre' | 'post';
}

/** @param event - R0 .. R7, left by the prologue. */
export function laneProgram(
  context: ExecutionContext,
  facts: LaneFacts,
  event: Float64Array,
): LaneProgram {
  const { illegal } = facts.program;
  if (illegal !== undefined) {
    const stop = (): never => stopIllegal(context, illegal);
    return { due: stop, run: stop, word: stop };
  }
  const generated =
    context.interpreted || context.registerBits > 53 || context.state.accumulator.wordBits > 32
      ? undefined
      : linkSection<LaneProgram>(context, facts.program, laneText(context, facts), event);
  return generated ?? interpretedLane(context, facts, event);
}

/** Places of a target's accumulators and state, in pieces: base + target * stride. */
function targetPlaces(
  context: ExecutionContext,
  { pathway }: LaneFacts,
): { readonly accumulator: readonly [number, number]; readonly state: readonly [number, number] } {
  const population = context.coreImage.populations[pathway.population];
  if (population === undefined) throw new Error(`core without population ${pathway.population}`);
  const first = pathway.firstTarget - population.first;
  const { accumulator, state } = context.state;
  const { accumulatorBase, receptors, stateBase, stateWords } = population;
  return {
    accumulator: [
      (accumulatorBase + first * receptors) * accumulator.pieces,
      receptors * accumulator.pieces,
    ],
    state: [(stateBase + first * stateWords) * state.pieces, stateWords * state.pieces],
  };
}

function interpretedLane(
  context: ExecutionContext,
  facts: LaneFacts,
  event: Float64Array,
): LaneProgram {
  const { pathway, layout, program, traces, plain, writes, side } = facts;
  const { weight, auxiliary, plastic, flags, present, delay, target: targetField } = layout;
  const places = targetPlaces(context, facts);
  const fields = context.coreImage.populations[pathway.population]?.fields ?? [];
  const { accumulator, state, trace } = context.state;
  let at = 0;
  const interpreter = new SectionInterpreter(context, program, {
    accumulate: (receptor, value) => {
      const [base, stride] = places.accumulator;
      addToAccumulator(context, base + at * stride + receptor * accumulator.pieces, value);
    },
    targetField: (number) => {
      const field = fields[number] as WordField;
      const [base, stride] = places.state;
      const place = base + at * stride + field.word * state.pieces;
      return readBits(state.data, place, field.low, field.bits, field.signed);
    },
    step: () => context.clock.tick,
  });
  const due: LaneProgram['due'] = (word, place, lane, delayCode) => {
    const first = lane * layout.laneBits;
    if (present !== undefined && readBits(word, place, first + present.low, 1, false) === 0)
      return false;
    if (delay === undefined || delayCode < 0) return true;
    return readBits(word, place, first + delay.low, delay.bits, false) === delayCode;
  };
  const run: LaneProgram['run'] = (word, place, lane, inlet, target) => {
    const first = lane * layout.laneBits;
    const read = ({ low, bits, signed }: WordField): number =>
      readBits(word, place, first + low, bits, signed);
    at = targetField === undefined ? target : read(targetField);
    interpreter.clear();
    for (let k = 0; k < 8; k += 1) interpreter.set(k, event[k] as number);
    const before = weight === undefined ? 0 : read(weight);
    interpreter.set(8, before);
    for (const [k, field] of auxiliary.entries()) interpreter.set(16 + k, read(field));
    const isPlastic = plastic === undefined ? writes : read(plastic) === 1;
    interpreter.setPredicate(7, isPlastic);
    for (const [k, flag] of flags.entries()) interpreter.setPredicate(6 - k, read(flag) === 1);
    if (traces !== undefined && !plain) {
      const delayCode = delay === undefined ? 0 : read(delay);
      const entry = side === 'pre' ? at : inlet * delayCount(pathway) + delayCode;
      const entryAt = (traces.base + Math.floor(entry / traces.entriesPerWord)) * trace.pieces;
      const low = (entry % traces.entriesPerWord) * traces.entryBits;
      for (const [k, field] of traces.values.entries())
        interpreter.set(
          10 + k,
          readBits(trace.data, entryAt, low + field.low, field.bits, field.signed),
        );
      const stamp = readBits(trace.data, entryAt, low, stampBits, false);
      interpreter.set(30, (context.clock.tick - stamp) & (2 ** stampBits - 1));
      context.counters.traceReads += 1;
    }
    const element =
      (pathway.sourceBase + inlet) * pathway.projectionTargets + pathway.targetBase + at;
    interpreter.run(context.clock.tick, element, isPlastic ? before : undefined);
    if (!isPlastic || !writes) return 0;
    const write = (register: number, { low, bits, signed }: WordField): void => {
      const code = storedCode(context, interpreter.get(register), bits, signed);
      writeBits(word, place, first + low, bits, code);
    };
    if (weight !== undefined) write(8, weight);
    for (const [k, field] of auxiliary.entries()) write(16 + k, field);
    return 1;
  };
  const word: LaneProgram['word'] = (data, place, lanes, delayCode, inlet, target) => {
    let [executed, written] = [0, 0];
    for (let lane = 0; lane < lanes; lane += 1) {
      if (!due(data, place, lane, delayCode)) continue;
      executed += 1;
      written |= run(data, place, lane, inlet, target + lane);
    }
    return executed + 256 * written;
  };
  return { due, run, word };
}

function delayCount({ delayLow, delayHigh }: PathwayDescriptor): number {
  return delayHigh - delayLow + 1;
}

function laneText(context: ExecutionContext, facts: LaneFacts): string {
  const { pathway, layout, program, traces, plain, writes, side } = facts;
  const { laneBits, weight, auxiliary, plastic, flags, delay, target } = layout;
  const places = targetPlaces(context, facts);
  const record = new RecordText('l', 'w', laneBits);
  const read = ({ low, bits, signed }: WordField): string =>
    readText(record.piece, low, bits, signed);
  const fields = context.coreImage.populations[pathway.population]?.fields ?? [];
  const section = printSection(context, program, {
    tick: 'T.tick',
    element: `(${pathway.sourceBase} + inlet) * ${pathway.projectionTargets} + ${pathway.targetBase} + j`,
    accumulate: (receptor, value) => accumulateText(context, places.accumulator, receptor, value),
    targetField: (number) => fieldOfTarget(context, places.state, fields[number]),
    ...(weight === undefined ? {} : { weight: 'before' }),
    plastic: 'changes',
  });
  const loads: string[] = [];
  const loaded = new Set<number>();
  const load = (register: number, text: string): void => {
    if (!section.registers.has(register)) return;
    loaded.add(register);
    loads.push(`let r${register} = ${text};`);
  };
  for (let k = 0; k < 8; k += 1) load(k, `E[${k}]`);
  if (weight !== undefined) loads.push(`const before = ${read(weight)};`);
  load(8, weight === undefined ? '0' : 'before');
  auxiliary.forEach((field, k) => {
    load(16 + k, read(field));
  });
  if (traces !== undefined && !plain) {
    const entry =
      side === 'pre'
        ? 'j'
        : `inlet * ${delayCount(pathway)} + ${delay === undefined ? '0' : read(delay)}`;
    loads.push(...traceLoads(context, traces, entry, load, section.registers));
  }
  const changes = plastic === undefined ? String(writes) : `${read(plastic)} === 1`;
  const given = new Map<number, string>([[7, 'changes']]);
  flags.forEach((flag, k) => {
    given.set(6 - k, `${read(flag)} === 1`);
  });
  const stores: string[] = [];
  const store = (register: number, { low, bits, signed }: WordField): void => {
    if (!section.written.has(register)) return;
    stores.push(storeCheck(`r${register}`, bits, signed));
    stores.push(...writeText(record.piece, low, bits, `r${register}`));
  };
  if (weight !== undefined) store(8, weight);
  auxiliary.forEach((field, k) => {
    store(16 + k, field);
  });
  const declared = declarations(section, loaded).map((line) => {
    const predicate = /^let p(\d) = false;$/.exec(line)?.[1];
    const value = predicate === undefined ? undefined : given.get(Number(predicate));
    return value === undefined ? line : `let p${predicate} = ${value};`;
  });
  const conditions = dueConditions(layout, read);
  const place = [`const bit = lane * ${laneBits};`, ...record.load('at', 'bit')];
  return [
    "'use strict';",
    ...slowNames(section),
    'function due(w, at, lane, delayCode) {',
    ...(conditions.length === 0 ? [] : place),
    `return ${conditions.join(' && ') || 'true'};`,
    '}',
    'function run(w, at, lane, inlet, target) {',
    ...place,
    `const j = ${target === undefined ? 'target' : read(target)};`,
    `const changes = ${changes};`,
    ...loads,
    ...declared,
    ...section.lines,
    ...(writes
      ? [
          'if (!changes) return 0;',
          ...stores,
          ...(stores.length > 0 ? record.store() : []),
          'return 1;',
        ]
      : ['return 0;']),
    '}',
    'function word(w, at, lanes, delayCode, inlet, target) {',
    'let executed = 0;',
    'let written = 0;',
    ...Array.from({ length: layout.lanesPerWord }, (_, lane) => dueLaneText(layout, lane)).flat(),
    'return executed + 256 * written;',
    '}',
    'return { due, run, word };',
  ].join('\n');
}

/** What makes a lane a synapse that is due. @param read - Text of a field of the lane. */
function dueConditions(
  { present, delay }: LaneLayout,
  read: (field: WordField) => string,
): readonly string[] {
  return [
    ...(present === undefined ? [] : [`${read(present)} === 1`]),
    ...(delay === undefined ? [] : [`(delayCode < 0 || ${read(delay)} === delayCode)`]),
  ];
}

/** One lane of a word, at its constant place: a body runs only where it is due. */
function dueLaneText(layout: LaneLayout, lane: number): readonly string[] {
  const read = ({ low, bits }: WordField): string =>
    readText((piece) => `w[at + ${piece}]`, lane * layout.laneBits + low, bits, false);
  const conditions = [...(lane === 0 ? [] : [`lanes > ${lane}`]), ...dueConditions(layout, read)];
  return [
    `if (${conditions.join(' && ') || 'true'}) {`,
    '  executed++;',
    `  written |= run(w, at, ${lane}, inlet, target + ${lane});`,
    '}',
  ];
}

function traceLoads(
  context: ExecutionContext,
  traces: TraceArray,
  entry: string,
  load: (register: number, text: string) => void,
  registers: ReadonlySet<number>,
): readonly string[] {
  const used = registers.has(30) || traces.values.some((_, k) => registers.has(10 + k));
  if (!used) return ['C.traceReads++;'];
  const record = new RecordText('e', 'M', traces.entryBits);
  load(30, '0');
  traces.values.forEach((_, k) => {
    load(10 + k, '0');
  });
  const stamp = readText(record.piece, 0, stampBits, false);
  return [
    `const entry = ${entry};`,
    ...entryPlace(traces, context.state.trace.pieces, 'entry'),
    ...record.load('eAt', 'eBit'),
    ...(registers.has(30) ? [`r30 = (T.tick - ${stamp}) & ${2 ** stampBits - 1};`] : []),
    ...traces.values.flatMap((field, k) =>
      registers.has(10 + k)
        ? [`r${10 + k} = ${readText(record.piece, field.low, field.bits, field.signed)};`]
        : [],
    ),
    'C.traceReads++;',
  ];
}

function accumulateText(
  context: ExecutionContext,
  [base, stride]: readonly [number, number],
  receptor: number,
  value: string,
): readonly string[] {
  const bits = context.state.accumulator.wordBits;
  const high = 2 ** (bits - 1);
  return [
    `const o = ${base + receptor} + j * ${stride};`,
    `let s = ${readText(() => 'A[o]', 0, bits, true)} + ${value};`,
    `if (s >= ${high} || s < ${-high}) s = O(s);`,
    `A[o] = ${bits === 32 ? 's' : `s & ${2 ** bits - 1}`};`,
    'C.accumulatorAdds++;',
  ];
}

function fieldOfTarget(
  context: ExecutionContext,
  [base, stride]: readonly [number, number],
  field: WordField | undefined,
): { readonly text: string; readonly bits: number } {
  if (field === undefined) return { text: '0', bits: 1 };
  const { pieces } = context.state.state;
  const text = readText(
    (number) => `N[${base + field.word * pieces + number} + j * ${stride}]`,
    field.low,
    field.bits,
    field.signed,
  );
  return { text, bits: field.bits + (field.signed ? 0 : 1) };
}
