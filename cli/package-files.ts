import { readFileSync } from 'node:fs';
import type { ErrorCode } from '../core/diagnostics/index.js';

/** Text of a diagnostic's page. The build puts the pages beside the compiled code. */
export function readErrorPage(code: ErrorCode): string {
  return readFileSync(new URL(`../docs/reference/errors/${code}.md`, import.meta.url), 'utf8');
}

/** Text of a built-in hardware file. */
export function readBuiltInHardware(name: string): string {
  return readFileSync(new URL(`../backends/profiles/${name}.yaml`, import.meta.url), 'utf8');
}
