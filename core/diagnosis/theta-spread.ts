import type { Diagnostic } from '../diagnostics/index.js';
import type { ArrayId, ScalarNode } from '../ir/index.js';
import { readThreshold } from './read-kernels.js';
import type { RunFacts } from './run-facts.js';
import { unadaptedShare } from './thresholds.js';
import { arrayOf, cause, percent, placed, plural, quantity } from './wording.js';

/** THETA_SPREAD: how adaptive thresholds are spread over a population that learns classes. */
export function thetaSpreads(facts: RunFacts): readonly Diagnostic[] {
  const { plan, kernels, values } = facts;
  if (!hasClasses(facts)) return [];
  const found: Diagnostic[] = [];
  for (const object of plan.objects) {
    if (object.kind !== 'population') continue;
    const reading = readThreshold(plan, kernels, object.name);
    const reset = plan.actions.find(
      (action) => action.kind === 'reset' && action.population === object.name,
    );
    if (reading === undefined || reset?.kind !== 'reset') continue;
    const written = new Set(
      kernels
        .find(({ id }) => id === reset.kernel)
        ?.body.flatMap((node) =>
          node.op === 'store' || node.op === 'accumulate' ? [node.array] : [],
        ),
    );
    for (const array of arraysBelow(reading.kernel.body, reading.limit)) {
      if (!written.has(array)) continue;
      const declaration = arrayOf(plan, array);
      const sorted = values(array).sort();
      const [lowest, highest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
      const middle = sorted[sorted.length >> 1] ?? 0;
      const spread = highest - lowest;
      const still = sorted.filter((value) => value <= lowest + 0.01 * spread).length;
      const stuck = sorted.length > 1 && still > unadaptedShare * sorted.length;
      const show = (value: number): string => quantity(value, declaration);
      found.push({
        code: 'THETA_SPREAD',
        severity: stuck ? 'warning' : 'info',
        message: `${array}: from ${show(lowest)} to ${show(highest)}, half below ${show(middle)}`,
        context: `population ${object.name}`,
        causes: [
          cause(
            `${still} of ${plural(sorted.length, 'neuron')} (${percent(still / sorted.length)}) hold the smallest`,
            declaration.span,
          ),
          cause(`each spike raises it by the reset`, reading.span),
        ],
        ...placed(declaration.span),
      });
    }
  }
  return found;
}

/** Classes are declared where an input has labels and somebody records responses to it. */
function hasClasses({ plan, responses }: RunFacts): boolean {
  return (
    responses.length > 0 &&
    plan.objects.some(
      (object) =>
        object.kind === 'input' &&
        object.source === 'images' &&
        object.sets.some(({ labels }) => labels !== undefined),
    )
  );
}

function arraysBelow(body: readonly ScalarNode[], id: number): ReadonlySet<ArrayId> {
  const found = new Set<ArrayId>();
  const visit = (at: number): void => {
    const node = body[at];
    if (node === undefined) return;
    if (node.op === 'load') found.add(node.array);
    if ('left' in node) {
      visit(node.left);
      visit(node.right);
    }
    if ('operand' in node) visit(node.operand);
  };
  visit(id);
  return found;
}
