import type { KernelShapes } from './environment.js';
import type { ScalarKernel } from './nodes.js';
import type { Action, Program, Slot, StepPlan } from './plan.js';
import { elementsOf, ProgramIndex } from './program-index.js';
import { initialProblems, probeProblems, timelineProblems } from './verify-host-program.js';
import { kernelProblems } from './verify-kernel.js';
import { inputProblems, populationProblems, projectionProblems } from './verify-objects.js';

/** Slots in the order of a time step (semantics section 7). */
export const slotOrder: readonly Slot[] = (
  ['start', 'groups', 'thresholds', 'synapses', 'resets', 'end'] as const
).flatMap((slot) => [`before_${slot}`, slot, `after_${slot}`] as const);

/** What kernels of a plan need to know of its storage. */
function planShapes(plan: StepPlan): KernelShapes {
  return {
    arrays: new Map(plan.arrays.map((array) => [array.id, array])),
    tables: new Map(plan.tables.map((table) => [table.name, table])),
    dtSeconds: plan.dtSeconds,
  };
}

/**
 * Checks a whole program: every kernel by itself and against the objects it runs over, names unique
 * and known, counts of arrays and lists right, actions in slot order, spikes only in thresholds,
 * host kernels with stores into one array and no other effect.
 *
 * @throws Error that lists every fault: a broken program is our bug, not the user's.
 */
