import { readFileSync } from 'node:fs';
import type { HardwareText } from '../../backends/profiles/index.js';

/** The text of a hardware file of this repository. */
export function hardwareFile(
  folder: 'backends/profiles' | 'examples/hardware',
  name: string,
): HardwareText {
  const url = new URL(`../../${folder}/${name}.yaml`, import.meta.url);
  return { text: readFileSync(url, 'utf8'), fileName: `${folder}/${name}.yaml` };
}

/** Resolves `extends` to built-in files alone. */
export function builtIn(name: string): HardwareText | undefined {
  return /^iso-/.test(name) ? hardwareFile('backends/profiles', name) : undefined;
}
