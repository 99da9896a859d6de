import type { ChipImage } from '../image/index.js';
import { type CoreState, createCoreState } from './core-state.js';
import {
  type CoreCounters,
  createCoreCounters,
  createMeshCounters,
  type MeshCounters,
} from './counters.js';
import type { EmulatorOptions } from './emulator.js';
import { type CorePrograms, createCorePrograms } from './execution/core-programs.js';
import {
  createExecutionContext,
  type ExecutionContext,
  type StepClock,
} from './execution/execution-context.js';
import { FaultLog } from './fault-log.js';
import { FoldUnit } from './fold-unit.js';

/** One core without its sequencing: what both emulators have of it. */
export interface CoreParts {
  readonly state: CoreState;
  readonly counters: CoreCounters;
  readonly context: ExecutionContext;
  readonly programs: CorePrograms;
  readonly fold: FoldUnit;
}

/** A chip without its sequencing. */
export interface ChipParts {
  readonly cores: readonly CoreParts[];
  readonly mesh: MeshCounters;
  readonly faults: FaultLog;
  readonly clock: StepClock;
}

/** @throws Error where descriptors of the image do not fit together. */
export function createChipParts(image: ChipImage, options: EmulatorOptions): ChipParts {
  const faults = new FaultLog();
  const clock: StepClock = { tick: 0 };
  const cores = image.cores.map((core, number): CoreParts => {
    const state = createCoreState(image, number);
    const counters = createCoreCounters(core.formats.length);
    const context = createExecutionContext(image, state, {
      counters,
      faults,
      clock,
      interpreted: options.interpreted ?? false,
    });
    const programs = createCorePrograms(context);
    const fold = new FoldUnit(state, counters, programs.populations);
    return { state, counters, context, programs, fold };
  });
  return { cores, mesh: createMeshCounters(), faults, clock };
}
