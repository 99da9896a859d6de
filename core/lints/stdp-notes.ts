import type { Diagnostics, SourceSpan } from '../diagnostics/index.js';
import { printExpression } from '../equations/index.js';
import type { Model, ProjectionModel } from '../network/index.js';
import { pathwayLabel, titleOf } from './model-facts.js';
import { freshValue, type Trace, tracesOf, type WeightUpdate } from './weight-updates.js';
import { at, listed, short } from './wording.js';

/** Infos on how traces count spikes: `TRACE_STYLE`, one per projection. */
export function noteTraceStyles(model: Model, diagnostics: Diagnostics): void {
  for (const projection of model.projections) {
    const names = new Map<string, string[]>();
    let span: SourceSpan | undefined;
    for (const trace of tracesOf(projection, model)) {
      const style = styleOf(trace);
      if (style === undefined) continue;
      span ??= trace.writes[0]?.statement.span;
      names.set(style, [...(names.get(style) ?? []), trace.variable.name]);
    }
    if (names.size === 0) continue;
    const parts = [...names].map(([style, traces]) => `${listed(traces)}: ${style}`);
    diagnostics.info('TRACE_STYLE', parts.join('; '), {
      ...at(span),
      context: `${titleOf(projection)}, traces`,
      help: 'nearest spikes: `x = 1`; all spikes: `x += 1`',
    });
  }
}

function styleOf(trace: Trace): string | undefined {
  const { writes, tau } = trace;
  const [write] = writes;
  if (write === undefined) return undefined;
  const amount = freshValue(trace, 1);
  const value =
    amount === undefined ? printExpression(write.statement.value) : short(Math.abs(amount));
  if (writes.some(({ sets }) => sets !== write.sets)) return 'both set and added to';
  if (write.sets) return `set to ${value}, only the nearest spike counts, size at most ${value}`;
  const range =
    tau === undefined ? '' : `, size about ${value} x (1 + rate x ${short(tau * 1e3)} ms)`;
  return `adds ${value} per spike, all spikes count${range}`;
}

/** A side of the learning window: area under the curve, in weight times seconds. */
interface Side {
  readonly area: number;
  readonly update: WeightUpdate;
  readonly text: string;
}

/**
 * Infos on the areas of the learning window (`STDP_BALANCE`): A tau of all that raises a weight
 * against A tau of all that lowers it, for pair rules (each update linear in one trace).
 */
export function noteStdpBalance(
  updates: readonly WeightUpdate[],
  model: Model,
  diagnostics: Diagnostics,
): void {
  for (const projection of model.projections) {
    const own = updates.filter((update) => update.projection === projection);
    const sides = own.map(sideOf);
    const [first, second] = sides;
    if (sides.length !== 2 || first === undefined || second === undefined) continue;
    const rise = first.area > 0 ? first : second;
    const fall = first.area > 0 ? second : first;
    if (!(rise.area > 0 && fall.area < 0)) continue;
    report(projection, rise, fall, diagnostics);
  }
}

function report(
  projection: ProjectionModel,
  rise: Side,
  fall: Side,
  diagnostics: Diagnostics,
): void {
  const ratio = -fall.area / rise.area;
  const percent = Math.abs(ratio - 1) * 100;
  const winner =
    percent < 1e-6
      ? 'both are equal'
      : `${ratio > 1 ? 'depression' : 'potentiation'} is larger by ${short(ratio > 1 ? percent : 100 * (1 / ratio - 1), 3)} %`;
  diagnostics.info(
    'STDP_BALANCE',
    `potentiation ${rise.text}, depression ${fall.text}: ${winner} for unrelated spikes`,
    {
      span: fall.update.statement.span,
      context: `${titleOf(projection)}, learning window`,
      found: `ratio ${short(ratio)}`,
      help: `for equal areas, scale the update of ${pathwayLabel(fall.update.pathway)} by ${short(1 / ratio)}`,
    },
  );
}

function sideOf(update: WeightUpdate): Side | undefined {
  const [trace, ...others] = update.traces;
  if (trace?.tau === undefined || others.length > 0) return undefined;
  // Additive pair rules only: a change that depends on the weight has no one area.
  const [low, high] = update.bounds ?? [0, 1];
  const amount = update.change(low, 1);
  if (Math.abs(update.change(high, 1) - amount) > 1e-9 * Math.abs(amount)) return undefined;
  const area = amount * trace.tau;
  const text = `${short(Math.abs(amount))} x ${short(trace.tau * 1e3)} ms = ${short(Math.abs(area) * 1e3)} ms`;
  return { area, update, text };
}
