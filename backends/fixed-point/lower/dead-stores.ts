import {
  type ArrayId,
  eliminateDeadCode,
  type HostStep,
  type ObjectPlan,
  type ProbePlan,
  type Program,
  type ScalarKernel,
} from '../../../core/ir/index.js';

/**
 * The program without helper arrays of traces that nothing reads: no kernel, host kernel, read-out,
 * host step or probe. What only feeds them is not computed, and they have no storage. A chip would
 * spend a decay and a ring of memory on each.
 */
export function withoutDeadStores(program: Program): Program {
  let current = program;
  for (;;) {
    const dead = deadArrays(current);
    if (dead.size === 0) return current;
    // What fed them may have been the only reader of others.
    current = without(current, dead);
  }
}

function deadArrays(program: Program): ReadonlySet<ArrayId> {
  const read = new Set<ArrayId>([
    ...[...program.kernels, ...program.hostKernels].flatMap(loadedBy),
    ...program.objects.flatMap(readByObject),
    ...program.probes.flatMap(readByProbe),
    ...program.host.flatMap(touchedByHost),
  ]);
  const helpers = program.arrays.filter(({ visible, role }) => !visible && role === 'trace');
  return new Set(helpers.map(({ id }) => id).filter((id) => !read.has(id)));
}

function without(program: Program, dead: ReadonlySet<ArrayId>): Program {
  return {
    ...program,
    arrays: program.arrays.filter(({ id }) => !dead.has(id)),
    initial: program.initial.filter(({ array }) => !dead.has(array)),
    objects: program.objects.map((object) => withoutCarried(object, dead)),
    kernels: program.kernels.map((kernel) => withoutStores(kernel, dead)),
  };
}

function withoutStores(kernel: ScalarKernel, dead: ReadonlySet<ArrayId>): ScalarKernel {
  const stores = (node: ScalarKernel['body'][number]): boolean =>
    (node.op === 'store' || node.op === 'accumulate') && dead.has(node.array);
  if (!kernel.body.some(stores)) return kernel;
  // In place of an effect, to keep the numbers of the values; it is dead itself.
  const body = kernel.body.map((node) =>
    stores(node) ? ({ op: 'const', value: 0 } as const) : node,
  );
  return eliminateDeadCode({ ...kernel, body });
}

function withoutCarried(object: ObjectPlan, dead: ReadonlySet<ArrayId>): ObjectPlan {
  if (object.kind !== 'projection') return object;
  const traces = object.traces.map((trace) => ({
    ...trace,
    carried: trace.carried.filter((id) => !dead.has(id)),
  }));
  return { ...object, traces };
}

function loadedBy(kernel: ScalarKernel): readonly ArrayId[] {
  return kernel.body.flatMap((node) =>
    node.op === 'load' || node.op === 'load_aged' ? [node.array] : [],
  );
}

function readByObject(object: ObjectPlan): readonly ArrayId[] {
  switch (object.kind) {
    case 'population':
      return [...object.watched, ...(object.readouts ?? []).map(({ array }) => array)];
    case 'projection':
      return [
        ...object.plastic,
        ...(object.watched ?? []),
        ...object.readouts.map(({ array }) => array),
        ...(object.current ?? []).flatMap(({ array, staging }) => [array, staging]),
      ];
    case 'input':
      return object.source === 'rates' ? [object.array] : [];
  }
}

function readByProbe(probe: ProbePlan): readonly ArrayId[] {
  const mask = 'where' in probe && probe.where !== undefined ? [probe.where.mask] : [];
  return 'arrays' in probe ? [...(probe.arrays ?? []), ...mask] : [];
}

function touchedByHost(step: HostStep): readonly ArrayId[] {
  switch (step.kind) {
    case 'repeat':
      return step.steps.flatMap(touchedByHost);
    case 'present':
      return [...step.before, ...step.after].flatMap(touchedByHost);
    case 'set':
      return step.writes.flatMap((write) =>
        write.kind === 'kernel' ? [write.array, write.staging] : [write.array],
      );
    case 'normalize':
      return [step.array];
    default:
      return [];
  }
}
