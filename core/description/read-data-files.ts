import type { DataReader } from '../backend.js';
import { type Diagnostic, Diagnostics, isFrameworkError } from '../diagnostics/index.js';
import type { Model } from '../network/index.js';
import { hex, sha256 } from '../random/index.js';
import type { DataArray, DataFiles } from './data-array.js';
import { type DataUse, dataUses, sameShape } from './data-uses.js';
import { decodeDataFile } from './decode-data-file.js';

/**
 * Reads every data file that a network names, each once, and checks what the file and the network
 * say of each other: `FILE_DATA` (unreadable, malformed, another checksum), `LOAD_SHAPE` (another
 * shape than declared or needed). Lengths against numbers of neurons and synapses are checked when
 * values are assigned. All faults come in one go; files at fault are absent from the map.
 *
 * The checksum is that of the unpacked bytes.
 */
export async function readDataFiles(
  model: Model,
  reader: DataReader | undefined,
): Promise<{ readonly files: DataFiles; readonly diagnostics: readonly Diagnostic[] }> {
  const diagnostics = new Diagnostics();
  const files = new Map<string, DataArray>();
  const byName = new Map<string, DataUse[]>();
  for (const use of dataUses(model)) {
    const uses = byName.get(use.file.file);
    if (uses === undefined) byName.set(use.file.file, [use]);
    else uses.push(use);
  }
  for (const [name, uses] of byName) {
    const data = await readFile(name, uses, reader, diagnostics);
    if (data !== undefined) files.set(name, data);
  }
  for (const use of [...byName.values()].flat()) checkLabels(use, files, diagnostics);
  return { files, diagnostics: diagnostics.all };
}

async function readFile(
  name: string,
  uses: readonly DataUse[],
  reader: DataReader | undefined,
  diagnostics: Diagnostics,
): Promise<DataArray | undefined> {
  const [first] = uses;
  if (first === undefined) return undefined;
  if (reader === undefined) {
    diagnostics.error('FILE_DATA', `${name}: no reader of data files was given`, place(first));
    return undefined;
  }
  try {
    const bytes = await reader.read(name);
    if (!checksumHolds(name, uses, bytes, diagnostics)) return undefined;
    const tables = uses.flatMap(({ numberColumns }) => (numberColumns ? [numberColumns] : []));
    const numbers = tables.length === uses.length ? new Set(tables.flat()) : undefined;
    const data = decodeDataFile(bytes, name, numbers);
    return uses.map((use) => shapeHolds(use, data, diagnostics)).every((holds) => holds)
      ? data
      : undefined;
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    // The place in the network file, unless the fault lies at a place inside the data file.
    diagnostics.addAll(error.diagnostics.map((found) => ({ ...place(first), ...found })));
    return undefined;
  }
}

function checksumHolds(
  name: string,
  uses: readonly DataUse[],
  bytes: Uint8Array,
  diagnostics: Diagnostics,
): boolean {
  const declared = uses.filter(({ file }) => file.sha256 !== undefined);
  if (declared.length === 0) return true;
  const found = hex(sha256(bytes));
  const wrong = declared.filter(({ file }) => file.sha256 !== found);
  for (const use of wrong) {
    diagnostics.error('FILE_DATA', `${name}: the SHA-256 is ${found}, not the declared one`, {
      ...place(use),
      expected: use.file.sha256 ?? '',
      found,
    });
  }
  return wrong.length === 0;
}

function shapeHolds(use: DataUse, data: DataArray, diagnostics: Diagnostics): boolean {
  const { file } = use;
  const found = `[${data.shape.join(', ')}]`;
  const declared = file.shape;
  const wanted =
    declared !== undefined && !sameShape(declared, data.shape)
      ? `[${declared.join(', ')}], as declared`
      : use.refuses?.(data);
  if (wanted === undefined) return true;
  diagnostics.error('LOAD_SHAPE', `${file.file}: expected ${wanted}, found the shape ${found}`, {
    ...place(use),
    expected: wanted,
    found,
  });
  return false;
}

/** A label per image. */
function checkLabels(use: DataUse, files: DataFiles, diagnostics: Diagnostics): void {
  if (use.itemsOf === undefined) return;
  const items = files.get(use.itemsOf.file)?.shape[0];
  const labels = files.get(use.file.file)?.shape[0];
  if (items === undefined || labels === undefined || items === labels) return;
  const message = `${use.file.file}: expected a label for each of ${items} items, found ${labels}`;
  diagnostics.error('LOAD_SHAPE', message, {
    ...place(use),
    expected: `${items} labels`,
    found: `${labels} labels`,
  });
}

function place({ context, span }: DataUse): Pick<Diagnostic, 'context' | 'span'> {
  return span === undefined ? { context } : { context, span };
}
