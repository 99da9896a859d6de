import {
  checkShape,
  documentPositions,
  type PlacedMap,
  plainData,
} from '../../core/description/index.js';
import { type Diagnostic, Diagnostics } from '../../core/diagnostics/index.js';
import type { Hardware } from '../../core/hardware.js';
import { buildHardware } from './build-hardware.js';
import { checkHardware } from './check-hardware.js';
import type { HardwareDocument } from './hardware-document.js';
import { hashHardware } from './hardware-hash.js';
import { hardwareShape } from './hardware-shape.js';
import { keyPlaces } from './key-places.js';
import { type ResolveExtends, readMerged } from './merge-hardware.js';

export interface LoadedHardware {
  /** Absent if an error was found. */
  readonly hardware?: Hardware;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a hardware file: carries out `extends`, checks it against the grammar, fills in defaults and
 * looks for contradictions. All faults are reported in one go, each in the file in which it stands.
 *
 * @param fileName - For messages and to resolve paths of `extends`.
 * @param resolveExtends - Gives the text of a base; core knows no files.
 * @returns Diagnostics with codes `FILE_*`, `UNSUPPORTED_FEATURE` (chips that are
 * not available yet). Never throws for a fault of the file.
 */
export function loadHardware(
  text: string,
  fileName: string,
  resolveExtends: ResolveExtends,
): LoadedHardware {
  const diagnostics = new Diagnostics();
  const hardware = load(text, fileName, resolveExtends, diagnostics);
  return hardware === undefined || diagnostics.hasErrors
    ? { diagnostics: diagnostics.all }
    : { hardware, diagnostics: diagnostics.all };
}

function load(
  text: string,
  fileName: string,
  resolveExtends: ResolveExtends,
  diagnostics: Diagnostics,
): Hardware | undefined {
  const merged = readMerged({ text, fileName }, resolveExtends, diagnostics);
  if (merged === undefined || diagnostics.hasErrors) return undefined;
  if (!checkChip(merged, diagnostics)) return undefined;
  const { value, diagnostics: found } = checkShape(merged, hardwareShape, {
    keys: 'file',
    writeKeys: 'file',
  });
  diagnostics.addAll(found);
  if (diagnostics.hasErrors) return undefined;
  // The grammar has just been checked: the data has the shape that the type describes.
  const document = plainData(value) as unknown as HardwareDocument;
  const positions = documentPositions(value);
  const locate = positions.valueSpan.bind(positions);
  const built = buildHardware(document, locate, diagnostics);
  if (built === undefined) return undefined;
  const hardware: Hardware = { ...built, hash: hashHardware(built), spans: keyPlaces(merged) };
  checkHardware(hardware, locate, diagnostics);
  return hardware;
}

/** Chips whose properties no file can change come later; `neurocore` has no switches. */
function checkChip(merged: PlacedMap, diagnostics: Diagnostics): boolean {
  const entry = (key: string): PlacedMap['entries'][number] | undefined =>
    merged.entries.find((one) => one.key === key);
  const chip = entry('chip');
  const name = chip?.value.kind === 'scalar' ? chip.value.value : undefined;
  if (name === 'tinyodin' || name === 'odin' || name === 'loihi') {
    const span = chip?.value.span;
    diagnostics.error('UNSUPPORTED_FEATURE', `the chip ${name} is not available yet`, {
      ...(span === undefined ? {} : { span }),
      found: name,
      help: 'write chip: neurocore',
    });
    return false;
  }
  const switches = entry('switches');
  if (switches !== undefined) {
    const span = switches.keySpan;
    diagnostics.error('FILE_CONFLICT', 'switches belong to loihi; neurocore has none', {
      ...(span === undefined ? {} : { span }),
      help: 'remove the key',
    });
  }
  return true;
}
