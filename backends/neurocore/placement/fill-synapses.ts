import {
  type BitMemory,
  columnEntry,
  type IndexField,
  type LaneLayout,
  rowEntry,
  transposedEntry,
  writeField,
} from '../image/index.js';
import { type ArrayPlacements, putElement } from './array-placements.js';
import type { CorePlan, PlannedPathway } from './core-plan.js';

/** The memories that hold the synapses of a core. */
export interface SynapseMemories {
  readonly synapse: BitMemory;
  readonly index: BitMemory;
}

/** Writes rows, directories and transposed entries of a core and notes where synaptic arrays lie. */
export function fillSynapses(
  plan: CorePlan,
  core: number,
  memories: SynapseMemories,
  arrays: ArrayPlacements,
): void {
  for (const pathway of plan.pathways) {
    if (pathway.form.lane === undefined) continue;
    const put = synapseWriter(pathway, pathway.form.lane, core, memories.synapse, arrays);
    if (pathway.form.kind === 'dense') fillRows(pathway, pathway.form.lane, put);
    else fillLists(pathway, pathway.form.lane, memories.index, put);
  }
}

/** Stores a synapse in a lane. */
type PutSynapse = (synapse: number, target: number, word: number, lane: number) => void;

function synapseWriter(
  { form, targetLow }: PlannedPathway,
  layout: LaneLayout,
  core: number,
  memory: BitMemory,
  arrays: ArrayPlacements,
): PutSynapse {
  const { delays, delayLow, plan } = form;
  const contents = form.contents.map(({ field, codes, source }) => ({
    field,
    codes,
    inverted: source?.inverted ?? false,
    placement:
      source &&
      arrays.open(source.array, plan.pre.length, {
        bits: source.bits,
        signed: source.signed,
        inverted: source.inverted ?? false,
        memory: 'synapse',
      }),
  }));
  const { delay, present, target: targetField, laneBits } = layout;
  return (synapse, target, word, lane) => {
    const low = lane * laneBits;
    for (const { field, codes, inverted, placement } of contents) {
      const stored = typeof codes === 'number' ? codes : (codes[synapse] as number);
      writeField(memory, word, low + field.low, field.bits, inverted ? 1 - stored : stored);
      if (placement !== undefined) putElement(placement, synapse, core, word, low + field.low);
    }
    if (delay !== undefined && delays !== undefined)
      writeField(memory, word, low + delay.low, delay.bits, (delays[synapse] as number) - delayLow);
    if (present !== undefined) writeField(memory, word, low + present.low, 1, 1);
    if (targetField !== undefined)
      writeField(memory, word, low + targetField.low, targetField.bits, target - targetLow);
  };
}

/** Dense: the lane of target j in the row of inlet i. */
function fillRows(pathway: PlannedPathway, { lanesPerWord }: LaneLayout, put: PutSynapse): void {
  const { form, targetLow, targetEnd, sourceLow, wordBase, wordsPerRow } = pathway;
  const { order, offsets } = form.connection;
  const { pre, sourceFirst } = form.plan;
  for (let target = targetLow; target < targetEnd; target += 1) {
    const column = target - targetLow;
    const word = wordBase + Math.floor(column / lanesPerWord);
    for (let at = offsets[target] as number; at < (offsets[target + 1] as number); at += 1) {
      const synapse = order[at] as number;
      const inlet = (pre[synapse] as number) - sourceFirst - sourceLow;
      put(synapse, target, word + inlet * wordsPerRow, column % lanesPerWord);
    }
  }
}

/** A synapse of a list, where it lies. */
interface Listed {
  readonly synapse: number;
  readonly target: number;
  /** Synapses of the same pair before it. */
  readonly repeat: number;
}

/**
 * Sparse: rows one after the other. Within a row the synapses that come first of their pairs stand
 * first, then the second ones from a new word on, and so on: two of one pair never share a word, and
 * come in the order of their numbers.
 */
function fillLists(
  pathway: PlannedPathway,
  { lanesPerWord }: LaneLayout,
  index: BitMemory,
  put: PutSynapse,
): void {
  const { form, sourceLow, sourceEnd, targetLow, targetEnd, wordBase, rowDirectory } = pathway;
  const columns: { readonly word: number; readonly lane: number; readonly inlet: number }[][] =
    Array.from({ length: targetEnd - targetLow }, () => []);
  let pointer = 0;
  for (const [inlet, row] of listRows(pathway).entries()) {
    let lane = 0;
    let repeat = 0;
    for (const listed of row) {
      if (listed.repeat > repeat) lane = Math.ceil(lane / lanesPerWord) * lanesPerWord;
      repeat = listed.repeat;
      const word = pointer + Math.floor(lane / lanesPerWord);
      put(listed.synapse, listed.target, wordBase + word, lane % lanesPerWord);
      columns[listed.target - targetLow]?.push({ word, lane: lane % lanesPerWord, inlet });
      lane += 1;
    }
    writeIndex(index, rowDirectory + inlet, [
      [rowEntry.pointer, pointer],
      [rowEntry.lanes, lane],
    ]);
    pointer += Math.ceil(lane / lanesPerWord);
  }
  if (pointer !== pathway.words || sourceEnd <= sourceLow)
    throw new Error(`${form.plan.name}: rows take ${pointer} words, ${pathway.words} were planned`);
  if (form.post === undefined) return;
  let first = 0;
  for (const [place, column] of columns.entries()) {
    writeIndex(index, pathway.columnDirectory + place, [
      [columnEntry.first, first],
      [columnEntry.entries, column.length],
    ]);
    for (const { word, lane, inlet } of column) {
      writeIndex(index, pathway.columnEntries + first, [
        [transposedEntry.word, word],
        [transposedEntry.lane, lane],
        [transposedEntry.inlet, inlet],
      ]);
      first += 1;
    }
  }
}

/** Synapses by inlet: by repeat, then by number. */
function listRows(pathway: PlannedPathway): readonly (readonly Listed[])[] {
  const { form, targetLow, targetEnd, sourceLow, sourceEnd } = pathway;
  const { order, offsets } = form.connection;
  const { pre, sourceFirst } = form.plan;
  const rows: Listed[][] = Array.from({ length: sourceEnd - sourceLow }, () => []);
  const seen = new Int32Array(rows.length).fill(-1);
  const repeats = new Int32Array(rows.length);
  for (let target = targetLow; target < targetEnd; target += 1) {
    for (let at = offsets[target] as number; at < (offsets[target + 1] as number); at += 1) {
      const synapse = order[at] as number;
      const inlet = (pre[synapse] as number) - sourceFirst - sourceLow;
      const repeat = seen[inlet] === target ? (repeats[inlet] as number) + 1 : 0;
      seen[inlet] = target;
      repeats[inlet] = repeat;
      rows[inlet]?.push({ synapse, target, repeat });
    }
  }
  for (const row of rows) row.sort((a, b) => a.repeat - b.repeat || a.synapse - b.synapse);
  return rows;
}

function writeIndex(
  memory: BitMemory,
  word: number,
  fields: readonly (readonly [IndexField, number])[],
): void {
  for (const [{ low, bits }, value] of fields) {
    if (value >= 2 ** bits) throw new Error(`${bits} bits of an index word cannot hold ${value}`);
    writeField(memory, word, low, bits, value);
  }
}
