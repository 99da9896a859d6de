/** What every artefact says first; no date and no path, so that equal input gives equal bytes. */
export interface ArtefactHeader {
  /** Name and version of the tool. */
  readonly tool: string;
  /** Name of the hardware file. */
  readonly profile: string;
  readonly network: string;
  /** SHA-256 of the image file. */
  readonly image: string;
  readonly seed: string;
}

/** The header as lines of a comment, each behind `mark`. */
export function headerLines(header: ArtefactHeader, mark: string): string {
  return Object.entries(header)
    .map(([key, value]) => `${mark} ${key}: ${value}\n`)
    .join('');
}
