import { byteText, type Diagnostic, FrameworkError } from '../../diagnostics/index.js';
import {
  clockSeconds,
  eventListName,
  type ProbePlan,
  type Slot,
  type StepPlan,
} from '../../ir/index.js';
import type {
  ItemResponse,
  RecordFiles,
  Snapshot,
  SpikeTrain,
  StateTrace,
} from '../../recording/index.js';
import type { SpikeList } from '../engine.js';
import type { Variables } from '../variables.js';
import type { Probe, ProbeState } from './probe.js';
import { RateProbe } from './rate-probe.js';
import { isFilePlan, noFilesGiven, RecordFeed } from './record-feed.js';
import { isRingPlan, RecordRing } from './record-ring.js';
import { ResponseProbe } from './response-probe.js';
import { SpikeProbe } from './spike-probe.js';
import { StateProbe } from './state-probe.js';
import { WeightProbe } from './weight-probe.js';

export type SpikeHook = (tick: number, list: SpikeList) => void;
export type TickHook = (tick: number) => void;

/** What the probes recorded, in file order. */
export interface ProbeRecords {
  readonly spikes: readonly SpikeTrain[];
  readonly states: readonly StateTrace[];
  readonly weights: readonly Snapshot[];
  readonly responses: readonly { readonly name: string; readonly items: readonly ItemResponse[] }[];
}

/** All probes of a plan and the places in a step where they look. */
export class ProbeSet {
  readonly #probes: readonly Probe[];
  /** Probes that an action runs. */
  readonly #placed: ReadonlySet<string>;
  readonly #feeds: readonly RecordFeed[];
  readonly #rings: readonly RecordRing[];
  /** Seconds per step of the network. */
  readonly #dtSeconds: number;

  #opened = false;

