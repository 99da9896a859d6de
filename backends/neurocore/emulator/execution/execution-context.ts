import { createKeyedStream } from '../../../../core/random/index.js';
import type { ChipImage, CoreImage } from '../../image/index.js';
import type { CoreState } from '../core-state.js';
import type { CoreCounters } from '../counters.js';
import type { FaultLog } from '../fault-log.js';
import { readBits, writeBits } from './bit-record.js';
import type { ArithmeticContext } from './section-program.js';

/** The step that runs: one object for all cores, read by sections, set by the emulator. */
export interface StepClock {
  tick: number;
}

/** What the programs of one core work on. */
export interface ExecutionContext extends ArithmeticContext {
  readonly image: ChipImage;
  readonly coreImage: CoreImage;
  readonly state: CoreState;
  readonly clock: StepClock;
  /** Run sections instruction by instruction although the host allows generated code. */
  readonly interpreted: boolean;
}

export function createExecutionContext(
  image: ChipImage,
  state: CoreState,
  parts: {
    readonly counters: CoreCounters;
    readonly faults: FaultLog;
    readonly clock: StepClock;
    readonly interpreted?: boolean;
  },
): ExecutionContext {
  const coreImage = image.cores[state.number];
  if (coreImage === undefined) throw new Error(`the image has no core ${state.number}`);
  const { geometry } = image;
  return {
    image,
    coreImage,
    state,
    clock: parts.clock,
    interpreted: parts.interpreted ?? false,
    core: state.number,
    registerBits: geometry.registerBits,
    formats: coreImage.formats,
    tables: coreImage.tables,
    constants: state.constants,
    constantBits: geometry.memories.constant.wordBits,
    lut: state.lut,
    requantisation: {
      profile: geometry.arithmetic,
      stochastic: { rule: geometry.rng.compare, bits: geometry.rng.bits },
    },
    drawsAlways: geometry.rng.consume === 'always',
    stream: createKeyedStream(image.seed),
    counters: parts.counters,
    faults: parts.faults,
  };
}

/** The code that a field of so many bits keeps; sets STORE_RANGE where the value is another one. */
export function storedCode(
  context: ArithmeticContext,
  value: number | bigint,
  bits: number,
  signed: boolean,
): number {
  const whole = BigInt(value);
  const kept = signed ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole);
  if (kept !== whole) context.faults.report('STORE_RANGE', context.core, `a field of ${bits} bits`);
  return Number(kept);
}

/** Adds to the accumulator that begins at piece `at`: clamped, or else exact by proof. */
export function addToAccumulator(
  context: ExecutionContext,
  at: number,
  value: number | bigint,
): void {
  const { accumulator } = context.state;
  const bits = accumulator.wordBits;
  const old = readBits(accumulator.data, at, 0, bits, true);
  const sum = BigInt(old) + BigInt(value);
  context.counters.accumulatorAdds += 1;
  writeBits(accumulator.data, at, 0, bits, accumulatorCode(context, sum));
}

/** What the accumulator keeps of a sum. */
export function accumulatorCode(context: ExecutionContext, sum: bigint): number {
  const bits = context.state.accumulator.wordBits;
  const kept = BigInt.asIntN(bits, sum);
  if (kept === sum) return Number(kept);
  if (!context.image.geometry.accumulatorSaturates) {
    context.faults.report('STORE_RANGE', context.core, `an accumulator of ${bits} bits`);
    return Number(kept);
  }
  context.counters.accumulatorSaturations += 1;
  return Number(sum < 0n ? -(1n << BigInt(bits - 1)) : (1n << BigInt(bits - 1)) - 1n);
}

/** A section that names what is not there: the chip stops. */
export function stopIllegal(context: ArithmeticContext, where: string): never {
  context.faults.report('ILLEGAL', context.core, where);
  throw new Error(`core ${context.core} stopped: ${where}`);
}
