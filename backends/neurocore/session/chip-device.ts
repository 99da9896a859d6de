import type { ChipReport } from '../../../core/backend.js';
import type { Hardware } from '../../../core/hardware.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { Device, SpikeList, Storage } from '../../../core/runtime/index.js';
import type { FixedProgram } from '../../fixed-point/index.js';
import type { ChipCode } from '../codegen/index.js';
import type { Emulator, EmulatorState, SpikeEvent } from '../emulator/index.js';
import type { BitMemory } from '../image/index.js';
import {
  type ArrayPlacement,
  type PlacedNetwork,
  type PopulationSlice,
  readArray,
  writeArray,
} from '../placement/index.js';
import { reportChip } from '../report/index.js';
import { countsByName } from './chip-counts.js';
import type { HostTraffic } from './host-traffic.js';
import { HostValues } from './host-values.js';
import { InputWords } from './input-words.js';

/** An array that lies on the chip, and its copy. */
interface Mirror {
  readonly placement: ArrayPlacement;
  readonly copy: Float64Array;
  /** Steps done when the copy was read; the copy is current if the chip has done no more. */
  readAt: number;
  /** The host changed the copy. */
  changed: boolean;
}

/** A slice of a population, and the list its spikes go to. */
interface Slice extends PopulationSlice {
  readonly list: SpikeList;
}
/** Where the last spikes of a population are kept, as step numbers. */
interface LastSpikes {
  readonly list: SpikeList;
  readonly steps: Float64Array;
}

/** What a checkpoint keeps of a chip. */
interface DeviceState {
  readonly emulator: EmulatorState;
  readonly traffic: HostTraffic;
  readonly longest: { readonly cycles: number; readonly tick: number };
}

export interface ChipParts {
  readonly hardware: Hardware;
  readonly code: ChipCode;
  readonly program: FixedProgram;
  readonly placed: PlacedNetwork;
  readonly emulator: Emulator;
  /** Copies of arrays, as the runtime sees them. */
  readonly storage: Storage;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
}

/**
 * The host beside a chip: writes spikes and values that change, lets it run one step, reads spikes
 * back, and copies arrays only when somebody looks at them.
 */
export class ChipDevice implements Device {
  readonly traffic: HostTraffic = { read: 0, written: 0, flushes: 0 };
  readonly emulator: Emulator;
  readonly #parts: ChipParts;
  readonly #mirrors: ReadonlyMap<ArrayId, Mirror>;
  readonly #changed: Set<Mirror> = new Set();
  #longest = { cycles: 0, tick: 0 };
  readonly #inputs: InputWords;
  readonly #values: HostValues;
  readonly #lists: readonly SpikeList[];
  /** By core: slices, ascending by local number. */
  readonly #slices: readonly (readonly Slice[])[];
  /** By population: stored step numbers of the last spikes, which the chip keeps as ages. */
  readonly #lastSpikes: readonly LastSpikes[];

