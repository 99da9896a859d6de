import { type PathwayDescriptor, readField } from '../../image/index.js';
import type { CoreState } from '../core-state.js';
import type { StreamSource } from './stream.js';

/** The row of one inlet, as on_pre reads it. One object per pathway, set before each row. */
export class RowSource implements StreamSource {
  words = 0;
  delayCode = -1;
  #first = 0;
  #total = 0;
  #inlet = 0;
  readonly #state: CoreState;
  readonly #pathway: PathwayDescriptor;
  readonly #perWord: number;

  constructor(state: CoreState, pathway: PathwayDescriptor) {
    this.#state = state;
    this.#pathway = pathway;
    this.#perWord = pathway.lane?.lanesPerWord ?? 1;
  }

  /** @param inlet - Counted from the pathway's first one. */
  set(inlet: number, delay: number): void {
    const { kind, rowDirectory, wordBase, wordsPerRow, targets, delayLow, lane } = this.#pathway;
    this.#inlet = inlet;
    this.delayCode = lane?.delay === undefined ? -1 : delay - delayLow;
    if (kind === 'dense') {
      this.#first = (wordBase ?? 0) + inlet * (wordsPerRow ?? 0);
      this.#total = targets;
    } else {
      const { index } = this.#state;
      const place = (rowDirectory ?? 0) + inlet;
      this.#first = (wordBase ?? 0) + readField(index, place, 0, 18, false);
      this.#total = readField(index, place, 18, 14, false);
    }
    this.words = Math.ceil(this.#total / this.#perWord);
  }

  address = (word: number): number => this.#first + word;
  firstLane = (): number => 0;
  lanes = (word: number): number => Math.min(this.#perWord, this.#total - word * this.#perWord);
  inlet = (): number => this.#inlet;
  target = (word: number, lane: number): number => word * this.#perWord + lane;
}

/** The column of one target, as on_post reads it: one lane of each of its words. */
export class ColumnSource implements StreamSource {
  words = 0;
  readonly delayCode = -1;
  #target = 0;
  #first = 0;
  readonly #state: CoreState;
  readonly #pathway: PathwayDescriptor;
  readonly #perWord: number;

  constructor(state: CoreState, pathway: PathwayDescriptor) {
    this.#state = state;
    this.#pathway = pathway;
    this.#perWord = pathway.lane?.lanesPerWord ?? 1;
  }

  /** @param target - Counted from the pathway's first one. */
  set(target: number): void {
    const { kind, columnDirectory, columnEntries, inlets } = this.#pathway;
    this.#target = target;
    if (kind === 'dense') {
      this.words = inlets;
      return;
    }
    const { index } = this.#state;
    const place = (columnDirectory ?? 0) + target;
    this.#first = (columnEntries ?? 0) + readField(index, place, 0, 18, false);
    this.words = readField(index, place, 18, 14, false);
  }

  address = (word: number): number => {
    const { kind, wordBase, wordsPerRow } = this.#pathway;
    if (kind !== 'dense')
      return (wordBase ?? 0) + readField(this.#state.index, this.#first + word, 0, 16, false);
    const column = Math.floor(this.#target / this.#perWord);
    return (wordBase ?? 0) + word * (wordsPerRow ?? 0) + column;
  };
  firstLane = (word: number): number =>
    this.#pathway.kind === 'dense'
      ? this.#target % this.#perWord
      : readField(this.#state.index, this.#first + word, 16, 5, false);
  lanes = (): number => 1;
  inlet = (word: number): number =>
    this.#pathway.kind === 'dense'
      ? word
      : readField(this.#state.index, this.#first + word, 21, 11, false);
  target = (): number => this.#target;
}
