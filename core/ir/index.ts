/** The scalar SSA form that every engine shares: kernels, the plan of a step, the host program. */
export type { HostStep, HostWrite, Selection } from './host-program.js';
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
