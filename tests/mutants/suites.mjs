/** Test files by what they compare. */
export const suites = {
  /** Chip against integer interpreter, whole networks. */
  chip: 'tests/neurocore/bit-equality.test.ts',
  /** Event-based against per-clock emulator, random images. */
  clocks: 'tests/neurocore/event-equals-clock.test.ts',
  /** The same where sums saturate, so that every order of events shows. */
  order: 'tests/neurocore/event-order.test.ts',
  /** Sections against the integer interpreter. */
  sections: 'backends/neurocore/codegen/sections.test.ts',
  /** Data path against BigInt. */
  alu: 'backends/neurocore/emulator/execution/alu.test.ts',
  /** Generated code against the section interpreter. */
  programs: 'backends/neurocore/emulator/execution/core-programs.test.ts',
  /** Cycles per state against closed forms. */
  cycles: 'backends/neurocore/emulator/per-clock/core-cycles.test.ts',
  commits: 'backends/neurocore/emulator/per-clock/commit-points.test.ts',
  mesh: 'backends/neurocore/emulator/per-clock/mesh.test.ts',
  rules: 'tests/neurocore/mesh-rules.test.ts',
  scrub: 'tests/neurocore/scrub.test.ts',
  end: 'backends/neurocore/emulator/per-clock/end-unit.test.ts',
  stream: 'backends/neurocore/emulator/event/stream-timing.test.ts',
  faults: 'tests/neurocore/faults.test.ts',
  placement: 'backends/neurocore/placement/place-network.test.ts',
  /** Integer interpreter against BigInt. */
  interpreter: 'tests/property/fixed-interpreter.test.ts',
  lowering: 'tests/property/fixed-lowering.test.ts',
  draws: 'tests/property/fixed-random.test.ts',
  /** core/fixed against BigInt, and against tables. */
  exhaustive: 'tests/property/fixed-exhaustive.test.ts',
  rounding: 'core/fixed/rounding.test.ts',
  requantise: 'core/fixed/requantise.test.ts',
};
