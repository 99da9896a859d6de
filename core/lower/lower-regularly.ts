import type { Statement } from '../equations/index.js';
import { KernelBuilder, type KernelDomain, type ValueId } from '../ir/index.js';
import type { PopulationModel, ProjectionModel, RegularModel } from '../network/index.js';
import { sharedDomain } from './initial-values.js';
import { ExpressionLowering, type Frame } from './lower-expression.js';
import { lowerStatements, type StatementRules } from './lower-statements.js';
import { arrayId, type ProgramDraft } from './program-draft.js';
import { type OrderedAction, onClock } from './timestep-order.js';
import { neuronGuard, synapticGuard } from './write-guards.js';

type Owner = PopulationModel | ProjectionModel;

/** Kernels of the code that an object runs at regular times, and when. */
export function lowerRegularly(owner: Owner, draft: ProgramDraft): readonly OrderedAction[] {
  return owner.regularly.flatMap((regular, index) => {
    const { name, when, order, everySeconds, span } = regular;
    const ownClock = draft.clockOf(owner.name);
    const dtSeconds = draft.dtOf(owner.name);
    const ratio = (everySeconds ?? dtSeconds) / dtSeconds;
    const everyTicks = Math.max(Math.round(ratio), 1);
    // What is no multiple of the object's step has a clock of its own.
    const whole = everySeconds === undefined || Math.abs(ratio - everyTicks) <= 1e-4;
    const clock = whole ? ownClock : draft.clocks.clock(everySeconds, name, span);
    return kernelsOf(owner, regular, index, clock, draft).map((kernel): OrderedAction => {
      const every = { ...(whole && everyTicks > 1 ? { everyTicks } : {}), ...onClock(clock) };
      return { order, action: { kind: 'kernel', slot: when, name, kernel, ...every } };
    });
  });
}

/**
 * One kernel for all elements; before it, where shared variables are written, one with a single lane
 * for the statements up to the last of those, which only have shared values. Its local names reach the
 * second kernel through arrays of one element.
 */
function kernelsOf(
  owner: Owner,
  { statements }: RegularModel,
  index: number,
  clock: number,
  draft: ProgramDraft,
): readonly string[] {
  const { name } = owner;
  const id = `${name}.regularly_${index}`;
  const firstOfAll = 1 + statements.findLastIndex((entry) => isShared(entry, owner, draft));
  const [once, each] = [statements.slice(0, firstOfAll), statements.slice(firstOfAll)];
  const kernels: string[] = [];
  const kept: { readonly local: string; readonly array: string; readonly truth: boolean }[] = [];
  if (once.length > 0) {
    const b = new KernelBuilder(`${id}_shared`, sharedDomain(name));
    const lowering = new ExpressionLowering(draft, b, clock);
    const locals = new Map<string, ValueId>();
    lowerStatements(once, frameOf(owner), lowering, draft, { locals });
    for (const [local, value] of each.length === 0 ? [] : locals) {
      const variable = `#regularly_${index}_${local}`;
      const array = arrayId(name, variable);
      const shape = { count: 1, shared: true, role: 'scratch' } as const;
      draft.declareHelper({ id: array, object: name, variable, ...shape });
      b.store(array, 'shared', b.toReal(value));
      kept.push({ local, array, truth: b.typeOf(value) === 'bool' });
    }
    draft.kernels.push(b.finish());
    kernels.push(b.id);
  }
  if (each.length > 0) {
    const b = new KernelBuilder(id, domainOf(owner));
    const lowering = new ExpressionLowering(draft, b, clock);
    const locals = new Map<string, ValueId>();
    for (const { local, array, truth } of kept) {
      const value = b.load(array, 'shared');
      locals.set(local, truth ? b.toBool(value) : value);
    }
    const rules = { ...rulesOf(owner, lowering, draft), locals };
    lowerStatements(each, frameOf(owner), lowering, draft, rules);
    draft.kernels.push(b.finish());
    kernels.push(b.id);
  }
  return kernels;
}

function isShared({ target }: Statement, { scope, name }: Owner, draft: ProgramDraft): boolean {
  const resolution = scope.resolve(target);
  return (
    resolution?.kind === 'variable' &&
    resolution.object === name &&
    draft.variable(name, resolution.variable)?.shared === true
  );
}

function rulesOf(owner: Owner, lowering: ExpressionLowering, draft: ProgramDraft): StatementRules {
  if (!('connect' in owner)) return { guard: (target) => neuronGuard(target, lowering, draft) };
  return {
    guard: (target) => synapticGuard(owner, target, lowering, draft),
    accumulates: ({ object }) => object !== owner.name,
  };
}

function frameOf({ scope, name }: Owner): Frame {
  return { scope, object: name, at: 'lane' };
}

function domainOf(owner: Owner): KernelDomain {
  const { name } = owner;
  if ('connect' in owner) return { kind: 'synapses', object: name };
  return { kind: 'elements', object: name, count: owner.size };
}
