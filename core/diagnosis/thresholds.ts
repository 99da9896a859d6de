/** When a finding about a run is worth saying. Starting values: advice, not meaning. */

/** Length of the window after the first input in which a population should have spiked. */
export const silentSeconds = 0.1;

/** Intervals up to this multiple of the refractory period count as those of a saturated neuron. */
export const saturatedInterval = 1.05;
/** Share of a neuron's intervals that makes it a saturated one. */
export const saturatedIntervalShare = 0.5;
/** Share of a population's neurons that makes it a saturated one. */
export const saturatedNeuronShare = 0.2;

/** Share of the declared range within which all weights lie at one bound. */
export const collapsedShare = 0.01;
/** Share of weights at the bounds beyond which nothing is left to learn. */
export const saturatedWeightShare = 0.95;

/** Part of its distance from rest that a variable may keep through the gap between two items. */
export const restResidual = 0.01;

/** Part of the spread of responses that should come from the classes. */
export const selectivityShare = 0.05;
/** Share of neurons that may still hold the smallest adaptive threshold. */
export const unadaptedShare = 0.5;

/** Difference of one step and two half steps, as a part of the variable's range. */
export const stiffnessShare = 0.01;
