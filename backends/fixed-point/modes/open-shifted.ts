import type { CompileOptions, Session } from '../../../core/backend.js';
import { FrameworkError } from '../../../core/diagnostics/index.js';
import { clockSeconds, type Program, printKernel } from '../../../core/ir/index.js';
import { prepareProgram } from '../../../core/lower/index.js';
import type { Network } from '../../../core/network/index.js';
import {
  createSession,
  type Engine,
  frameworkVersion,
  hashModel,
  hashProgram,
} from '../../../core/runtime/index.js';
import { halfProgram } from './half-program.js';
import { touchesOf } from './kernel-touches.js';
import type { MakeReference } from './open-lockstep.js';
import { type Shift, shiftedEngine } from './shifted-engine.js';
import { withConstant } from './with-constant.js';

/** A constant input to the equation of a variable of a population. */
export interface InputShift {
  readonly population: string;
  /** `OBJECT.VARIABLE`. */
  readonly variable: string;
  /** Added to the equation, in SI per second; or to a constant, in the unit it is written in. */
  readonly amount: number;
  /** Constant of the population that is changed in place of the equation. */
  readonly constant?: string;
}

/** A run with another input. */
export interface ShiftedRun {
  readonly session: Session;
  /** What the shift adds to the equation, in SI per second. */
  readonly perSecond: number;
}

/**
 * A run of the same network in float64 with another input.
 *
 * @throws FrameworkError with every fault of the network, and NO_SUCH_VARIABLE without such a constant.
 */
export async function openShifted(
  network: Network,
  options: CompileOptions,
  shift: InputShift,
  makeReference: MakeReference,
): Promise<ShiftedRun> {
  const prepared = await prepareProgram(network, options);
  const { program } = prepared;
  const { constant, amount } = shift;
  const kernel = updateOf(program, shift);
  if (constant === undefined) {
    const seconds = clockSeconds(program, clockOf(program, shift.population));
    const engine = shiftedEngine(makeReference(program), {
      ...{ kernel: kernel.id, array: shift.variable, perStep: amount * seconds },
      ...(kernel.active === undefined ? {} : { active: kernel.active }),
    });
    return { session: open(program, engine), perSecond: amount };
  }
  const changed = withConstant(network, shift.population, constant, amount);
  if (changed === undefined)
    throw new FrameworkError([
      {
        code: 'NO_SUCH_VARIABLE',
        severity: 'error',
        message: `${shift.population} has no constant ${constant} that is a number or a quantity`,
        help: `its constants: ${Object.keys(network.document.populations?.[shift.population]?.constants ?? {}).join(', ') || 'none'}`,
      },
    ]);
  const other = await prepareProgram(changed, options);
  const moved = (from: typeof prepared): readonly [number, number] => [
    firstStep(from.program, kernel.id, shift, makeReference),
    firstStep(halfProgram(from), kernel.id, shift, makeReference),
  ];
  const [[long, short], [longer, shorter]] = [moved(prepared), moved(other)];
  const seconds = clockSeconds(program, clockOf(program, shift.population));
  return {
    session: open(other.program, makeReference(other.program)),
    // Extrapolated to step 0, where the integration method does not matter.
    perSecond: (4 * (shorter - short) - (longer - long)) / seconds,
  };
}

/** Value of the variable after the first state update from the initial state. */
function firstStep(
  program: Program,
  kernel: string,
  { variable }: InputShift,
  makeReference: MakeReference,
): number {
  const engine = makeReference(program);
  // Sets the initial values.
  open(program, engine);
  engine.run(kernel, 0, Int32Array.of(0), 0, 1);
  return engine.storage.get(variable)?.[0] ?? 0;
}

function clockOf({ objects }: Program, population: string): number {
  return objects.find(({ name }) => name === population)?.clock ?? 0;
}

/** The kernel of a population's equations, and the flag that stops the variable, if any does. */
function updateOf(
  program: Program,
  { population, variable }: InputShift,
): Pick<Shift, 'active'> & { readonly id: string } {
  const updates = new Set(
    program.actions.flatMap((action) =>
      action.kind === 'kernel' && action.slot === 'groups' ? [action.kernel] : [],
    ),
  );
  const kernel = program.kernels.find(
    (entry) =>
      updates.has(entry.id) &&
      entry.domain.kind === 'elements' &&
      entry.domain.object === population &&
      touchesOf(entry).stores.some(({ array }) => array === variable),
  );
  if (kernel === undefined) throw new Error(`no equation of ${population} updates ${variable}`);
  const guarded = kernel.body.some(
    (node) => node.op === 'store' && node.array === variable && node.guard !== undefined,
  );
  return { id: kernel.id, ...(guarded ? { active: `${population}.not_refractory` } : {}) };
}

function open(program: Program, engine: Engine): Session {
  const { whole, ...hashes } = hashProgram(program);
  return createSession({
    plan: program,
    engine,
    kernels: program.kernels,
    info: {
      backend: 'shifted',
      engine: engine.name,
      version: frameworkVersion,
      network: program.name,
      seed: program.seed.toString(),
      dtSeconds: program.dtSeconds,
      hashes,
      notes: [],
    },
    programHash: `shifted ${whole}`,
    modelHash: () => hashModel(program, program.kernels.map(printKernel).join('\n')),
  });
}
