import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { builtInHardwareNames, isHardwarePath, loadHardware } from '../backends/profiles/index.js';
import {
  FrameworkError,
  isFrameworkError,
  nearNames,
  type SourceSpan,
} from '../core/diagnostics/index.js';
import type { Hardware } from '../core/hardware.js';
import { readTextFile } from './node/index.js';
import type { OpenedNetwork } from './open-network.js';
import { readBuiltInHardware } from './package-files.js';

/**
 * The hardware of a command: `--hardware`, else the network file's own. An option is a built-in name
 * or a path from the current folder; the network file's path counts from its folder.
 *
 * @throws FrameworkError with every fault of the hardware file.
 */
export async function openHardware(
  option: string | undefined,
  opened: OpenedNetwork,
): Promise<Hardware | undefined> {
  const own = opened.network.document.hardware;
  const name = option ?? own;
  if (name === undefined) return undefined;
  // A name from the network file is shown where it stands.
  const span = option === undefined ? opened.network.source.valueSpan(['hardware']) : undefined;
  if (!isHardwarePath(name)) return parse(builtIn(name, span), name);
  const path = option === undefined ? resolve(dirname(opened.path), name) : name;
  return parse(await readHardware(path, span), path);
}

async function readHardware(path: string, span: SourceSpan | undefined): Promise<string> {
  try {
    return await readTextFile(path);
  } catch (error) {
    if (span === undefined || !isFrameworkError(error)) throw error;
    throw new FrameworkError(error.diagnostics.map((found) => ({ span, ...found })));
  }
}

function parse(text: string, fileName: string): Hardware {
  const { hardware, diagnostics } = loadHardware(text, fileName, (name, fromFile) => {
    if (!isHardwarePath(name)) {
      return builtInHardwareNames.includes(name)
        ? { text: readBuiltInHardware(name), fileName: name }
        : undefined;
    }
    const path = resolve(dirname(fromFile), name);
    return existsSync(path) ? { text: readFileSync(path, 'utf8'), fileName: path } : undefined;
  });
  if (hardware === undefined) {
    throw new FrameworkError(diagnostics.filter(({ severity }) => severity === 'error'));
  }
  return hardware;
}

function builtIn(name: string, span: SourceSpan | undefined): string {
  if (builtInHardwareNames.includes(name)) return readBuiltInHardware(name);
  const near = nearNames(name, builtInHardwareNames);
  throw new FrameworkError([
    {
      code: 'FILE_REFERENCE',
      severity: 'error',
      message: `there is no built-in hardware ${name}`,
      ...(span === undefined ? {} : { span }),
      expected: builtInHardwareNames.join(', '),
      found: name,
      help:
        near.length > 0
          ? `did you mean ${near.join(' or ')}?`
          : `built in are ${builtInHardwareNames.join(', ')}; a path has a / or ends in .yaml`,
    },
  ]);
}
