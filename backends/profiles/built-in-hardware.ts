/**
 * Names that `--hardware` and `extends` know without a path. The files are `NAME.yaml` beside this
 * module; whoever can read files reads them.
 */
export const builtInHardwareNames: readonly string[] = ['iso-256', 'iso-small-4bit', 'iso-wide-32'];

/** Built-in files of chips that are not available yet. */
export const laterHardwareNames: readonly string[] = [
  'tinyodin',
  'odin',
  'loihi-lava',
  'loihi-nengo',
  'loihi-b2l',
];

/** True if a text given as hardware is a path: it has a `/` or ends in `.yaml`. */
export function isHardwarePath(text: string): boolean {
  return text.includes('/') || text.endsWith('.yaml');
}
