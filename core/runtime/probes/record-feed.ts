import { FrameworkError } from '../../diagnostics/index.js';
import type { ProbePlan } from '../../ir/index.js';
import { type RecordFiles, type RecordWriter, widthOf } from '../../recording/index.js';
import type { RecordRows } from './record-rows.js';

/** Bytes that wait for a file at most, and that are handed over at once. */
export const feedBytes: number = 2 ** 20;

/** A probe with a sink of kind file. */
type FilePlan = ProbePlan & { readonly sink: { readonly kind: 'file' } };

/** Whether a probe writes a file. */
export function isFilePlan(plan: ProbePlan): plan is FilePlan {
  return plan.sink?.kind === 'file';
}

/** Hands the rows of one probe to its file and lets go of them. */
export class RecordFeed {
  readonly #plan: FilePlan;
  readonly #rows: RecordRows;
  #writer: RecordWriter | undefined;
  #width = 1;
  /** Rows in the file. */
  #written = 0;
  /** Rows of the file that still hold, after the run went back. */
  #valid = Infinity;

  constructor(plan: FilePlan, rows: RecordRows) {
    this.#plan = plan;
    this.#rows = rows;
  }

  /** Whether enough rows wait. */
  get full(): boolean {
    return (this.#rows.length - this.#rows.first) * this.#width * 8 > feedBytes;
  }

  async open(files: RecordFiles): Promise<void> {
    if (this.#writer !== undefined) return;
    const { name, sink } = this.#plan;
    const { columns } = this.#rows;
    this.#width = widthOf(columns);
    this.#writer = await files.open({
      probe: name,
      path: sink.path,
      columns,
      width: this.#width,
    });
  }

  /** The record was set to that of a checkpoint. */
  rewound(): void {
    this.#valid = Math.min(this.#valid, this.#rows.length);
  }

  /** @throws FrameworkError UNSUPPORTED_FEATURE if rows are missing that another run wrote */
  async flush(): Promise<void> {
    const [rows, writer] = [this.#rows, this.#writer];
    if (writer === undefined) return;
    if (this.#valid < this.#written) {
      await writer.cut(this.#valid);
      this.#written = this.#valid;
    }
    this.#valid = Infinity;
    if (rows.first > this.#written) throw this.#missing();
    const atOnce = Math.max(1, Math.floor(feedBytes / (8 * this.#width)));
    while (this.#written < rows.length) {
      const to = Math.min(rows.length, this.#written + atOnce);
      await writer.append(rows.read(this.#written, to));
      this.#written = to;
    }
    rows.discard(this.#written);
  }

  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.close();
  }

  #missing(): FrameworkError {
    const { name, sink, span } = this.#plan;
    return new FrameworkError([
      {
        code: 'UNSUPPORTED_FEATURE',
        severity: 'error',
        message: `the checkpoint was stored while probe ${name} wrote ${sink.path}: another session cannot go on with that file`,
        context: `probe ${name}`,
        ...(span === undefined ? {} : { span }),
        help: 'begin the timeline anew with the state of the checkpoint, or record in memory',
      },
    ]);
  }
}

/** UNSUPPORTED_FEATURE: a run without a place for files. */
export function noFilesGiven({ name, sink, span }: FilePlan): FrameworkError {
  return new FrameworkError([
    {
      code: 'UNSUPPORTED_FEATURE',
      severity: 'error',
      message: `probe ${name} writes the file ${sink.path}, and this run was given no place for files`,
      context: `probe ${name}`,
      ...(span === undefined ? {} : { span }),
      help: 'name a folder (`--out DIR`; `files` in the options of `run`), or leave `sink` out',
    },
  ]);
}
