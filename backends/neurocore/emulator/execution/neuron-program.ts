import type { PopulationDescriptor } from '../../image/index.js';
import { receptorSlots } from '../core-state.js';
import { readBits, writeBits } from './bit-record.js';
import {
  accumulatorCode,
  type ExecutionContext,
  stopIllegal,
  storedCode,
} from './execution-context.js';
import { readText, writeText } from './field-text.js';
import { SectionInterpreter } from './interpret-section.js';
import { declarations, linkSection, slowNames, storeCheck } from './linked-section.js';
import type { SectionProgram } from './section-program.js';
import { printSection } from './section-text.js';

/**
 * A section of a neuron with everything around it: loads its state words and pending input, runs,
 * stores the words, and sets its accumulators to 0 (soma) or to minus the broadcast (all others).
 * Counts state words, cycles of the section and what the section counts itself.
 *
 * @param state - Words of the neuron in 32-bit pieces, from `stateAt` on: the memory, or a copy.
 * @param accumulator - The same for its accumulators.
 * @param index - Number within the descriptor.
 * @returns 1 if the neuron spikes, else 0.
 */
export type NeuronProgram = (
  state: Uint32Array,
  stateAt: number,
  accumulator: Uint32Array,
  accumulatorAt: number,
  index: number,
) => number;

/** What becomes of the pending input when the state is stored. */
export type InputStore = 'clear' | 'cancel';

/** @param place - Of the population in the core's table. */
export function neuronProgram(
  context: ExecutionContext,
  place: number,
  program: SectionProgram,
  store: InputStore,
): NeuronProgram {
  const { illegal } = program;
  if (illegal !== undefined) return () => stopIllegal(context, illegal);
  const population = context.coreImage.populations[place];
  if (population === undefined) throw new Error(`core without population ${place}`);
  const generated =
    context.interpreted || context.registerBits > 53 || context.state.accumulator.wordBits > 32
      ? undefined
      : linkSection<NeuronProgram>(
          context,
          program,
          neuronText(context, place, population, program, store),
          new Float64Array(8),
        );
  return generated ?? interpretedNeuron(context, place, population, program, store);
}

function interpretedNeuron(
  context: ExecutionContext,
  place: number,
  population: PopulationDescriptor,
  program: SectionProgram,
  store: InputStore,
): NeuronProgram {
  const interpreter = new SectionInterpreter(context, program, {
    accumulate: () => {},
    targetField: () => 0,
    step: () => context.clock.tick,
  });
  const { counters, clock } = context;
  const { broadcast, accumulator: memory } = context.state;
  const statePieces = context.state.state.pieces;
  const { fields, receptors, stateWords, globalBase } = population;
  return (state, stateAt, accumulator, accumulatorAt, index) => {
    interpreter.clear();
    for (const [register, { word, low, bits, signed }] of fields.entries())
      interpreter.set(register, readBits(state, stateAt + word * statePieces, low, bits, signed));
    for (let k = 0; k < receptors; k += 1) {
      const at = accumulatorAt + k * memory.pieces;
      const pending = readBits(accumulator, at, 0, memory.wordBits, true);
      interpreter.set(24 + k, pending + (broadcast[place * receptorSlots + k] as number));
    }
    interpreter.run(clock.tick, globalBase + index);
    for (const [register, { word, low, bits, signed }] of fields.entries()) {
      const code = storedCode(context, interpreter.get(register), bits, signed);
      writeBits(state, stateAt + word * statePieces, low, bits, code);
    }
    for (let k = 0; k < receptors; k += 1) {
      const waiting = store === 'clear' ? 0 : -(broadcast[place * receptorSlots + k] as number);
      const code = accumulatorCode(context, BigInt(waiting));
      writeBits(accumulator, accumulatorAt + k * memory.pieces, 0, memory.wordBits, code);
    }
    counters.stateWordsRead += stateWords;
    counters.stateWordsWritten += stateWords;
    counters.somaCycles += program.cycles;
    return interpreter.spiked ? 1 : 0;
  };
}

function neuronText(
  context: ExecutionContext,
  place: number,
  population: PopulationDescriptor,
  program: SectionProgram,
  store: InputStore,
): string {
  const { fields, receptors, stateWords, globalBase } = population;
  const { state, accumulator } = context.state;
  const section = printSection(context, program, {
    tick: 'T.tick',
    element: `${globalBase} + index`,
  });
  const piece =
    (word: number) =>
    (number: number): string =>
      `s[at + ${word * state.pieces + number}]`;
  const loads: string[] = [];
  const loaded = new Set<number>();
  for (const [register, field] of fields.entries()) {
    if (!section.registers.has(register)) continue;
    loaded.add(register);
    const text = readText(piece(field.word), field.low, field.bits, field.signed);
    loads.push(`let r${register} = ${text};`);
  }
  const stores: string[] = [];
  for (const [register, { word, low, bits, signed }] of fields.entries()) {
    if (!section.written.has(register)) continue;
    stores.push(storeCheck(`r${register}`, bits, signed));
    stores.push(...writeText(piece(word), low, bits, `r${register}`));
  }
  for (let k = 0; k < receptors; k += 1) {
    const word = `a[aAt + ${k}]`;
    const pending = readText(() => word, 0, accumulator.wordBits, true);
    const broadcast = `B[${place * receptorSlots + k}]`;
    if (section.registers.has(24 + k)) {
      loaded.add(24 + k);
      loads.push(`let r${24 + k} = ${pending} + ${broadcast};`);
    }
    if (store === 'clear') {
      stores.push(`${word} = 0;`);
      continue;
    }
    const [high, mask] = [2 ** (accumulator.wordBits - 1), 2 ** accumulator.wordBits - 1];
    stores.push(
      `{ let w = 0 - ${broadcast};`,
      `  if (w >= ${high} || w < ${-high}) w = O(w);`,
      `  ${word} = ${accumulator.wordBits === 32 ? 'w' : `w & ${mask}`}; }`,
    );
  }
  return [
    "'use strict';",
    ...slowNames(section),
    'return function neuron(s, at, a, aAt, index) {',
    'let spiked = 0;',
    ...loads,
    ...declarations(section, loaded),
    ...section.lines,
    ...stores,
    `C.stateWordsRead += ${stateWords};`,
    `C.stateWordsWritten += ${stateWords};`,
    `C.somaCycles += ${program.cycles};`,
    'return spiked;',
    '};',
  ].join('\n');
}
