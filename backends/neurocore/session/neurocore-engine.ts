import type { NodeCounters, RangeReport } from '../../../core/backend.js';
import { FrameworkError } from '../../../core/diagnostics/index.js';
import type { ArrayId, KernelFunction, ProjectionPlan } from '../../../core/ir/index.js';
import type { Device, Engine, SpikeList, Storage } from '../../../core/runtime/index.js';
import type { FixedProgram } from '../../fixed-point/index.js';
import type { ChipDevice } from './chip-device.js';

/**
 * A chip under a step plan. What the host does between steps (initial values, `set`, normalisation,
 * read-outs) is done by the integer engine on copies of the chip's arrays, as its meaning is
 * defined there; the steps themselves are the chip's.
 */
export class NeurocoreEngine implements Engine {
  readonly name = 'emulator';
  readonly storage: Storage;
  readonly spikeLists: ReadonlyMap<string, SpikeList>;
  readonly device: Device;
  readonly #host: Engine;
  readonly #reads: ReadonlyMap<string, readonly ArrayId[]>;
  readonly #writes: ReadonlyMap<string, readonly ArrayId[]>;
  #chip: ChipDevice | undefined;
  /** Arrays whose values are part of the image, but in no memory that the host could write. */
  #compiled: ReadonlySet<ArrayId> = new Set();

  /** @param host - Integer engine whose storage the copies are. */
  constructor(program: FixedProgram, host: Engine) {
    this.#host = host;
    this.storage = host.storage;
    this.spikeLists = host.spikeLists;
    const touched = (ops: readonly string[]): ReadonlyMap<string, readonly ArrayId[]> =>
      new Map(
        program.hostKernels.map((kernel) => [
          kernel.id,
          [
            ...new Set(
              kernel.body.flatMap((node) =>
                'array' in node && ops.includes(node.op) ? [node.array] : [],
              ),
            ),
          ],
        ]),
      );
    this.#writes = touched(['store', 'accumulate']);
    // A write of some elements leaves the others as they are: they must be current as well.
    this.#reads = touched(['load', 'load_aged', 'store', 'accumulate']);
    this.device = {
      refresh: (array) => this.#chip?.refresh(array),
      changed: (array) => this.#changed(array),
      step: (tick, inputs) => this.#placed().step(tick, inputs),
      counts: () => this.#chip?.counts() ?? {},
      report: () => this.#placed().report(),
      save: () => this.#placed().save(),
      load: (state) => this.#placed().load(state),
    };
  }

  /** Hands over the chip, once the initial values are known and placed. */
  attach(chip: ChipDevice, compiled: ReadonlySet<ArrayId>): void {
    this.#chip = chip;
    this.#compiled = compiled;
  }

  readonly bind = (kernel: string): KernelFunction => {
    const bound = this.#host.bind?.(kernel);
    if (bound === undefined) throw new Error(`the host has no kernel ${kernel}`);
    return bound;
  };

  run(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    this.#host.run(kernel, tick, indices, from, to);
  }

  runHost(
    kernel: string,
    tick: number,
    indices: Int32Array | undefined,
    from: number,
    to: number,
  ): void {
    for (const array of this.#reads.get(kernel) ?? []) this.device.refresh(array);
    this.#host.runHost(kernel, tick, indices, from, to);
    for (const array of this.#writes.get(kernel) ?? []) this.device.changed(array);
  }

  toReal(array: ArrayId, stored: number): number {
    return this.#host.toReal(array, stored);
  }

  fromReal(array: ArrayId, value: number): number {
    return this.#host.fromReal(array, value);
  }

  normalize(
    projection: ProjectionPlan,
    array: ArrayId,
    per: 'target' | 'source',
    total: number,
  ): number {
    this.device.refresh(array);
    const zeros = this.#host.normalize(projection, array, per, total);
    this.device.changed(array);
    return zeros;
  }

  counters(): readonly NodeCounters[] {
    return [];
  }

  ranges(): RangeReport {
    throw new Error('a chip does not profile ranges');
  }

  /** @throws FrameworkError CHIP_FIXED_VALUE, CHIP_DELAY_IN_FLIGHT */
  #changed(array: ArrayId): void {
    if (this.#compiled.has(array)) throw fixedValue(array);
    this.#chip?.changed(array);
  }

  #placed(): ChipDevice {
    if (this.#chip === undefined) throw new Error('the network is not on the chip yet');
    return this.#chip;
  }
}

function fixedValue(array: ArrayId): FrameworkError {
  const [name = array, helper] = array.split('#');
  const delay = helper === 'ticks';
  return new FrameworkError([
    {
      code: delay ? 'CHIP_DELAY_IN_FLIGHT' : 'CHIP_FIXED_VALUE',
      severity: 'error',
      message: delay
        ? `delays of ${name} cannot change once the network is on the chip`
        : `${name} is part of the chip's program and cannot be written`,
      help: delay
        ? 'give the delays in the network file'
        : 'let the timeline set it, so that it gets memory, or change the network file',
    },
  ]);
}
