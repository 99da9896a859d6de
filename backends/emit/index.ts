/** Kernels to runnable code: JavaScript text now. Only `emit-js` may call `Function`. */
export {
  type CompiledKernel,
  type CompileKernelOptions,
  compileKernel,
  emitKernel,
  generatedCodeAllowed,
} from './emit-js.js';
export {
  type CalledOperation,
  type EmitOptions,
  emitKernelText,
  type KernelText,
} from './emit-kernel-text.js';
