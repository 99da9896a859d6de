import { compileFunctionText } from '../../../emit/index.js';
import { AluStep } from './alu.js';
import { accumulatorCode, type ExecutionContext, storedCode } from './execution-context.js';
import type { SectionProgram } from './section-program.js';
import type { SectionText } from './section-text.js';

/** Values behind the names of generated text, in this order. */
const names = ['K', 'U', 'Q', 'C', 'T', 'W', 'D', 'B', 'N', 'A', 'M', 'S', 'O', 'E', 'X'] as const;

/**
 * Generated text as a function, bound to its core: K constants, U tables, Q saturations, C counters,
 * T clock, W random word, D dead update, B broadcasts, N state, A accumulator, M trace memory, S stored
 * code of a field, O accumulator overflow, E registers of the event, X exact instructions.
 *
 * @returns Undefined where the host forbids generated code.
 */
export function linkSection<T>(
  context: ExecutionContext,
  program: SectionProgram,
  text: string,
  event: Float64Array,
): T | undefined {
  const { state, counters, stream } = context;
  const compiled = compileFunctionText(names, text);
  if (compiled === undefined) return undefined;
  const steps = program.instructions.map((_, at) => new AluStep(context, program, at));
  const linked: unknown = compiled(
    state.constants,
    state.lut.data,
    counters.saturations,
    counters,
    context.clock,
    stream.word,
    (at: number, code: number, previous: number) => steps[at]?.isDead(code, previous) ?? false,
    state.broadcast,
    state.state.data,
    state.accumulator.data,
    state.trace.data,
    (bits: number, signed: boolean, value: number) => storedCode(context, value, bits, signed),
    (sum: number) => accumulatorCode(context, BigInt(sum)),
    event,
    steps.map(
      (step) =>
        (a: number, b: number, tick: number, element: number): number =>
          step.evaluate(a, b, tick, element),
    ),
  );
  return linked as T;
}

/** Declarations before the function: exact instructions by name. */
export function slowNames(text: SectionText): readonly string[] {
  return text.slow.map((at) => `const x${at} = X[${at}];`);
}

/**
 * Declarations inside: registers and predicates that are not loaded start as 0 and false.
 *
 * @param loaded - Registers that the text before has declared.
 */
export function declarations(text: SectionText, loaded: ReadonlySet<number>): readonly string[] {
  return [
    ...[...text.registers]
      .filter((register) => !loaded.has(register))
      .map((register) => `let r${register} = 0;`),
    ...[...text.predicates]
      .filter((number) => number > 0)
      .map((number) => `let p${number} = false;`),
  ];
}

/** Statement that brings a register into the range of its field before it is stored. */
export function storeCheck(name: string, bits: number, signed: boolean): string {
  const low = signed ? -(2 ** (bits - 1)) : 0;
  const high = 2 ** (signed ? bits - 1 : bits) - 1;
  return `if (${name} > ${high} || ${name} < ${low}) ${name} = S(${bits}, ${signed}, ${name});`;
}
