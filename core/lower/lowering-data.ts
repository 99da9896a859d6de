import type { DataArray, DataFiles } from '../description/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import type { FileReference } from '../network/index.js';

/** The data files of a network, as the lowering asks for them. */
export class LoweringData {
  readonly #files: DataFiles;
  readonly #diagnostics: Diagnostics;

  constructor(files: DataFiles, diagnostics: Diagnostics) {
    this.#files = files;
    this.#diagnostics = diagnostics;
  }

  /** Contents of a file; reported if it was not read and nothing has been said of it yet. */
  file(reference: FileReference): DataArray | undefined {
    const found = this.#files.get(reference.file);
    if (found === undefined && !this.#diagnostics.hasErrors) {
      this.#diagnostics.error('FILE_DATA', `${reference.file} was not read`);
    }
    return found;
  }
}
