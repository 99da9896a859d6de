/** How one variable is stored on the subject. */
export interface FormatInfo {
  /** Value of one code step, in SI, above 0. */
  readonly lsb: number;
  /** Unit of the format's scale for people: `mV`, `1`. */
  readonly unit: string;
  /** `s24f15`. */
  readonly format: string;
}

/** Format of `OBJECT.VARIABLE`; undefined where none is known. The caller supplies it: backends differ. */
export type FormatLookup = (name: string) => FormatInfo | undefined;
