import type { SourceSpan } from '../diagnostics/index.js';
import type { ArrayId, ProjectionPlan, ScalarKernel, ScalarNode, StepPlan } from '../ir/index.js';

/** The condition of a population's spikes, as far as it compares a variable with something. */
export interface ThresholdReading {
  readonly kernel: ScalarKernel;
  readonly array: ArrayId;
  /** Node of what the variable is compared with. */
  readonly limit: number;
  /** True if the variable must be above it. */
  readonly above: boolean;
  readonly span?: SourceSpan;
}

export function readThreshold(
  plan: StepPlan,
  kernels: readonly ScalarKernel[],
  population: string,
): ThresholdReading | undefined {
  const kernel = thresholdKernel(plan, kernels, population);
  if (kernel === undefined) return undefined;
  for (const node of kernel.body) {
    if (node.op !== 'gt' && node.op !== 'ge' && node.op !== 'lt' && node.op !== 'le') continue;
    const [left, right] = [kernel.body[node.left], kernel.body[node.right]];
    const up = node.op === 'gt' || node.op === 'ge';
    const place = node.span === undefined ? {} : { span: node.span };
    if (left?.op === 'load' && left.index === 'lane')
      return { kernel, array: left.array, limit: node.right, above: up, ...place };
    if (right?.op === 'load' && right.index === 'lane')
      return { kernel, array: right.array, limit: node.left, above: !up, ...place };
  }
  return undefined;
}

/** The kernel that finds the spikes of a population. */
function thresholdKernel(
  plan: StepPlan,
  kernels: readonly ScalarKernel[],
  population: string,
): ScalarKernel | undefined {
  const action = plan.actions.find(
    (entry) => entry.kind === 'threshold' && entry.population === population,
  );
  if (action?.kind !== 'threshold') return undefined;
  return kernels.find(({ id }) => id === action.kernel);
}

/** Kernels that run over all neurons of a population in slot groups: its state update. */
export function updateKernels(
  plan: StepPlan,
  kernels: readonly ScalarKernel[],
  population: string,
): readonly ScalarKernel[] {
  const ids = new Set(
    plan.actions.flatMap((action) =>
      action.kind === 'kernel' && action.slot === 'groups' ? [action.kernel] : [],
    ),
  );
  return kernels.filter(
    ({ id, domain }) => ids.has(id) && domain.kind === 'elements' && domain.object === population,
  );
}

/** Steps of a constant refractory period; undefined for none, or one that differs or changes. */
export function refractoryTicks(
  plan: StepPlan,
  kernels: readonly ScalarKernel[],
  population: string,
): number | undefined {
  for (const { body } of updateKernels(plan, kernels, population)) {
    for (const node of body) {
      if (node.op !== 'ge') continue;
      const [since, period] = [body[node.left], body[node.right]];
      if (since?.op !== 'sub' || period?.op !== 'const') continue;
      const last = body[since.right];
      if (last?.op === 'load' && last.array === `${population}.lastspike`) return period.value;
    }
  }
  return undefined;
}

/** A statement of a pathway that writes a variable of a population. */
export interface Delivery {
  readonly projection: ProjectionPlan;
  readonly pathway: string;
  readonly array: ArrayId;
  /** Synaptic variables that the amount is a multiple of: all of them 0 make it 0. */
  readonly factors: readonly ArrayId[];
  /** Known if the amount is the same for every synapse. */
  readonly constant?: number;
  readonly span?: SourceSpan;
}

export function deliveriesTo(
  plan: StepPlan,
  kernels: readonly ScalarKernel[],
  population: string,
): readonly Delivery[] {
  const found: Delivery[] = [];
  for (const projection of plan.objects) {
    if (projection.kind !== 'projection') continue;
    for (const { name, kernel: id } of projection.pathways) {
      const kernel = kernels.find((entry) => entry.id === id);
      for (const node of kernel?.body ?? []) {
        if (node.op !== 'accumulate' && node.op !== 'store') continue;
        if (plan.arrays.find((array) => array.id === node.array)?.object !== population) continue;
        if (
          node.index === 'pre' ? projection.source !== population : projection.target !== population
        )
          continue;
        const body = kernel?.body ?? [];
        const constant = body[node.value];
        found.push({
          projection,
          pathway: name,
          array: node.array,
          factors: node.op === 'store' ? [] : factorsOf(body, node.value, `${projection.name}.`),
          ...(constant?.op === 'const' ? { constant: constant.value } : {}),
          ...(node.span === undefined ? {} : { span: node.span }),
        });
      }
    }
  }
  return found;
}

/** Synaptic arrays that stand as a factor of a value. */
function factorsOf(body: readonly ScalarNode[], id: number, prefix: string): readonly ArrayId[] {
  const node = body[id];
  switch (node?.op) {
    case 'load':
      return node.index === 'lane' && node.array.startsWith(prefix) ? [node.array] : [];
    case 'mul':
      return [...factorsOf(body, node.left, prefix), ...factorsOf(body, node.right, prefix)];
    case 'div':
      return factorsOf(body, node.left, prefix);
    case 'neg':
      return factorsOf(body, node.operand, prefix);
    default:
      return [];
  }
}

/** Constant bounds of the `clip` through which statements write a synaptic variable. */
export interface ClipReading {
  readonly low: number;
  readonly high: number;
  readonly span?: SourceSpan;
}

export function clipOf(
  projection: ProjectionPlan,
  kernels: readonly ScalarKernel[],
  array: ArrayId,
): ClipReading | undefined {
  for (const { kernel: id } of projection.pathways) {
    const body = kernels.find((entry) => entry.id === id)?.body ?? [];
    for (const node of body) {
      if (node.op !== 'store' || node.array !== array) continue;
      const upper = body[node.value];
      if (upper?.op !== 'min') continue;
      const [inner, high] = constantSide(body, upper.left, upper.right);
      const lower = inner === undefined ? undefined : body[inner];
      if (high === undefined || lower?.op !== 'max') continue;
      const low = constantSide(body, lower.left, lower.right)[1];
      if (low === undefined) continue;
      return { low, high, ...(node.span === undefined ? {} : { span: node.span }) };
    }
  }
  return undefined;
}

/** The operand that is no constant, and the constant. */
function constantSide(
  body: readonly ScalarNode[],
  left: number,
  right: number,
): readonly [number | undefined, number | undefined] {
  const [a, b] = [body[left], body[right]];
  if (b?.op === 'const') return [left, b.value];
  return a?.op === 'const' ? [right, a.value] : [undefined, undefined];
}
