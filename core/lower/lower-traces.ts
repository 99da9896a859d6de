import { delayName } from '../analysis/index.js';
import { KernelBuilder, type ProjectionPlan, type TracePlan, type ValueId } from '../ir/index.js';
import type { PathwayModel, ProjectionModel } from '../network/index.js';
import type { PathwayDelay } from './delays.js';
import type { FactoredTrace } from './factor-traces.js';
import { ExpressionLowering, type Reading } from './lower-expression.js';
import { lowerStatements, type StatementRules } from './lower-statements.js';
import { arrayId, found, type ProgramDraft } from './program-draft.js';
import type { StartState } from './start-state.js';
import { compareOrder } from './timestep-order.js';

type Side = 'pre' | 'post';

/**
 * Event-driven variables of a projection kept on the neurons of one side.
 *
 * A synapse with delay d sees the trace of its neuron as it was d ticks ago: a linear trace that is
 * started by arrivals equals the neuron's own trace, d ticks earlier. So rings keep, per tick, the
 * value after the neuron's last event (`#after`), the value just before an event in that tick
 * (`#before`, for statements that read a trace before they write it) and the tick of that event
 * (`#stamp`).
 */
export class NeuronTraces {
  readonly #projection: ProjectionModel;
  readonly #traces: readonly FactoredTrace[];
  readonly #delays: ReadonlyMap<string, PathwayDelay>;
  readonly #draft: ProgramDraft;

  constructor(
    projection: ProjectionModel,
    traces: readonly FactoredTrace[],
    delays: ReadonlyMap<string, PathwayDelay>,
    draft: ProgramDraft,
  ) {
    this.#projection = projection;
    this.#traces = traces;
    this.#delays = delays;
    this.#draft = draft;
  }

