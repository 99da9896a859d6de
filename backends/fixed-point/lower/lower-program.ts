import type { Diagnostics } from '../../../core/diagnostics/index.js';
import { fitsDouble, printFormat, quantizeValue } from '../../../core/fixed/index.js';
import { type Hardware, hardwarePlace } from '../../../core/hardware.js';
import type {
  Action,
  ArrayDeclaration,
  ArrayId,
  Program,
  ProgramTable,
  ScalarKernel,
} from '../../../core/ir/index.js';
import { chooseFormat } from '../formats/choose-format.js';
import { chooseDisplayUnit, inUnit } from '../formats/display-unit.js';
import type { Interval } from '../ranges/interval.js';
import { rangeOf } from '../ranges/interval.js';
import {
  type Accumulator,
  type Contribution,
  chooseAccumulators,
  declareAccumulator,
} from './accumulators.js';
import { decayTable, decayTableLength, longestDecayTable } from './decay-table.js';
import type {
  ArrayFormat,
  CodeTable,
  FixedKernel,
  FixedProgram,
  StoredConstant,
} from './fixed-ir.js';
import { type Fold, foldKernel } from './fold-kernel.js';
import type { MadeTable } from './function-table.js';
import { lowerKernel } from './lower-kernel.js';
import type { LoweringContext } from './lowering-context.js';
import { numberSites } from './number-sites.js';
import { type Rational, toNumber } from './rational.js';
import { thresholdGuards } from './threshold-guards.js';

/**
 * Turns a float64 program into one on integers under given formats. Steps of time, units and
 * constants are folded as exact rationals; the only roundings left are requantisation nodes.
 *
 * @returns undefined if something was refused: the diagnostics say what.
 */
export function lowerProgram(
  program: Program,
  formats: ReadonlyMap<ArrayId, ArrayFormat>,
  hardware: Hardware,
  diagnostics: Diagnostics,
): FixedProgram | undefined {
  refuseHardware(program, hardware, diagnostics);
  if (diagnostics.hasErrors) return undefined;
  const lowering = new ProgramLowering(program, formats, hardware, diagnostics);
  const fixed = lowering.run();
  return diagnostics.hasErrors ? undefined : fixed;
}

class ProgramLowering {
  readonly #program: Program;
  readonly #hardware: Hardware;
  readonly #diagnostics: Diagnostics;
  readonly #formats: Map<ArrayId, ArrayFormat>;
  readonly #arrays: ReadonlyMap<ArrayId, ArrayDeclaration>;
  readonly #decayTables = new Map<string, CodeTable>();
  readonly #functionTables = new Map<string, CodeTable>();
  readonly #guards: ReadonlyMap<string, ReadonlyMap<ArrayId, Interval>>;
  readonly #valueTables: ReadonlyMap<
    string,
    { readonly table: CodeTable; readonly scale: Rational }
  >;
  #constants: StoredConstant[] = [];
  #contributions: Contribution[] = [];

