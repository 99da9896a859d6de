import type { Diagnostics } from '../diagnostics/index.js';
import { walkExpression } from '../equations/index.js';
import type { Model } from '../network/index.js';
import { textsOf, timelineWrites } from './model-facts.js';
import { at } from './wording.js';

/**
 * Warns of what was declared and takes no part (`UNUSED_OBJECT`): arrays that no text calls, inputs
 * without projections, and populations that nothing connects, watches or sets.
 */
export function warnUnusedObjects(model: Model, diagnostics: Diagnostics): void {
  const called = calledNames(model);
  for (const { name, span } of model.arrays) {
    if (called.has(name)) continue;
    diagnostics.warn('UNUSED_OBJECT', `array ${name} is never read`, {
      ...at(span),
      context: `array ${name}`,
      help: `remove it, or read it in an equation, as in ${name}(t, i)`,
    });
  }
  const connected = new Set(
    model.projections.flatMap(({ source, target }) => [source.object, target.object]),
  );
  const probed = new Set(model.probes.map(({ object }) => object));
  for (const { name, span } of model.inputs) {
    if (connected.has(name) || probed.has(name)) continue;
    diagnostics.warn('UNUSED_OBJECT', `input ${name} drives nothing: no projection starts at it`, {
      ...at(span),
      context: `input ${name}`,
      help: `remove it, or add a projection \`from: ${name}\``,
    });
  }
  const set = new Set([...timelineWrites(model.timeline)].map((name) => name.split('.')[0]));
  if (model.populations.length + model.inputs.length < 2) return;
  for (const { name, span } of model.populations) {
    if (connected.has(name) || probed.has(name) || set.has(name)) continue;
    diagnostics.warn(
      'UNUSED_OBJECT',
      `population ${name} is not connected, not recorded and never set`,
      {
        ...at(span),
        context: `population ${name}`,
        help: `remove it, connect it, or record it with \`- spikes: ${name}\` below probes`,
      },
    );
  }
}

function calledNames(model: Model): ReadonlySet<string> {
  const called = new Set<string>();
  for (const object of [...model.populations, ...model.projections]) {
    const values = object.initial.flatMap(({ value }) =>
      value.kind === 'expression' ? [value.expression] : [],
    );
    for (const expression of [...textsOf(object).map((text) => text.expression), ...values]) {
      walkExpression(expression, (part) => {
        if (part.kind === 'call') called.add(part.callee);
      });
    }
  }
  return called;
}