  /** Declares the rings and makes the kernels that keep them, one per side with events. */
  lower(start: StartState): readonly TracePlan[] {
    return (['pre', 'post'] as const)
      .filter((side) => this.#pathways(side).length > 0)
      .map((side) => this.#lowerSide(side, start));
  }

  /** How the statements of a pathway read traces, and which of them the trace kernel carries out. */
  rules(
    pathway: PathwayModel,
    lowering: ExpressionLowering,
  ): Required<Pick<StatementRules, 'reading' | 'skips'>> {
    const written = new Set<string>();
    const { name } = this.#projection;
    return {
      reading: {
        variable: (object, variable) => {
          const trace = object === name ? this.#trace(variable) : undefined;
          if (trace === undefined) return undefined;
          if (trace.writer !== pathway) return this.#seen(trace, pathway, lowering.builder);
          const ring = written.has(variable) ? 'after' : 'before';
          const age = this.#delayOf(pathway, lowering.builder);
          return lowering.builder.loadAged(this.#ring(trace, ring), pathway.side, age);
        },
      },
      skips: ({ object, variable }) => {
        if (object !== name || this.#trace(variable) === undefined) return false;
        written.add(variable);
        return true;
      },
    };
  }

  /**
   * Host kernels that store, per synapse, the value as of the synapse's last event of any pathway
   * (semantics section 9). To be run between ticks, with the tick that comes next.
   */
  lowerReadouts(): ProjectionPlan['readouts'] {
    const { name } = this.#projection;
    return this.#traces.map((trace) => {
      const array = arrayId(name, trace.variable.name);
      const b = new KernelBuilder(`${array}#readout`, { kind: 'synapses', object: name });
      const arrivals = this.#projection.pathways.map((pathway) => {
        const delay = this.#delayOf(pathway, b);
        const age = b.add(delay, b.constant(1));
        return b.add(b.loadAged(this.#stamp(pathway.side), pathway.side, age), delay);
      });
      const last = arrivals.reduce((latest, arrival) => b.max(latest, arrival));
      b.store(array, 'lane', this.#valueAt(trace, last, b));
      this.#draft.hostKernels.push(b.finish());
      return { array, kernel: b.id };
    });
  }

  /** Value of a trace between ticks, advanced to a tick not before its last event. */
  valueNow(variable: string, b: KernelBuilder): ValueId {
    return this.#valueAt(found(this.#trace(variable), `trace ${variable}`), b.tick(), b);
  }

  /** What a synapse sees after the ticks before this one, advanced to the tick `at`. */
  #valueAt(trace: FactoredTrace, at: ValueId, b: KernelBuilder): ValueId {
    const delay = this.#delayOf(trace.writer, b);
    return this.#decayed(trace, b.sub(at, delay), b.add(delay, b.constant(1)), b);
  }

  #lowerSide(side: Side, start: StartState): TracePlan {
    const { name, source, target, scope } = this.#projection;
    const neurons = side === 'pre' ? source.object : target.object;
    const traces = this.#traces.filter((trace) => trace.writer.side === side);
    this.#declare(side, traces, start, neurons);
    const b = new KernelBuilder(`${name}.${side}#trace`, { kind: 'listed', object: neurons });
    const lowering = new ExpressionLowering(this.#draft, b);
    const elapsed = b.sub(b.tick(), b.load(this.#stamp(side), 'lane'));
    const current = new Map<string, ValueId>();
    for (const trace of traces) {
      b.span = trace.variable.equation.span;
      const decay = this.#decay(trace, elapsed, b);
      const before = this.#ring(trace, 'before');
      b.store(before, 'lane', b.mul(b.load(this.#ring(trace, 'after'), 'lane'), decay));
      current.set(trace.variable.name, b.load(before, 'lane'));
    }
    const reading: Reading = {
      variable: (object, variable) => (object === name ? current.get(variable) : undefined),
    };
    for (const { writer } of distinctWriters(traces)) {
      for (const statement of writer.statements) {
        const resolution = scope.resolve(statement.target);
        const trace =
          resolution?.kind === 'variable' && resolution.object === name
            ? traces.find(({ variable }) => variable.name === resolution.variable)
            : undefined;
        if (trace === undefined) continue;
        const after = this.#ring(trace, 'after');
        lowerStatements([statement], { scope, object: name, at: 'lane' }, lowering, this.#draft, {
          reading,
          renames: () => after,
        });
        current.set(trace.variable.name, b.load(after, 'lane'));
      }
    }
    b.store(this.#stamp(side), 'lane', b.tick());
    this.#draft.kernels.push(b.finish());
    this.#draft.flushed.set(b.id, new Set(traces.map((trace) => this.#ring(trace, 'before'))));
    const carried = [...traces.map((trace) => this.#ring(trace, 'after')), this.#stamp(side)];
    return { name: side, side, neurons, kernel: b.id, carried };
  }

  #declare(side: Side, traces: readonly FactoredTrace[], start: StartState, neurons: string): void {
    const { name } = this.#projection;
    const longest = this.#pathways(side).map((pathway) => longestDelay(this.#delay(pathway)));
    // Ages run up to the longest delay, and one more for readers that run before the writer.
    const slots = Math.max(...longest) + 2;
    const count = this.#draft.sizeOf(neurons);
    for (const trace of traces) {
      for (const ring of ['after', 'before'] as const) {
        this.#draft.declareHelper({
          id: this.#ring(trace, ring),
          object: name,
          variable: `#${trace.variable.name}_${ring}`,
          count,
          slots,
          role: 'trace',
          dimension: trace.variable.dimension.twelfths,
          unitText: trace.variable.equation.unitText,
        });
      }
    }
    const stamp = this.#stamp(side);
    this.#draft.declareHelper({
      id: stamp,
      object: name,
      variable: `#stamp_${side}`,
      count,
      slots,
      role: 'tick',
    });
    // Before any event, so far back that no reader sees a negative time since then.
    start.constant(stamp, -slots);
  }

  /** Value of a trace for a pathway that does not write it, at the current tick of the synapse. */
  #seen(trace: FactoredTrace, reader: PathwayModel, b: KernelBuilder): ValueId {
    const delay = this.#delayOf(trace.writer, b);
    // A writer that runs later in the tick has not yet acted.
    const before = compareOrder(this.#placed(trace.writer), this.#placed(reader)) < 0;
    const age = before ? delay : b.add(delay, b.constant(1));
    return this.#decayed(trace, b.sub(b.tick(), delay), age, b);
  }

  /** The trace that was `age` ticks old, decayed to the tick `to` of its neuron. */
  #decayed(trace: FactoredTrace, to: ValueId, age: ValueId, b: KernelBuilder): ValueId {
    const { side } = trace.writer;
    const elapsed = b.sub(to, b.loadAged(this.#stamp(side), side, age));
    const after = b.loadAged(this.#ring(trace, 'after'), side, age);
    return b.mul(after, this.#decay(trace, elapsed, b));
  }

  /** e^(a * ticks * dt). */
  #decay({ ratePerSecond }: FactoredTrace, ticks: ValueId, b: KernelBuilder): ValueId {
    const perTick = b.constant(ratePerSecond * this.#draft.model.dtSeconds);
    return b.unary('exp', b.mul(ticks, perTick));
  }

  #trace(variable: string): FactoredTrace | undefined {
    return this.#traces.find((trace) => trace.variable.name === variable);
  }
  #pathways(side: Side): readonly PathwayModel[] {
    return this.#projection.pathways.filter((pathway) => pathway.side === side);
  }
  #placed({ order, name }: PathwayModel): { readonly order: number; readonly name: string } {
    return { order, name: `${this.#projection.name}_${name}` };
  }
  #delay(pathway: PathwayModel): PathwayDelay {
    return found(this.#delays.get(pathway.name), `delay of ${pathway.name}`);
  }
  #delayOf(pathway: PathwayModel, b: KernelBuilder): ValueId {
    const delay = this.#delay(pathway);
    if (delay.kind === 'ticks') return b.constant(delay.ticks);
    return b.load(delayTicksId(this.#projection.name, pathway), 'lane');
  }
  #ring(trace: FactoredTrace, ring: 'after' | 'before'): string {
    return `${arrayId(this.#projection.name, trace.variable.name)}#${ring}`;
  }
  #stamp(side: Side): string {
    return `${arrayId(this.#projection.name, side)}#stamp`;
  }
}

/** Array of a pathway's delays in ticks. */
export function delayTicksId(projection: string, pathway: Pick<PathwayModel, 'name'>): string {
  return `${arrayId(projection, delayName(pathway.name))}#ticks`;
}

function longestDelay(delay: PathwayDelay): number {
  return delay.kind === 'ticks' ? delay.ticks : delay.longest;
}

function distinctWriters(traces: readonly FactoredTrace[]): readonly FactoredTrace[] {
  return traces.filter(
    (trace, position) => traces.findIndex(({ writer }) => writer === trace.writer) === position,
  );
}
