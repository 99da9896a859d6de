import { fieldParts } from './bit-record.js';

/** Text of the piece with a number of a record. */
export type PieceText = (piece: number) => string;

/** An expression for a field of at most 53 bits, from the pieces of its record. */
export function readText(piece: PieceText, low: number, bits: number, signed: boolean): string {
  const parts = fieldParts(low, bits);
  const texts = parts.map(({ piece: number, offset, bits: taken, skip }, at) => {
    const word = piece(number);
    const top = signed && at === parts.length - 1;
    const left = 32 - offset - taken;
    const inside = top
      ? left === 0
        ? `((${word} | 0) >> ${offset})`
        : `((${word} << ${left}) >> ${32 - taken})`
      : left === 0
        ? `(${word} >>> ${offset})`
        : `((${word} >>> ${offset}) & ${2 ** taken - 1})`;
    return skip === 0 ? inside : `${inside} * ${2 ** skip}`;
  });
  return texts.length === 1 ? (texts[0] as string) : `(${texts.join(' + ')})`;
}

/**
 * Statements that store the low bits of a value into a field.
 *
 * @param value - Name of a number.
 */
export function writeText(
  piece: PieceText,
  low: number,
  bits: number,
  value: string,
): readonly string[] {
  return fieldParts(low, bits).map(({ piece: number, offset, bits: taken, skip }) => {
    const word = piece(number);
    const source =
      skip === 0
        ? value
        : bits <= 32
          ? `(${value} >>> ${skip})`
          : `Math.floor(${value} * ${2 ** -skip})`;
    if (taken === 32) return `${word} = ${source};`;
    const mask = ((2 ** taken - 1) << offset) | 0;
    return `${word} = (${word} & ${~mask}) | ((${source} << ${offset}) & ${mask});`;
  });
}

/**
 * A record of `bits` bits that begins at bit `bit` (a name) of the word at `at` (a name): statements
 * that copy it into the locals NAME0, NAME1, .., and others that store them back.
 */
export class RecordText {
  readonly #name: string;
  readonly #data: string;
  readonly #bits: number;

  constructor(name: string, data: string, bits: number) {
    this.#name = name;
    this.#data = data;
    this.#bits = bits;
  }

  get piece(): PieceText {
    return (number) => `${this.#name}${number}`;
  }

  /** Declares NAMEq, the first piece, and NAMEo, the bit in it, and loads all pieces. */
  load(at: string, bit: string): readonly string[] {
    const [q, o, data] = [`${this.#name}q`, `${this.#name}o`, this.#data];
    const lines = [`const ${q} = ${at} + ((${bit}) >>> 5);`, `const ${o} = (${bit}) & 31;`];
    this.#pieces().forEach((taken, number) => {
      const place = number === 0 ? q : `${q} + ${number}`;
      const next = `${q} + ${number + 1}`;
      const low = `${data}[${place}] >>> ${o}`;
      const joined = `${o} > ${32 - taken} ? (${low}) | (${data}[${next}] << (32 - ${o})) : ${low}`;
      const mask = taken === 32 ? '' : ` & ${2 ** taken - 1}`;
      lines.push(`let ${this.#name}${number} = (${joined})${mask};`);
    });
    return lines;
  }

  store(): readonly string[] {
    const [q, o, data] = [`${this.#name}q`, `${this.#name}o`, this.#data];
    return this.#pieces().flatMap((taken, number) => {
      const name = `${this.#name}${number}`;
      const mask = taken === 32 ? -1 : 2 ** taken - 1;
      const place = `${data}[${q} + ${number}]`;
      const next = `${data}[${q} + ${number + 1}]`;
      return [
        `${place} = (${place} & ~(${mask} << ${o})) | ((${name} & ${mask}) << ${o});`,
        `if (${o} > ${32 - taken}) ${next} = (${next} & ~(${mask} >>> (32 - ${o}))) | ((${name} & ${mask}) >>> (32 - ${o}));`,
      ];
    });
  }

  #pieces(): readonly number[] {
    return Array.from({ length: Math.ceil(this.#bits / 32) }, (_, number) =>
      Math.min(32, this.#bits - 32 * number),
    );
  }
}
