import type { DataArray, DataFiles } from '../description/index.js';
import type { FileReference } from '../network/index.js';

/** The data files of a network, as the lowering asks for them. */
export class LoweringData {
  readonly #files: DataFiles;

  constructor(files: DataFiles) {
    this.#files = files;
  }

  /**
   * Contents of a file.
   *
   * @throws Error if it was not read: files that fail are reported before anything is lowered.
   */
  file(reference: FileReference): DataArray {
    const found = this.#files.get(reference.file);
    if (found === undefined) throw new Error(`${reference.file} was not read`);
    return found;
  }
}
