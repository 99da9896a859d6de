import type { Diagnostics } from '../diagnostics/index.js';
import type { Model, Network } from '../network/index.js';
import { at } from './wording.js';

/**
 * Infos on sizes that look as if they had to be squares (`SQUARE_FOR_PLOT`): a population of another
 * size without a `grid` that learns from an input with one. Receptive fields are drawn as tiles; nothing
 * else needs a square.
 */
export function notePlotShapes(
  { document, source }: Network,
  model: Model,
  diagnostics: Diagnostics,
): void {
  for (const { name, size } of model.populations) {
    const document_ = document.populations?.[name];
    if (document_?.grid !== undefined || Number.isInteger(Math.sqrt(size))) continue;
    const drawn = model.projections.some(
      ({ source: from, target, plastic }) =>
        target.object === name &&
        plastic.length > 0 &&
        document.inputs?.[from.object]?.grid !== undefined,
    );
    if (!drawn) continue;
    const [rows, columns] = nearestGrid(size);
    diagnostics.info(
      'SQUARE_FOR_PLOT',
      `${size} neurons make no square of tiles; only drawings of receptive fields care, the model does not`,
      {
        ...at(source.valueSpan(['populations', name, 'size'])),
        context: `population ${name}`,
        found: String(size),
        help: `for a drawing without gaps: grid: [${rows}, ${columns}]`,
      },
    );
  }
}

/** The most nearly square rows x columns of a size. */
function nearestGrid(size: number): readonly [number, number] {
  let rows = Math.floor(Math.sqrt(size));
  while (size % rows !== 0) rows -= 1;
  return [rows, size / rows];
}
