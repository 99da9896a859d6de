import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { Interval } from '../ranges/interval.js';
import type { Accumulator, Contribution } from './accumulators.js';
import type { ArrayFormat, CodeTable, StoredConstant } from './fixed-ir.js';
import type { MadeTable } from './function-table.js';
import type { Rational } from './rational.js';

/** Everything a kernel's lowering shares with the other kernels of the program. */
export interface LoweringContext {
  readonly hardware: Hardware;
  readonly dtSeconds: number;
  readonly formats: ReadonlyMap<ArrayId, ArrayFormat>;
  readonly valueTables: ReadonlyMap<
    string,
    { readonly table: CodeTable; readonly scale: Rational }
  >;
  /** Additive writes go here; a target without one has contributions collected only. */
  readonly accumulators: ReadonlyMap<ArrayId, Accumulator>;
  /** Variables that some pathway adds to. */
  readonly accumulated: ReadonlySet<ArrayId>;
  readonly diagnostics: Diagnostics;
  /** Decay factors of a rate; undefined if no table of a sensible size holds them. */
  decayTable(ratePerStep: Rational): CodeTable | undefined;
  /** Ranges of variables when a kernel starts, where thresholds make them smaller than formats. */
  readonly guards: ReadonlyMap<string, ReadonlyMap<ArrayId, Interval>>;
  /** Keeps a function table under a name; equal tables are kept once. */
  functionTable(table: MadeTable): CodeTable;
  noteConstant(constant: StoredConstant): void;
  noteContribution(contribution: Contribution): void;
}

/** Faults of a kernel, at the text being lowered: to be thrown. */
export interface LoweringFaults {
  /** UNSUPPORTED_FEATURE: `fixed point does not offer CONSTRUCT`. */
  readonly unsupported: (construct: string, help?: string) => Error;
  /** HARDWARE_LIMIT: something does not fit the hardware. */
  readonly limit: (message: string, help?: string) => Error;
}
