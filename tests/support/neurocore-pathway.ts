import {
  type BitMemory,
  type ChipGeometry,
  createBitMemory,
  type FormatEntry,
  type LaneLayout,
  type PathwayDescriptor,
  type PathwaySide,
  type PopulationDescriptor,
  type TraceArray,
  type WordField,
  writeField,
} from '../../backends/neurocore/image/index.js';
import type { Instruction } from '../../backends/neurocore/isa/index.js';
import type { Dice } from './neurocore-dice.js';
import {
  instruction,
  type ProgramBuilder,
  randomInstructions,
  type SectionLimits,
} from './neurocore-section.js';

type Planned = Pick<PathwayDescriptor, 'kind' | 'inlet' | 'inlets'>;

/** Random pathways of one core, and the memories that they fill. */
export class PathwayBuilder {
  readonly synapse: BitMemory;
  readonly trace: BitMemory;
  readonly index: BitMemory;
  readonly #dice: Dice;
  readonly #geometry: ChipGeometry;
  readonly #populations: readonly PopulationDescriptor[];
  readonly #program: ProgramBuilder;
  readonly #formats: readonly (FormatEntry | undefined)[];
  readonly #tables: number;
  #synapseWords = 0;
  #traceWords = 0;
  #indexWords = 0;

  constructor(
    dice: Dice,
    geometry: ChipGeometry,
    populations: readonly PopulationDescriptor[],
    program: ProgramBuilder,
    formats: readonly (FormatEntry | undefined)[],
    tables: number,
  ) {
    this.#dice = dice;
    this.#geometry = geometry;
    this.#populations = populations;
    this.#program = program;
    this.#formats = formats;
    this.#tables = tables;
    const { synapse, trace, index } = geometry.memories;
    this.synapse = createBitMemory(synapse.words, synapse.wordBits);
    this.trace = createBitMemory(trace.words, trace.wordBits);
    this.index = createBitMemory(index.words, index.wordBits);
  }

  /** Pathways with on_post, in an order of their own. */
  postOrder(pathways: readonly PathwayDescriptor[]): readonly number[] {
    const order = [...pathways.keys()].filter((k) => pathways[k]?.post !== undefined);
    return this.#dice.chance(50) ? order : order.reverse();
  }

