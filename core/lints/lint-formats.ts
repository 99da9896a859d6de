import { type Diagnostic, Diagnostics } from '../diagnostics/index.js';
import type { Model } from '../network/index.js';
import { noteFlags, type VariableFormats, warnDeadZones, warnLostUpdates } from './update-sizes.js';
import { weightUpdates } from './weight-updates.js';

/**
 * What chosen formats make of a network's learning: updates that rounding loses, soft bounds that
 * are never reached, flags kept as numbers. Never an error.
 *
 * @param formats - By `OBJECT.VARIABLE`; what is missing is not judged.
 */
export function lintFormats(model: Model, formats: VariableFormats): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  const updates = weightUpdates(model);
  warnLostUpdates(updates, formats, diagnostics);
  warnDeadZones(updates, formats, diagnostics);
  noteFlags(updates, formats, diagnostics);
  return diagnostics.all;
}
