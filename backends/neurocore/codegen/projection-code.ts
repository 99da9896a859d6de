import { type Diagnostics, isFrameworkError } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ArrayId } from '../../../core/ir/index.js';
import { assembleSection } from './assemble-section.js';
import type { PathwaySideCode, ProjectionCode, SymbolicSection } from './chip-code.js';
import type { CodeRange } from './code-range.js';
import { type LaneTable, laneFields, weightRegister } from './lane-fields.js';
import { type ProjectionFacts, traceFields } from './projection-facts.js';
import { KernelReader } from './read-kernel.js';
import { refusal } from './refusal.js';
import { rounding } from './rounding.js';
import type { ChipLimits, SectionLimits } from './section-limits.js';
import { siteBaseOf } from './sites.js';
import { bodyInputs, SynapsePlace } from './synapse-place.js';
import { noteLives } from './trace-lives.js';
import { TracePlace } from './trace-place.js';
import { ValueGraph } from './value-graph.js';

const mostTraces = 4;
const ownAge = 31;
const otherAge = 30;

/** What a target population offers to bodies. */
export interface TargetView {
  readonly receptors: readonly ArrayId[];
  readonly fieldOf: (array: ArrayId) => { readonly field: number; readonly range: CodeRange };
}

/** Code of a projection, and which accumulators its deliveries leave to be guarded by the fold. */
export interface CompiledProjection {
  readonly code: ProjectionCode;
  readonly guarded: ReadonlySet<ArrayId>;
  readonly unguarded: ReadonlySet<ArrayId>;
}

/** Sections and lanes of a projection; undefined after a refusal. */
export function projectionCode(
  facts: ProjectionFacts,
  target: TargetView,
  steady: ReadonlyMap<ArrayId, bigint>,
  hardware: Hardware,
  limits: ChipLimits,
  diagnostics: Diagnostics,
): CompiledProjection | undefined {
  try {
    return new ProjectionCompiler(facts, target, steady, hardware, limits).run();
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    diagnostics.addAll(error.diagnostics);
    return undefined;
  }
}

class ProjectionCompiler {
  readonly #facts: ProjectionFacts;
  readonly #target: TargetView;
  readonly #steady: ReadonlyMap<ArrayId, bigint>;
  readonly #hardware: Hardware;
  readonly #limits: ChipLimits;
  readonly #lives: Map<string, number> = new Map();
  readonly #guarded: Set<ArrayId> = new Set();
  readonly #unguarded: Set<ArrayId> = new Set();

  constructor(
    facts: ProjectionFacts,
    target: TargetView,
    steady: ReadonlyMap<ArrayId, bigint>,
    hardware: Hardware,
    limits: ChipLimits,
  ) {
    this.#facts = facts;
    this.#target = target;
    this.#steady = steady;
    this.#hardware = hardware;
    this.#limits = limits;
  }

