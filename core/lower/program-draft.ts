import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import type { ArrayDeclaration, ArrayId, ProgramTable, ScalarKernel } from '../ir/index.js';
import type {
  InputModel,
  Model,
  PopulationModel,
  ProjectionModel,
  TimedArrayModel,
  VariableModel,
} from '../network/index.js';
import { dimensionless } from '../units/index.js';
import { ClockTable } from './clock-table.js';
import type { DrawSites } from './draw-sites.js';

/** What a helper array needs besides its defaults. */
export type HelperArray = Pick<ArrayDeclaration, 'id' | 'object' | 'variable' | 'count' | 'role'> &
  Partial<
    Pick<ArrayDeclaration, 'slots' | 'kind' | 'shared' | 'visible' | 'unitText' | 'dimension'>
  >;

/** A program in the making: everything that the parts of the lowering add to and look up. */
export class ProgramDraft {
  readonly model: Model;
  readonly sites: DrawSites;
  readonly tables: Map<string, ProgramTable>;
  readonly diagnostics: Diagnostics;
  readonly clocks: ClockTable;
  readonly kernels: ScalarKernel[] = [];
  readonly hostKernels: ScalarKernel[] = [];
  /** Arrays that decay, by the kernel that lets them. */
  readonly flushed: Map<string, ReadonlySet<ArrayId>> = new Map();
  /** Variables whose step evaluates a matrix exponential. */
  readonly matrixExponentials: ArrayId[] = [];
  /** Probed subexpressions, by object: where a host kernel puts their values. */
  readonly readouts: Map<string, { readonly array: ArrayId; readonly kernel: string }[]> =
    new Map();
  /** Neurons per population and input, synapses per connected projection. */
  readonly sizes: Map<string, number> = new Map();
  /** Ends of the synapses of each connected projection. */
  readonly ends: Map<string, { readonly pre: Int32Array; readonly post: Int32Array }> = new Map();
  /** Gives an array its start values; set by whoever keeps them. */
  setStart: (array: ArrayId, values: Float64Array) => void = () => {
    throw new Error('start values before there is a place for them');
  };
  readonly #arrays = new Map<ArrayId, ArrayDeclaration>();
  readonly #populations: ReadonlyMap<string, PopulationModel>;
  readonly #projections: ReadonlyMap<string, ProjectionModel>;
  readonly #inputs: ReadonlyMap<string, InputModel>;
  readonly #timedArrays: ReadonlyMap<string, TimedArrayModel>;
  readonly #variables = new Map<string, ReadonlyMap<string, VariableModel>>();

  constructor(
    model: Model,
    sites: DrawSites,
    tables: ReadonlyMap<string, ProgramTable>,
    diagnostics: Diagnostics,
  ) {
    this.model = model;
    this.sites = sites;
    this.tables = new Map(tables);
    this.diagnostics = diagnostics;
    this.clocks = new ClockTable(model.dtSeconds, diagnostics);
    this.#populations = byName(model.populations);
    this.#projections = byName(model.projections);
    this.#inputs = byName(model.inputs);
    this.#timedArrays = byName(model.arrays);
    for (const object of [...model.populations, ...model.projections]) {
      this.#variables.set(object.name, byName(object.variables));
    }
  }

  get arrays(): readonly ArrayDeclaration[] {
    return [...this.#arrays.values()];
  }
  array(id: ArrayId): ArrayDeclaration | undefined {
    return this.#arrays.get(id);
  }

  declare(declaration: ArrayDeclaration): ArrayDeclaration {
    if (this.#arrays.has(declaration.id)) throw new Error(`array ${declaration.id} twice`);
    this.#arrays.set(declaration.id, declaration);
    return declaration;
  }

  /** Neurons or synapses of an object. */
  sizeOf(object: string): number {
    return found(this.sizes.get(object), `size of ${object}`);
  }

  /**
   * Array of the number of synapses that each neuron of one side has in a projection, made when a
   * text first asks for it.
   */
  synapseCounts(projection: string, side: 'pre' | 'post'): ArrayId {
    const variable = side === 'post' ? '#incoming' : '#outgoing';
    const id = arrayId(projection, variable);
    if (this.array(id) !== undefined) return id;
    const { source, target } = found(this.projection(projection), `projection ${projection}`);
    const count = this.sizeOf(side === 'post' ? target.object : source.object);
    const kind = 'integer';
    this.declareHelper({ id, object: projection, variable, count, kind, role: 'parameter' });
    const counts = new Float64Array(count);
    const neurons = found(this.ends.get(projection), `synapses of ${projection}`)[side];
    for (const neuron of neurons) counts[neuron] = (counts[neuron] as number) + 1;
    this.setStart(id, counts);
    return id;
  }

  /** Clock of an object: what its state, its spikes and its draws are counted on. */
  clockOf(object: string): number {
    const input = this.input(object);
    // What is added to a population comes at its steps.
    if (input?.kind === 'poisson_input') return this.clockOf(input.target.object);
    const model = this.population(object) ?? this.projection(object) ?? input;
    const { dtSeconds = this.model.dtSeconds, span } = found(model, `object ${object}`);
    return this.clocks.clock(dtSeconds, object, span);
  }
  /** Seconds per step of an object. */
  dtOf(object: string): number {
    return this.clocks.secondsOf(this.clockOf(object));
  }

  /** Refuses a construct that the analysis lets through. */
  unsupported(what: string, span: SourceSpan | undefined, context: string): void {
    const where = span === undefined ? {} : { span };
    this.diagnostics.error('UNSUPPORTED_FEATURE', `${what} is not available`, {
      context,
      ...where,
    });
  }

  /** Declares an array that no user named: plain numbers, one slot, not visible. */
  declareHelper(helper: HelperArray): ArrayDeclaration {
    return this.declare({
      slots: 1,
      kind: 'real',
      shared: false,
      dimension: dimensionless.twelfths,
      unitText: '1',
      visible: false,
      ...helper,
    });
  }

  population(name: string): PopulationModel | undefined {
    return this.#populations.get(name);
  }
  projection(name: string): ProjectionModel | undefined {
    return this.#projections.get(name);
  }
  input(name: string): InputModel | undefined {
    return this.#inputs.get(name);
  }
  timedArray(name: string): TimedArrayModel {
    return found(this.#timedArrays.get(name), `timed array ${name}`);
  }
  /** Values of a timed array, once its file is read. */
  table(name: string): ProgramTable {
    return found(this.tables.get(name), `table ${name}`);
  }
  variable(object: string, name: string): VariableModel | undefined {
    return this.#variables.get(object)?.get(name);
  }
}

export function arrayId(object: string, variable: string): ArrayId {
  return `${object}.${variable}`;
}

export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the model has no ${what}`);
  return value;
}

function byName<T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((entry) => [entry.name, entry]));
}
