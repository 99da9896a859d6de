import { Diagnostics, isFrameworkError } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ArrayId, PopulationPlan } from '../../../core/ir/index.js';
import type { FixedKernel, FixedProgram } from '../../fixed-point/index.js';
import type { RegisterUse } from './allocate-registers.js';
import { assembleSection } from './assemble-section.js';
import { checkFold } from './check-fold.js';
import type { PopulationCode, SymbolicInstruction, SymbolicSection } from './chip-code.js';
import { wordRange } from './code-range.js';
import { NeuronPlace, pendingBase } from './neuron-place.js';
import { type FieldTable, populationFields } from './population-fields.js';
import { type PopulationKernels, populationKernels } from './population-kernels.js';
import { KernelReader } from './read-kernel.js';
import { refused } from './refusal.js';
import { rounding } from './rounding.js';
import type { ChipLimits, SectionLimits } from './section-limits.js';
import { siteBaseOf } from './sites.js';
import { ageLimits } from './spike-age.js';
import type { Condition } from './value.js';
import { ValueGraph } from './value-graph.js';

const registers = 32;
const mostReceptors = 7;
const predicates = [1, 2, 3, 4, 5, 6, 7];

/** What pathways onto a population need of it. */
export interface TargetDemands {
  /** State that bodies read. */
  readonly read: ReadonlySet<ArrayId>;
  /** Accumulators whose deliveries are dropped while the neuron is refractory. */
  readonly guarded: ReadonlySet<ArrayId>;
}

/** Sections and state of a population; undefined after a refusal. */
export function populationCode(
  population: PopulationPlan,
  program: FixedProgram,
  demands: TargetDemands,
  hardware: Hardware,
  limits: ChipLimits,
  diagnostics: Diagnostics,
): PopulationCode | undefined {
  const own = new Diagnostics();
  try {
    return new PopulationCompiler(population, program, demands, hardware, limits, own).run();
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    diagnostics.addAll([...new Set([...own.all, ...error.diagnostics])]);
    return undefined;
  }
}

class PopulationCompiler {
  readonly #population: PopulationPlan;
  readonly #program: FixedProgram;
  readonly #demands: TargetDemands;
  readonly #hardware: Hardware;
  readonly #limits: ChipLimits;
  readonly #kernels: PopulationKernels;
  readonly #receptors: readonly ArrayId[];
  readonly #ages: ReadonlyMap<ArrayId, number>;
  readonly #table: FieldTable;

