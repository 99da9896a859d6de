import type { Program, ScalarKernel } from '../../../core/ir/index.js';

/** The program with the populations' kernels for half a time step. */
export function halfProgram({
  program,
  halfSteps,
}: {
  readonly program: Program;
  readonly halfSteps?: () => readonly ScalarKernel[];
}): Program {
  const half = new Map((halfSteps?.() ?? []).map((kernel) => [kernel.id, kernel]));
  return {
    ...program,
    dtSeconds: program.dtSeconds / 2,
    kernels: program.kernels.map((kernel) => half.get(kernel.id) ?? kernel),
  };
}