  constructor(
    program: Program,
    formats: ReadonlyMap<ArrayId, ArrayFormat>,
    hardware: Hardware,
    diagnostics: Diagnostics,
  ) {
    this.#program = program;
    this.#formats = new Map(formats);
    this.#hardware = hardware;
    this.#diagnostics = diagnostics;
    this.#arrays = new Map(program.arrays.map((array) => [array.id, array]));
    this.#guards = thresholdGuards(program);
    this.#valueTables = new Map(
      program.tables.map((table) => [table.name, codesOf(table, hardware)]),
    );
  }

  run(): FixedProgram {
    const accumulated = accumulatedVariables(this.#program.kernels);
    // The first pass only learns what is added to each variable; nothing else of it is kept.
    this.#lowerKernels(pathwayKernels(this.#program), new Map(), accumulated);
    if (this.#diagnostics.hasErrors) return this.#finish([], []);
    const accumulators = chooseAccumulators(
      this.#contributions,
      this.#program,
      this.#hardware,
      this.#diagnostics,
    );
    this.#reset();
    const kernels = this.#lowerKernels(this.#program.kernels, accumulators, accumulated);
    const folds = this.#foldKernels(accumulators);
    return this.#finish([...kernels, ...folds.kernels], folds.arrays, folds.actions);
  }

  #reset(): void {
    this.#constants = [];
    this.#contributions = [];
  }

  #lowerKernels(
    kernels: readonly ScalarKernel[],
    accumulators: ReadonlyMap<ArrayId, Accumulator>,
    accumulated: ReadonlySet<ArrayId>,
  ): readonly FixedKernel[] {
    const context: LoweringContext = {
      hardware: this.#hardware,
      dtSeconds: this.#program.dtSeconds,
      formats: this.#formats,
      valueTables: this.#valueTables,
      accumulators,
      accumulated,
      diagnostics: this.#diagnostics,
      decayTable: (rate) => this.#decayTable(rate),
      guards: this.#guards,
      functionTable: (table) => this.#functionTable(table),
      noteConstant: (constant) => this.#constants.push(constant),
      noteContribution: (contribution) => this.#contributions.push(contribution),
    };
    return kernels
      .map((kernel) => lowerKernel(kernel, context))
      .filter((kernel) => kernel !== undefined);
  }

  /** Tables with equal entries are one; other tables of the same text get a number. */
  #functionTable(made: MadeTable): CodeTable {
    const { kind, rows, columns, codes, format, approximates } = made;
    const text = approximates.expression;
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? text : `${text} #${number}`;
      const known = this.#functionTables.get(name);
      if (known === undefined) {
        const table: CodeTable = { name, kind, rows, columns, codes, format, approximates };
        this.#functionTables.set(name, table);
        return table;
      }
      if (isSameTable(known, made)) return known;
    }
  }

  #decayTable(ratePerStep: Rational): CodeTable | undefined {
    const name = `decay ${ratePerStep.numerator}/${ratePerStep.denominator}`;
    const known = this.#decayTables.get(name);
    if (known !== undefined) return known;
    if (decayTableLength(ratePerStep, this.#widestTrace()) > longestDecayTable) return undefined;
    const table = decayTable(name, ratePerStep, this.#widestTrace());
    this.#decayTables.set(name, table);
    return table;
  }

  /** Bits of the widest variable that may decay, whatever class the hardware file puts it in. */
  #widestTrace(): number {
    const traces = [...this.#formats.values()].filter(
      (entry) => entry.wordClass === 'trace' || this.#arrays.get(entry.array)?.role === 'trace',
    );
    return traces.reduce((widest, entry) => Math.max(widest, entry.format.wordBits), 1);
  }

  #foldKernels(accumulators: ReadonlyMap<ArrayId, Accumulator>): {
    readonly kernels: readonly FixedKernel[];
    readonly arrays: readonly ArrayDeclaration[];
    readonly actions: readonly Action[];
  } {
    const arrays: ArrayDeclaration[] = [];
    const byPopulation = new Map<string, { first: ArrayDeclaration; folds: Fold[] }>();
    for (const accumulator of accumulators.values()) {
      const target = this.#arrays.get(accumulator.target);
      const format = this.#formats.get(accumulator.target);
      if (target === undefined || format === undefined) {
        throw new Error(`accumulator of unknown variable ${accumulator.target}`);
      }
      const declared = declareAccumulator(accumulator, target, format, this.#hardware);
      arrays.push(declared.array);
      this.#formats.set(accumulator.array, declared.format);
      const group = byPopulation.get(target.object) ?? { first: target, folds: [] };
      group.folds.push({ accumulator, target: format, input: declared.format });
      byPopulation.set(target.object, group);
    }
    const names = [...byPopulation.keys()].sort();
    const kernels = names.map((name) => {
      const { first, folds } = byPopulation.get(name) as { first: ArrayDeclaration; folds: Fold[] };
      return foldKernel(first, folds, this.#hardware);
    });
    const actions = kernels.map(
      (kernel): Action => ({
        kind: 'kernel',
        slot: 'synapses',
        name: kernel.id,
        kernel: kernel.id,
      }),
    );
    return { kernels, arrays, actions };
  }

  #finish(
    kernels: readonly FixedKernel[],
    arrays: readonly ArrayDeclaration[],
    folds: readonly Action[] = [],
  ): FixedProgram {
    const { kernels: _float, actions, ...plan } = this.#program;
    const later = actions.findIndex(
      ({ slot }) => slot === 'resets' || slot === 'after_resets' || slot === 'end',
    );
    const place = later < 0 ? actions.length : later;
    return {
      ...plan,
      arrays: [...plan.arrays, ...arrays],
      actions: [...actions.slice(0, place), ...folds, ...actions.slice(place)],
      kernels: numberSites(kernels),
      formats: this.#formats,
      codeTables: [
        ...this.#decayTables.values(),
        ...this.#functionTables.values(),
        ...[...this.#valueTables.values()].map((entry) => entry.table),
      ],
      constants: this.#constants,
    };
  }
}

function isSameTable(a: CodeTable, b: Omit<CodeTable, 'name'>): boolean {
  const [first, second] = [a.approximates, b.approximates];
  return (
    printFormat(a.format) === printFormat(b.format) &&
    first?.low === second?.low &&
    first?.high === second?.high &&
    first?.offset === second?.offset &&
    first?.scale === second?.scale &&
    a.codes.length === b.codes.length &&
    a.codes.every((code, row) => code === b.codes[row])
  );
}

function pathwayKernels(program: Program): readonly ScalarKernel[] {
  return program.kernels.filter((kernel) => kernel.domain.kind === 'synapses');
}

function accumulatedVariables(kernels: readonly ScalarKernel[]): ReadonlySet<ArrayId> {
  const found = new Set<ArrayId>();
  for (const kernel of kernels) {
    for (const node of kernel.body) if (node.op === 'accumulate') found.add(node.array);
  }
  return found;
}

/** Rows of a timed array as codes of class state: a chip holds them as a parameter field. */
function codesOf(
  table: ProgramTable,
  hardware: Hardware,
): { readonly table: CodeTable; readonly scale: Rational } {
  const range = rangeOf(table.data);
  const unit = chooseDisplayUnit(
    table.dimension,
    Math.max(Math.abs(range.low), Math.abs(range.high)),
  );
  const scale = toNumber(unit.scale);
  const word = hardware.words.state;
  const { format } = chooseFormat({
    low: inUnit(range.low, scale),
    high: inUnit(range.high, scale),
    bits: word.bits,
    signed: word.signed,
    fraction: word.fraction,
    enforced: true,
  });
  const codes = Float64Array.from(table.data, (value) => quantizeValue(value / scale, format));
  const exact = Float64Array.from(table.data, (value) => (value / scale) * 2 ** format.fracBits);
  const { name, rows, columns } = table;
  return {
    table: { name, kind: 'values', rows, columns, codes, exact, format },
    scale: unit.scale,
  };
}

/** What no program can be lowered to. */
function refuseHardware(program: Program, hardware: Hardware, diagnostics: Diagnostics): void {
  const { words, rng } = hardware;
  if (hardware.accumulate === 'at_end' && hardware.accumulatorMode === 'saturate') {
    diagnostics.error(
      'UNSUPPORTED_FEATURE',
      'fixed point does not offer accumulate: at_end with a saturating accumulator',
      {
        ...hardwarePlace(hardware, 'accumulate', 'words.accumulator.mode'),
        help: 'write accumulate: per_add, or words: {accumulator: {mode: exact}}: exact sums do not depend on it',
      },
    );
  }
  if (words.accumulator.rounding === 'stochastic') {
    diagnostics.error('HARDWARE_LIMIT', 'words.accumulator.rounding: stochastic is not possible', {
      ...hardwarePlace(hardware, 'words.accumulator.rounding', 'words.accumulator'),
      expected: 'a deterministic rounding: a sum has no element to draw for',
      help: 'write words: {accumulator: {rounding: nearest_even}}',
    });
  }
  const stored =
    program.tables.length > 0 ? (['accumulator', 'state'] as const) : ['accumulator' as const];
  for (const wordClass of stored) {
    const { bits } = words[wordClass];
    if (fitsDouble(bits)) continue;
    diagnostics.error(
      'HARDWARE_LIMIT',
      `words.${wordClass} has ${bits} bits; stored codes have at most 53`,
      {
        ...hardwarePlace(hardware, `words.${wordClass}.bits`, `words.${wordClass}`),
        expected: 'at most 53 bits: engines keep codes in float64',
        found: `${bits} bits`,
        help: 'only words.temporary and words.constant may have 64',
      },
    );
  }
  const draws = Object.values(words).some(({ rounding }) => rounding === 'stochastic');
  const locked = [...hardware.formats.values()].some(({ rounding }) => rounding === 'stochastic');
  if (rng.kind === 'lfsr' && program.kernels.some(drawsWords)) {
    diagnostics.error(
      'UNSUPPORTED_FEATURE',
      'fixed point does not offer rand(), randn() and noise by rng.kind lfsr',
      {
        ...hardwarePlace(hardware, 'rng.kind', 'rng'),
        expected: 'rng: {kind: keyed}, which does not depend on the order of processing',
        help: 'write rng: {kind: keyed}',
      },
    );
  }
  if (rng.kind === 'lfsr' && (draws || locked)) {
    diagnostics.error(
      'UNSUPPORTED_FEATURE',
      'fixed point does not offer stochastic rounding by rng.kind lfsr',
      {
        ...hardwarePlace(hardware, 'rng.kind', 'rng'),
        expected: 'rng: {kind: keyed}, which does not depend on the order of processing',
        help: 'write rng: {kind: keyed}, or round to nearest',
      },
    );
  }
}

function drawsWords({ body }: ScalarKernel): boolean {
  return body.some(({ op }) => op === 'draw');
}
