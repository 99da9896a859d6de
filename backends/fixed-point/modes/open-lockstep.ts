import type { CompileOptions, LockstepErrors, Session } from '../../../core/backend.js';
import type { Program } from '../../../core/ir/index.js';
import type { Engine } from '../../../core/runtime/index.js';
import { createFixedEngine } from '../fixed-engine.js';
import { openEngine, requireMemory } from '../fixed-point-backend.js';
import type { FixedPlan } from '../plan-fixed.js';
import { halfProgram } from './half-program.js';
import { LockstepEngine } from './lockstep-engine.js';

/** Makes a float64 engine of a program, with storage of its own. */
export type MakeReference = (program: Program) => Engine;

export interface LockstepOptions extends Pick<CompileOptions, 'memoryLimitBytes'> {
  readonly makeReference: MakeReference;
  /** Ticks of which errors are taken, from the first one on; absent: all. */
  readonly ticks?: number;
}

/** A lockstep run: its session shows the undisturbed float64 run. */
export interface LockstepRun {
  readonly session: Session;
  /** What was found so far. */
  readonly errors: () => LockstepErrors;
}

/** @throws FrameworkError MEMORY_LIMIT before anything is allocated. */
export function openLockstep(plan: FixedPlan, options: LockstepOptions): LockstepRun {
  requireMemory(plan, options);
  const { makeReference, ticks } = options;
  const engine = new LockstepEngine(
    plan,
    {
      reference: makeReference(plan.program),
      exact: makeReference(plan.program),
      half: makeReference(halfProgram(plan)),
      fixed: createFixedEngine(plan.fixed, plan.hardware, { counting: true }),
    },
    ticks,
  );
  return {
    session: openEngine(plan, engine, 'lockstep'),
    errors: () => engine.errors(),
  };
}
