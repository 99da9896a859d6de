import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { ArrayId } from '../../../core/ir/index.js';
import type { PathwaySideCode, PopulationCode, ProjectionCode } from '../codegen/index.js';
import type { ChipGeometry } from '../image/index.js';
import type { AccumulatorLoads } from './accumulator-loads.js';
import { connectionOf } from './connection.js';
import { type Lane, layOutLane } from './lane-layout.js';
import { mostCounted } from './limits.js';
import type { FormParts, PathwayForm } from './pathway-form.js';
import type { PlacementRequest } from './placement-request.js';
import { projectionNamed } from './request-lookup.js';

/** Entries of the pathway table, in the order of their on_pre. Undefined after an error. */
export function chooseForms(
  request: PlacementRequest,
  geometry: ChipGeometry,
  loads: AccumulatorLoads,
  diagnostics: Diagnostics,
): readonly PathwayForm[] | undefined {
  const populations = new Map(request.code.populations.map((entry) => [entry.name, entry]));
  const forms: PathwayForm[] = [];
  let complete = true;
  for (const code of request.code.projections) {
    const parts = partsOf(code, request, diagnostics);
    const population = populations.get(code.target);
    if (population === undefined) throw new Error(`${code.projection}: no ${code.target} on chip`);
    const chosen = parts && chooseForm(parts, population, request, geometry, loads, diagnostics);
    if (chosen === undefined) complete = false;
    else forms.push(...chosen);
  }
  return complete ? forms.sort((a, b) => a.order - b.order) : undefined;
}

function partsOf(
  code: ProjectionCode,
  { fixed, hardware, initial }: PlacementRequest,
  diagnostics: Diagnostics,
): FormParts | undefined {
  const plan = projectionNamed(fixed, code.projection);
  const pre = code.form === 'constant' ? undefined : code.pre?.name;
  const pathway = plan.pathways.find(
    ({ name, side }) => side === 'pre' && (pre === undefined || name === pre),
  );
  const delay = pathway?.delay ?? { kind: 'ticks', ticks: 0 };
  const connection = connectionOf(plan);
  if (delay.kind === 'ticks') {
    const { ticks } = delay;
    const parts = { plan, code, connection, delayLow: ticks, delayHigh: ticks };
    return delayFits(parts, fixed.dtSeconds, hardware.cores.delaySlots, diagnostics)
      ? parts
      : undefined;
  }
  const delays = initial.get(delay.ticks);
  if (delays === undefined) throw new Error(`there are no start values of ${delay.ticks}`);
  const [delayLow, delayHigh] = extremes(delays);
  const parts = {
    plan,
    code,
    connection,
    delayLow,
    delayHigh,
    ...(delayLow < delayHigh && { delays }),
  };
  return delayFits(parts, fixed.dtSeconds, hardware.cores.delaySlots, diagnostics)
    ? parts
    : undefined;
}

function extremes(values: Float64Array): readonly [number, number] {
  let low = Infinity;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [Math.min(low, high), high];
}

/** A spike is kept for as many steps as the inlet ring has slots, this step included. */
function delayFits(
  { plan, delayHigh }: Pick<FormParts, 'plan' | 'delayHigh'>,
  dtSeconds: number,
  slots: number,
  diagnostics: Diagnostics,
): boolean {
  if (delayHigh < slots) return true;
  const milliseconds = delayHigh * dtSeconds * 1e3;
  const coarser = Math.ceil((milliseconds / (slots - 0.5)) * 1e4) / 1e4;
  diagnostics.error(
    'CHIP_DELAY_TOO_LONG',
    `the longest delay of ${plan.name} is ${delayHigh} steps (${Number(milliseconds.toPrecision(6))} ms); the chip keeps spikes for ${slots - 1} steps`,
    {
      context: `projection ${plan.name}, delay`,
      expected: `at most ${slots - 1} steps`,
      found: `${delayHigh} steps`,
      help:
        slots > 1
          ? `cores: {delay_slots: ${delayHigh + 1}}, or a dt of at least ${coarser} ms`
          : `cores: {delay_slots: ${delayHigh + 1}}`,
      ...(plan.span && { span: plan.span }),
    },
  );
  return false;
}

function chooseForm(
  parts: FormParts,
  population: PopulationCode,
  { initial }: PlacementRequest,
  geometry: ChipGeometry,
  loads: AccumulatorLoads,
  diagnostics: Diagnostics,
): readonly PathwayForm[] | undefined {
  const { code, plan } = parts;
  if (code.form === 'constant' && parts.delays === undefined) {
    const without = constantForms(parts, population, loads);
    if (without !== undefined) return without;
  }
  const lane = chooseLane(parts, initial, geometry, diagnostics);
  if (lane === undefined) return undefined;
  if (code.form === 'constant') {
    const pre = weightDelivery(code, population);
    return [{ ...common(parts, code.order), ...lane, pre, preTraces: [], postTraces: [] }];
  }
  if (!orderIsKept(parts, loads, diagnostics)) return undefined;
  const { pre, post, preTraces, postTraces } = code;
  const order = pre?.order ?? post?.order;
  if (order === undefined) throw new Error(`${plan.name} does nothing`);
  return [
    {
      ...common(parts, order),
      ...lane,
      preTraces,
      postTraces,
      ...(pre && { pre }),
      ...(post && { post }),
    },
  ];
}

