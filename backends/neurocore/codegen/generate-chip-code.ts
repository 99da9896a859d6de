import { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ArrayId, PopulationPlan } from '../../../core/ir/index.js';
import type { CodeTable, FixedProgram } from '../../fixed-point/index.js';
import type { ChipCode, PopulationCode, ProjectionCode, SymbolicSection } from './chip-code.js';
import { wordRange } from './code-range.js';
import { gatherFacts, refusePathwayOrder } from './gather-facts.js';
import { populationCode, receptorsOf } from './population-code.js';
import { projectionCode, type TargetView } from './projection-code.js';
import { refusal } from './refusal.js';
import { chipLimits } from './section-limits.js';
import { steadyArrays } from './steady-arrays.js';

/**
 * Programs of the neurocore for an integer program: bit for bit what its kernels compute.
 *
 * @param hardware - A chip of kind neurocore.
 * @param diagnostics - Gets everything that the chip cannot hold, each with its place and a repair.
 * @returns undefined after a refusal.
 */
export function generateChipCode(
  fixed: FixedProgram,
  hardware: Hardware,
  diagnostics: Diagnostics,
): ChipCode | undefined {
  const found = new Diagnostics();
  const code = new Generation(fixed, hardware, found).run();
  diagnostics.addAll(found.all);
  return found.hasErrors ? undefined : code;
}

class Generation {
  readonly #fixed: FixedProgram;
  readonly #hardware: Hardware;
  readonly #diagnostics: Diagnostics;
  /** By population: state that bodies read, in the order of its fields. */
  readonly #read: Map<string, Set<ArrayId>> = new Map();
  readonly #guarded: Set<ArrayId> = new Set();
  readonly #unguarded: Set<ArrayId> = new Set();

  constructor(fixed: FixedProgram, hardware: Hardware, diagnostics: Diagnostics) {
    this.#fixed = fixed;
    this.#hardware = hardware;
    this.#diagnostics = diagnostics;
  }

  run(): ChipCode {
    refusePathwayOrder(this.#fixed, this.#diagnostics);
    // Bodies first: they decide which state of their targets must be within reach.
    const projections = this.#projections();
    for (const array of this.#guarded)
      if (this.#unguarded.has(array)) throw new Error(`only some input of ${array} is guarded`);
    const populations = this.#fixed.objects.flatMap((object) =>
      object.kind === 'population' ? (this.#population(object) ?? []) : [],
    );
    return { populations, projections, tables: this.#tables(populations, projections) };
  }

  #projections(): readonly ProjectionCode[] {
    const steady = steadyArrays(this.#fixed);
    const limits = chipLimits(this.#hardware);
    const projections = this.#fixed.objects.flatMap((object) => {
      if (object.kind !== 'projection') return [];
      const facts = gatherFacts(object, this.#fixed, this.#diagnostics);
      if (facts === undefined) return [];
      const target = this.#targetView(facts.target);
      const compiled = projectionCode(
        facts,
        target,
        steady,
        this.#hardware,
        limits,
        this.#diagnostics,
      );
      if (compiled === undefined) return [];
      for (const array of compiled.guarded) this.#guarded.add(array);
      for (const array of compiled.unguarded) this.#unguarded.add(array);
      return [compiled.code];
    });
    return projections.sort((a, b) => orderOf(a) - orderOf(b));
  }

  #population(population: PopulationPlan): PopulationCode | undefined {
    const read = this.#read.get(population.name) ?? new Set<ArrayId>();
    return populationCode(
      population,
      this.#fixed,
      { read, guarded: this.#guarded },
      this.#hardware,
      chipLimits(this.#hardware),
      this.#diagnostics,
    );
  }

  #targetView(target: PopulationPlan): TargetView {
    const fold = this.#fixed.kernels.find(({ id }) => id === `${target.name}.fold`);
    const read = this.#read.get(target.name) ?? new Set<ArrayId>();
    this.#read.set(target.name, read);
    return {
      receptors: receptorsOf(fold, this.#fixed),
      fieldOf: (array) => {
        const entry = this.#fixed.formats.get(array);
        if (entry === undefined) throw new Error(`${array} has no format`);
        if (entry.wordClass === 'step')
          throw refusal('CHIP_STEP_NUMBER', `a pathway reads ${array} of its target`, {
            context: `population ${target.name}`,
            expected: 'variables of the target',
            help: 'let a variable of the target count: dage/dt = 1/second',
          });
        read.add(array);
        const { wordBits, signed } = entry.format;
        return { field: [...read].indexOf(array), range: wordRange(wordBits, signed) };
      },
    };
  }

  /** Tables that sections name. */
  #tables(
    populations: readonly PopulationCode[],
    projections: readonly ProjectionCode[],
  ): ReadonlyMap<string, CodeTable> {
    const named = new Set(
      sectionsOf(populations, projections).flatMap(({ instructions }) =>
        instructions.flatMap(({ b }) => (b?.kind === 'table' ? [b.table] : [])),
      ),
    );
    return new Map(
      this.#fixed.codeTables.flatMap((table) =>
        named.has(table.name) ? [[table.name, table] as const] : [],
      ),
    );
  }
}

function orderOf(code: ProjectionCode): number {
  if (code.form === 'constant') return code.order;
  return code.pre?.order ?? code.post?.order ?? Number.POSITIVE_INFINITY;
}

function sectionsOf(
  populations: readonly PopulationCode[],
  projections: readonly ProjectionCode[],
): readonly SymbolicSection[] {
  return [
    ...populations.flatMap(({ soma, reset, regular }) => [soma, reset, regular?.section]),
    ...projections.flatMap((code) =>
      code.form === 'constant'
        ? []
        : [code.pre?.prologue, code.pre?.body, code.post?.prologue, code.post?.body],
    ),
  ].filter((section) => section !== undefined);
}
