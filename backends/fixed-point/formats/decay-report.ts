import type { Hardware } from '../../../core/hardware.js';
import type { ArrayFormat, StoredConstant } from '../lower/fixed-ir.js';
import { rationalFromNumber, toNumber } from '../lower/rational.js';
import type { Decay } from '../ranges/decays.js';
import { type DecayForm, fractionToMove, stuckCodes } from './dead-zone.js';

/** What rounding makes of a decay; values in the variable's display unit. */
export interface DecayReport {
  readonly kernel: string;
  readonly by: Decay['by'];
  /** Share lost per step as the hardware stores it, and as the text asks. */
  readonly lossPerStep: number;
  readonly exactLossPerStep: number;
  /** Seconds in which the difference to the rest falls to 1/e. */
  readonly tauSeconds: number;
  readonly rest: number;
  /** Codes around the rest that do not move any more; [0, 0] where all do. */
  readonly stuckCodes: readonly [number, number];
  readonly stuckValues: readonly [number, number];
  /** Seconds from full scale to the dead zone; absent where there is none or nothing else. */
  readonly secondsToDeadZone?: number;
  /** Fraction bits below which not even a full-scale value moves; absent with stochastic rounding. */
  readonly fractionToMove?: number;
  readonly fractionGiven: number;
  /** `frozen`: no value that occurs decays. */
  readonly verdict: 'frozen' | 'dead zone' | 'ok' | 'mean only';
}

/** Relative distance up to which a stored constant is taken to be that of a decay. */
const sameConstant = 1e-9;

/**
 * Dead zone of one decaying variable in its format (numerics section 12), with the stored constant.
 *
 * @param fullScale - Largest distance from the rest that occurs, in display units.
 */
export function reportDecay(
  decay: Decay,
  entry: ArrayFormat,
  context: {
    readonly hardware: Hardware;
    readonly constants: readonly StoredConstant[];
    readonly stepSeconds: number;
    readonly fullScale: number;
  },
): DecayReport {
  const { hardware, constants, stepSeconds, fullScale } = context;
  const exact = decay.lossPerStep;
  const stored = constants.find(
    ({ kernel, exact: asked }) =>
      kernel === decay.kernel && Math.abs(Math.abs(asked) / exact - 1) < sameConstant,
  );
  const loss = stored === undefined ? exact : Math.abs(stored.stored);
  const products = hardware.words.temporary;
  const form: DecayForm = products.fraction === 'auto' ? 'product' : 'difference';
  const rounding = form === 'product' ? entry.rounding : products.rounding;
  const lsb = 2 ** -entry.format.fracBits;
  const rest = decay.rest / toNumber(entry.scale);
  const common = {
    kernel: decay.kernel,
    by: decay.by,
    lossPerStep: loss,
    exactLossPerStep: exact,
    tauSeconds: stepSeconds / -Math.log1p(-exact),
    rest: Math.abs(rest) < lsb / 2 ? 0 : rest,
    fractionGiven: entry.format.fracBits,
  };
  if (decay.by === 'table' || loss <= 0) {
    // Rounded once per event, from the value as of now: nothing is rounded between events.
    const [stuck, values] = [[0, 0] as const, [0, 0] as const];
    const verdict = loss > 0 ? 'ok' : 'frozen';
    return { ...common, stuckCodes: stuck, stuckValues: values, verdict };
  }
  const codes = stuckCodes(rationalFromNumber(loss), rounding, form);
  const [lowest, highest] = [Number(codes.lowest), Number(codes.highest)];
  const [low, high] = [lowest * lsb, highest * lsb];
  const edge = Math.max(high, -low);
  const needed = fullScale > 0 ? fractionToMove(fullScale, loss, rounding, form) : undefined;
  const frozen = fullScale > 0 && edge >= fullScale;
  const reaches = edge > 0 && fullScale > edge;
  let verdict: DecayReport['verdict'] = edge > 0 ? 'dead zone' : 'ok';
  if (rounding === 'stochastic') verdict = 'mean only';
  if (frozen) verdict = 'frozen';
  return {
    ...common,
    stuckCodes: [lowest, highest],
    stuckValues: [low, high],
    ...(reaches
      ? { secondsToDeadZone: (stepSeconds * Math.log(edge / fullScale)) / Math.log1p(-loss) }
      : {}),
    ...(needed === undefined || !Number.isFinite(needed) ? {} : { fractionToMove: needed }),
    verdict,
  };
}
