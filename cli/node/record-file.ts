import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type RecordColumns,
  type RecordFiles,
  type RecordTable,
  type RecordWriter,
  widthOf,
} from '../../core/index.js';
import { systemFault } from './file-fault.js';
import { makeFolder } from './make-folder.js';

/**
 * Files of probes below a folder: `.csv` with a header, or `.npy` of float64, C order, one row per
 * entry. Both are complete after every call, so that an interrupted run leaves a readable file.
 */
export function createRecordFiles(folder: string): RecordFiles {
  return {
    open: async (table) => {
      const path = join(folder, table.path);
      return guarded(path, async () => {
        await makeFolder(dirname(path));
        const file = await open(path, 'w+');
        const format = table.path.endsWith('.npy') ? npyFormat(table) : csvFormat(table);
        const writer = new FileWriter(path, file, format);
        await writer.begin();
        return writer;
      });
    },
  };
}

interface RowFormat {
  /** What stands before the first row; of a fixed length. */
  head(rows: number): Uint8Array;
  /** Whether the head tells the number of rows. */
  readonly counted: boolean;
  rows(values: Float64Array): Uint8Array;
  rowsOf(values: Float64Array): number;
  /** Length of the file when only so many rows are left. */
  lengthOf(rows: number, file: FileHandle): Promise<number>;
}

class FileWriter implements RecordWriter {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #format: RowFormat;
  #rows = 0;
  /** Bytes so far. */
  #end = 0;

  constructor(path: string, file: FileHandle, format: RowFormat) {
    this.#path = path;
    this.#file = file;
    this.#format = format;
  }

  async begin(): Promise<void> {
    const head = this.#format.head(0);
    await this.#write(head, 0);
    this.#end = head.length;
  }

  append(values: Float64Array): Promise<void> {
    return guarded(this.#path, async () => {
      const bytes = this.#format.rows(values);
      await this.#write(bytes, this.#end);
      this.#end += bytes.length;
      this.#rows += this.#format.rowsOf(values);
      await this.#count();
    });
  }

  cut(rows: number): Promise<void> {
    return guarded(this.#path, async () => {
      this.#end = await this.#format.lengthOf(rows, this.#file);
      this.#rows = rows;
      // The head first: between the two there are rows too many, not too few.
      await this.#count();
      await this.#file.truncate(this.#end);
    });
  }

  close(): Promise<void> {
    return guarded(this.#path, () => this.#file.close());
  }

  async #count(): Promise<void> {
    if (this.#format.counted) await this.#write(this.#format.head(this.#rows), 0);
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const rest = bytes.subarray(written);
      const { bytesWritten } = await this.#file.write(rest, 0, rest.length, position + written);
      written += bytesWritten;
    }
  }
}

async function guarded<T>(path: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw systemFault(path, 'written', error);
  }
}

const npyHeadBytes = 128;

function npyFormat({ columns }: RecordTable): RowFormat {
  const width = widthOf(columns);
  return {
    counted: true,
    head(rows) {
      const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${width}), }`;
      const head = Buffer.alloc(npyHeadBytes, ' ');
      head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
      head.writeUInt16LE(npyHeadBytes - 10, 8);
      head.write(text, 10, 'latin1');
      head[npyHeadBytes - 1] = 0x0a;
      return head;
    },
    rows(values) {
      const bytes = Buffer.alloc(values.length * 8);
      for (let at = 0; at < values.length; at += 1)
        bytes.writeDoubleLE(values[at] as number, at * 8);
      return bytes;
    },
    rowsOf: (values) => values.length / width,
    lengthOf: (rows) => Promise.resolve(npyHeadBytes + rows * width * 8),
  };
}

function csvFormat({ columns }: RecordTable): RowFormat {
  const width = widthOf(columns);
  const head = Buffer.from(`${columns.flatMap(columnNames).join(',')}\n`);
  return {
    counted: false,
    head: () => head,
    rows(values) {
      const lines: string[] = [];
      for (let at = 0; at < values.length; at += width)
        lines.push(`${Array.from(values.subarray(at, at + width), numberText).join(',')}\n`);
      return Buffer.from(lines.join(''));
    },
    rowsOf: (values) => values.length / width,
    lengthOf: (rows, file) => endOfLine(file, rows + 1),
  };
}

/** `v[0]`, `v[7]`; a column alone has the name. */
function columnNames({ name, indices }: RecordColumns): readonly string[] {
  return indices === undefined ? [name] : Array.from(indices, (index) => `${name}[${index}]`);
}

/** The shortest text that reads back as the same number. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Bytes of the first so many lines. */
async function endOfLine(file: FileHandle, lines: number): Promise<number> {
  const block = Buffer.alloc(65536);
  let position = 0;
  let left = lines;
  while (left > 0) {
    const { bytesRead } = await file.read(block, 0, block.length, position);
    if (bytesRead === 0) break;
    for (let at = 0; at < bytesRead && left > 0; at += 1) {
      position += 1;
      if (block[at] === 0x0a) left -= 1;
    }
  }
  return position;
}
