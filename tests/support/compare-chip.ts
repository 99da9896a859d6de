import { openFixedPlan, planFixed } from '../../backends/fixed-point/index.js';
import { openNeurocorePlan } from '../../backends/neurocore/index.js';
import type { ChipReport, Session } from '../../core/backend.js';
import { loadNetwork } from '../../core/description/index.js';
import { type ErrorCode, isFrameworkError } from '../../core/diagnostics/index.js';
import { firstBitDifference } from '../../equivalence/index.js';
import { readHardware } from './diagnose.js';

/** What a network did on integers and on the chip: the first difference, or the codes that refuse it. */
export interface ChipComparison {
  readonly difference?: string | undefined;
  readonly refused?: readonly ErrorCode[];
  readonly spikes?: number;
  readonly steps?: number;
}

/**
 * Runs a network on integers and on the event-based chip, from one plan; with `clocked` also on the
 * per-clock one, which must take the same cycles in the same states.
 */
export async function compareOnChip(
  text: string,
  hardwareText: string,
  clocked = false,
): Promise<ChipComparison> {
  const { network, diagnostics } = loadNetwork(text, 'network.yaml');
  const { hardware } = readHardware(hardwareText);
  if (network === undefined || hardware === undefined)
    throw new Error(`no valid network: ${diagnostics.map(({ message }) => message).join('; ')}`);
  try {
    const plan = await planFixed(network, { hardware });
    const chip = openNeurocorePlan(plan).session;
    const fixed = openFixedPlan(plan);
    await fixed.run();
    await chip.run();
    let difference = await sessionDifference(fixed, chip);
    if (clocked) {
      const clock = openNeurocorePlan(plan, {}, { emulator: 'clock' }).session;
      await clock.run();
      difference ??= await sessionDifference(fixed, clock);
      difference ??= reportDifference(await clock.chip?.(), await chip.chip?.());
    }
    const { totals, steps } = await fixed.recording();
    return { difference, spikes: totals.reduce((sum, { spikes }) => sum + spikes, 0), steps };
  } catch (error) {
    if (!isFrameworkError(error)) throw error;
    return { refused: error.diagnostics.map(({ code }) => code) };
  }
}

async function sessionDifference(expected: Session, found: Session): Promise<string | undefined> {
  const difference = firstBitDifference(await expected.recording(), await found.recording());
  if (difference !== undefined) return difference;
  const [hashes, own] = [await expected.hashes(), await found.hashes()];
  return JSON.stringify(hashes) === JSON.stringify(own) ? undefined : 'the hashes differ';
}

function reportDifference(
  clock: ChipReport | undefined,
  events: ChipReport | undefined,
): string | undefined {
  const [expected, found] = [JSON.stringify(clock), JSON.stringify(events)];
  return expected === found ? undefined : `clock by clock ${expected}, by events ${found}`;
}
