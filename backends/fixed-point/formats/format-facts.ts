import { printFormat } from '../../../core/fixed/index.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { VariableFormats } from '../../../core/lints/index.js';
import type { ArrayFormat } from '../lower/fixed-ir.js';
import { toNumber } from '../lower/rational.js';

/** Chosen formats as the checks on learning want them: SI values by `OBJECT.VARIABLE`. */
export function formatFacts(formats: ReadonlyMap<ArrayId, ArrayFormat>): VariableFormats {
  return new Map(
    [...formats].map(([id, { format, scale, unit, rounding }]) => {
      const lsb = toNumber(scale) * 2 ** -format.fracBits;
      const levels = 2 ** format.wordBits;
      const lowest = format.signed ? (-levels / 2) * lsb : 0;
      const text = unit === '1' ? printFormat(format) : `${printFormat(format)} ${unit}`;
      const highest = lowest + (levels - 1) * lsb;
      return [id, { text, bits: format.wordBits, lsb, lowest, highest, rounding }];
    }),
  );
}
