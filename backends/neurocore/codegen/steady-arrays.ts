import { compileQuantiser } from '../../../core/fixed/index.js';
import type { ArrayId, HostStep } from '../../../core/ir/index.js';
import { type FixedProgram, rationalToNumber } from '../../fixed-point/index.js';

/**
 * Codes of arrays that are equal for all elements and stay as they start: neither a kernel nor the
 * timeline writes them.
 */
export function steadyArrays(program: FixedProgram): ReadonlyMap<ArrayId, bigint> {
  const written = new Set<ArrayId>(program.host.flatMap(writesOf));
  for (const { body } of program.kernels)
    for (const node of body)
      if (node.op === 'store' || node.op === 'accumulate') written.add(node.array);
  const steady = new Map<ArrayId, bigint>();
  for (const { id, role } of program.arrays) {
    if (written.has(id) || role === 'delay-ticks') continue;
    const value = initialValue(id, program);
    const format = program.formats.get(id);
    if (value === undefined || format === undefined) continue;
    // As the integer engine stores it.
    const plain = format.wordClass === 'step' || format.wordClass === 'flag';
    const code = plain
      ? value
      : compileQuantiser(format.format)(value / rationalToNumber(format.scale));
    steady.set(id, BigInt(code));
  }
  return steady;
}

/** The value that all elements start with; undefined if they differ or are computed. */
function initialValue(array: ArrayId, program: FixedProgram): number | undefined {
  const last = program.initial.findLast((entry) => entry.array === array);
  if (last === undefined) return 0;
  if (last.kind === 'constant') return last.value;
  if (last.kind === 'kernel') return undefined;
  const [first] = last.values;
  return last.values.every((value) => value === first) ? first : undefined;
}

function writesOf(step: HostStep): readonly ArrayId[] {
  switch (step.kind) {
    case 'set':
      return step.writes.map(({ array }) => array);
    case 'normalize':
      return [step.array];
    case 'repeat':
      return step.steps.flatMap(writesOf);
    case 'present':
      return [...step.before, ...step.after].flatMap(writesOf);
    default:
      return [];
  }
}
