import { namesIn } from '../equations/index.js';
import type { ProjectionModel } from '../network/index.js';
import { projectionTexts, timelineTexts } from './draw-sites.js';
import { arrayId, type ProgramDraft } from './program-draft.js';

/** True if a text of the projection or of the timeline reads the time of a synapse's last event. */
export function readsLastUpdate(projection: ProjectionModel, draft: ProgramDraft): boolean {
  const ofTimeline = timelineTexts(draft.model.timeline)
    .filter(({ object }) => object === projection.name)
    .map(({ expression }) => expression);
  const ofProbes = draft.model.probes.map((probe) =>
    probe.kind === 'weights' && probe.object === projection.name ? probe.where : undefined,
  );
  return [...projectionTexts(projection), ...ofTimeline, ...ofProbes].some(
    (text) => text !== undefined && namesIn(text).has('lastupdate'),
  );
}

/** Declares the tick of the last event of each synapse; 0 before the first. */
export function declareLastUpdate({ name }: ProjectionModel, draft: ProgramDraft): string {
  const id = arrayId(name, '#lastupdate');
  if (draft.array(id) === undefined) {
    const [object, count] = [name, draft.sizeOf(name)];
    draft.declareHelper({ id, object, variable: '#lastupdate', count, role: 'tick' });
  }
  return id;
}
