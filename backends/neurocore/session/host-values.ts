import { type FixedProgram, uniformValues } from '../../fixed-point/index.js';
import type { HostValue } from '../codegen/index.js';
import type { Emulator } from '../emulator/index.js';
import { type HostField, type PlacedNetwork, writeArray } from '../placement/index.js';

/** Rows and values that are equal for all neurons of a step: the host computes them. */
interface Uniform {
  readonly values: (tick: number) => Float64Array;
  readonly slot: number;
}

/** A constant of the chip and the value it has now. */
interface LiveConstant {
  readonly core: number;
  readonly address: number;
  readonly codeAt: (tick: number) => number;
  readonly low: number;
  readonly bits: number;
  readonly signed: boolean;
  written: number;
}

interface LiveField {
  readonly field: HostField;
  readonly row: Uniform;
  readonly codes: Float64Array;
  readonly columns: number;
  readonly scratch: Float64Array;
  written: number;
}

/** Keeps constants and parameter fields up to date that change with time (phase 0 of a step). */
export class HostValues {
  readonly #constants: readonly LiveConstant[];
  readonly #fields: readonly LiveField[];
  readonly #emulator: Emulator;

  constructor(placed: PlacedNetwork, program: FixedProgram, emulator: Emulator) {
    this.#emulator = emulator;
    const kernels = new Map(program.kernels.map((kernel) => [kernel.id, kernel]));
    const tables = new Map(program.codeTables.map((table) => [table.name, table]));
    const uniform = (id: string, slot: number): Uniform => {
      const kernel = kernels.get(id);
      const values = kernel === undefined ? undefined : uniformValues(kernel, program.dtSeconds);
      if (values === undefined) throw new Error(`kernel ${id} has no values for the host`);
      return { values, slot };
    };
    const tableOf = (name: string): { readonly codes: Float64Array; readonly columns: number } => {
      const table = tables.get(name);
      if (table === undefined) throw new Error(`there is no table ${name}`);
      return table;
    };
    const codeAt = (value: HostValue): ((tick: number) => number) => {
      const { values, slot } = uniform(value.kernel, value.slot);
      if (value.kind === 'uniform') return (tick) => values(tick)[slot] as number;
      const { codes, columns } = tableOf(value.table);
      return (tick) => codes[(values(tick)[slot] as number) * columns + value.column] as number;
    };
    this.#constants = placed.hostConstants.map(({ core, address, value, low, bits, signed }) => ({
      core,
      address,
      codeAt: codeAt(value),
      low,
      bits,
      signed,
      written: Number.NaN,
    }));
    this.#fields = placed.hostFields.map((field) => {
      const { codes, columns } = tableOf(field.table);
      const row = uniform(field.kernel, field.slot);
      const scratch = new Float64Array(field.placement.words.length);
      return { field, row, codes, columns, scratch, written: -1 };
    });
  }

  /** Writes what differs in this step from the last one; returns the words written. */
  update(tick: number): number {
    let words = 0;
    for (let at = 0; at < this.#constants.length; at += 1) {
      const constant = this.#constants[at] as LiveConstant;
      const code = constant.codeAt(tick);
      if (code === constant.written) continue;
      constant.written = code;
      const core = this.#emulator.cores[constant.core];
      if (core === undefined) throw new Error(`there is no core ${constant.core}`);
      core.constants[constant.address] = partOf(code, constant);
      words += 1;
    }
    for (let at = 0; at < this.#fields.length; at += 1) {
      const live = this.#fields[at] as LiveField;
      const row = live.row.values(tick)[live.row.slot] as number;
      if (row === live.written) continue;
      live.written = row;
      for (let column = 0; column < live.scratch.length; column += 1)
        live.scratch[column] = live.codes[row * live.columns + column] as number;
      words += writeArray(
        live.field.placement,
        (core) => {
          const state = this.#emulator.cores[core]?.state;
          if (state === undefined) throw new Error(`there is no core ${core}`);
          return state;
        },
        live.scratch,
      );
    }
    return words;
  }

  /** After a restore: everything is written anew. */
  forget(): void {
    for (const constant of this.#constants) constant.written = Number.NaN;
    for (const field of this.#fields) field.written = -1;
  }
}

/** Bits of a whole number from `low` on, unsigned, or all that are left of them. */
function partOf(code: number, { low, bits, signed }: LiveConstant): number {
  const shifted = Math.floor(code / 2 ** low);
  return signed ? shifted : shifted - 2 ** bits * Math.floor(shifted / 2 ** bits);
}
