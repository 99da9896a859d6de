import { FrameworkError } from '../diagnostics/index.js';
import type { ArrayDeclaration, ArrayId, ProjectionPlan, StepPlan } from '../ir/index.js';
import type { GrowingColumn } from '../recording/index.js';
import type { Engine } from './engine.js';

/** Named values in an engine's storage, in SI. The newest slot of a ring at step k is k mod slots. */
export class Variables {
  readonly #plan: StepPlan;
  readonly #engine: Engine;
  readonly #declarations: ReadonlyMap<ArrayId, ArrayDeclaration>;
  readonly #visible: ReadonlyMap<string, ArrayDeclaration>;
  /** Kernels that bring a visible array up to date before it is read. */
  readonly #readouts: Map<ArrayId, string> = new Map();
  readonly #current: Map<ArrayId, { readonly kernel: string; readonly staging: ArrayId }> =
    new Map();
  /** Synaptic variables that every step brings up to date. */
  readonly #clockDriven: Set<ArrayId> = new Set();

  constructor(plan: StepPlan, engine: Engine) {
    this.#plan = plan;
    this.#engine = engine;
    this.#declarations = new Map(plan.arrays.map((array) => [array.id, array]));
    this.#visible = new Map(
      plan.arrays
        .filter((array) => array.visible)
        .map((array) => [`${array.object}.${array.variable}`, array]),
    );
    for (const object of plan.objects) {
      if (object.kind === 'input') continue;
      for (const { array, kernel } of object.readouts ?? []) this.#readouts.set(array, kernel);
      if (object.kind === 'population') continue;
      for (const array of object.watched ?? []) this.#clockDriven.add(array);
      for (const { array, kernel, staging } of object.current ?? [])
        this.#current.set(array, { kernel, staging });
    }
  }

  declaration(id: ArrayId): ArrayDeclaration {
    const found = this.#declarations.get(id);
    if (found === undefined) throw new Error(`the plan has no array ${id}`);
    return found;
  }

  /** Storage of one slot: the values that kernels of step `tick` load. */
  slot(id: ArrayId, tick: number): Float64Array {
    const { count, slots } = this.declaration(id);
    const data = this.#data(id);
    const first = (tick % slots) * count;
    return slots === 1 ? data : data.subarray(first, first + count);
  }

  /** @throws FrameworkError NO_SUCH_VARIABLE */
  find(ref: string): ArrayDeclaration {
    const found = this.#visible.get(ref);
    if (found !== undefined) return found;
    const object = ref.split('.')[0] ?? '';
    const others = [...this.#visible.keys()].filter((name) => name.startsWith(`${object}.`));
    const known = this.#plan.objects.some((plan) => plan.name === object);
    throw new FrameworkError([
      {
        code: 'NO_SUCH_VARIABLE',
        severity: 'error',
        message: known ? `${object} has no variable of the name ${ref}` : `there is no ${object}`,
        found: ref,
        help: known
          ? `its variables: ${others.join(', ') || 'none'}`
          : `the objects: ${this.#plan.objects.map((plan) => plan.name).join(', ')}`,
      },
    ]);
  }

  /** Event-driven variables kept on neurons, which nobody can write per synapse. */
  isReadout(id: ArrayId): boolean {
    return this.#readouts.has(id);
  }

  /** All values of an array: in SI, or the stored codes. */
  read(id: ArrayId, tick: number, raw: boolean = false): Float64Array {
    const { count } = this.declaration(id);
    this.#refresh(id, tick, undefined, count);
    const stored = this.slot(id, tick).slice();
    return raw ? stored : this.#toReal(id, stored);
  }

  /**
   * Values advanced to the present moment, where the stored ones are those of the last event.
   * @throws FrameworkError UNSUPPORTED_FEATURE for an event-driven variable that the engine cannot advance
   */
  readNow(id: ArrayId, tick: number): Float64Array {
    const current = this.#current.get(id);
    const { role, count, object, variable } = this.declaration(id);
    if (current !== undefined) {
      this.#engine.runHost(current.kernel, tick, undefined, 0, count);
      return this.#toReal(current.staging, this.slot(current.staging, tick).slice());
    }
    if (role === 'trace' && !this.#clockDriven.has(id))
      throw new FrameworkError([
        {
          code: 'UNSUPPORTED_FEATURE',
          severity: 'error',
          message: `${object}.${variable} can only be read as of the last event of each synapse here`,
          help: 'read it without `now`',
        },
      ]);
    return this.read(id, tick);
  }

  /** Stored value of one element, in SI. */
  valueOf(id: ArrayId, tick: number, element: number): number {
    const { count, slots } = this.declaration(id);
    const stored = this.#data(id)[(tick % slots) * count + element] as number;
    return this.#engine.toReal(id, stored);
  }

  /** Appends the values of the elements to a column, in SI. */
  sample(
    id: ArrayId,
    indices: Int32Array,
    tick: number,
    column: GrowingColumn<Float64Array>,
  ): void {
    this.#refresh(id, tick, indices, indices.length);
    const { count, slots } = this.declaration(id);
    const data = this.#data(id);
    const first = (tick % slots) * count;
    for (let at = 0; at < indices.length; at += 1) {
      // What is shared has one value, whichever element is asked for.
      const element = count === 1 ? 0 : (indices[at] as number);
      const stored = data[first + element] as number;
      column.push(this.#engine.toReal(id, stored));
    }
  }

  /** Elements that a host kernel marks in a mask, ascending. */
  marked(
    { kernel, mask }: { readonly kernel: string; readonly mask: ArrayId },
    tick: number,
  ): Int32Array {
    const { count } = this.declaration(mask);
    this.#engine.runHost(kernel, tick, undefined, 0, count);
    const marks = this.slot(mask, tick);
    let chosen = 0;
    for (let element = 0; element < count; element += 1) if (marks[element] !== 0) chosen += 1;
    const indices = new Int32Array(chosen);
    let at = 0;
    for (let element = 0; element < count; element += 1)
      if (marks[element] !== 0) indices[at++] = element;
    return indices;
  }

  /** Rounds to the array's format and stores, in every slot that a kernel of `tick` may load as newest. */
  store(id: ArrayId, tick: number, element: number, value: number): void {
    const { count, slots } = this.declaration(id);
    this.#data(id)[(tick % slots) * count + element] = this.#engine.fromReal(id, value);
    this.#engine.device?.changed(id);
  }

  #refresh(id: ArrayId, tick: number, indices: Int32Array | undefined, to: number): void {
    const kernel = this.#readouts.get(id);
    if (kernel !== undefined) this.#engine.runHost(kernel, tick, indices, 0, to);
  }

  #toReal(id: ArrayId, stored: Float64Array): Float64Array {
    for (let at = 0; at < stored.length; at += 1)
      stored[at] = this.#engine.toReal(id, stored[at] as number);
    return stored;
  }

  #data(id: ArrayId): Float64Array {
    this.#engine.device?.refresh(id);
    const data = this.#engine.storage.get(id);
    if (data === undefined) throw new Error(`the engine has no array ${id}`);
    return data;
  }
}

/** The projection of a name, which the plan must have. */
export function projectionOf(plan: StepPlan, name: string): ProjectionPlan {
  const found = plan.objects.find((object) => object.name === name);
  if (found?.kind !== 'projection') throw new Error(`the plan has no projection ${name}`);
  return found;
}