  constructor(parts: ChipParts) {
    const { code, program, placed, emulator, storage, spikeLists } = parts;
    this.emulator = emulator;
    this.#parts = parts;
    const copyOf = (id: ArrayId): Float64Array => {
      const copy = storage.get(id);
      if (copy === undefined) throw new Error(`there is no copy of ${id}`);
      return copy;
    };
    const listOf = (population: string): SpikeList => {
      const list = spikeLists.get(population);
      if (list === undefined) throw new Error(`${population} has no spike list`);
      return list;
    };
    this.#mirrors = new Map(
      [...placed.arrays].map(([id, placement]): [ArrayId, Mirror] => [
        id,
        { placement, copy: copyOf(id), readAt: emulator.tick, changed: false },
      ]),
    );
    this.#inputs = new InputWords(placed, program);
    this.#values = new HostValues(placed, program, emulator);
    this.#lists = code.populations.map(({ name }) => listOf(name));
    this.#slices = emulator.cores.map((_, core) =>
      placed.slices
        .filter((slice) => slice.core === core)
        .map((slice) => ({ ...slice, list: listOf(slice.population) }))
        .sort((a, b) => a.first - b.first),
    );
    this.#lastSpikes = code.populations.flatMap(({ name, fields }) =>
      fields.flatMap(({ source }) =>
        source.kind === 'age' ? [{ list: listOf(name), steps: copyOf(source.array) }] : [],
      ),
    );
  }

  refresh(array: ArrayId): void {
    const mirror = this.#mirrors.get(array);
    if (mirror === undefined || mirror.readAt === this.emulator.tick || mirror.changed) return;
    this.#read(mirror);
  }

  changed(array: ArrayId): void {
    const mirror = this.#mirrors.get(array);
    if (mirror === undefined) return;
    mirror.changed = true;
    this.#changed.add(mirror);
  }

  step(tick: number, inputs: readonly { readonly name: string; readonly list: SpikeList }[]): void {
    this.#writeChanges();
    this.traffic.written += this.#values.update(tick);
    const { firstCycle, endCycle } = this.emulator.step(this.#inputs.words(inputs));
    if (endCycle - firstCycle > this.#longest.cycles)
      this.#longest = { cycles: endCycle - firstCycle, tick };
    for (let at = 0; at < this.#lists.length; at += 1) (this.#lists[at] as SpikeList).count = 0;
    const { spikes } = this.emulator;
    for (let at = 0; at < spikes.length; at += 1) {
      const { core, neuron } = spikes[at] as SpikeEvent;
      const slices = this.#slices[core] as readonly Slice[];
      let slice = 0;
      while (neuron >= (slices[slice + 1]?.first ?? Infinity)) slice += 1;
      const { list, low, first } = slices[slice] as Slice;
      list.indices[list.count++] = low + neuron - first;
    }
    for (let at = 0; at < this.#lists.length; at += 1) {
      const { indices, count } = this.#lists[at] as SpikeList;
      // Cores report by cycle; the language orders the spikes of a step by neuron.
      if (count > 1) indices.subarray(0, count).sort();
    }
    for (let at = 0; at < this.#lastSpikes.length; at += 1) {
      const { list, steps } = this.#lastSpikes[at] as LastSpikes;
      for (let spike = 0; spike < list.count; spike += 1)
        steps[list.indices[spike] as number] = tick;
    }
  }

  counts(): Readonly<Record<string, number>> {
    return countsByName(this.emulator, this.traffic);
  }

  report(): ChipReport {
    const { emulator, traffic } = this;
    const { hardware, placed, program } = this.#parts;
    const { dtSeconds } = program;
    return reportChip({ hardware, placed, emulator, traffic, dtSeconds, longest: this.#longest });
  }

  save(): DeviceState {
    this.#writeChanges();
    return { emulator: this.emulator.save(), traffic: { ...this.traffic }, longest: this.#longest };
  }

  load(state: unknown): void {
    if (!isDeviceState(state)) throw new Error('the checkpoint holds no state of a chip');
    this.emulator.load(state.emulator);
    this.#longest = state.longest;
    this.#changed.clear();
    this.#values.forget();
    for (const mirror of this.#mirrors.values()) {
      mirror.changed = false;
      this.#read(mirror);
    }
    // After the copies are made anew, which took no word from the chip of the saved run.
    Object.assign(this.traffic, state.traffic);
  }

  #read(mirror: Mirror): void {
    this.traffic.read += readArray(mirror.placement, this.#memories(mirror, true), mirror.copy);
    mirror.readAt = this.emulator.tick;
  }

  /** Pending input is folded first: what the host wrote is the state after it. */
  #writeChanges(): void {
    if (this.#changed.size === 0) return;
    const states = [...this.#changed].some(({ placement }) => placement.memory === 'state');
    if (states) {
      this.emulator.flush();
      this.traffic.flushes += 1;
    }
    for (const mirror of this.#changed) {
      this.traffic.written += writeArray(
        mirror.placement,
        this.#memories(mirror, false),
        mirror.copy,
      );
      mirror.changed = false;
      mirror.readAt = this.emulator.tick;
    }
    this.#changed.clear();
  }

  #memories({ placement }: Mirror, folded: boolean): (core: number) => BitMemory {
    const { emulator } = this;
    if (placement.memory === 'state' && folded) return (core) => emulator.foldedState(core);
    return (core) => {
      const state = emulator.cores[core];
      if (state === undefined) throw new Error(`there is no core ${core}`);
      return state[placement.memory];
    };
  }
}

function isDeviceState(state: unknown): state is DeviceState {
  return typeof state === 'object' && state !== null && 'emulator' in state && 'traffic' in state;
}
