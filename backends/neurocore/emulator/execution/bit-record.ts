/** A part of a field that lies in one 32-bit piece. */
export interface FieldPart {
  readonly piece: number;
  readonly offset: number;
  readonly bits: number;
  /** Bits of the field below this part. */
  readonly skip: number;
}

/** A field cut at the borders of 32-bit pieces, lowest part first. */
export function fieldParts(low: number, bits: number): readonly FieldPart[] {
  const parts: FieldPart[] = [];
  for (let skip = 0; skip < bits; ) {
    const offset = (low + skip) % 32;
    const taken = Math.min(bits - skip, 32 - offset);
    parts.push({ piece: Math.floor((low + skip) / 32), offset, bits: taken, skip });
    skip += taken;
  }
  return parts;
}

/** Bits of a record that begins at piece `at`; at most 53. */
export function readBits(
  data: Uint32Array,
  at: number,
  low: number,
  bits: number,
  signed: boolean,
): number {
  let value = 0;
  for (let skip = 0; skip < bits; ) {
    const offset = (low + skip) & 31;
    const taken = Math.min(bits - skip, 32 - offset);
    const piece = (data[at + ((low + skip) >>> 5)] as number) >>> offset;
    value += (taken === 32 ? piece : (piece & (2 ** taken - 1)) >>> 0) * 2 ** skip;
    skip += taken;
  }
  return signed && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}

/** Stores the low `bits` (at most 53) of a value. */
export function writeBits(
  data: Uint32Array,
  at: number,
  low: number,
  bits: number,
  value: number,
): void {
  const word = value - Math.floor(value / 2 ** bits) * 2 ** bits;
  for (let skip = 0; skip < bits; ) {
    const offset = (low + skip) & 31;
    const taken = Math.min(bits - skip, 32 - offset);
    const mask = (taken === 32 ? -1 : 2 ** taken - 1) << offset;
    const place = at + ((low + skip) >>> 5);
    const part = Math.floor(word / 2 ** skip) << offset;
    data[place] = ((data[place] as number) & ~mask) | (part & mask);
    skip += taken;
  }
}
