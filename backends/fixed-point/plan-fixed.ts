import type { CompileOptions } from '../../core/backend.js';
import { type Diagnostic, Diagnostics, FrameworkError } from '../../core/diagnostics/index.js';
import type { Hardware } from '../../core/hardware.js';
import type { Program, ScalarKernel } from '../../core/ir/index.js';
import {
  lintFormats,
  type UpdateSize,
  updateSizes,
  weightUpdates,
} from '../../core/lints/index.js';
import { prepareProgram } from '../../core/lower/index.js';
import type { Network } from '../../core/network/index.js';
import { assignFormats } from './formats/assign-formats.js';
import { type ConstantReport, reportConstants } from './formats/constant-report.js';
import { explainFormats, type FormatExplanation } from './formats/explain-formats.js';
import { formatFacts } from './formats/format-facts.js';
import { warnFrozen } from './formats/warn-frozen.js';
import { withoutDeadStores } from './lower/dead-stores.js';
import type { FixedProgram } from './lower/fixed-ir.js';
import { lowerProgram } from './lower/lower-program.js';
import { refuseUnavailableActions } from './lower/unavailable-actions.js';
import { verifyFixedProgram } from './lower/verify.js';
import { deriveRanges } from './ranges/derive-ranges.js';

/** A network on integers, before anything runs. */
export interface FixedPlan {
  /** The same network in float64: what the integers are compared with. */
  readonly program: Program;
  readonly fixed: FixedProgram;
  readonly hardware: Hardware;
  /** Populations in float64 for half a time step. */
  readonly halfSteps?: () => readonly ScalarKernel[];
  readonly notes: readonly Diagnostic[];
  /** Why every variable has its format; worked out on demand. */
  readonly report: () => FormatReport;
}

/** What is said of formats before a run. */
export interface FormatReport {
  /** By `OBJECT.VARIABLE`. */
  readonly variables: ReadonlyMap<string, FormatExplanation>;
  readonly constants: readonly ConstantReport[];
  /** Changes of learned weights by one event, in LSB of their formats. */
  readonly updates: readonly UpdateSize[];
}

/**
 * Chooses formats for a network on a hardware description and lowers it to integers.
 *
 * @throws FrameworkError with every fault of the network and all that the hardware cannot hold.
 */
export async function planFixed(network: Network, options: CompileOptions): Promise<FixedPlan> {
  const { hardware } = options;
  if (hardware === undefined) throw hardwareMissing();
  const { model, program, halfSteps, notes } = await prepareProgram(network, options);
  const diagnostics = new Diagnostics();
  refuseUnavailableActions(program, diagnostics);
  diagnostics.throwIfErrors();
  const live = withoutDeadStores(program);
  const derived = deriveRanges(live);
  const { profile } = options;
  const formats = assignFormats(
    {
      program: live,
      hardware,
      derived: derived.ranges,
      ...(profile === undefined ? {} : { profile }),
    },
    diagnostics,
  );
  diagnostics.throwIfErrors();
  const facts = formatFacts(formats);
  diagnostics.addAll(lintFormats(model, facts));
  const fixed = lowerProgram(live, formats, hardware, diagnostics);
  diagnostics.throwIfErrors();
  if (fixed === undefined) throw new Error('lowering gave nothing and no reason');
  verifyFixedProgram(fixed);
  const known = profile === undefined ? {} : { profile };
  const variables = explainFormats({ program: live, fixed, hardware, derived, ...known });
  warnFrozen(variables, live, diagnostics);
  const report = (): FormatReport => ({
    variables,
    constants: reportConstants(fixed, profile),
    updates: updateSizes(weightUpdates(model), facts),
  });
  return { program, fixed, hardware, halfSteps, notes: [...notes, ...diagnostics.all], report };
}

/** What engines say that compute in the formats of a chip and were given none. */
export function hardwareMissing(): FrameworkError {
  return new FrameworkError([
    {
      code: 'FILE_MISSING',
      severity: 'error',
      message: 'integers and chips need a hardware description',
      help: 'give --hardware iso-256, or `hardware:` in the network file',
    },
  ]);
}
