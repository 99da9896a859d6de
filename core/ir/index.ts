/** The scalar SSA form that every engine shares: kernels, the plan of a step, the host program. */
export {
  clip,
  exprel,
  floorDivide,
  floorModulo,
  power,
  sign,
  timedArrayRow,
  timestep,
  truncate,
} from './composites.js';

export { delayTicks } from './delay-ticks.js';

export type {
  ArrayShape,
  ArrayStorage,
  DrawFunction,
  DropCounter,
  KernelEnvironment,
  KernelFunction,
  KernelShapes,
  SpikeAppend,
  SynapseEnds,
  TableStorage,
  ValueRange,
} from './environment.js';
export { clockSeconds, eventKernels, eventListName, eventLists } from './event-lists.js';
export { binaryFunctions, comparisons, unaryFunctions } from './functions.js';
export { countsDrops, refractoryArrays } from './guarded-writes.js';
export type { HostStep, HostWrite, Selection } from './host-program.js';
export { interpretKernel } from './interpret-kernel.js';
export { KernelBuilder } from './kernel-builder.js';
export {
  isBinaryOperation,
  isCompareOperation,
  isEffect,
  isUnaryOperation,
  mapOperands,
  operandsOf,
  unreachable,
} from './node-shape.js';
export type {
  ArrayId,
  BinaryOperation,
  CompareOperation,
  ElementIndex,
  KernelDomain,
  ScalarKernel,
  ScalarNode,
  UnaryOperation,
  ValueId,
} from './nodes.js';
export { parseKernel } from './parse-kernel.js';
export {
  eliminateCommonSubexpressions,
  eliminateDeadCode,
  flushTiny,
  foldConstants,
  simplifyKernel,
  tiny,
} from './passes/index.js';
export type {
  Action,
  ArrayDeclaration,
  ArrayRole,
  Initialiser,
  InputPlan,
  ItemSetPlan,
  ObjectPlan,
  PathwayPlan,
  PopulationPlan,
  ProbePlan,
  Program,
  ProgramTable,
  ProjectionPlan,
  RetryPlan,
  Slot,
  StepPlan,
  TracePlan,
} from './plan.js';
export { printHostProgram } from './print-host-program.js';
export { printKernel } from './print-kernel.js';
export { printPlan, printProgram } from './print-program.js';
export { verifyKernel } from './verify-kernel.js';
export { slotOrder, verifyProgram } from './verify-program.js';
