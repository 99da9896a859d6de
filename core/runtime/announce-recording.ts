import { byteText, type Diagnostic, type SourceSpan } from '../diagnostics/index.js';
import { clockSeconds, type ProbePlan, type StepPlan } from '../ir/index.js';
import { feedBytes } from './probes/index.js';
import { measureTimeline, type TimelineExtent } from './timeline-length.js';

/** Bytes that a probe will take, known beforehand; spikes come on top at 12 bytes each. */
function probeBytes(probe: ProbePlan, plan: StepPlan, extent: TimelineExtent): number {
  const object = plan.objects.find((found) => found.name === probe.object);
  const size = object === undefined || object.kind === 'projection' ? 0 : object.size;
  const ticksPerStep = plan.dtSeconds / clockSeconds(plan, probe.clock);
  switch (probe.kind) {
    case 'spikes':
      return size * 8;
    case 'state': {
      const samples = Math.ceil((extent.ticks * ticksPerStep) / probe.everySteps);
      return samples * 8 * (1 + probe.arrays.length * probe.indices.length);
    }
    case 'weights': {
      const values = plan.arrays.filter((array) => probe.arrays.includes(array.id));
      const bytes = values.reduce((sum, array) => sum + 8 + array.count * 8, 0);
      const every = stepsBetween(probe, plan);
      const times =
        every === undefined
          ? extent.checkpoints + 1
          : Math.ceil((extent.ticks * ticksPerStep) / every);
      return times * bytes;
    }
    case 'rate':
      return Math.floor((extent.ticks * ticksPerStep) / (stepsBetween(probe, plan) ?? 1)) * 16;
    case 'responses':
      return (extent.items.get(probe.input) ?? 0) * (32 + size * 8);
  }
}

/** Steps of the probe's clock from one look to the next, on average; undefined: it has no times. */
function stepsBetween(
  probe: Extract<ProbePlan, { kind: 'weights' | 'rate' }>,
  plan: StepPlan,
): number | undefined {
  if (probe.everySeconds === undefined) return probe.everySteps;
  return probe.everySeconds / clockSeconds(plan, probe.clock);
}

/** One MONITOR_BYTES per probe: what it will record. A warning if that is more than its budget. */
export function announceRecording(plan: StepPlan): readonly Diagnostic[] {
  const extent = measureTimeline(plan);
  return plan.probes.map((probe) => {
    const { sink } = probe;
    // Of a ring only its last stretch is held at a time.
    const last = sink?.kind === 'ring' ? Math.ceil(sink.seconds / plan.dtSeconds) : Infinity;
    const bytes = probeBytes(probe, plan, { ...extent, ticks: Math.min(extent.ticks, last) });
    const open = probe.kind === 'spikes' && !probe.counts;
    const over = bytes > probe.budgetBytes;
    const each = probe.kind === 'spikes' ? 12 + 8 * (probe.arrays ?? []).length : 0;
    const verb =
      sink === undefined ? 'record' : sink.kind === 'ring' ? 'hold' : `write ${sink.path} with`;
    const end = sink?.kind === 'ring' ? 'older values will be dropped' : 'the run will stop there';
    const spikes = open ? `, and ${each} bytes for each spike` : '';
    return {
      code: 'MONITOR_BYTES',
      severity: over ? 'warning' : 'info',
      message: over
        ? `probe ${probe.name} would ${verb} ${byteText(bytes)}${spikes}, more than its budget of ${byteText(probe.budgetBytes)}: ${end}`
        : `probe ${probe.name} will ${verb} ${byteText(bytes)}${spikes}, of a budget of ${byteText(probe.budgetBytes)}`,
      context: `probe ${probe.name}`,
      ...placeOf(probe),
      ...(over ? { help: 'record less (`every`, `indices`) or raise its `budget`' } : {}),
    };
  });
}

/** Someone who takes memory. */
interface MemoryPart {
  /** `projection S`, `probe spikes_exc`, `timed arrays`. */
  readonly name: string;
  readonly bytes: number;
  readonly span?: SourceSpan;
}

/** Bytes that a probe holds at a time, of all that it records. */
function heldBytes({ sink, budgetBytes }: ProbePlan, bytes: number): number {
  if (sink?.kind === 'file') return Math.min(bytes, 2 * feedBytes);
  return sink?.kind === 'ring' ? Math.min(bytes, budgetBytes) : bytes;
}

/** Bytes of arrays, connections, tables, input data and recordings of a plan, by who takes them. */
function memoryParts(plan: StepPlan): readonly MemoryPart[] {
  const extent = measureTimeline(plan);
  const objects = plan.objects.map((object): MemoryPart => {
    let bytes = 0;
    for (const array of plan.arrays)
      if (array.object === object.name) bytes += array.count * array.slots * 8;
    // Ends of the synapses, and about one more number per synapse and pathway to find them by neuron.
    if (object.kind === 'projection') bytes += object.pre.length * 4 * (2 + object.pathways.length);
    else if (object.kind === 'population') bytes += object.size * 4;
    else if (object.source === 'images')
      for (const set of object.sets) bytes += set.pixels.byteLength;
    else if (object.source === 'spikes') bytes += object.indices.length * 24;
    return { name: `${object.kind} ${object.name}`, bytes, ...placeOf(object) };
  });
  const probes = plan.probes.map((probe) => ({
    name: `probe ${probe.name}`,
    bytes: heldBytes(probe, probeBytes(probe, plan, extent)),
    ...placeOf(probe),
  }));
  const tables = plan.tables.reduce((sum, { data }) => sum + data.byteLength, 0);
  return [...objects, ...probes, { name: 'timed arrays', bytes: tables }];
}

function placeOf({ span }: { readonly span?: SourceSpan }): { readonly span?: SourceSpan } {
  return span === undefined ? {} : { span };
}

/** Parts that a refusal names at most. */
const namedParts = 3;

/** MEMORY_LIMIT if a plan needs more than `limitBytes`, where the largest part is declared. */
export function checkMemory(plan: StepPlan, limitBytes: number): readonly Diagnostic[] {
  const parts = [...memoryParts(plan)].sort((a, b) => b.bytes - a.bytes);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (bytes <= limitBytes) return [];
  const largest = parts
    .slice(0, namedParts)
    .filter((part) => part.bytes > 0)
    .map((part) => `${byteText(part.bytes)} for ${part.name}`);
  return [
    {
      code: 'MEMORY_LIMIT',
      severity: 'error',
      message: `network ${plan.name} needs about ${byteText(bytes)} for arrays, synapses and recordings: ${largest.join(', ')}`,
      ...placeOf(parts[0] ?? {}),
      expected: `at most ${byteText(limitBytes)}`,
      found: byteText(bytes),
      help: 'connect or record less, or raise the memory limit',
    },
  ];
}
