/** Networks as data: how they are written, and what they mean once analysed. Types alone. */
export type {
  ConnectMap,
  ConstantSpec,
  Constants,
  FileReference,
  ImageSetDocument,
  ImagesDocument,
  IndicesDocument,
  InputDocument,
  NetworkDocument,
  PathwayDocument,
  PathwaysDocument,
  PoissonDocument,
  PoissonInputDocument,
  PopulationDocument,
  PresentDocument,
  ProbeDocument,
  ProjectionDocument,
  QuantityText,
  RegularDocument,
  RetryDocument,
  SetDocument,
  SinkDocument,
  SpikesInputDocument,
  StepDocument,
  TableDocument,
  TaskDocument,
  TextBlock,
  TimedArrayDocument,
  ValueSpec,
} from './document.js';
export type { InputModel, ItemSetModel, RetryModel } from './input-model.js';
export type {
  ConnectModel,
  EventModel,
  Method,
  Model,
  PathwayModel,
  PopulationModel,
  ProjectionModel,
  RefractoryModel,
  RegularModel,
  ResolvedConstant,
  TimedArrayModel,
  VariableModel,
} from './model.js';
export type {
  DocumentSource,
  Network,
} from './network.js';
export type { BuiltinName, Resolution, Scope } from './scope.js';
export type {
  ProbeModel,
  SelectionModel,
  SinkModel,
  SlotName,
  StepModel,
} from './timeline-model.js';
export type { AssignmentModel, SliceModel, ValueModel } from './value-model.js';
