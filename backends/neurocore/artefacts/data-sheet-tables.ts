import { sequencerStates } from '../emulator/index.js';
import type { ChipGeometry } from '../image/index.js';
import { instructionFields, type Opcode, operations } from '../isa/index.js';
import { energyClasses } from '../report/index.js';
import { counterMeanings } from './counter-meanings.js';
import {
  type DescriptorEntry,
  pathwayLayout,
  populationLayout,
  recordWords,
  routeLayout,
  sizesLayout,
} from './descriptor-words.js';
import {
  formatFields,
  mostFormatWords,
  overflowCodes,
  overflowMeanings,
  roundingCodes,
  roundingMeanings,
} from './format-words.js';
import { loadedMemories } from './memory-table.js';
import { registersToMarkdown } from './register-texts.js';
import { stateTable } from './state-table.js';

/**
 * Tables of the data sheet as Markdown, by the name of their marker; made from what the code uses.
 *
 * @param geometry - Of the hardware whose sizes the table of memories shows.
 */
export function dataSheetTables(geometry: ChipGeometry): ReadonlyMap<string, string> {
  return new Map([
    ['encoding', encodingTable()],
    ['operations', operationTable()],
    ['formats', formatTable()],
    ['rounding', codeTable('rounding', roundingCodes, roundingMeanings)],
    ['overflow', codeTable('overflow', overflowCodes, overflowMeanings)],
    ['states', stateRows()],
    ['memories', memoryRows(geometry)],
    ['populations', layoutTable(populationLayout)],
    ['routes', layoutTable(routeLayout)],
    ['pathways', layoutTable(pathwayLayout)],
    ['sizes', layoutTable(sizesLayout)],
    ['registers', registersToMarkdown().trimEnd()],
    ['counters', counterRows()],
    ['energy', energyRows()],
  ]);
}

function markdown(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function encodingTable(): string {
  return markdown(
    ['bits', 'field', 'width', 'signed'],
    instructionFields.map(({ name, low, bits, signed }) => [
      `${low + bits - 1}:${low}`,
      `\`${name}\``,
      bits,
      signed ? 'yes' : '',
    ]),
  );
}

function operationTable(): string {
  return markdown(
    ['code', 'name', 'result', 'cycles'],
    (Object.keys(operations) as Opcode[]).map((op) => {
      const { code, meaning, cyclesText } = operations[op];
      return [code, op, meaning, cyclesText];
    }),
  );
}

function formatTable(): string {
  return markdown(
    ['bits', 'field', 'meaning'],
    formatFields.map(({ name, low, bits, meaning }) => [
      bits === 1 ? low : `${low + bits - 1}:${low}`,
      `\`${name}\``,
      meaning,
    ]),
  );
}

function codeTable<T extends string>(
  what: string,
  names: readonly T[],
  meanings: Readonly<Record<T, string>>,
): string {
  return markdown(
    ['code', what, 'result'],
    names.map((name, code) => [code, `\`${name}\``, meanings[name]]),
  );
}

function stateRows(): string {
  return markdown(
    ['number', 'state', 'phase', 'cycles', 'does', 'next'],
    stateTable.map(({ state, phase, cycles, does, next }, number) => [
      number,
      state,
      phase,
      cycles,
      does,
      next,
    ]),
  );
}

function memoryRows(geometry: ChipGeometry): string {
  return markdown(
    ['number', 'memory', 'words', 'bits of a word', 'ports', 'layout'],
    loadedMemories.map(({ name, ports, layout, words, wordBits }, number) => [
      number,
      `\`${name}\``,
      words(geometry),
      wordBits(geometry),
      ports,
      layout,
    ]),
  );
}

function layoutTable<T>(layout: readonly DescriptorEntry<T>[]): string {
  let at = 0;
  const rows = layout.map(({ name, words, meaning }) => {
    const place = words === 1 ? String(at) : `${at}..${at + words - 1}`;
    at += words;
    return [place, `\`${name}\``, meaning];
  });
  const size = recordWords(layout);
  return `${markdown(['word', 'entry', 'meaning'], rows)}\n\nA record takes ${size} words${size > at ? '; the last ones are 0' : ''}.`;
}

/** Counters behind one name, where there is more than one. */
const severalCounters: Readonly<Record<string, number>> = {
  stateCycles: sequencerStates.length,
  saturations: mostFormatWords,
  hops: 4,
};

function counterRows(): string {
  const rows = Object.entries(counterMeanings).flatMap(([unit, meanings]) => {
    let at = 0;
    return Object.entries(meanings).map(([name, meaning]) => {
      const several = severalCounters[name] ?? 1;
      const number = several === 1 ? String(at) : `${at}..${at + several - 1}`;
      at += several;
      return [number, unit, `\`${name}\``, meaning];
    });
  });
  return markdown(['number', 'of', 'counter', 'counts'], rows);
}

function energyRows(): string {
  return markdown(
    ['class', 'counts'],
    energyClasses.map(({ name, counts }) => [`\`${name}\``, counts]),
  );
}
