import type { Cause, Diagnostic, SourceSpan } from '../diagnostics/index.js';
import type { ProjectionPlan } from '../ir/index.js';
import { clipOf } from './read-kernels.js';
import type { RunFacts } from './run-facts.js';
import { collapsedShare, saturatedWeightShare } from './thresholds.js';
import { arrayOf, cause, count, percent, placed, plural } from './wording.js';

/** WEIGHT_RANGE: learned weights that ended all at one bound, or nearly all at the bounds. */
export function weightRanges(facts: RunFacts): readonly Diagnostic[] {
  return facts.plan.objects.flatMap((object) =>
    object.kind === 'projection'
      ? object.plastic.flatMap((array) => rangeOf(facts, object, array) ?? [])
      : [],
  );
}

function rangeOf(
  { plan, kernels, values }: RunFacts,
  projection: ProjectionPlan,
  array: string,
): Diagnostic | undefined {
  const declaration = arrayOf(plan, array);
  const clip = clipOf(projection, kernels, array);
  const [low, high] = declaration.bounds ?? (clip === undefined ? [] : [clip.low, clip.high]);
  if (low === undefined || high === undefined || !(high > low)) return undefined;
  const weights = values(array);
  if (weights.length === 0) return undefined;
  const near = collapsedShare * (high - low);
  let [lowest, highest, below, above] = [Infinity, -Infinity, 0, 0];
  for (const weight of weights) {
    if (weight < lowest) lowest = weight;
    if (weight > highest) highest = weight;
    if (weight <= low + near) below += 1;
    else if (weight >= high - near) above += 1;
  }
  const all = plural(weights.length, 'value');
  const range = `its range ${count(low)} to ${count(high)}`;
  const atOne = below === weights.length || above === weights.length;
  const share = (below + above) / weights.length;
  if (!atOne && share <= saturatedWeightShare) return undefined;
  const bound = below === weights.length ? low : high;
  const distance = Math.max(Math.abs(lowest - bound), Math.abs(highest - bound)) / (high - low);
  return {
    code: 'WEIGHT_RANGE',
    severity: 'warning',
    message: atOne
      ? `${array}: all ${all} within ${percent(distance)} of ${range} from ${count(bound)}`
      : `${array}: ${percent(share)} of ${all} at the bounds of ${range}: ${count(below)} low, ${count(above)} high`,
    context: `projection ${projection.name}`,
    causes: whyThere(projection, { low, high }, clip, declaration.span),
    ...placed(declaration.span),
  };
}

function whyThere(
  projection: ProjectionPlan,
  range: { readonly low: number; readonly high: number },
  clip: ReturnType<typeof clipOf>,
  span: SourceSpan | undefined,
): readonly Cause[] {
  if (clip === undefined)
    return [cause(`updates of ${projection.name} without \`clip\` led there`, span)];
  const { low, high, span: statement } = clip;
  const text =
    statement === undefined
      ? []
      : [
          cause(
            `\`${statement.source.text.slice(statement.start, statement.end).trim()}\``,
            statement,
          ),
        ];
  if (high < range.high) return [cause(`the ceiling of clip is ${count(high)}`), ...text];
  if (low > range.low) return [cause(`the floor of clip is ${count(low)}`), ...text];
  return [cause(`updates carried them to the bounds ${count(low)} and ${count(high)}`), ...text];
}
