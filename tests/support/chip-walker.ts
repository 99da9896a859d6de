import type {
  BitMemory,
  ChipImage,
  CoreImage,
  PathwayDescriptor,
  PopulationDescriptor,
} from '../../backends/neurocore/image/index.js';

/** A synapse as hardware finds it. Neuron numbers are those of whole objects. */
export interface WalkedSynapse {
  readonly projection: number;
  readonly targetObject: number;
  readonly target: number;
  readonly delay: number;
  /** Register 8, or the constant. */
  readonly weight: number;
  readonly auxiliary: readonly number[];
  readonly plastic: number | undefined;
  readonly core: number;
  /** Word of the synapse memory; undefined without one. */
  readonly word: number | undefined;
}

/** A packet on its way: what a source's spike turns into. */
export interface Packet {
  readonly x: number;
  readonly y: number;
  readonly kind: 'bit' | 'count';
  readonly inlet: number;
}

/** Bits low .. low + bits - 1 of a word, one after the other. */
function bitsOf(
  memory: BitMemory,
  word: number,
  low: number,
  bits: number,
  signed = false,
): number {
  let value = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    const at = low + bit;
    const piece = memory.data[word * memory.pieces + Math.floor(at / 32)] ?? Number.NaN;
    if (Math.floor(piece / 2 ** (at % 32)) % 2 === 1)
      value += signed && bit === bits - 1 ? -(2 ** bit) : 2 ** bit;
  }
  return value;
}

/** Packets that a spike of a neuron of a population sends to cores. */
export function packetsOf(image: ChipImage, objectId: number, neuron: number): readonly Packet[] {
  return image.cores.flatMap(({ populations, routes }) =>
    populations.flatMap((population) => {
      const { first, last, globalBase } = population;
      const local = first + neuron - globalBase;
      if (population.objectId !== objectId || local < first || local > last) return [];
      return routes
        .slice(population.firstRoute, population.firstRoute + population.routes)
        .flatMap(({ low, high, x, y, kind, inlet }): readonly Packet[] => {
          if (kind === 'host' || local < low || local > high) return [];
          return [{ x, y, kind, inlet: kind === 'bit' ? inlet + local - low : inlet }];
        });
    }),
  );
}

/**
 * What packets do on their cores, in the order in which hardware does it: pathways in table order,
 * delays from the longest to the shortest, lanes ascending.
 */
export function walkPackets(
  image: ChipImage,
  packets: readonly Packet[],
): readonly WalkedSynapse[] {
  const [columns] = image.geometry.mesh;
  return packets.flatMap((packet) => {
    const number = packet.y * columns + packet.x;
    const core = image.cores[number] as CoreImage;
    return core.pathways.flatMap((pathway) => {
      const counted = pathway.kind === 'count';
      const heard = packet.inlet >= pathway.inlet && packet.inlet < pathway.inlet + pathway.inlets;
      if (!heard || counted !== (packet.kind === 'count')) return [];
      return walkInlet(core, number, pathway, packet.inlet - pathway.inlet);
    });
  });
}

function walkInlet(
  core: CoreImage,
  number: number,
  pathway: PathwayDescriptor,
  inlet: number,
): readonly WalkedSynapse[] {
  const found: WalkedSynapse[] = [];
  for (let delay = pathway.delayHigh; delay >= pathway.delayLow; delay -= 1) {
    const { kind, targets, constant = Number.NaN, diagonal } = pathway;
    const add = (target: number): void => {
      found.push(constantSynapse(core, number, pathway, target, delay, constant));
    };
    if (kind === 'one') add(inlet + (diagonal ?? Number.NaN));
    if (kind === 'count') for (let target = 0; target < targets; target += 1) add(target);
    if (kind === 'fill')
      for (let target = 0; target < targets; target += 1)
        if (diagonal === undefined || target !== inlet + diagonal) add(target);
    if (kind === 'dense' || kind === 'sparse')
      for (const { word, lane, target } of lanesOf(core, pathway, inlet))
        found.push(...laneSynapse(core, number, pathway, word, lane, target, delay));
  }
  return found;
}

function targetOf(core: CoreImage, pathway: PathwayDescriptor, target: number): [number, number] {
  const population = core.populations[pathway.population] as PopulationDescriptor;
  const local = pathway.firstTarget + target;
  if (target < 0 || target >= pathway.targets || local > population.last)
    throw new Error(`target ${target} of ${pathway.targets}`);
  return [population.objectId, population.globalBase + local - population.first];
}

