import {
  compileRequantise,
  compileRequantiseWide,
  compileRounding,
  maxWordWide,
  minWordWide,
  roundShiftWide,
} from '../../../../core/fixed/index.js';
import type { FormatEntry } from '../../image/index.js';
import type { ArithmeticContext } from './section-program.js';

/** Whom a random word is for. */
export interface DrawKey {
  readonly objectId: number;
  readonly site: number;
}

/**
 * The last two parts of an instruction: exact integer to format, format to register. Counts what
 * left its format; a result wider than a register sets the fault ALU_RANGE and keeps its low bits.
 */
export class Requantiser {
  /** Whether the last rounded code did not fit its format. */
  overflowed = false;
  /** The last exact operand. */
  exact: number | bigint = 0;
  readonly shift: number;
  readonly #context: ArithmeticContext;
  readonly #number: number;
  readonly #format: FormatEntry | undefined;
  readonly #key: DrawKey | undefined;
  readonly #place: string;
  readonly #factor: number;
  readonly #unit: number;
  readonly #low: number;
  readonly #high: number;
  readonly #lowest: number;
  readonly #highest: number;
  readonly #drawsExact: boolean;
  readonly #round: ((exact: number, word: number) => number) | undefined;
  readonly #requantise: ((exact: number, word: number) => number) | undefined;
  readonly #requantiseWide: ((exact: bigint, word: number) => bigint) | undefined;

  /**
   * @param number - Entry of the format table; 0: exact, what is dropped is floored.
   * @param key - Present if the rounding is stochastic and drops bits.
   * @param place - For faults.
   */
  constructor(
    context: ArithmeticContext,
    shift: number,
    number: number,
    options: { readonly roundless: boolean; readonly key?: DrawKey; readonly place: string },
  ) {
    this.#context = context;
    this.#number = number;
    this.#key = options.key;
    this.#place = options.place;
    this.shift = shift;
    this.#factor = 2 ** -shift;
    this.#unit = 2 ** Math.max(0, shift);
    this.#highest = 2 ** (context.registerBits - 1) - 1;
    this.#lowest = -(2 ** (context.registerBits - 1));
    const { requantisation, drawsAlways } = context;
    this.#drawsExact = drawsAlways && requantisation.stochastic.rule === 'equal';
    const entry = context.formats[number];
    this.#format =
      number === 0 || entry === undefined
        ? undefined
        : options.roundless
          ? { ...entry, rounding: 'floor' }
          : entry;
    const format = this.#format;
    [this.#low, this.#high] = [0, 0];
    if (format === undefined) return;
    this.#low = Number(minWordWide(format.to));
    this.#high = Number(maxWordWide(format.to));
    this.#requantiseWide = compileRequantiseWide(shift, format, requantisation);
    if (format.to.wordBits <= 53 && !(shift < 0 && format.rounding === 'jam')) {
      this.#requantise = compileRequantise(shift, format, requantisation);
      this.#round = compileRounding(shift, format.rounding, requantisation.stochastic);
    }
  }

  /** @param exact - Magnitude below 2^53. */
  narrow(exact: number, tick: number, element: number): number {
    if (this.#format === undefined) {
      const result = Math.floor(exact * this.#factor) + 0;
      if (result > this.#highest || result < this.#lowest || Math.abs(result) >= 2 ** 53)
        return Number(this.wide(BigInt(exact), tick, element));
      this.exact = exact;
      this.overflowed = false;
      return result;
    }
    if (this.#round === undefined || this.#requantise === undefined)
      return Number(this.wide(BigInt(exact), tick, element));
    const word = this.#word(exact % this.#unit === 0, tick, element);
    const rounded = this.#round(exact, word);
    this.exact = exact;
    this.overflowed = rounded > this.#high || rounded < this.#low;
    if (this.overflowed) this.#count();
    const code = this.#requantise(exact, word);
    return code > this.#highest || code < this.#lowest ? Number(this.#fit(BigInt(code))) : code;
  }

  /** The same for integers of any size: where the definition is. */
  wide(exact: bigint, tick: number, element: number): bigint {
    this.exact = exact;
    this.overflowed = false;
    if (this.#format === undefined || this.#requantiseWide === undefined)
      return this.#fit(roundShiftWide(exact, this.shift, 'floor'));
    const { rounding, to } = this.#format;
    const { stochastic } = this.#context.requantisation;
    const word = this.#word(exact % BigInt(this.#unit) === 0n, tick, element);
    const rounded = roundShiftWide(exact, this.shift, rounding, word, stochastic);
    this.overflowed = rounded > maxWordWide(to) || rounded < minWordWide(to);
    if (this.overflowed) this.#count();
    return this.#fit(this.#requantiseWide(exact, word));
  }

  /** Whether the last operand, in units of `code`, was another value than `code`. */
  movedFrom(code: number | bigint): boolean {
    const { exact, shift } = this;
    if (typeof exact === 'number' && typeof code === 'number')
      return exact * 2 ** Math.max(0, -shift) !== code * this.#unit;
    return BigInt(exact) << BigInt(Math.max(0, -shift)) !== BigInt(code) * BigInt(this.#unit);
  }

  /** 0 where no bit is dropped: all rules but `equal` leave exact values alone. */
  #word(exact: boolean, tick: number, element: number): number {
    const key = this.#key;
    if (key === undefined || (exact && !this.#drawsExact)) return 0;
    return this.#context.stream.word(key.objectId, key.site, tick, element);
  }

  #count(): void {
    const { saturations } = this.#context.counters;
    saturations[this.#number] = (saturations[this.#number] as number) + 1;
  }

  #fit(result: bigint): bigint {
    const { registerBits, faults, core } = this.#context;
    const kept = BigInt.asIntN(registerBits, result);
    if (kept !== result) faults.report('ALU_RANGE', core, this.#place);
    return kept;
  }
}
