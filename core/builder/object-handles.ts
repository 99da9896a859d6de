import type { IndicesDocument, ValueSpec } from '../network/index.js';
import {
  assignments,
  createSelection,
  refuseAssignment,
  type Selection,
  type SelectionOwner,
  selectedIndices,
} from './selection.js';

/** A part of a population or input; its text is what the file would say. */
export interface ObjectSlice {
  readonly name: string;
  /** `exc[0:50]`. */
  readonly text: string;
}

/** A declared input. */
export interface InputHandle extends ObjectSlice {
  /** Elements first..end-1. */
  slice(first: number, end: number): ObjectSlice;
}

/** A declared population. Its methods append steps to the timeline. */
export interface PopulationHandle extends InputHandle {
  /** Appends a step that assigns to all neurons. @throws FrameworkError `NO_SUCH_VARIABLE` */
  set(values: Readonly<Record<string, ValueSpec>>): void;
  /** Neurons for which a condition holds when the step is carried out. */
  where(condition: string): Selection;
  /** Neurons by number, or a range like `0:10`. */
  at(indices: IndicesDocument): Selection;
}

/** A declared projection. Its methods append steps to the timeline. */
export interface ProjectionHandle {
  readonly name: string;
  /** Appends a step that assigns to all synapses. @throws FrameworkError `NO_SUCH_VARIABLE` */
  set(values: Readonly<Record<string, ValueSpec>>): void;
  /** Synapses for which a condition holds when the step is carried out. */
  where(condition: string): Selection;
  /** Synapses by number, or a range like `0:10`. */
  at(indices: IndicesDocument): Selection;
  /** Synapses of pairs [i, j]. */
  between(pairs: readonly (readonly [number, number])[]): Selection;
  /** Appends a step that freezes learned weights, all or where a condition holds. */
  freeze(selected?: { readonly where?: string }): void;
  unfreeze(selected?: { readonly where?: string }): void;
}

/** The network that each handle and slice was declared on. */
const networks = new WeakMap<ObjectSlice, object>();

/** True unless a handle comes from another network. What is no handle (plain data) belongs anywhere. */
export function belongsTo(slice: ObjectSlice, network: object): boolean {
  const owner = networks.get(slice);
  return owner === undefined || owner === network;
}

export function createInput(name: string, network: object): InputHandle {
  const handle = Object.freeze({
    name,
    text: name,
    slice: (first: number, end: number) => createSlice(name, first, end, network),
  });
  networks.set(handle, network);
  return handle;
}

export function createPopulation(owner: SelectionOwner, network: object): PopulationHandle {
  const { name } = owner;
  const handle = refuseAssignment<PopulationHandle>(owner, {
    name,
    text: name,
    slice: (first, end) => createSlice(name, first, end, network),
    set: (values) => owner.addStep({ set: assignments(owner, values) }),
    where: (condition) => createSelection(owner, { where: condition }),
    at: (indices) => createSelection(owner, selectedIndices(indices)),
  });
  networks.set(handle, network);
  return handle;
}

export function createProjection(owner: SelectionOwner): ProjectionHandle {
  const { name } = owner;
  return refuseAssignment<ProjectionHandle>(owner, {
    name,
    set: (values) => owner.addStep({ set: assignments(owner, values) }),
    where: (condition) => createSelection(owner, { where: condition }),
    at: (indices) => createSelection(owner, selectedIndices(indices)),
    between: (pairs) => createSelection(owner, { pairs }),
    freeze: (selected = {}) => owner.addStep({ freeze: name, ...selected }),
    unfreeze: (selected = {}) => owner.addStep({ unfreeze: name, ...selected }),
  });
}

function createSlice(name: string, first: number, end: number, network: object): ObjectSlice {
  const slice = Object.freeze({ name, text: `${name}[${first}:${end}]` });
  networks.set(slice, network);
  return slice;
}
