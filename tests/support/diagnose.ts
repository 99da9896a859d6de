import { fixedPointBackend } from '../../backends/fixed-point/fixed-point-backend.js';
import { createNeurocoreBackend } from '../../backends/neurocore/index.js';
import { loadHardware } from '../../backends/profiles/index.js';
import { referenceBackend } from '../../backends/reference/index.js';
import { analyseNetwork } from '../../core/analysis/index.js';
import type { CompileOptions } from '../../core/backend.js';
import { loadNetwork } from '../../core/description/index.js';
import { type Diagnostic, isFrameworkError } from '../../core/diagnostics/index.js';
import type { Hardware } from '../../core/hardware.js';
import { lintModel } from '../../core/lints/index.js';
import { readText } from './repository-files.js';

/** How far a text is taken: only read and analysed, compiled as well, compiled to the chip, or run to its end. */
export type Depth = 'check' | 'compile' | 'chip' | 'run';

const builtIn = (name: string) => {
  const fileName = `backends/profiles/${name}.yaml`;
  return { text: readText(fileName), fileName };
};

/** A hardware file by its text; built-in files are read from the repository. */
export function readHardware(text: string): {
  readonly hardware?: Hardware;
  readonly diagnostics: readonly Diagnostic[];
} {
  return loadHardware(text, 'hardware.yaml', builtIn);
}

/** What the errors of a promise are, as data. Our own bugs are thrown on. */
async function faultsOf(
  work: () => Promise<readonly Diagnostic[]>,
): Promise<readonly Diagnostic[]> {
  try {
    return await work();
  } catch (error) {
    if (isFrameworkError(error)) return error.diagnostics;
    throw error;
  }
}

/** Everything that is said about a network text, in float64, or in fixed point if hardware is given. */
export async function diagnose(
  text: string,
  depth: Depth,
  hardware?: Hardware,
): Promise<readonly Diagnostic[]> {
  const { network, diagnostics } = loadNetwork(text, 'network.yaml');
  if (network === undefined) return diagnostics;
  const analysed = analyseNetwork(network);
  const lints = analysed.model === undefined ? [] : lintModel(network, analysed.model);
  const checked = [...diagnostics, ...analysed.diagnostics, ...lints];
  if (depth === 'check') return checked;
  const backend =
    depth === 'chip'
      ? createNeurocoreBackend()
      : hardware === undefined
        ? referenceBackend
        : fixedPointBackend;
  const options: CompileOptions = hardware === undefined ? {} : { hardware };
  const later = await faultsOf(async () => {
    const session = await backend.compile(network, options);
    const notes = session.info.notes;
    return depth === 'run' ? [...notes, ...(await session.run()).notes] : notes;
  });
  return [...checked, ...later];
}
