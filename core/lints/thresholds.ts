/**
 * Where the checks draw their lines. They are starting values, not physics: a network that crosses
 * one is unusual, not wrong.
 */

/** An update of more than this share of a weight's range saturates it in a spike or two. */
export const saturatingShare = 0.5;

/** Nearest rounding loses what is smaller than this, in LSB; truncation loses anything below 1. */
export const nearestLoss = 0.5;
export const truncationLoss = 1;

/** Part of a weight's range in which a soft bound must stop learning before it is reported. */
export const deadZoneShare = 0.01;

/** Drive below this share of what the threshold needs is too weak, above the other too strong. */
export const weakDrive = 0.1;
export const strongDrive = 10;

/** Input spikes that are expected while one item is shown; with fewer most items say nothing. */
export const fewestInputSpikes = 1;

/** Dead times beyond this multiple of the declared refractory period are a warning. */
export const longDeadTime = 2;

/** Larger networks are not evaluated before the run. */
export const largestSynapseCount = 2_000_000;
