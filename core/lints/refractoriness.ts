import type { Diagnostics } from '../diagnostics/index.js';
import { namesIn } from '../equations/index.js';
import type { Model, PopulationModel } from '../network/index.js';
import { titleOf, valueIn, variableOf } from './model-facts.js';
import { listed, short } from './wording.js';

/** Infos on refractory settings: `REFRACTORY_NO_CLAMP` and `REFRACTORY_SUBMICROSECOND`. */
export function noteRefractoriness(model: Model, diagnostics: Diagnostics): void {
  for (const population of model.populations) {
    if (population.refractory === undefined) continue;
    noteNoClamp(population, diagnostics);
    noteSubmicrosecond(population, model.dtSeconds, diagnostics);
  }
}

/** Without the flag the membrane integrates on and may be above threshold when the pause ends. */
function noteNoClamp(population: PopulationModel, diagnostics: Diagnostics): void {
  const { threshold, refractory } = population;
  if (threshold === undefined || refractory === undefined) return;
  const compared = [...namesIn(threshold)].flatMap((name) => {
    const variable = variableOf(population, name);
    return variable?.kind === 'differential' ? [variable] : [];
  });
  const [first] = compared;
  if (first === undefined || compared.some(({ unlessRefractory }) => unlessRefractory)) return;
  const names = listed(compared.map(({ name }) => name));
  const { span } = first.equation;
  const line = span.source.text.slice(span.start, span.end).trim();
  diagnostics.info(
    'REFRACTORY_NO_CLAMP',
    `${population.name} has a refractory setting, but ${names} ${compared.length === 1 ? 'goes' : 'go'} on while a neuron is refractory`,
    {
      span,
      context: `${titleOf(population)}, equation of ${first.name}`,
      label: 'not flagged (unless refractory): inputs still move it',
      help: `to hold it still, write: ${withFlag(line)}`,
    },
  );
}

/** The equation with the flag, if its text is as expected. */
function withFlag(line: string): string {
  if (!/^d\w+\/dt/.test(line)) return '... (unless refractory)';
  return line.endsWith(')') && /:\s*[^()]*\([^()]*\)$/.test(line)
    ? line.replace(/\)$/, ', unless refractory)')
    : `${line} (unless refractory)`;
}

/**
 * Periods that Brian2, which rounds them to whole microseconds (its text has six decimals), makes
 * another number of steps of (semantics, deviation D1).
 */
function noteSubmicrosecond(
  population: PopulationModel,
  dtSeconds: number,
  diagnostics: Diagnostics,
): void {
  const { refractory, scope } = population;
  if (refractory?.kind !== 'period') return;
  const period = valueIn(refractory.expression, scope);
  if (period === undefined) return;
  const rounded = Number(period.toFixed(6));
  const steps = (seconds: number): number => Math.trunc((seconds + 0.001 * dtSeconds) / dtSeconds);
  if (steps(period) === steps(rounded)) return;
  diagnostics.info(
    'REFRACTORY_SUBMICROSECOND',
    `the refractory period of ${short(period * 1e6, 9)} us is used as given: ${steps(period)} steps; ` +
      `Brian2 2.5 rounds it to ${short(rounded * 1e6, 9)} us, ${steps(rounded)} steps`,
    {
      span: refractory.expression.span,
      context: `${titleOf(population)}, refractory`,
      expected: `${steps(rounded)} steps in Brian2`,
      found: `${steps(period)} steps`,
      help: `to get the same number of steps in both, write ${short(rounded * 1e6, 9)} us`,
    },
  );
}
