import type { ArrayDeclaration, Program, ScalarNode } from '../../../core/ir/index.js';

/**
 * True if statements keep the variable in its range. A constant that merely starts at a power of two
 * is stored as what it is: nothing would notice that it had become one LSB less.
 */
export function isWritten(arrays: readonly ArrayDeclaration[], program: Program): boolean {
  const ids = new Set(arrays.map(({ id }) => id));
  const writes = (node: ScalarNode): boolean =>
    (node.op === 'store' || node.op === 'accumulate') && ids.has(node.array);
  return program.kernels.some(({ body }) => body.some(writes));
}

/** True if another seed would give other start values. */
function isDrawn(arrays: readonly ArrayDeclaration[], program: Program): boolean {
  const ids = new Set(arrays.map(({ id }) => id));
  const kernels = new Set(
    program.initial.flatMap((start) =>
      start.kind === 'kernel' && ids.has(start.array) ? [start.kernel] : [],
    ),
  );
  return program.hostKernels.some(
    ({ id, body }) => kernels.has(id) && body.some(({ op }) => op === 'draw'),
  );
}

/** True for a parameter that only ever holds the start values it was given, whatever the seed. */
export function isConstant(arrays: readonly ArrayDeclaration[], program: Program): boolean {
  const given = new Set(program.initial.map(({ array }) => array));
  const started = arrays.every(
    ({ id, role }) => given.has(id) && (role === 'parameter' || role === 'weight'),
  );
  return (
    started &&
    !isDrawn(arrays, program) &&
    !isWritten(arrays, program) &&
    !isSet(arrays, program.host)
  );
}

/** True if the timeline writes the variable. */
function isSet(arrays: readonly ArrayDeclaration[], steps: Program['host']): boolean {
  const ids = new Set(arrays.map(({ id }) => id));
  return steps.some((step): boolean => {
    if (step.kind === 'repeat') return isSet(arrays, step.steps);
    if (step.kind === 'present') return isSet(arrays, [...step.before, ...step.after]);
    if (step.kind === 'set') return step.writes.some(({ array }) => ids.has(array));
    return step.kind === 'normalize' && ids.has(step.array);
  });
}
