import type { SourceSpan } from '../diagnostics/index.js';
import type { ArrayId, ArrayStorage, Initialiser, ScalarKernel, SynapseEnds } from '../ir/index.js';
import { evaluateKernel, storageOf } from './evaluate-elements.js';
import { found, type ProgramDraft } from './program-draft.js';

/**
 * The list of start values as it grows, and the values themselves for what must be known at compile
 * time (delays that depend on variables of the neurons).
 */
export class StartState {
  readonly initial: Initialiser[] = [];
  readonly #draft: ProgramDraft;
  readonly #kernels = new Map<string, { kernel: ScalarKernel; ends?: SynapseEnds | undefined }>();
  readonly #storage = new Map<ArrayId, ArrayStorage>();
  #done = 0;

  constructor(draft: ProgramDraft) {
    this.#draft = draft;
  }

  /** Where the value that comes next was written. */
  span: SourceSpan | undefined;

  constant(array: ArrayId, value: number): void {
    this.initial.push({ kind: 'constant', array, value, ...this.#place() });
  }
  data(array: ArrayId, values: Float64Array): void {
    this.initial.push({ kind: 'data', array, values, ...this.#place() });
  }
  /** A host kernel that stores into `array` alone. */
  kernel(array: ArrayId, kernel: ScalarKernel, ends?: SynapseEnds): void {
    this.initial.push({ kind: 'kernel', array, kernel: kernel.id, ...this.#place() });
    this.#draft.hostKernels.push(kernel);
    this.#kernels.set(kernel.id, { kernel, ends });
  }

  /** Values of arrays after all start values so far. */
  storage(ids: ReadonlySet<ArrayId>): ReadonlyMap<ArrayId, ArrayStorage> {
    if (ids.size === 0) return new Map();
    for (const entry of this.initial.slice(this.#done)) this.#carryOut(entry);
    this.#done = this.initial.length;
    return new Map([...ids].map((id) => [id, this.#array(id)]));
  }

  #place(): { readonly span?: SourceSpan } {
    return this.span === undefined ? {} : { span: this.span };
  }

  #carryOut(entry: Initialiser): void {
    const { data, count } = this.#array(entry.array);
    if (entry.kind === 'constant') data.fill(entry.value);
    else if (entry.kind === 'data') data.set(entry.values);
    else {
      const { kernel, ends } = found(this.#kernels.get(entry.kernel), entry.kernel);
      const touched = new Map<ArrayId, ArrayStorage>();
      for (const node of kernel.body) {
        if ('array' in node) touched.set(node.array, this.#array(node.array));
      }
      evaluateKernel(kernel, count, touched, this.#draft, ends);
    }
  }

  #array(id: ArrayId): ArrayStorage {
    const known = this.#storage.get(id);
    if (known !== undefined) return known;
    const { count, slots } = found(this.#draft.array(id), `array ${id}`);
    const storage: ArrayStorage =
      slots === 1 ? storageOf(count) : { count, slots, data: new Float64Array(count * slots) };
    this.#storage.set(id, storage);
    return storage;
  }
}
