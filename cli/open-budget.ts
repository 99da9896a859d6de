import { dirname, resolve } from 'node:path';
import { FrameworkError } from '../core/diagnostics/index.js';
import { type Budget, loadBudget } from '../equivalence/index.js';
import { readTextFile } from './node/index.js';
import type { OpenedNetwork } from './open-network.js';

/**
 * The budget of a command: `--budget`, else the network file's own, whose path counts from its folder.
 *
 * @throws FrameworkError with every fault of the file.
 */
export async function openBudget(
  option: string | undefined,
  opened: OpenedNetwork,
): Promise<Budget | undefined> {
  const own = opened.network.document.budget;
  const path = option ?? (own === undefined ? undefined : resolve(dirname(opened.path), own));
  if (path === undefined) return undefined;
  const { budget, diagnostics } = loadBudget(await readTextFile(path), path);
  if (budget !== undefined) return budget;
  throw new FrameworkError(diagnostics.filter(({ severity }) => severity === 'error'));
}