  build(planned: Planned, length: number): PathwayDescriptor {
    const dice = this.#dice;
    const population = dice.roll(this.#populations.length);
    const target = this.#populations[population] as PopulationDescriptor;
    const firstTarget = dice.range(target.first, target.last);
    const targets = dice.range(1, target.last - firstTarget + 1);
    const delayLow = dice.range(0, this.#geometry.delaySlots - 1);
    const delayHigh = dice.range(delayLow, this.#geometry.delaySlots - 1);
    const base = {
      ...planned,
      objectId: dice.roll(2 ** 31) * 2,
      sourceBase: dice.roll(100),
      population,
      firstTarget,
      targets,
      targetBase: dice.roll(100),
      projectionTargets: 300,
      delayLow,
      delayHigh,
    };
    if (planned.kind === 'count' || planned.kind === 'one' || planned.kind === 'fill') {
      // A pathway without receptor to add to cannot be: take a population that has one.
      const heard = this.#populations.findIndex(({ receptors }) => receptors > 0);
      const found = this.#populations[heard];
      if (found === undefined) return this.#withLanes({ ...base, kind: 'dense' }, target, length);
      const width = found.last - found.first + 1;
      return {
        ...base,
        population: heard,
        firstTarget: found.first,
        targets: planned.kind === 'count' ? width : dice.range(1, width),
        receptor: dice.roll(found.receptors),
        constant: dice.range(-9, 9),
        ...(planned.kind === 'count' || (planned.kind === 'fill' && dice.chance(50))
          ? {}
          : { diagonal: dice.range(-3, 3) }),
      };
    }
    return this.#withLanes(base, target, length);
  }

  #withLanes(
    base: Omit<PathwayDescriptor, 'lane'>,
    target: PopulationDescriptor,
    length: number,
  ): PathwayDescriptor {
    const dice = this.#dice;
    const sparse = base.kind === 'sparse';
    const delays = base.delayHigh - base.delayLow + 1;
    const lane = this.#layout(base, delays);
    const preTraces = dice.chance(60) ? this.#traces(base.inlets * delays) : undefined;
    const postTraces = dice.chance(60) ? this.#traces(base.targets) : undefined;
    const place = sparse ? this.#sparse(base, lane) : this.#dense(base, lane);
    const limits = {
      formats: this.#formats,
      tables: this.#tables,
      receptors: target.receptors,
      fields: target.fields.length,
    };
    const side = (own: TraceArray | undefined): PathwaySide => {
      const writes = dice.chance(50);
      const body: Omit<SectionLimits, 'length'> = {
        ...limits,
        role: 'body',
        registers: [0, 4, 5, 8, 8, 10, 11, 14, 16, 30],
      };
      const plain = dice.chance(20) && target.receptors > 0 && lane.weight !== undefined;
      const instructions: readonly Instruction[] = plain
        ? [instruction('ACC', { a: 8, x: dice.roll(target.receptors) })]
        : randomInstructions(dice, { ...body, length });
      const update = instructions.findIndex(({ op }) => op === 'MOV' || op === 'ADD');
      return {
        ...(own !== undefined && dice.chance(80)
          ? {
              prologue: this.#section(
                randomInstructions(dice, {
                  ...limits,
                  role: 'prologue',
                  registers: [0, 1, 4, 5, 6, 31],
                  length: dice.range(1, 6),
                }),
              ),
            }
          : {}),
        body: this.#section(instructions),
        writes,
        ...(update >= 0 && dice.chance(70) ? { update } : {}),
      };
    };
    const hasPost = dice.chance(60);
    return {
      ...base,
      lane,
      ...place,
      ...(preTraces === undefined ? {} : { preTraces }),
      ...(postTraces === undefined ? {} : { postTraces }),
      ...(hasPost && dice.chance(10) ? {} : { pre: side(preTraces) }),
      ...(hasPost ? { post: side(postTraces) } : {}),
    };
  }

  #section(instructions: readonly Instruction[]): ReturnType<ProgramBuilder['add']> {
    return this.#program.add(instructions, this.#dice.roll(64), this.#dice.roll(1000));
  }

