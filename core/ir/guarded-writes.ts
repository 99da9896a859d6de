import type { ArrayId, KernelDomain } from './nodes.js';
import type { StepPlan } from './plan.js';

/** What the arithmetic of a kernel does not matter for: float64 and integer kernels alike. */
interface GuardedKernel {
  readonly id: string;
  readonly domain: KernelDomain;
  readonly body: readonly {
    readonly op: string;
    readonly array?: ArrayId;
    readonly guard?: number;
  }[];
}

/**
 * Variables that keep their value while their neuron is refractory: those of which a state update
 * stores under a guard (semantics section 6.6).
 */
export function refractoryArrays(
  plan: Pick<StepPlan, 'actions'>,
  kernels: readonly GuardedKernel[],
): ReadonlySet<ArrayId> {
  const updates = updateKernels(plan);
  const found = new Set<ArrayId>();
  for (const { id, domain, body } of kernels) {
    if (!updates.has(id) || domain.kind !== 'elements') continue;
    for (const { op, array, guard } of body)
      if (op === 'store' && array !== undefined && guard !== undefined) found.add(array);
  }
  return found;
}

/**
 * Whether the suppressed writes of a kernel are counted. Those of a state update are not: a frozen
 * variable is what the flag asks for, while input that has no effect often surprises.
 */
export function countsDrops(
  plan: Pick<StepPlan, 'actions'>,
  kernel: { readonly id: string },
): boolean {
  return !updateKernels(plan).has(kernel.id);
}

function updateKernels({ actions }: Pick<StepPlan, 'actions'>): ReadonlySet<string> {
  return new Set(
    actions.flatMap((action) =>
      action.kind === 'kernel' && action.slot === 'groups' ? [action.kernel] : [],
    ),
  );
}