  run(): CompiledProjection {
    const code = this.#constantForm() ?? this.#lanes();
    return { code, guarded: this.#guarded, unguarded: this.#unguarded };
  }

  /** One addition of one constant: no synapse needs a word. */
  #constantForm(): ProjectionCode | undefined {
    const { pre, post, plan, target, prologues } = this.#facts;
    if (pre === undefined || post !== undefined || prologues.pre !== undefined) return undefined;
    if (pre.pathway.delay.kind !== 'ticks') return undefined;
    const lanes = laneFields(this.#facts);
    if (pre.body.body.some(({ op }) => op === 'store')) return undefined;
    const used = [lanes.weight, lanes.plastic, ...lanes.auxiliary, ...lanes.flags].filter(
      (field) => field !== undefined,
    );
    if (!used.every(({ array }) => this.#steady.has(array))) return undefined;
    const place = this.#place('pre', lanes, this.#steady);
    new KernelReader(pre.body, place).read();
    const [delivery, ...others] = place.deliveries;
    if (delivery?.kind !== 'accumulate' || others.length > 0) return undefined;
    const { value, when, receptor } = delivery;
    if (value.op !== 'const' || when.op !== 'truth' || !when.holds) return undefined;
    if (!Number.isSafeInteger(Number(value.code))) return undefined;
    this.#noteGuards(place);
    return {
      form: 'constant',
      projection: plan.name,
      target: target.name,
      order: pre.order,
      receptor: this.#receptorAt(receptor),
      code: Number(value.code),
    };
  }

  #lanes(): ProjectionCode {
    const { plan, target, pre, post } = this.#facts;
    for (const side of ['pre', 'post'] as const) this.#requireRegisters(side);
    const lanes = laneFields(this.#facts);
    const { weight, auxiliary, plastic, flags } = lanes;
    const sides = {
      ...(pre === undefined ? {} : { pre: this.#side('pre', lanes) }),
      ...(post === undefined ? {} : { post: this.#side('post', lanes) }),
    };
    return {
      form: 'lanes',
      projection: plan.name,
      target: target.name,
      ...(weight === undefined ? {} : { weight }),
      auxiliary,
      ...(plastic === undefined ? {} : { plastic }),
      flags,
      preTraces: traceFields(this.#facts, 'pre', this.#lives),
      postTraces: traceFields(this.#facts, 'post', this.#lives),
      ...sides,
    };
  }

  #side(side: 'pre' | 'post', lanes: LaneTable): PathwaySideCode {
    const facts = this.#facts[side];
    if (facts === undefined) throw new Error(`${this.#facts.plan.name} has no ${side} pathway`);
    const { pathway, body: kernel, order } = facts;
    const prologue = this.#prologue(side);
    const place = this.#place(side, lanes, new Map());
    new KernelReader(kernel, place).read();
    const effects = place.effects();
    noteLives(effects, this.#facts, this.#lives);
    this.#noteGuards(place);
    const { own, others, lane } = bodyInputs(this.#facts, lanes, side);
    const name = `the ${pathway.name} pathway of ${this.#facts.plan.name}`;
    const siteBase = siteBaseOf([kernel], this.#limitsOf(name, 0));
    const instructions = assembleSection(
      effects,
      {
        inputs: [...own, ...others, ...lane],
        // A prologue's registers serve all synapses of an event; a lane is written back as it is.
        kept: new Set([
          ...Array.from({ length: 8 }, (_, register) => register),
          ...lane,
          otherAge,
          ownAge,
        ]),
        temporaries: freeRegisters([...lane]),
        predicates: freePredicates(lanes),
      },
      this.#limitsOf(name, siteBase),
    );
    const update = instructions.findLastIndex(
      ({ op, d }) => d === weightRegister && !effectless.has(op),
    );
    return {
      name: pathway.name,
      order,
      ...(prologue === undefined ? {} : { prologue }),
      body: { instructions, siteBase },
      writes: place.writes,
      ...(lanes.weight === undefined || update < 0 ? {} : { update }),
    };
  }

  #prologue(side: 'pre' | 'post'): SymbolicSection | undefined {
    const kernel = this.#facts.prologues[side];
    if (kernel === undefined) return undefined;
    const place = new TracePlace(this.#graph(), this.#facts, side);
    new KernelReader(kernel, place).read();
    const effects = place.effects();
    noteLives(effects, this.#facts, this.#lives);
    const numbers = [...this.#facts.traces.values()]
      .filter((trace) => trace.side === side)
      .map(({ number }) => number);
    const name = `the ${side} traces of ${this.#facts.plan.name}`;
    const siteBase = siteBaseOf([kernel], this.#limitsOf(name, 0));
    const instructions = assembleSection(
      effects,
      {
        inputs: numbers,
        kept: new Set([...numbers, ownAge, otherAge]),
        temporaries: Array.from({ length: otherAge - 8 }, (_, at) => 8 + at),
        predicates: [1, 2, 3, 4, 5, 6, 7],
      },
      this.#limitsOf(name, siteBase),
    );
    return { instructions, siteBase };
  }

  #graph(): ValueGraph {
    return new ValueGraph(rounding(this.#hardware));
  }

  #place(
    side: 'pre' | 'post',
    lanes: LaneTable,
    constants: ReadonlyMap<ArrayId, bigint>,
  ): SynapsePlace {
    return new SynapsePlace({
      graph: this.#graph(),
      facts: this.#facts,
      side,
      lanes,
      constants,
      receptorOf: (array) => {
        const receptor = this.#target.receptors.indexOf(array);
        if (receptor < 0) throw new Error(`${array} is no receptor`);
        return receptor;
      },
      fieldOf: this.#target.fieldOf,
      constantBits: this.#limits.constantBits,
    });
  }

  #receptorAt(receptor: number): ArrayId {
    const array = this.#target.receptors[receptor];
    if (array === undefined) throw new Error(`there is no receptor ${receptor}`);
    return array;
  }

  #noteGuards(place: SynapsePlace): void {
    for (const array of place.guarded) this.#guarded.add(array);
    for (const array of place.unguarded) this.#unguarded.add(array);
  }

  #requireRegisters(side: 'pre' | 'post'): void {
    const { traces, plan } = this.#facts;
    const own = [...traces.values()].filter((trace) => trace.side === side);
    if (own.length <= mostTraces) return;
    throw refusal('CHIP_REGISTERS', `${plan.name} keeps ${own.length} ${side}synaptic traces`, {
      span: plan.span,
      context: `projection ${plan.name}`,
      expected: `at most ${mostTraces} traces of a side`,
      found: own.map(({ variable }) => variable).join(', '),
      help: 'spread the rule over two projections',
    });
  }

  #limitsOf(name: string, siteBase: number): SectionLimits {
    const { name: projection, span } = this.#facts.plan;
    return {
      ...this.#limits,
      name,
      place: { span, context: `projection ${projection}` },
      siteBase,
    };
  }
}

const effectless: ReadonlySet<string> = new Set([
  'ACC',
  'SPK',
  'CLT',
  'CLE',
  'CEQ',
  'PAND',
  'POR',
  'PNOT',
]);

/** Registers 0 .. 7 belong to the prologue, 30 and 31 to the ages. */
function freeRegisters(lane: readonly number[]): readonly number[] {
  const all = Array.from({ length: otherAge - 8 }, (_, at) => 8 + at);
  const first = all.filter((register) => !lane.includes(register));
  return [...first, ...lane];
}

function freePredicates({ plastic, flags }: LaneTable): readonly number[] {
  const taken = new Set(flags.map((_, place) => 6 - place));
  if (plastic !== undefined) taken.add(7);
  return [1, 2, 3, 4, 5, 6, 7].filter((predicate) => !taken.has(predicate));
}
