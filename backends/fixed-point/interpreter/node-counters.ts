import type { NodeCounters } from '../../../core/backend.js';
import {
  maxWordWide,
  minWordWide,
  type RequantisationContext,
  roundShiftWide,
} from '../../../core/fixed/index.js';
import type { RequantiseNode } from '../lower/fixed-ir.js';

/**
 * Mutable counters of one requantisation (numerics section 8). They never change a result. Values
 * that float64 holds exactly are counted as numbers, all others by the methods named Wide.
 */
export class RequantiseCounters {
  readonly #kernel: string;
  readonly #nodeId: number;
  readonly #node: RequantiseNode;
  readonly #context: RequantisationContext;
  readonly #low: number;
  readonly #high: number;
  readonly #scale: number;
  readonly #lsb: number;
  readonly #lowWide: bigint;
  readonly #highWide: bigint;
  readonly #lsbWide: bigint;
  /** True where even an exact value may leave the word: a forced low bit, a random bit added. */
  readonly #movesExact: boolean;
  #operations = 0;
  #overflowPositive = 0;
  #overflowNegative = 0;
  #wrapDistance = 0;
  #underflowToZero = 0;
  #inexact = 0;
  #swampedAdds = 0;
  #deadUpdates = 0;
  #draws = 0;
  #lowestCode = Number.POSITIVE_INFINITY;
  #highestCode = Number.NEGATIVE_INFINITY;
  #first: { readonly step: number; readonly element: number; readonly value: string } | undefined;

  constructor(
    kernel: string,
    nodeId: number,
    node: RequantiseNode,
    context: RequantisationContext,
  ) {
    this.#kernel = kernel;
    this.#nodeId = nodeId;
    this.#node = node;
    this.#context = context;
    this.#lowWide = minWordWide(node.to);
    this.#highWide = maxWordWide(node.to);
    this.#low = Number(this.#lowWide);
    this.#high = Number(this.#highWide);
    this.#lsbWide = 1n << BigInt(Math.max(0, node.shift));
    this.#movesExact =
      node.rounding === 'jam' ||
      (node.rounding === 'stochastic' && context.stochastic.rule === 'equal');
    this.#scale = 2 ** -node.shift;
    this.#lsb = 2 ** node.shift;
  }

  /**
   * After each requantisation of `exact` to `code` with the random word `word`.
   *
   * @returns True if the rounded code did not fit the word.
   */
  count(exact: number, code: number, word: number, step: number, element: number): boolean {
    this.#countCode(code);
    if (exact === code * this.#lsb && !this.#movesExact) return false;
    const scaled = exact * this.#scale;
    if (Math.floor(scaled) !== scaled) this.#inexact += 1;
    if (code === 0 && exact !== 0) this.#underflowToZero += 1;
    // The rounded code decides, not the exact value: a floor may bring it back into the word.
    if (scaled <= this.#high && scaled >= this.#low && !this.#movesExact) return false;
    return this.#countOverflow(BigInt(exact), BigInt(code), word, step, element);
  }

  countWide(exact: bigint, code: bigint, word: number, step: number, element: number): boolean {
    this.#countCode(Number(code));
    if (exact % this.#lsbWide !== 0n) this.#inexact += 1;
    if (code === 0n && exact !== 0n) this.#underflowToZero += 1;
    return this.#countOverflow(exact, code, word, step, element);
  }

  countDraw(): void {
    this.#draws += 1;
  }

  /** An addition whose smaller operand, not 0, is below half an LSB of the result. */
  countAddends(left: number, right: number): void {
    const smaller = Math.min(Math.abs(left), Math.abs(right));
    if (smaller !== 0 && 2 * smaller < this.#lsb) this.#swampedAdds += 1;
  }

  countAddendsWide(left: bigint, right: bigint): void {
    const [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right];
    const smaller = a < b ? a : b;
    if (smaller !== 0n && 2n * smaller < this.#lsbWide) this.#swampedAdds += 1;
  }

  /**
   * A plastic update that rounding leaves where it was although its exact value moved. An update
   * that the end of the word holds back is counted as an overflow instead.
   */
  countUpdate(exact: number, code: number, previous: number, overflowed: boolean): void {
    if (!overflowed && code === previous && exact !== previous * this.#lsb) this.#deadUpdates += 1;
  }

  countUpdateWide(exact: bigint, code: bigint, previous: bigint, overflowed: boolean): void {
    const places = BigInt(-Math.min(0, this.#node.shift));
    const moved = exact << places !== previous * this.#lsbWide;
    if (!overflowed && code === previous && moved) this.#deadUpdates += 1;
  }

  snapshot(): NodeCounters {
    return {
      kernel: this.#kernel,
      node: this.#nodeId,
      name: this.#node.name,
      wordClass: this.#node.wordClass,
      operations: this.#operations,
      overflowPositive: this.#overflowPositive,
      overflowNegative: this.#overflowNegative,
      wrapDistance: this.#wrapDistance,
      underflowToZero: this.#underflowToZero,
      inexact: this.#inexact,
      swampedAdds: this.#swampedAdds,
      deadUpdates: this.#deadUpdates,
      draws: this.#draws,
      lowestCode: this.#operations === 0 ? 0 : this.#lowestCode,
      highestCode: this.#operations === 0 ? 0 : this.#highestCode,
      ...(this.#first === undefined ? {} : { first: this.#first }),
    };
  }

  #countCode(code: number): void {
    this.#operations += 1;
    if (code < this.#lowestCode) this.#lowestCode = code;
    if (code > this.#highestCode) this.#highestCode = code;
  }

  #countOverflow(
    exact: bigint,
    code: bigint,
    word: number,
    step: number,
    element: number,
  ): boolean {
    const { shift, rounding, overflow } = this.#node;
    const rounded = roundShiftWide(exact, shift, rounding, word, this.#context.stochastic);
    if (rounded > this.#highWide) this.#overflowPositive += 1;
    else if (rounded < this.#lowWide) this.#overflowNegative += 1;
    else return false;
    this.#first ??= { step, element, value: String(exact) };
    if (overflow.kind === 'wrap' || overflow.kind === 'wrap_sm') {
      const distance = Number(rounded > code ? rounded - code : code - rounded);
      this.#wrapDistance = Math.max(this.#wrapDistance, distance);
    }
    return true;
  }
}
