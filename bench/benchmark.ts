/** One measured number, and what it must not exceed. */
export interface Figure {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
  readonly limit?: string;
  /** True also where there is no limit. */
  readonly holds: boolean;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** @param quick - A smaller case, for every change. */
  run(quick: boolean): Promise<readonly Figure[]>;
}