  #layout(base: Pick<PathwayDescriptor, 'kind' | 'targets'>, delays: number): LaneLayout {
    const dice = this.#dice;
    let low = 0;
    const field = (bits: number, signed = false): WordField => {
      low += bits;
      return { word: 0, low: low - bits, bits, signed };
    };
    const { wordBits } = this.synapse;
    const weight = field(dice.pick([1, 4, 8, 8, 11]), dice.chance(30));
    const auxiliary = dice.chance(25) && wordBits >= 48 ? [field(6), field(3, true)] : [];
    const delay = delays > 1 && dice.chance(80) ? field(Math.ceil(Math.log2(delays))) : undefined;
    const plastic = dice.chance(40) ? field(1) : undefined;
    const present = dice.chance(40) ? field(1) : undefined;
    const flags = dice.chance(30) ? [field(1), field(1)] : [];
    const target = base.kind === 'sparse' ? field(8) : undefined;
    return {
      laneBits: low,
      lanesPerWord: Math.floor(wordBits / low),
      weight,
      auxiliary,
      ...(delay === undefined ? {} : { delay }),
      ...(plastic === undefined ? {} : { plastic }),
      ...(present === undefined ? {} : { present }),
      flags,
      ...(target === undefined ? {} : { target }),
    };
  }

  #traces(entries: number): TraceArray {
    const dice = this.#dice;
    let low = 12;
    const values = Array.from({ length: dice.range(1, 2) }, () => {
      const bits = dice.pick([4, 8, 8]);
      low += bits;
      return { word: 0, low: low - bits, bits, signed: false, life: dice.range(2, 60) };
    });
    const entriesPerWord = Math.floor(this.trace.wordBits / low);
    const base = this.#traceWords;
    this.#traceWords += Math.ceil(entries / entriesPerWord);
    for (let entry = 0; entry < entries; entry += 1) {
      const first = (entry % entriesPerWord) * low;
      const word = base + Math.floor(entry / entriesPerWord);
      for (const value of values)
        writeField(this.trace, word, first + value.low, value.bits, dice.code(value.bits, false));
    }
    return {
      base,
      entries,
      entryBits: low,
      entriesPerWord,
      objectId: dice.roll(2 ** 31),
      elementBase: dice.roll(50),
      values,
    };
  }

  #lane(layout: LaneLayout, word: number, lane: number, delays: number, target?: number): void {
    const dice = this.#dice;
    const { weight, auxiliary, delay, plastic, present, flags } = layout;
    const write = ({ low, bits }: WordField, value: number): void => {
      writeField(this.synapse, word, lane * layout.laneBits + low, bits, value);
    };
    for (const field of [weight, ...auxiliary])
      if (field !== undefined) write(field, dice.code(field.bits, field.signed));
    if (delay !== undefined) write(delay, dice.roll(delays));
    if (present !== undefined) write(present, dice.chance(70) ? 1 : 0);
    for (const flag of [plastic, ...flags]) if (flag !== undefined) write(flag, dice.roll(2));
    if (layout.target !== undefined && target !== undefined) write(layout.target, target);
  }

  #dense(base: Omit<PathwayDescriptor, 'lane'>, layout: LaneLayout): Partial<PathwayDescriptor> {
    const wordsPerRow = Math.ceil(base.targets / layout.lanesPerWord);
    const wordBase = this.#synapseWords;
    this.#synapseWords += base.inlets * wordsPerRow;
    const delays = base.delayHigh - base.delayLow + 1;
    for (let inlet = 0; inlet < base.inlets; inlet += 1)
      for (let j = 0; j < base.targets; j += 1)
        this.#lane(
          layout,
          wordBase + inlet * wordsPerRow + Math.floor(j / layout.lanesPerWord),
          j % layout.lanesPerWord,
          delays,
        );
    return { wordBase, wordsPerRow };
  }

  #sparse(base: Omit<PathwayDescriptor, 'lane'>, layout: LaneLayout): Partial<PathwayDescriptor> {
    const dice = this.#dice;
    const delays = base.delayHigh - base.delayLow + 1;
    const wordBase = this.#synapseWords;
    const rowDirectory = this.#indexWords;
    this.#indexWords += base.inlets;
    const columns: { word: number; lane: number; inlet: number }[][] = Array.from(
      { length: base.targets },
      () => [],
    );
    for (let inlet = 0; inlet < base.inlets; inlet += 1) {
      const heard = columns.flatMap((_, j) => (dice.chance(35) ? [j] : []));
      const pointer = this.#synapseWords - wordBase;
      for (const [lane, j] of heard.entries()) {
        const word = pointer + Math.floor(lane / layout.lanesPerWord);
        this.#lane(layout, wordBase + word, lane % layout.lanesPerWord, delays, j);
        columns[j]?.push({ word, lane: lane % layout.lanesPerWord, inlet });
      }
      this.#synapseWords += Math.ceil(heard.length / layout.lanesPerWord);
      writeField(this.index, rowDirectory + inlet, 0, 18, pointer);
      writeField(this.index, rowDirectory + inlet, 18, 14, heard.length);
    }
    const columnDirectory = this.#indexWords;
    this.#indexWords += base.targets;
    const columnEntries = this.#indexWords;
    let first = 0;
    for (const [j, entries] of columns.entries()) {
      writeField(this.index, columnDirectory + j, 0, 18, first);
      writeField(this.index, columnDirectory + j, 18, 14, entries.length);
      for (const { word, lane, inlet } of entries) {
        const at = columnEntries + first;
        writeField(this.index, at, 0, 16, word);
        writeField(this.index, at, 16, 5, lane);
        writeField(this.index, at, 21, 11, inlet);
        first += 1;
      }
    }
    this.#indexWords += first;
    return { wordBase, rowDirectory, columnDirectory, columnEntries };
  }
}
