/** Kernels to runnable code: JavaScript text now. Only `emit-js` may call `Function`. */
export {
  compileFunctionText,
  compileKernel,
  emitKernel,
} from './emit-js.js';
export { emitKernelText } from './emit-kernel-text.js';
