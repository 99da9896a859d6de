import {
  checkFaults,
  type InjectedFault,
  loadFaults,
  type PlacedNetwork,
} from '../backends/neurocore/index.js';
import { FrameworkError } from '../core/diagnostics/index.js';
import { usageError } from './arguments.js';
import { readTextFile } from './node/index.js';

/**
 * The faults of `run --faults`, to be checked against the chip once the network is on it.
 *
 * @throws FrameworkError with every fault of the file's form, or COMMAND_USAGE for another engine.
 */
export async function openFaults(
  path: string | undefined,
  engine: string,
): Promise<((placed: PlacedNetwork) => readonly InjectedFault[]) | undefined> {
  if (path === undefined) return undefined;
  if (engine !== 'neurocore')
    throw usageError('run', '--faults puts faults into a chip: it needs --on neurocore', {
      found: engine,
    });
  const { list, diagnostics } = loadFaults(await readTextFile(path), path);
  if (list === undefined)
    throw new FrameworkError(diagnostics.filter(({ severity }) => severity === 'error'));
  return ({ image }) => {
    const found = checkFaults(list, image);
    if (found.length > 0) throw new FrameworkError(found);
    return list.faults;
  };
}
