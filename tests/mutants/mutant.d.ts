/** A deliberate fault, and the tests that must notice it. */
export interface Mutant {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What the code is right about. */
  readonly why: string;
  /** Test files; one test of any of them must fail. */
  readonly tests: readonly string[];
  /** Why no test can see it: the mutant means the same. Such a one is listed, and must survive. */
  readonly equivalent?: string;
}
