import { nearNames } from '../diagnostics/index.js';
import type { Dimension } from './dimension.js';
import {
  dimensionless,
  divideDimensions,
  equalDimensions,
  multiplyDimensions,
  powerDimension,
} from './dimension-algebra.js';
import { lookupUnit, type UnitPlace, unitNames } from './unit-table.js';

/** What is wrong with a unit text; one line, and a repair if one is known. */
export interface UnitFault {
  readonly message: string;
  readonly help?: string;
}

/** One factor of a product: a named unit to a power, or a bracket. */
export interface UnitFactor {
  readonly divided: boolean;
  /** In SI base units. */
  readonly value: number;
  readonly dimension: Dimension;
  /** Names used in the factor, in order. */
  readonly names: readonly string[];
}

/** A unit text longer than this is refused. */
const maxLength = 1000;
const maxNesting = 20;
// No pattern here can backtrack over more than one token, so long texts cost linear time.
const tokenPattern =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(\*\*|[*/()+-])|(\S))/y;

interface Token {
  readonly kind: 'name' | 'number' | 'sign' | 'unknown' | 'end';
  readonly text: string;
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [, name, number, sign, unknown] = match;
    if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'unknown', text: unknown ?? '' });
  }
  return tokens;
}

/** Raised inside this file only, caught in `parseUnitFactors`. */
class Refusal extends Error {
  readonly fault: UnitFault;
  constructor(message: string, help?: string) {
    super(message);
    this.fault = help === undefined ? { message } : { message, help };
  }
}

class UnitParser {
  readonly #tokens: readonly Token[];
  readonly #where: UnitPlace;
  #at = 0;
  #nesting = 0;

