import type { Diagnostic } from '../diagnostics/index.js';
import { clockSeconds, type ProbePlan, type StepPlan } from '../ir/index.js';
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
    const bytes = probeBytes(probe, plan, extent);
    const open = probe.kind === 'spikes' && !probe.counts;
    const over = bytes > probe.budgetBytes;
    const each = probe.kind === 'spikes' ? 12 + 8 * (probe.arrays ?? []).length : 0;
    const spikes = open ? `, and ${each} bytes for each spike` : '';
    return {
      code: 'MONITOR_BYTES',
      severity: over ? 'warning' : 'info',
      message: over
        ? `probe ${probe.name} would record ${bytes} bytes${spikes}, more than its budget of ${probe.budgetBytes}: the run will stop there`
        : `probe ${probe.name} will record ${bytes} bytes${spikes}, of a budget of ${probe.budgetBytes}`,
      context: `probe ${probe.name}`,
      ...(over ? { help: 'record less (`every`, `indices`) or raise its `budget`' } : {}),
    };
  });
}

/** Bytes of arrays, connections, tables, input data and recordings of a plan. */
function plannedBytes(plan: StepPlan): number {
  const extent = measureTimeline(plan);
  let bytes = 0;
  for (const array of plan.arrays) bytes += array.count * array.slots * 8;
  for (const table of plan.tables) bytes += table.data.byteLength;
  for (const probe of plan.probes) bytes += probeBytes(probe, plan, extent);
  for (const object of plan.objects) {
    // Ends of the synapses, and about one more number per synapse and pathway to find them by neuron.
    if (object.kind === 'projection') bytes += object.pre.length * 4 * (2 + object.pathways.length);
    else if (object.kind === 'population') bytes += object.size * 4;
    else if (object.source === 'images')
      for (const set of object.sets) bytes += set.pixels.byteLength;
    else if (object.source === 'spikes') bytes += object.indices.length * 24;
  }
  return bytes;
}

/** MEMORY_LIMIT if a plan needs more than `limitBytes`. */
export function checkMemory(plan: StepPlan, limitBytes: number): readonly Diagnostic[] {
  const bytes = plannedBytes(plan);
  if (bytes <= limitBytes) return [];
  return [
    {
      code: 'MEMORY_LIMIT',
      severity: 'error',
      message: `network ${plan.name} needs about ${bytes} bytes for arrays, synapses and recordings`,
      expected: `at most ${limitBytes} bytes`,
      found: `${bytes} bytes`,
      help: 'connect or record less, or raise the memory limit',
    },
  ];
}