export function verifyProgram(program: Program): void {
  const problems = programProblems(program);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The faults that `verifyProgram` throws, one text each. */
export function programProblems(program: Program): readonly string[] {
  const index = new ProgramIndex(program);
  const problems: string[] = [...index.duplicates];
  if (!(program.dtSeconds > 0 && program.dtSeconds < Infinity)) {
    problems.push(`dt of ${program.dtSeconds} seconds`);
  }
  problems.push(...arrayProblems(program, index), ...clockProblems(program, index));
  for (const object of program.objects) {
    if (object.kind === 'projection') problems.push(...projectionProblems(object, index));
    else if (object.kind === 'input') problems.push(...inputProblems(object, index));
    else problems.push(...populationProblems(object, index));
  }
  const shapes = planShapes(program);
  for (const kernel of [...program.kernels, ...program.hostKernels]) {
    problems.push(...kernelProblems(kernel, shapes), ...domainProblems(kernel, index));
  }
  problems.push(
    ...actionProblems(program, index),
    ...initialProblems(program.initial, index),
    ...timelineProblems(program.host, index),
    ...probeProblems(program.probes, index),
  );
  return problems;
}

/** Clocks that exist; kernels on others than the network's compute the time from their own ticks. */
function clockProblems(program: Program, index: ProgramIndex): readonly string[] {
  const { clocks = [], actions, objects, probes } = program;
  const problems = clocks
    .filter((seconds) => !(seconds > 0 && seconds < Infinity))
    .map((seconds) => `a clock with steps of ${seconds} seconds`);
  for (const { name, clock = 0 } of [...actions, ...objects, ...probes]) {
    const known = Number.isInteger(clock) && clock >= 0 && clock <= clocks.length;
    if (!known) problems.push(`${quote(name)}: no clock ${clock}`);
  }
  for (const action of actions) {
    if ((action.clock ?? 0) === 0 || !('kernel' in action)) continue;
    const kernel = index.kernels.get(action.kernel);
    if (kernel?.body.some((node) => node.op === 'time') === true) {
      problems.push(`action ${quote(action.name)}: time of the network's clock on another one`);
    }
  }
  return problems;
}

function arrayProblems(program: Program, index: ProgramIndex): readonly string[] {
  const problems: string[] = [];
  for (const array of program.arrays) {
    const name = `array ${quote(array.id)}`;
    const object = index.objects.get(array.object);
    if (!(Number.isSafeInteger(array.slots) && array.slots >= 1)) {
      problems.push(`${name}: ${array.slots} slots`);
    }
    if (object === undefined) {
      problems.push(`${name}: no object ${quote(array.object)}`);
      continue;
    }
    // A projection also owns the traces kept per neuron of one side.
    const counts = array.shared
      ? [1]
      : object.kind === 'projection'
        ? [elementsOf(object), index.sizeOf(object.source), index.sizeOf(object.target)]
        : [elementsOf(object)];
    if (!counts.includes(array.count)) {
      problems.push(`${name}: ${array.count} elements, expected ${counts.join(' or ')}`);
    }
  }
  for (const table of program.tables) {
    if (table.data.length !== table.rows * table.columns || table.data.length === 0) {
      const size = `${table.rows} x ${table.columns}`;
      problems.push(`table ${quote(table.name)}: ${table.data.length} numbers for ${size}`);
    }
  }
  return problems;
}

/** Lanes, pre and post of a kernel against the sizes of the objects they number. */
function domainProblems(kernel: ScalarKernel, index: ProgramIndex): readonly string[] {
  const name = `kernel ${quote(kernel.id)}`;
  const { domain } = kernel;
  const object = index.objects.get(domain.object);
  if (object === undefined) return [`${name}: no object ${quote(domain.object)}`];
  const problems: string[] = [];
  const isProjection = object.kind === 'projection';
  if (domain.kind === 'synapses' && !isProjection) {
    return [`${name}: ${quote(domain.object)} has no synapses`];
  }
  const size = elementsOf(object);
  // One lane is for what an object shares.
  if (domain.kind === 'elements' && domain.count !== size && domain.count !== 1) {
    problems.push(`${name}: ${domain.count} lanes for ${size} elements`);
  }
  const expected = {
    lane: domain.kind === 'elements' ? domain.count : size,
    pre: isProjection ? index.sizeOf(object.source) : undefined,
    post: isProjection ? index.sizeOf(object.target) : undefined,
    shared: 1,
  };
  kernel.body.forEach((node, position) => {
    if (!('array' in node)) return;
    const count = index.arrays.get(node.array)?.count;
    const wanted = expected[node.index];
    if (count !== undefined && wanted !== undefined && count !== wanted) {
      const has = `${quote(node.array)} has ${count} elements`;
      problems.push(`${name}, %${position}: ${has}, index ${node.index} numbers ${wanted}`);
    }
  });
  return problems;
}

function actionProblems(program: Program, index: ProgramIndex): readonly string[] {
  const problems: string[] = [];
  let latest = 0;
  const thresholds = new Set<string>();
  for (const action of program.actions) {
    const name = `action ${quote(action.name)}`;
    const slot = slotOrder.indexOf(action.slot);
    if (slot < latest) problems.push(`${name}: slot ${action.slot} after a later one`);
    latest = Math.max(latest, slot);
    if (action.kind === 'threshold') thresholds.add(action.kernel);
    const every = action.everyTicks ?? 1;
    if (!(Number.isSafeInteger(every) && every >= 1))
      problems.push(`${name}: every ${every} ticks`);
    for (const what of singleActionProblems(action, index)) problems.push(`${name}: ${what}`);
  }
  for (const { id, body } of [...program.kernels, ...program.hostKernels]) {
    const spikes = body.some((node) => node.op === 'spike');
    if (spikes && !thresholds.has(id))
      problems.push(`kernel ${quote(id)}: spike, but no threshold`);
    if (!spikes && thresholds.has(id))
      problems.push(`kernel ${quote(id)}: threshold, but no spike`);
  }
  return problems;
}

function singleActionProblems(action: Action, index: ProgramIndex): readonly string[] {
  switch (action.kind) {
    case 'kernel':
      return index.kernels.has(action.kernel) ? [] : [`no kernel ${quote(action.kernel)}`];
    case 'threshold':
    case 'reset': {
      const kind = action.kind === 'threshold' ? 'elements' : 'listed';
      return [
        ...index.objectProblems(action.population, 'population'),
        ...index.kernelProblems(action.kernel, kind, action.population),
        ...eventProblems(action, index),
      ];
    }
    case 'input':
      return index.objectProblems(action.input, 'input');
    case 'probe': {
      const probe = index.probes.get(action.probe);
      const fits = probe?.kind === 'state' && probe.when === action.slot;
      return fits ? [] : [`no state probe ${quote(action.probe)} of slot ${action.slot}`];
    }
    case 'pathway':
    case 'trace': {
      const projection = index.objects.get(action.projection);
      if (projection?.kind !== 'projection') return [`no projection ${quote(action.projection)}`];
      const part = action.kind === 'pathway' ? action.pathway : action.trace;
      const parts = action.kind === 'pathway' ? projection.pathways : projection.traces;
      return parts.some(({ name }) => name === part) ? [] : [`no ${action.kind} ${quote(part)}`];
    }
  }
}

function eventProblems(
  { kind, kernel, population, event }: Extract<Action, { kind: 'threshold' | 'reset' }>,
  index: ProgramIndex,
): readonly string[] {
  if (event === undefined) return [];
  const object = index.objects.get(population);
  const events = object?.kind === 'population' ? (object.events ?? []) : [];
  const found = events.find(({ name }) => name === event);
  if (found === undefined) return [`no event ${quote(event)}`];
  if (kind === 'reset' || found.kernel === kernel) return [];
  return [`event ${quote(event)} is found by ${quote(found.kernel)}`];
}

function quote(text: string): string {
  return JSON.stringify(text);
}
