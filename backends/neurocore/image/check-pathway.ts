import { readField } from './bit-memory.js';
import type { LaneLayout, PathwayDescriptor, PathwaySide, TraceArray } from './chip-image.js';
import type { CoreCheck } from './core-check.js';
import {
  columnEntry,
  type IndexField,
  rowEntry,
  stampBits,
  transposedEntry,
} from './index-words.js';
import { mostLanesPerWord } from './table-sizes.js';

export function checkPathway(check: CoreCheck, pathway: PathwayDescriptor, where: string): void {
  const { core, geometry } = check;
  const { kind, inlet, inlets, firstTarget, targets, delayLow, delayHigh } = pathway;
  const population = core.populations[pathway.population];
  if (!check.expect(where, population !== undefined, `population ${pathway.population}`)) return;
  if (population === undefined) return;
  const inside =
    targets >= 1 && firstTarget >= population.first && firstTarget + targets - 1 <= population.last;
  if (!check.expect(where, inside, `targets ${firstTarget} .. ${firstTarget + targets - 1}`))
    return;
  const limit = kind === 'count' ? geometry.counts : geometry.inlets;
  const heard = inlet >= 0 && inlets >= 1 && inlet + inlets <= limit;
  if (!check.expect(where, heard, `inlets ${inlet} .. ${inlet + inlets - 1} of ${limit}`)) return;
  check.expect(
    where,
    delayLow >= 0 && delayLow <= delayHigh && delayHigh < geometry.delaySlots,
    `delays ${delayLow} .. ${delayHigh}, slots ${geometry.delaySlots}`,
  );
  const target = { receptors: population.receptors, fields: population.fields.length };
  if (kind === 'count' || kind === 'one' || kind === 'fill') {
    const { receptor = -1, constant } = pathway;
    check.expect(where, receptor >= 0 && receptor < target.receptors, `receptor ${receptor}`);
    check.expect(where, constant !== undefined, 'no constant');
    check.expect(where, kind !== 'one' || pathway.diagonal !== undefined, 'no diagonal');
    const whole = firstTarget === population.first && targets === population.last - firstTarget + 1;
    check.expect(where, kind !== 'count' || whole, 'counted for a part of a population');
    return;
  }
  checkLanes(check, pathway, where);
  checkTraces(
    check,
    pathway.preTraces,
    inlets * (delayHigh - delayLow + 1),
    `${where}, pre traces`,
  );
  checkTraces(check, pathway.postTraces, targets, `${where}, post traces`);
  for (const [side, name] of [
    [pathway.pre, 'pre'],
    [pathway.post, 'post'],
  ] as const)
    checkSide(check, side, target, `${where}, ${name}`);
}

function checkSide(
  check: CoreCheck,
  side: PathwaySide | undefined,
  target: { readonly receptors: number; readonly fields: number },
  where: string,
): void {
  if (side === undefined) return;
  if (side.prologue) check.section(`${where} prologue`, side.prologue, { spikes: false });
  check.section(`${where} body`, side.body, { spikes: false, target });
  const { update = 0 } = side;
  check.expect(where, update >= 0 && update <= side.body.length, `update by instruction ${update}`);
}

function checkTraces(
  check: CoreCheck,
  traces: TraceArray | undefined,
  entries: number,
  where: string,
): void {
  if (traces === undefined) return;
  const { base, entryBits, entriesPerWord, values } = traces;
  const { wordBits } = check.geometry.memories.trace;
  check.expect(where, traces.entries === entries, `${traces.entries} entries, needed ${entries}`);
  const packed =
    entriesPerWord >= 1 && entryBits >= stampBits && entriesPerWord * entryBits <= wordBits;
  if (!check.expect(where, packed, `${entriesPerWord} entries of ${entryBits} bits per word`))
    return;
  check.words(where, 'trace', base, Math.ceil(traces.entries / entriesPerWord));
  check.expect(where, values.length <= 4, `${values.length} values`);
  for (const value of values) {
    check.field(where, value, entryBits);
    check.expect(where, value.low >= stampBits, 'a value in the stamp');
    check.expect(where, value.life >= 1 && value.life <= 2 ** 11, `a life of ${value.life} steps`);
  }
}

