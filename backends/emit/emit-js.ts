import {
  binaryFunctions,
  interpretKernel,
  isUnaryOperation,
  type KernelEnvironment,
  type KernelFunction,
  type ScalarKernel,
  unaryFunctions,
} from '../../core/ir/index.js';
import { type CalledOperation, emitKernelText } from './emit-kernel-text.js';

/** How a kernel runs. */
export interface CompiledKernel {
  readonly run: KernelFunction;
  readonly engine: 'js' | 'interpreter';
}
export interface CompileKernelOptions {
  /** Use the interpreter although generated code would be allowed. */
  readonly interpreted?: boolean | undefined;
}

/**
 * Binds a verified kernel to its environment: generated JavaScript where the host allows it, else
 * the interpreter. Both compute the same bits.
 *
 * @throws Error when the environment lacks what the kernel names.
 */
export function compileKernel(
  kernel: ScalarKernel,
  environment: KernelEnvironment,
  options: CompileKernelOptions = {},
): CompiledKernel {
  if (options.interpreted === true || !generatedCodeAllowed()) {
    return { run: interpretKernel(kernel, environment), engine: 'interpreter' };
  }
  return { run: emitKernel(kernel, environment), engine: 'js' };
}

/**
 * A kernel as generated JavaScript.
 *
 * @throws EvalError where the host forbids generated code; Error as `compileKernel`.
 */
export function emitKernel(kernel: ScalarKernel, environment: KernelEnvironment): KernelFunction {
  const watched = new Set(environment.ranges?.keys());
  const dropped = new Set(environment.dropped?.keys());
  const emitted = emitKernelText(kernel, environment, { watched, dropped });
  const name = JSON.stringify(kernel.id);
  if (kernel.domain.kind === 'synapses' && environment.projection === undefined) {
    throw new Error(`kernel ${name} needs a projection`);
  }
  if (environment.spikes === undefined && kernel.body.some((node) => node.op === 'spike')) {
    throw new Error(`kernel ${name} needs a spike list`);
  }
  const link = {
    arrays: emitted.arrays.map((id) => environment.arrays.get(id)?.data),
    tables: emitted.tables.map((id) => environment.tables.get(id)?.data),
    functions: emitted.functions.map(calledFunction),
    ranges: emitted.watched.map((id) => environment.ranges?.get(id)),
    dropped: emitted.dropped.map((id) => environment.dropped?.get(id)),
    projection: environment.projection,
    draw: environment.draw,
    spikes: environment.spikes,
  };
  // The text holds generated names and numbers only, see emitKernelText.
  const linked: KernelFunction = new Function('link', emitted.text)(link);
  return linked;
}

/**
 * Text made by this program, never by a user, as a function of the named parameters; undefined
 * where the host forbids generated code: callers then run what the text was made from.
 */
export function compileFunctionText(
  parameters: readonly string[],
  body: string,
): ((...values: readonly unknown[]) => unknown) | undefined {
  if (!generatedCodeAllowed()) return undefined;
  const compiled: (...values: readonly unknown[]) => unknown = new Function(
    ...parameters,
    body,
  ) as never;
  return compiled;
}

function calledFunction(op: CalledOperation): (...operands: [number, number]) => number {
  return isUnaryOperation(op) ? unaryFunctions[op] : binaryFunctions[op];
}

/** A fact about the host, which does not change: kept, because each try shows up in a page's report of violations. */
let allowed: boolean | undefined;

/** Whether the host runs generated code; pages with a strict content security policy do not. */
function generatedCodeAllowed(): boolean {
  allowed ??= tryGeneratedCode();
  return allowed;
}
function tryGeneratedCode(): boolean {
  try {
    return new Function('return 1')() === 1;
  } catch {
    return false;
  }
}
