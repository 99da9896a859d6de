import type { SourceSpan } from '../../../core/diagnostics/index.js';
import { printFormat } from '../../../core/fixed/index.js';
import type { FormatLock, WordClass, WordSpec } from '../../../core/hardware.js';
import { chooseFormat } from './choose-format.js';
import { type Demand, listDemands, minimalConflict } from './conflicts.js';

type DemandKind = 'range' | 'bits' | 'fraction' | 'signed' | 'lock';

/** What a variable, its class and a lock ask of one format; bounds in display units. */
export interface FormatDemands {
  readonly name: string;
  readonly wordClass: WordClass;
  readonly word: WordSpec;
  readonly lock?: FormatLock;
  readonly integer: boolean;
  readonly range: {
    readonly low: number;
    readonly high: number;
    readonly unit: string;
    readonly from: string;
    readonly enforced: boolean;
    readonly span?: SourceSpan;
  };
}

/** Widest word that stored codes have. */
const widestWord = 53;

/** The demands that cannot be met together, each with its key and place; '' if all can. */
export function explainConflict(demands: FormatDemands): string {
  const { word, lock, range } = demands;
  const satisfiable = (kinds: ReadonlySet<DemandKind>): boolean => {
    const { low, high, enforced } = kinds.has('range')
      ? range
      : { low: 0, high: 0, enforced: false };
    const fixed = kinds.has('lock') ? lock?.format : undefined;
    const fraction = kinds.has('fraction') ? word.fraction : 'auto';
    return chooseFormat({
      low,
      high,
      bits: fixed?.wordBits ?? (kinds.has('bits') ? word.bits : widestWord),
      signed: fixed?.signed ?? (kinds.has('signed') ? word.signed : 'auto'),
      fraction: fixed?.fracBits ?? (demands.integer ? 0 : fraction),
      enforced,
    }).holds;
  };
  return listDemands(minimalConflict(demandsOf(demands), satisfiable));
}

function demandsOf({
  name,
  wordClass,
  word,
  lock,
  range,
}: FormatDemands): readonly Demand<DemandKind>[] {
  const unit = range.unit === '1' ? '' : ` ${range.unit}`;
  const rangeDemand: Demand<DemandKind> = {
    kind: 'range',
    text: `${name} in ${range.low} .. ${range.high}${unit} (${range.from})`,
    ...(range.span === undefined ? {} : { span: range.span }),
  };
  if (lock !== undefined) {
    const text = `formats.${name}: ${printFormat(lock.format)}${unit}`;
    const place = lock.span === undefined ? {} : { span: lock.span };
    return [{ kind: 'lock', text, ...place }, rangeDemand];
  }
  const key = `words.${wordClass}`;
  return [
    ...(word.signed === 'auto'
      ? []
      : [{ kind: 'signed' as const, text: `${key}.signed: ${word.signed}` }]),
    ...(word.fraction === 'auto'
      ? []
      : [{ kind: 'fraction' as const, text: `${key}.fraction: ${word.fraction}` }]),
    { kind: 'bits', text: `${key}.bits: ${word.bits}` },
    rangeDemand,
  ];
}