function common(
  parts: FormParts,
  order: number,
): Omit<PathwayForm, 'kind' | 'contents' | 'preTraces' | 'postTraces'> {
  const { plan, code, connection, delayLow, delayHigh, delays } = parts;
  const { target } = code;
  return {
    plan,
    target,
    order,
    connection,
    delayLow,
    delayHigh,
    ...(delays && { delays }),
  };
}

/** Every event adds the same: no synapse words. Undefined for connections without such a form. */
function constantForms(
  parts: FormParts,
  { receptors, size }: PopulationCode,
  loads: AccumulatorLoads,
): readonly PathwayForm[] | undefined {
  const { code, connection, plan } = parts;
  if (code.form !== 'constant') throw new Error(`${plan.name} has weights`);
  const receptor = receptors.indexOf(code.receptor);
  if (receptor < 0) throw new Error(`${plan.name}: no receptor ${code.receptor}`);
  const form = (kind: 'count' | 'one' | 'fill', constant: number): PathwayForm => ({
    ...common(parts, code.order),
    kind,
    receptor,
    constant,
    contents: [],
    preTraces: [],
    postTraces: [],
  });
  // Counted events lose their order, and reach all neurons of a population.
  const whole = plan.targetFirst === 0 && plan.targetCount === size;
  const counted = whole && !loads.saturates && plan.sourceCount <= mostCounted;
  switch (connection.shape) {
    case 'all':
      return [form(counted ? 'count' : 'fill', code.code)];
    case 'others': {
      // Everybody gets everything, and then gives back what came from himself.
      const spare = counted && loads.fits(code.receptor, 2 * Math.abs(code.code));
      return spare
        ? [form('count', code.code), form('one', -code.code)]
        : [form('fill', code.code)];
    }
    case 'diagonal':
      return [form('one', code.code)];
    default:
      return undefined;
  }
}

/** Synapses without a shape: the constant stands in every lane. */
function weightDelivery(
  code: Extract<ProjectionCode, { form: 'constant' }>,
  { receptors }: PopulationCode,
): PathwaySideCode {
  const a = { kind: 'register', register: 8 } as const;
  const x = receptors.indexOf(code.receptor);
  const add = { op: 'ACC', predicate: 0, d: 0, a, shift: 0, x, comment: code.receptor } as const;
  return {
    name: 'pre',
    order: code.order,
    body: { instructions: [add], siteBase: 0 },
    writes: false,
  };
}

/** Rows of lanes for all targets, or lists of lanes with their targets: what takes fewer bits. */
function chooseLane(
  parts: FormParts,
  initial: ReadonlyMap<ArrayId, Float64Array>,
  geometry: ChipGeometry,
  diagnostics: Diagnostics,
): Pick<PathwayForm, 'kind' | 'lane' | 'contents'> | undefined {
  const { shape, unique } = parts.connection;
  const lay = (present: boolean, target: boolean, findings = diagnostics): Lane | undefined =>
    layOutLane({ parts, present, target }, geometry, initial, findings);
  const dense = (lane: Lane | undefined) =>
    lane && ({ kind: 'dense', lane: lane.layout, contents: lane.contents } as const);
  const sparse = (lane: Lane | undefined) =>
    lane && ({ kind: 'sparse', lane: lane.layout, contents: lane.contents } as const);
  if (shape === 'all' || shape === 'others') return dense(lay(shape === 'others', false));
  if (!unique) return sparse(lay(true, true));
  if (shape === 'diagonal') return sparse(lay(false, true));
  const full = lay(true, false);
  const listed = lay(false, true);
  if (full === undefined || listed === undefined) return full ? dense(full) : sparse(listed);
  const { neurons, memories } = geometry;
  const { wordBits } = memories.synapse;
  return denseBits(parts, full, wordBits) <= sparseBits(parts, listed, wordBits, neurons)
    ? dense(full)
    : sparse(listed);
}

function denseBits({ plan }: FormParts, { layout }: Lane, wordBits: number): number {
  return (plan.sourceCount * plan.targetCount * wordBits) / layout.lanesPerWord;
}

/** Lanes, the row directory of every core, and on_post's transposed entries. */
function sparseBits(
  { plan, code }: FormParts,
  { layout }: Lane,
  wordBits: number,
  neurons: number,
): number {
  const cores = Math.ceil(plan.targetCount / neurons);
  const transposed = code.form === 'lanes' && code.post !== undefined ? 32 : 0;
  const lists = plan.pre.length * (wordBits / layout.lanesPerWord + transposed);
  return lists + 32 * plan.sourceCount * cores;
}

/**
 * on_post runs over inlets, that is over sources, where the language goes by synapse number. The
 * two differ in their result only where additions to one neuron saturate.
 */
function orderIsKept(
  { code, connection, plan }: FormParts,
  { saturates }: AccumulatorLoads,
  diagnostics: Diagnostics,
): boolean {
  const adds =
    code.form === 'lanes' &&
    code.post !== undefined &&
    code.post.body.instructions.some(({ op }) => op === 'ACC');
  if (!adds || connection.ascending || !saturates) return true;
  diagnostics.error(
    'CHIP_SYNAPSE_ORDER',
    `on_post of ${plan.name} adds to neurons in the order of its synapses, which is not that of their sources; sums that saturate depend on it`,
    {
      context: `projection ${plan.name}, on_post`,
      expected: 'for every target, synapses in ascending order of their sources',
      help: 'list the connections by source, or words: {accumulator: {mode: exact}}',
      ...(plan.span && { span: plan.span }),
    },
  );
  return false;
}
