/** Neighbouring columns of a table of records: one per element of a variable, or one alone. */
export interface RecordColumns {
  readonly name: string;
  /** Elements, in the order of the columns; absent: a single column. */
  readonly indices?: Int32Array;
}

/** What one probe writes: rows of float64 numbers under columns. */
export interface RecordTable {
  readonly probe: string;
  /** Where to, below the folder of results; ends in `.csv` or `.npy`. */
  readonly path: string;
  readonly columns: readonly RecordColumns[];
  /** Numbers in a row. */
  readonly width: number;
}

/** A file that grows while a network runs. After each call it is readable up to its last row. */
export interface RecordWriter {
  /** Adds whole rows, row-major. */
  append(rows: Float64Array): Promise<void>;
  /** Keeps the first rows alone: the run went back to a checkpoint. */
  cut(rows: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes the files of probes with `sink: {file: ..}`. Implemented outside core. */
export interface RecordFiles {
  /** Begins a file anew. @throws FrameworkError FILE_DATA if it cannot be written */
  open(table: RecordTable): Promise<RecordWriter>;
}

/** Files for runs whose records nobody wants, such as those that only look for ranges. */
export const noRecordFiles: RecordFiles = {
  open: () =>
    Promise.resolve({
      append: () => Promise.resolve(),
      cut: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }),
};

/** Numbers in a row of columns. */
export function widthOf(columns: readonly RecordColumns[]): number {
  return columns.reduce((sum, { indices }) => sum + (indices?.length ?? 1), 0);
}
