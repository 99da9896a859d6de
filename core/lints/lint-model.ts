import { type Diagnostic, Diagnostics } from '../diagnostics/index.js';
import type { Model, Network } from '../network/index.js';
import { noteDeadTimes } from './dead-times.js';
import { notePlotShapes } from './plot-shapes.js';
import { noteRefractoriness } from './refractoriness.js';
import { warnSharedArrays } from './shared-arrays.js';
import { warnSplitOverlap } from './split-overlap.js';
import { noteStdpBalance, noteTraceStyles } from './stdp-notes.js';
import { warnUndriven } from './undriven-variables.js';
import { noteUnitChains } from './unit-chains.js';
import { warnUnusedConstants } from './unused-constants.js';
import { warnUnusedObjects } from './unused-objects.js';
import { warnSaturatingUpdates } from './update-sizes.js';
import { weightUpdates } from './weight-updates.js';
import { warnWriteOrder } from './write-order.js';

/**
 * What can be said of a faultless network from its text alone: warnings on what most likely is not
 * meant, infos on choices that are easy to overlook. Never an error.
 *
 * @param model - What `analyseNetwork` made of the network.
 */
export function lintModel(network: Network, model: Model): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  warnUnusedConstants(network, model, diagnostics);
  warnUnusedObjects(model, diagnostics);
  warnUndriven(model, diagnostics);
  warnSharedArrays(model, diagnostics);
  warnWriteOrder(model, diagnostics);
  warnSplitOverlap(network, model, diagnostics);
  const updates = weightUpdates(model);
  warnSaturatingUpdates(updates, diagnostics);
  noteDeadTimes(model, diagnostics);
  noteRefractoriness(model, diagnostics);
  noteUnitChains(model, diagnostics);
  noteTraceStyles(model, diagnostics);
  noteStdpBalance(updates, model, diagnostics);
  notePlotShapes(network, model, diagnostics);
  return diagnostics.all;
}