function constantSynapse(
  core: CoreImage,
  number: number,
  pathway: PathwayDescriptor,
  target: number,
  delay: number,
  weight: number,
): WalkedSynapse {
  const [targetObject, neuron] = targetOf(core, pathway, target);
  return {
    projection: pathway.objectId,
    targetObject,
    target: neuron,
    delay,
    weight,
    auxiliary: [],
    plastic: undefined,
    core: number,
    word: undefined,
  };
}

/** Lanes of an inlet's row. */
function lanesOf(
  { memories }: CoreImage,
  { kind, lane, wordBase = 0, wordsPerRow = 0, targets, rowDirectory = 0 }: PathwayDescriptor,
  inlet: number,
): readonly { readonly word: number; readonly lane: number; readonly target?: number }[] {
  const perWord = lane?.lanesPerWord ?? 1;
  const entry = rowDirectory + inlet;
  const first =
    wordBase + (kind === 'dense' ? inlet * wordsPerRow : bitsOf(memories.index, entry, 0, 18));
  const lanes = kind === 'dense' ? targets : bitsOf(memories.index, entry, 18, 14);
  return Array.from({ length: lanes }, (_, at) => ({
    word: first + Math.floor(at / perWord),
    lane: at % perWord,
    ...(kind === 'dense' && { target: at }),
  }));
}

function laneSynapse(
  core: CoreImage,
  number: number,
  pathway: PathwayDescriptor,
  word: number,
  lane: number,
  column: number | undefined,
  delay: number,
): readonly WalkedSynapse[] {
  const layout = pathway.lane;
  if (layout === undefined) throw new Error('no lanes');
  const { synapse } = core.memories;
  const low = lane * layout.laneBits;
  const value = (field: typeof layout.weight): number | undefined =>
    field && bitsOf(synapse, word, low + field.low, field.bits, field.signed);
  if (layout.present !== undefined && value(layout.present) === 0) return [];
  if (delay - pathway.delayLow !== (value(layout.delay) ?? 0)) return [];
  const target = column ?? value(layout.target) ?? Number.NaN;
  const [targetObject, neuron] = targetOf(core, pathway, target);
  return [
    {
      projection: pathway.objectId,
      targetObject,
      target: neuron,
      delay,
      weight: value(layout.weight) ?? Number.NaN,
      auxiliary: layout.auxiliary.map((field) => value(field) ?? Number.NaN),
      plastic: value(layout.plastic),
      core: number,
      word,
    },
  ];
}

/** A synapse of a column, as on_post finds it: its inlet within the pathway, and its lane's weight. */
export interface ColumnSynapse {
  readonly source: number;
  readonly weight: number;
}

/** Synapses that a spike of a target runs on_post of, in the order of hardware. Source within the projection. */
export function walkColumn(
  core: CoreImage,
  pathway: PathwayDescriptor,
  target: number,
): readonly ColumnSynapse[] {
  const { lane, wordBase = 0, wordsPerRow = 0, sourceBase, inlets } = pathway;
  if (lane?.weight === undefined) throw new Error('no weights');
  const { index, synapse } = core.memories;
  const { low, bits, signed } = lane.weight;
  const { present } = lane;
  const read = (word: number, place: number, inlet: number): readonly ColumnSynapse[] => {
    const base = place * lane.laneBits;
    if (present !== undefined && bitsOf(synapse, word, base + present.low, 1) === 0) return [];
    return [
      { source: sourceBase + inlet, weight: bitsOf(synapse, word, base + low, bits, signed) },
    ];
  };
  if (pathway.kind === 'dense')
    return Array.from({ length: inlets }, (_, inlet) =>
      read(
        wordBase + inlet * wordsPerRow + Math.floor(target / lane.lanesPerWord),
        target % lane.lanesPerWord,
        inlet,
      ),
    ).flat();
  const directory = (pathway.columnDirectory ?? Number.NaN) + target;
  const first = (pathway.columnEntries ?? Number.NaN) + bitsOf(index, directory, 0, 18);
  return Array.from({ length: bitsOf(index, directory, 18, 14) }, (_, at) =>
    read(
      wordBase + bitsOf(index, first + at, 0, 16),
      bitsOf(index, first + at, 16, 5),
      bitsOf(index, first + at, 21, 11),
    ),
  ).flat();
}
