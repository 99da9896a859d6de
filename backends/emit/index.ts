/** Kernels to runnable code: JavaScript text now. Only `emit-js` may call `Function`. */
export {
  compileKernel,
  emitKernel,
} from './emit-js.js';
export { emitKernelText } from './emit-kernel-text.js';