  constructor(text: string, where: UnitPlace) {
    if (text.length > maxLength) {
      throw new Refusal(`a unit of ${text.length} characters is longer than ${maxLength}`);
    }
    this.#tokens = tokenize(text);
    this.#where = where;
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  #accept(sign: string): boolean {
    if (this.#peek().kind !== 'sign' || this.#peek().text !== sign) return false;
    this.#at += 1;
    return true;
  }

  /** The whole text: `UNIT`, `UNIT*UNIT/UNIT`, `1/UNIT`, or, behind a number, `/UNIT`. */
  parse(behindNumber: boolean): readonly UnitFactor[] {
    if (this.#peek().kind === 'end') throw new Refusal('a unit is missing');
    const factors = this.#product(behindNumber);
    if (this.#peek().kind !== 'end') throw this.#unexpected('* or /');
    return factors;
  }

  #product(behindNumber: boolean): readonly UnitFactor[] {
    const factors: UnitFactor[] = [];
    let divided = false;
    if (behindNumber) {
      if (this.#accept('/')) divided = true;
      else this.#accept('*');
    } else if (this.#peek().kind === 'number' && this.#peek().text === '1') {
      this.#at += 1;
      if (!this.#accept('/')) {
        throw new Refusal(
          'a unit consists of unit names only, without a number in front',
          'leave out 1* or write 1/UNIT',
        );
      }
      divided = true;
    }
    for (;;) {
      factors.push(this.#factor(divided));
      if (this.#accept('*')) divided = false;
      else if (this.#accept('/')) divided = true;
      else return factors;
    }
  }

  #factor(divided: boolean): UnitFactor {
    const base = this.#atom();
    if (!this.#accept('**')) return { ...base, divided };
    const exponent = this.#exponent();
    const dimension = powerDimension(base.dimension, exponent);
    if (dimension === undefined) {
      throw new Refusal(`the exponent ${exponent} of a unit is not a multiple of 1/12`);
    }
    return { ...base, divided, dimension, value: base.value ** exponent };
  }

  #atom(): Omit<UnitFactor, 'divided'> {
    const token = this.#peek();
    if (this.#accept('(')) {
      this.#nesting += 1;
      if (this.#nesting > maxNesting) throw new Refusal('brackets are nested too deeply');
      const factors = this.#product(false);
      if (!this.#accept(')')) throw this.#unexpected(')');
      this.#nesting -= 1;
      return {
        value: applyFactors(1, factors),
        dimension: dimensionOfFactors(factors),
        names: factors.flatMap((factor) => factor.names),
      };
    }
    if (token.kind === 'number') {
      throw new Refusal(`a unit consists of unit names only, not of numbers such as ${token.text}`);
    }
    if (token.kind !== 'name') throw this.#unexpected('the name of a unit');
    this.#at += 1;
    const unit = lookupUnit(token.text, this.#where);
    if (unit === undefined) throw unknownUnit(token.text, this.#where);
    return { ...unit, names: [token.text] };
  }

  #exponent(): number {
    const bracket = this.#accept('(');
    const sign = this.#accept('-') ? -1 : 1;
    const numerator = this.#number();
    const denominator = bracket && this.#accept('/') ? this.#number() : 1;
    if (bracket && !this.#accept(')')) throw this.#unexpected(')');
    if (denominator === 0) throw new Refusal('the exponent of a unit divides by 0');
    return (sign * numerator) / denominator;
  }

  #number(): number {
    const token = this.#peek();
    if (token.kind !== 'number') throw this.#unexpected('a number');
    this.#at += 1;
    return Number(token.text);
  }

  #unexpected(wanted: string): Refusal {
    const token = this.#peek();
    if (token.kind === 'sign' && token.text === '+') {
      return new Refusal('a unit is a product or quotient of unit names, not a sum');
    }
    const ascii = signsOfUnits.get(token.text);
    if (ascii !== undefined) {
      return new Refusal(`units are written without the sign ${token.text}`, `write ${ascii}`);
    }
    const found = token.kind === 'end' ? 'the unit ends' : `there is ${token.text}`;
    return new Refusal(`expected ${wanted} in the unit, but ${found}`);
  }
}

/** Signs of printed units, both micro signs and both ohm signs, and what stands for them. */
const signsOfUnits: ReadonlyMap<string, string> = new Map([
  ['\u00b5', 'u, as in us'],
  ['\u03bc', 'u, as in us'],
  ['\u03a9', 'ohm'],
  ['\u2126', 'ohm'],
  ['\u00b2', '**2'],
  ['\u00b7', '*'],
  ['^', '** for a power'],
]);

function unknownUnit(name: string, where: UnitPlace): Refusal {
  const inQuantities = where === 'equation' ? lookupUnit(name, 'quantity') : undefined;
  if (inQuantities !== undefined) {
    const long = unitNames().find((candidate) => {
      const unit = lookupUnit(candidate, where);
      return unit?.value === 1 && equalDimensions(unit.dimension, inQuantities.dimension);
    });
    return new Refusal(
      `the short unit ${name} may be used in quantities of the file only`,
      long === undefined ? undefined : `write ${long}`,
    );
  }
  const near = nearNames(name, unitNames());
  return new Refusal(
    `${name} is not the name of a unit`,
    near.length === 0 ? undefined : `did you mean ${near.join(' or ')}?`,
  );
}

/** Multiplies and divides `value` by the factors, from left to right in float64. */
export function applyFactors(value: number, factors: readonly UnitFactor[]): number {
  return factors.reduce(
    (product, factor) => (factor.divided ? product / factor.value : product * factor.value),
    value,
  );
}

/** Dimension of a product of factors. */
export function dimensionOfFactors(factors: readonly UnitFactor[]): Dimension {
  return factors.reduce(
    (product, factor) =>
      factor.divided
        ? divideDimensions(product, factor.dimension)
        : multiplyDimensions(product, factor.dimension),
    dimensionless,
  );
}

/**
 * Reads a product and quotient of unit names with powers.
 *
 * @param behindNumber - The text stands behind a number, so it may begin with `*` or `/`.
 */
export function parseUnitFactors(
  text: string,
  where: UnitPlace,
  behindNumber: boolean,
): { readonly factors: readonly UnitFactor[] } | { readonly fault: UnitFault } {
  try {
    return { factors: new UnitParser(text, where).parse(behindNumber) };
  } catch (error) {
    if (error instanceof Refusal) return { fault: error.fault };
    throw error;
  }
}
