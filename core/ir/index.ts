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
export type {
  ArrayShape,
  ArrayStorage,
  DrawFunction,
  KernelEnvironment,
  KernelFunction,
  KernelShapes,
  SpikeAppend,
  SynapseEnds,
  TableShape,
  TableStorage,
  ValueRange,
} from './environment.js';
export { binaryFunctions, comparisons, unaryFunctions } from './functions.js';
export type { HostStep, HostWrite, Selection } from './host-program.js';
export { interpretKernel } from './interpret-kernel.js';
export { KernelBuilder } from './kernel-builder.js';
export {
  isBinaryOperation,
  isCompareOperation,
  isEffect,
  isUnaryOperation,
  mapOperands,
  type Operation,
  operandsOf,
  unreachable,
  type ValueType,
  valueTypes,
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
  Slot,
  StepPlan,
  TracePlan,
} from './plan.js';
export { kernelProblems, verifyKernel } from './verify-kernel.js';
export { planShapes, programProblems, slotOrder, verifyProgram } from './verify-program.js';
