import type { NodeCounters } from '../../../core/backend.js';
import {
  maxWordWide,
  minWordWide,
  type RequantisationContext,
  roundShiftWide,
} from '../../../core/fixed/index.js';
import type { RequantiseNode } from '../lower/fixed-ir.js';

/** Mutable counters of one requantisation (numerics section 8). They never change a result. */
export class RequantiseCounters {
  readonly #kernel: string;
  readonly #nodeId: number;
  readonly #node: RequantiseNode;
  readonly #context: RequantisationContext;
  readonly #low: number;
  readonly #high: number;
  readonly #scale: number;
  readonly #lsb: number;
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
    this.#low = Number(minWordWide(node.to));
    this.#high = Number(maxWordWide(node.to));
    this.#scale = 2 ** -node.shift;
    this.#lsb = 2 ** node.shift;
  }

  /** After each requantisation of `exact` to `code` with the random word `word`. */
  count(exact: number, code: number, word: number, step: number, element: number): void {
    this.#operations += 1;
    if (code < this.#lowestCode) this.#lowestCode = code;
    if (code > this.#highestCode) this.#highestCode = code;
    if (exact !== code * this.#lsb) {
      const scaled = exact * this.#scale;
      if (scaled > this.#high || scaled < this.#low) {
        this.#countOverflow(exact, code, word, step, element);
      }
      if (Math.floor(scaled) !== scaled) this.#inexact += 1;
      if (code === 0) this.#underflowToZero += 1;
    }
  }

  countDraw(): void {
    this.#draws += 1;
  }

  /** An addition whose smaller operand is below half an LSB of the result. */
  countAddends(left: number, right: number): void {
    const smaller = Math.min(Math.abs(left), Math.abs(right));
    if (smaller !== 0 && 2 * smaller < this.#lsb) this.#swampedAdds += 1;
  }

  /** A plastic update that leaves the code where it was although its exact value moved. */
  countUpdate(exact: number, code: number, previous: number): void {
    if (code === previous && exact !== previous * this.#lsb) this.#deadUpdates += 1;
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

  /** The rounded code decides, not the exact value: a carry may overflow, a floor may not. */
  #countOverflow(exact: number, code: number, word: number, step: number, element: number): void {
    const { shift, rounding } = this.#node;
    const rounded = Number(
      roundShiftWide(BigInt(exact), shift, rounding, word, this.#context.stochastic),
    );
    if (rounded > this.#high) this.#overflowPositive += 1;
    else if (rounded < this.#low) this.#overflowNegative += 1;
    else return;
    this.#first ??= { step, element, value: String(exact) };
    const { kind } = this.#node.overflow;
    if (kind === 'wrap' || kind === 'wrap_sm') {
      this.#wrapDistance = Math.max(this.#wrapDistance, Math.abs(rounded - code));
    }
  }
}
