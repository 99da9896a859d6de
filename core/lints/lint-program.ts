import { type Diagnostic, Diagnostics } from '../diagnostics/index.js';
import type { Program } from '../ir/index.js';
import type { Model } from '../network/index.js';
import { warnDrive } from './drive.js';
import { StartValues } from './start-values.js';
import { largestSynapseCount } from './thresholds.js';
import { warnZeroWeights } from './zero-weights.js';

/**
 * What can be said of a network once it is connected and its start values are known: weights that are
 * all 0, volleys that cannot reach a threshold, drive that is far too weak or too strong. Never an
 * error. Networks of more than `largestSynapseCount` synapses are not judged.
 *
 * @param program - What `lowerModel` made of the model.
 */
export function lintProgram(model: Model, program: Program): readonly Diagnostic[] {
  const synapses = program.objects.reduce(
    (count, object) => count + (object.kind === 'projection' ? object.pre.length : 0),
    0,
  );
  if (synapses === 0 || synapses > largestSynapseCount) return [];
  const diagnostics = new Diagnostics();
  const values = new StartValues(program);
  const silent = warnZeroWeights(model, program, values, diagnostics);
  warnDrive(model, program, values, silent, diagnostics);
  return diagnostics.all;
}