  constructor(
    population: PopulationPlan,
    program: FixedProgram,
    demands: TargetDemands,
    hardware: Hardware,
    limits: ChipLimits,
    diagnostics: Diagnostics,
  ) {
    this.#population = population;
    this.#program = program;
    this.#hardware = hardware;
    this.#limits = limits;
    this.#kernels = populationKernels(population, program, diagnostics);
    const { fold, regular, soma, reset } = this.#kernels;
    this.#receptors = receptorsOf(fold, program);
    const guards = this.#receptors.some((array) => demands.guarded.has(array))
      ? [notRefractory(population.name)]
      : [];
    this.#demands = demands;
    const kernels = [...soma, ...(fold === undefined ? [] : [fold]), ...reset, ...regular];
    this.#ages = ageLimits(kernels, (array) => program.formats.get(array)?.wordClass === 'step');
    this.#table = populationFields(
      population,
      kernels,
      program,
      demands.read,
      this.#ages,
      diagnostics,
    );
    for (const guard of guards)
      if (this.#table.registerOf(guard) === undefined)
        throw new Error(`${population.name}: ${guard} guards input and has no field`);
    if (fold !== undefined) checkFold(fold, population, hardware, diagnostics);
    if (this.#receptors.length > mostReceptors)
      diagnostics.addAll([
        refused(
          'CHIP_REGISTERS',
          `synapses add to ${this.#receptors.length} variables of ${population.name}`,
          {
            span: population.span,
            context: `population ${population.name}`,
            expected: `at most ${mostReceptors}`,
            found: `${this.#receptors.length}`,
            help: 'let several projections add to one variable',
          },
        ),
      ]);
    diagnostics.throwIfErrors();
  }

  run(): PopulationCode {
    const { name, size } = this.#population;
    const { regular, everyTicks, soma, reset } = this.#kernels;
    const fold = this.#fold();
    const body = this.#section('soma', soma, fold, 0);
    return {
      name,
      size,
      fields: this.#table.fields,
      receptors: this.#receptors,
      soma: body,
      foldLength: fold.length,
      ...(reset.length === 0 ? {} : { reset: this.#section('reset', reset, fold, 0) }),
      ...(regular.length === 0
        ? {}
        : {
            regular: { section: this.#section('regular statements', regular, fold, 1), everyTicks },
          }),
    };
  }

  #fold(): readonly SymbolicInstruction[] {
    const { fold } = this.#kernels;
    if (fold === undefined) return [];
    const name = `the fold of ${this.#population.name}`;
    const place = this.#place(0, true);
    new KernelReader(fold, place).read();
    return assembleSection(place.effects(), this.#use(true), this.#limitsOf(name, 0));
  }

  #section(
    what: string,
    kernels: readonly FixedKernel[],
    fold: readonly SymbolicInstruction[],
    begun: 0 | 1,
  ): SymbolicSection {
    const place = this.#place(begun);
    if (what === 'soma') place.countStep((array) => BigInt(this.#ages.get(array) ?? 1));
    for (const kernel of kernels) new KernelReader(kernel, place).read();
    const unnumbered = this.#limitsOf(`the ${what} of ${this.#population.name}`, 0);
    const siteBase = siteBaseOf(kernels, unnumbered);
    const limits = { ...unnumbered, siteBase };
    const instructions = assembleSection(place.effects(), this.#use(false), limits);
    return { instructions: [...fold, ...instructions], siteBase };
  }

  #place(begun: 0 | 1, folding = false): NeuronPlace {
    const graph = new ValueGraph(rounding(this.#hardware));
    return new NeuronPlace({
      graph,
      table: this.#table,
      receptors: this.#receptors,
      rangeOfArray: (array) => {
        const entry = this.#program.formats.get(array);
        if (entry === undefined) throw new Error(`${array} has no format`);
        return wordRange(entry.format.wordBits, entry.format.signed);
      },
      ...(folding ? { foldGuard: (receptor: ArrayId) => this.#foldGuard(graph, receptor) } : {}),
      begun,
      constantBits: this.#limits.constantBits,
    });
  }

  /** Deliveries to refractory neurons are dropped all at once: their flag does not move meanwhile. */
  #foldGuard(graph: ValueGraph, receptor: ArrayId): Condition {
    if (!this.#demands.guarded.has(receptor)) return graph.truth(true);
    const flag = notRefractory(this.#population.name);
    const register = this.#table.registerOf(flag);
    if (register === undefined) throw new Error(`${flag} has no field`);
    const value = graph.input(register, this.#table.rangeOf(register), flag);
    return graph.not(graph.eq(value, graph.constant(0n)));
  }

  /** In a fold pending input keeps its registers; afterwards they are free. */
  #use(folding: boolean): RegisterUse {
    const fields = this.#table.fields.map((_, register) => register);
    const pending = this.#receptors.map((_, receptor) => pendingBase + receptor);
    const all = Array.from({ length: registers }, (_, register) => register);
    const others = all.filter((register) => register >= fields.length);
    return {
      inputs: folding ? [...fields, ...pending] : fields,
      kept: new Set(folding ? [...fields, ...pending] : fields),
      temporaries: [...others, ...fields],
      predicates,
    };
  }

  #limitsOf(name: string, siteBase: number): SectionLimits {
    const { name: population, span } = this.#population;
    return {
      ...this.#limits,
      name,
      place: { span, context: `population ${population}` },
      siteBase,
    };
  }
}

function notRefractory(population: string): ArrayId {
  return `${population}.not_refractory`;
}

/** Accumulators in the order in which a fold empties them. */
export function receptorsOf(
  fold: FixedKernel | undefined,
  program: FixedProgram,
): readonly ArrayId[] {
  const roles = new Map(program.arrays.map(({ id, role }) => [id, role]));
  const arrays = (fold?.body ?? []).flatMap((node) =>
    node.op === 'store' && roles.get(node.array) === 'accumulator' ? [node.array] : [],
  );
  return [...new Set(arrays)];
}
