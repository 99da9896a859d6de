import type { GrowingColumn, RecordColumns } from '../../recording/index.js';

/** The record of a probe as rows of numbers, the step first: what files and rings are made of. */
export interface RecordRows {
  readonly columns: readonly RecordColumns[];
  /** Rows so far, those included that were given away. */
  readonly length: number;
  /** First row that is still held. */
  readonly first: number;
  /** Step of a row that is held, on the probe's clock. */
  stepAt(row: number): number;
  /** Rows `from .. to - 1`, row-major. */
  read(from: number, to: number): Float64Array;
  /** Lets go of the rows before `row`. */
  discard(row: number): void;
}

/** One part of each row: so many neighbouring numbers of a column. */
interface RowPart {
  readonly header: RecordColumns;
  readonly column: GrowingColumn<Float64Array> | GrowingColumn<Int32Array>;
}

/** Rows over columns that grow together. */
export class ColumnRows implements RecordRows {
  readonly #steps: GrowingColumn<Float64Array>;
  readonly #parts: () => readonly RowPart[];

  /** @param parts - In the order of the file; asked for when it is needed. */
  constructor(steps: GrowingColumn<Float64Array>, parts: () => readonly RowPart[]) {
    this.#steps = steps;
    this.#parts = parts;
  }

  get columns(): readonly RecordColumns[] {
    return this.#parts().map(({ header }) => header);
  }

  get length(): number {
    return this.#steps.length;
  }

  get first(): number {
    return this.#steps.first;
  }

  stepAt(row: number): number {
    return this.#steps.at(row);
  }

  read(from: number, to: number): Float64Array {
    const parts = this.#parts().map(({ header, column }) => {
      const width = header.indices?.length ?? 1;
      return { width, values: column.slice(from * width, to * width) };
    });
    const width = parts.reduce((sum, part) => sum + part.width, 0);
    const out = new Float64Array((to - from) * width);
    let at = 0;
    for (const part of parts) {
      for (let row = 0; row < to - from; row += 1)
        for (let k = 0; k < part.width; k += 1)
          out[row * width + at + k] = part.values[row * part.width + k] as number;
      at += part.width;
    }
    return out;
  }

  discard(row: number): void {
    this.#steps.discard(row);
    for (const { header, column } of this.#parts())
      if (column !== this.#steps) column.discard(row * (header.indices?.length ?? 1));
  }
}
