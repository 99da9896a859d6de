import type { PathwayDescriptor, PathwaySide, PopulationDescriptor } from '../../image/index.js';
import type { ExecutionContext } from './execution-context.js';
import { type LaneProgram, laneProgram } from './lane-program.js';
import { type NeuronProgram, neuronProgram } from './neuron-program.js';
import { type PrologueProgram, prologueProgram } from './prologue-program.js';
import { decodeSection, type SectionProgram } from './section-program.js';

/** The sections of a population, ready to call. */
export interface PopulationPrograms {
  readonly descriptor: PopulationDescriptor;
  readonly soma: NeuronProgram;
  readonly reset: NeuronProgram | undefined;
  readonly regular: NeuronProgram | undefined;
  /** The begin of the soma section, for the host command FLUSH. */
  readonly fold: NeuronProgram;
  /** Pieces of a neuron's state and of its accumulators, and where those of neuron `first` begin. */
  readonly stateAt: number;
  readonly statePieces: number;
  readonly accumulatorAt: number;
  readonly accumulatorPieces: number;
  /** Cycles of a load (words and latency) and of a store. */
  readonly loadCycles: number;
  readonly storeCycles: number;
}

/** One side of a pathway, ready to call. */
export interface SidePrograms {
  readonly prologue: PrologueProgram | undefined;
  /** Cycles of state PRO or RPRO; 0 without prologue. */
  readonly prologueCycles: number;
  readonly lanes: LaneProgram;
  /** Cycles that EXE takes per executed lane. */
  readonly laneCycles: number;
  readonly writes: boolean;
  /** R0 .. R7 as the prologue left them. */
  readonly event: Float64Array;
}

export interface PathwayPrograms {
  readonly descriptor: PathwayDescriptor;
  readonly pre: SidePrograms | undefined;
  readonly post: SidePrograms | undefined;
}

/** All programs of a core: the only code that both emulators share for a step. */
export interface CorePrograms {
  readonly populations: readonly PopulationPrograms[];
  readonly pathways: readonly PathwayPrograms[];
}

/** @throws Error where descriptors do not fit together. */
export function createCorePrograms(context: ExecutionContext): CorePrograms {
  const { populations, pathways } = context.coreImage;
  return {
    populations: populations.map((_, place) => populationPrograms(context, place)),
    pathways: pathways.map((descriptor) => ({
      descriptor,
      pre: descriptor.pre && sidePrograms(context, descriptor, descriptor.pre, 'pre'),
      post: descriptor.post && sidePrograms(context, descriptor, descriptor.post, 'post'),
    })),
  };
}

function populationPrograms(context: ExecutionContext, place: number): PopulationPrograms {
  const { coreImage, image, state } = context;
  const descriptor = coreImage.populations[place] as PopulationDescriptor;
  const { objectId, foldLength, stateWords, receptors } = descriptor;
  const decode = (section: PopulationDescriptor['soma'], role: 'soma' | 'reset'): SectionProgram =>
    decodeSection(coreImage, section, { role, objectId });
  const fold = decode({ ...descriptor.soma, length: foldLength, cycles: 0 }, 'reset');
  const { reset, regular } = descriptor;
  return {
    descriptor,
    soma: neuronProgram(context, place, decode(descriptor.soma, 'soma'), 'clear'),
    reset: reset && neuronProgram(context, place, decode(reset, 'reset'), 'cancel'),
    regular: regular && neuronProgram(context, place, decode(regular.section, 'reset'), 'cancel'),
    fold: neuronProgram(context, place, fold, 'cancel'),
    stateAt: descriptor.stateBase * state.state.pieces,
    statePieces: stateWords * state.state.pieces,
    accumulatorAt: descriptor.accumulatorBase * state.accumulator.pieces,
    accumulatorPieces: receptors * state.accumulator.pieces,
    loadCycles: Math.max(stateWords, receptors) + image.geometry.memories.state.readCycles,
    storeCycles: Math.max(1, stateWords, receptors),
  };
}

function sidePrograms(
  context: ExecutionContext,
  pathway: PathwayDescriptor,
  side: PathwaySide,
  name: 'pre' | 'post',
): SidePrograms {
  const { coreImage, image } = context;
  const { lane: layout, preTraces, postTraces } = pathway;
  if (layout === undefined) throw new Error(`pathway of kind ${pathway.kind} with a body`);
  const population = coreImage.populations[pathway.population];
  const readCycles = image.geometry.memories.trace.readCycles;
  const event = new Float64Array(8);
  const own = name === 'pre' ? preTraces : postTraces;
  const program = decodeSection(coreImage, side.body, {
    role: 'body',
    objectId: pathway.objectId,
    update: side.update,
    receptors: population?.receptors ?? 0,
    fields: Math.min(8, population?.fields.length ?? 0),
  });
  const plain = isPlain(program);
  let prologue: PrologueProgram | undefined;
  if (side.prologue !== undefined && own !== undefined) {
    const role = 'prologue';
    const advance = decodeSection(coreImage, side.prologue, { role, objectId: own.objectId });
    prologue = prologueProgram(context, own, advance, event);
  }
  const writes = side.writes;
  const traces = name === 'pre' ? postTraces : preTraces;
  return {
    prologue,
    prologueCycles:
      prologue === undefined || side.prologue === undefined
        ? 0
        : side.prologue.cycles + 1 + readCycles,
    lanes: laneProgram(
      context,
      { pathway, layout, program, plain, writes, traces, side: name },
      event,
    ),
    laneCycles: plain ? 1 : side.body.cycles + 1 + readCycles,
    writes,
    event,
  };
}

/** A body of a single ACC of the weight: it streams, one lane per cycle. */
function isPlain({ instructions }: SectionProgram): boolean {
  const [only, ...others] = instructions;
  return others.length === 0 && only?.op === 'ACC' && only.a === 8 && only.predicate === 0;
}