  constructor(plan: StepPlan, variables: Variables) {
    const sizes = new Map<string, number>();
    for (const object of plan.objects)
      if (object.kind !== 'projection') sizes.set(object.name, object.size);
    this.#placed = new Set(
      plan.actions.flatMap((action) => (action.kind === 'probe' ? [action.probe] : [])),
    );
    this.#probes = plan.probes.map((probe) =>
      createProbe(probe, sizes.get(probe.object) ?? 0, plan, variables),
    );
    this.#dtSeconds = plan.dtSeconds;
    this.#feeds = this.#probes.flatMap(({ plan: own, rows }) =>
      isFilePlan(own) && rows !== undefined ? [new RecordFeed(own, rows)] : [],
    );
    this.#rings = this.#probes.flatMap((probe) => {
      const { plan: own, rows } = probe;
      if (!isRingPlan(own) || rows === undefined) return [];
      return [new RecordRing(probe, own, rows, clockSeconds(plan, own.clock))];
    });
  }

  /** @throws FrameworkError UNSUPPORTED_FEATURE without files, if a probe writes one */
  async open(files: RecordFiles | undefined): Promise<void> {
    const needed = this.#probes.map(({ plan }) => plan).find(isFilePlan);
    if (needed === undefined || this.#opened) return;
    if (files === undefined) throw noFilesGiven(needed);
    this.#opened = true;
    for (const feed of this.#feeds) await feed.open(files);
  }

  /** Whether a file should be given what waits for it. */
  get full(): boolean {
    for (let at = 0; at < this.#feeds.length; at += 1)
      if (this.#feeds[at]?.full === true) return true;
    return false;
  }

  /** Gives files everything that was recorded. */
  async flush(): Promise<void> {
    for (const feed of this.#feeds) await feed.flush();
  }

  /** As `flush`, at the end of a timeline: with the last copies of weights. */
  async finish(tick: number): Promise<void> {
    for (const probe of this.#probes)
      if (probe instanceof WeightProbe && isFilePlan(probe.plan) && !probe.timed) probe.take(tick);
    await this.flush();
  }

  async close(): Promise<void> {
    for (const feed of this.#feeds) await feed.close();
  }

  /** What rings had to let go of. */
  notes(tick: number): readonly Diagnostic[] {
    return this.#rings.flatMap((ring) => ring.note(tick * this.#dtSeconds));
  }

  /** @throws FrameworkError FILE_REFERENCE */
  find(name: string): Probe {
    const found = this.#probes.find((probe) => probe.plan.name === name);
    if (found !== undefined) return found;
    const names = this.#probes.map((probe) => probe.plan.name).join(', ');
    throw new FrameworkError([
      {
        code: 'FILE_REFERENCE',
        severity: 'error',
        message: `there is no probe ${name}`,
        help: `the probes: ${names || 'none'}`,
      },
    ]);
  }

  /** Who wants the list of an object's spikes or of a custom event, right after they were found. */
  spikeHooks(list: string): readonly SpikeHook[] {
    const hooks: SpikeHook[] = [];
    for (const probe of this.#probes) {
      const event = probe instanceof SpikeProbe ? probe.plan.event : undefined;
      if (eventListName(probe.plan.object, event) !== list) continue;
      if (probe instanceof SpikeProbe) hooks.push((tick, list) => probe.record(tick, list));
      if (probe instanceof RateProbe || probe instanceof ResponseProbe)
        hooks.push((tick, list) => probe.count(tick, list));
    }
    return hooks;
  }

  /** What a state probe does in its place within a slot. */
  stateHook(name: string): TickHook {
    const probe = this.#probes.find((found) => found.plan.name === name);
    if (!(probe instanceof StateProbe)) throw new Error(`the plan has no state probe ${name}`);
    return (tick) => probe.record(tick);
  }

  /** Who looks after the actions of a slot: those that have no action of their own. */
  slotHooks(slot: Slot): readonly { readonly clock: number; readonly task: TickHook }[] {
    const hooks: { readonly clock: number; readonly task: TickHook }[] = [];
    for (const probe of this.#probes) {
      const looks =
        (probe instanceof StateProbe &&
          probe.plan.when === slot &&
          !this.#placed.has(probe.plan.name)) ||
        (probe instanceof WeightProbe && probe.timed && slot === 'start') ||
        (probe instanceof RateProbe && slot === 'end');
      if (!looks) continue;
      hooks.push({ clock: probe.plan.clock ?? 0, task: (tick) => probe.record(tick) });
    }
    return hooks;
  }

  /** Weights are kept at checkpoints and at the end unless they have times of their own. */
  takeWeights(tick: number): void {
    for (const probe of this.#probes)
      if (probe instanceof WeightProbe && !probe.timed) probe.take(tick);
  }

  /** Probes with a condition find what it holds for, when the run begins. */
  choose(tick: number): void {
    for (const probe of this.#probes) if (probe instanceof WeightProbe) probe.choose(tick);
  }

  beginItem(input: string): void {
    for (const probe of this.#probes) if (probe instanceof ResponseProbe) probe.begin(input);
  }

  endItem(input: string, item: Omit<ItemResponse, 'counts'>): void {
    for (const probe of this.#probes) if (probe instanceof ResponseProbe) probe.end(input, item);
  }

  retractItem(input: string): void {
    for (const probe of this.#probes) if (probe instanceof ResponseProbe) probe.retract(input);
  }

  /** After a tick: rings let go of what is too old. @throws FrameworkError PROBE_BUDGET */
  checkBudgets(tick: number): void {
    for (let at = 0; at < this.#rings.length; at += 1)
      this.#rings[at]?.trim((tick + 1) * this.#dtSeconds);
    for (let at = 0; at < this.#probes.length; at += 1) {
      const probe = this.#probes[at] as Probe;
      if (probe.plan.sink?.kind === 'ring') continue;
      if (probe.bytes > probe.plan.budgetBytes) throw overBudget(probe, tick);
    }
  }

  records(tick: number): ProbeRecords {
    const spikes: SpikeTrain[] = [];
    const states: StateTrace[] = [];
    const weights: Snapshot[] = [];
    const responses: { readonly name: string; readonly items: readonly ItemResponse[] }[] = [];
    for (const probe of this.#probes) {
      if (probe instanceof SpikeProbe) spikes.push(probe.train());
      // Their records are in files.
      else if (isFilePlan(probe.plan)) continue;
      if (probe instanceof StateProbe) states.push(...probe.traces());
      if (probe instanceof RateProbe) states.push(probe.trace());
      if (probe instanceof ResponseProbe)
        responses.push({ name: probe.plan.name, items: probe.items });
      if (probe instanceof WeightProbe) {
        const old = probe.snapshots.filter((snapshot) => snapshot.step !== tick);
        weights.push(...(probe.timed ? probe.snapshots : [...old, ...probe.now(tick)]));
      }
    }
    return { spikes, states, weights, responses };
  }

  responses(): ProbeRecords['responses'] {
    return this.#probes.flatMap((probe) =>
      probe instanceof ResponseProbe ? [{ name: probe.plan.name, items: probe.items }] : [],
    );
  }

  save(): readonly ProbeState[] {
    return this.#probes.map((probe) => probe.save());
  }

  load(states: readonly ProbeState[]): void {
    for (const [at, probe] of this.#probes.entries()) {
      const state = states[at];
      if (state === undefined) throw new Error(`the checkpoint has no probe ${probe.plan.name}`);
      probe.load(state);
    }
    for (const feed of this.#feeds) feed.rewound();
  }
}

function createProbe(probe: ProbePlan, size: number, plan: StepPlan, variables: Variables): Probe {
  // Trains and traces of the network's clock need not say its step again.
  const seconds = clockSeconds(plan, probe.clock);
  const own = probe.clock === undefined ? undefined : seconds;
  switch (probe.kind) {
    case 'spikes':
      return new SpikeProbe(probe, size, variables, own);
    case 'state':
      return new StateProbe(probe, variables, own);
    case 'weights':
      return new WeightProbe(probe, variables, plan.dtSeconds);
    case 'rate':
      return new RateProbe(probe, size, seconds, own);
    case 'responses':
      return new ResponseProbe(probe, size);
  }
}

function overBudget(probe: Probe, tick: number): FrameworkError {
  const { name, budgetBytes, span } = probe.plan;
  return new FrameworkError([
    {
      code: 'PROBE_BUDGET',
      severity: 'error',
      message: `probe ${name} holds ${byteText(probe.bytes)} after step ${tick}, more than its budget of ${byteText(budgetBytes)}`,
      context: `probe ${name}`,
      ...(span === undefined ? {} : { span }),
      expected: `at most ${budgetBytes} bytes`,
      found: `${probe.bytes} bytes`,
      help: 'record less (`every`, `indices`, `counts: true`) or raise its `budget`',
    },
  ]);
}