function checkLanes(check: CoreCheck, pathway: PathwayDescriptor, where: string): void {
  const { lane, kind, targets, inlets, wordBase, wordsPerRow } = pathway;
  if (!check.expect(where, lane !== undefined && wordBase !== undefined, 'no lanes')) return;
  if (lane === undefined || wordBase === undefined) return;
  const { laneBits, lanesPerWord, weight, auxiliary, delay, plastic, present, flags, target } =
    lane;
  const { wordBits } = check.geometry.memories.synapse;
  const fits = laneBits >= 0 && lanesPerWord >= 1 && laneBits * lanesPerWord <= wordBits;
  if (!check.expect(where, fits, `${lanesPerWord} lanes of ${laneBits} bits`)) return;
  const fields = [weight, ...auxiliary, delay, plastic, present, ...flags, target];
  const placed = fields.map(
    (field) => field === undefined || check.field(`${where}, lane`, field, laneBits),
  );
  // Fields that are nowhere cannot be read below.
  if (placed.includes(false)) return;
  check.expect(where, auxiliary.length <= 4 && flags.length <= 2, 'too many fields');
  if (kind === 'dense') {
    const words = Math.ceil(targets / lanesPerWord);
    check.expect(where, wordsPerRow === words, `rows of ${wordsPerRow} words, needed ${words}`);
    check.words(where, 'synapse', wordBase, inlets * words);
    return;
  }
  const known = check.expect(
    where,
    lanesPerWord <= mostLanesPerWord,
    `${lanesPerWord} lanes per word`,
  );
  if (!check.expect(where, target !== undefined, 'no target in its lanes') || !known) return;
  checkRows(check, pathway, lane, where);
  if (pathway.post !== undefined) checkColumns(check, pathway, lane, where);
}

function checkRows(
  check: CoreCheck,
  { rowDirectory = -1, wordBase = 0, inlets, targets }: PathwayDescriptor,
  { lanesPerWord, laneBits, target, present }: LaneLayout,
  where: string,
): void {
  if (!check.words(`${where}, rows`, 'index', rowDirectory, inlets)) return;
  const { index, synapse } = check.core.memories;
  const read = (word: number, { low, bits }: IndexField): number =>
    readField(index, word, low, bits, false);
  for (let inlet = 0; inlet < inlets; inlet += 1) {
    const row = `${where}, row ${inlet}`;
    const pointer = read(rowDirectory + inlet, rowEntry.pointer);
    const lanes = read(rowDirectory + inlet, rowEntry.lanes);
    if (!check.words(row, 'synapse', wordBase + pointer, Math.ceil(lanes / lanesPerWord))) continue;
    for (let lane = 0; lane < lanes; lane += 1) {
      const word = wordBase + pointer + Math.floor(lane / lanesPerWord);
      const low = (lane % lanesPerWord) * laneBits;
      if (present !== undefined && readField(synapse, word, low + present.low, 1, false) === 0)
        continue;
      const found =
        target === undefined ? 0 : readField(synapse, word, low + target.low, target.bits, false);
      if (found < targets) continue;
      check.expect(row, false, `target ${found} of ${targets}`);
      break;
    }
  }
}

function checkColumns(
  check: CoreCheck,
  { columnDirectory = -1, columnEntries = -1, wordBase = 0, inlets, targets }: PathwayDescriptor,
  { lanesPerWord }: LaneLayout,
  where: string,
): void {
  if (!check.words(`${where}, columns`, 'index', columnDirectory, targets)) return;
  const { words } = check.geometry.memories.synapse;
  const { index } = check.core.memories;
  const read = (word: number, { low, bits }: IndexField): number =>
    readField(index, word, low, bits, false);
  for (let target = 0; target < targets; target += 1) {
    const column = `${where}, column ${target}`;
    const first = columnEntries + read(columnDirectory + target, columnEntry.first);
    const entries = read(columnDirectory + target, columnEntry.entries);
    if (!check.words(column, 'index', first, entries)) continue;
    let previous = -1;
    for (let entry = first; entry < first + entries; entry += 1) {
      const inlet = read(entry, transposedEntry.inlet);
      const lane = read(entry, transposedEntry.lane);
      const word = wordBase + read(entry, transposedEntry.word);
      const right = inlet < inlets && inlet >= previous && lane < lanesPerWord && word < words;
      if (!right) {
        check.expect(column, false, `word ${word}, lane ${lane}, inlet ${inlet} after ${previous}`);
        break;
      }
      previous = inlet;
    }
  }
}
