import type { Diagnostic } from '../diagnostics/index.js';
import { rateBands } from './rate-band.js';
import { refractorySaturated } from './refractory-saturated.js';
import { restChecks } from './rest-check.js';
import type { RunFacts } from './run-facts.js';
import { selectivities } from './selectivity.js';
import { silentGroups } from './silent-group.js';
import { stdpSilentPost } from './stdp-silent-post.js';
import { stiffnesses } from './stiffness.js';
import { thetaSpreads } from './theta-spread.js';
import { weightRanges } from './weight-range.js';

const checks: readonly ((facts: RunFacts) => readonly Diagnostic[])[] = [
  silentGroups,
  stdpSilentPost,
  refractorySaturated,
  weightRanges,
  rateBands,
  stiffnesses,
  restChecks,
  selectivities,
  thetaSpreads,
];

/** Everything worth saying about a run that has ended, each with its chain of causes. */
export function diagnoseRun(facts: RunFacts): readonly Diagnostic[] {
  return checks.flatMap((check) => check(facts));
}
