import type { Diagnostics } from '../../../core/diagnostics/index.js';
import type { Hardware } from '../../../core/hardware.js';
import { type CorePlan, type PlanContext, planCore } from './core-plan.js';
import { evenCores, fillCores, type Group, lackOf } from './fill-cores.js';
import { mostFormats, mostTables } from './limits.js';
import { capacityOf, type Resource, usesOf } from './resource-use.js';

/** In the words of messages. */
const namesOf: Readonly<Record<Resource, string>> = {
  neurons: 'neurons (local numbers, populations begin at multiples of 32)',
  synapse: 'words of the synapse memory',
  trace: 'words of the trace memory',
  state: 'words of the state memory',
  accumulator: 'words of the accumulator memory',
  inlets: 'inlets',
  index: 'words of the index memory',
  program: 'words of the instruction memory',
  constant: 'words of the constant memory',
  lut: 'words of the table memory',
  counts: 'count inlets',
  populations: 'populations',
  pathways: 'pathways',
  formats: 'formats',
  tables: 'tables',
  routes: 'routes',
};

/** What to write into the hardware file for more of a resource; undefined where every core has the same. */
function changeOf(resource: Resource, need: number): string | undefined {
  switch (resource) {
    case 'neurons':
      return `cores: {neurons: ${need}}`;
    case 'inlets':
      return `cores: {axons: ${need}}`;
    case 'counts':
    case 'populations':
    case 'pathways':
    case 'routes':
    case 'formats':
    case 'tables':
      return undefined;
    default:
      return `memories: {${resource}: {words: ${need}}}`;
  }
}

/** One neuron and all that belongs to it is too much for an empty core. */
export function refuseGroup(
  group: Group,
  resource: Resource,
  context: PlanContext,
  diagnostics: Diagnostics,
): void {
  const names = group.populations.map((place) => context.populations[place]?.name ?? '');
  const plan = planCore(
    group.populations.map((population) => ({ population, low: 0, end: 1 })),
    context,
  );
  const need = usesOf(plan)[resource];
  const have = capacityOf(context.geometry)[resource];
  if (resource === 'formats') {
    refuseFormats(plan, names, diagnostics);
    return;
  }
  if (resource === 'lut' || resource === 'tables') {
    refuseTables(plan, names, context, diagnostics);
    return;
  }
  diagnostics.error(
    'CHIP_CAPACITY',
    `one neuron of ${names.join(' and ')} does not fit a core: it needs ${need} ${namesOf[resource]}, a core has ${have}`,
    {
      context: `population ${names.join(', ')}`,
      expected: `at most ${have} ${namesOf[resource]}`,
      found: `${need}`,
      help: changeOf(resource, need) ?? `fewer ${resource} per neuron: every core has ${have}`,
    },
  );
}

function refuseFormats(
  { code }: CorePlan,
  names: readonly string[],
  diagnostics: Diagnostics,
): void {
  const formats = code.formats.length - 1;
  diagnostics.error(
    'CHIP_FORMATS',
    `the programs of ${names.join(' and ')} use ${formats} number formats, a core has ${mostFormats}`,
    {
      context: `population ${names.join(', ')}`,
      expected: `at most ${mostFormats} combinations of width, sign, rounding and overflow`,
      found: `${formats}`,
      help: 'give storage classes the same widths and rounding, or take locks out of `formats`',
    },
  );
}

function refuseTables(
  { code }: CorePlan,
  names: readonly string[],
  { geometry }: PlanContext,
  diagnostics: Diagnostics,
): void {
  const { words } = geometry.memories.lut;
  const lengths = code.tables.map(({ table }) => `${table.name}: ${table.codes.length}`);
  const help =
    code.lutWords > words
      ? `memories: {lut: {words: ${code.lutWords}}}, fewer bits per trace, or a larger dt`
      : 'fewer different time constants and functions';
  diagnostics.error(
    'CHIP_LUT_FULL',
    `the tables of ${names.join(' and ')} take ${code.lutWords} words, a core has ${words} words and ${mostTables} tables`,
    {
      context: `population ${names.join(', ')}`,
      expected: `at most ${words} words in ${mostTables} tables`,
      found: lengths.join(', '),
      help,
    },
  );
}

/** More cores than there are: names the resource that ran out and the smallest change that fits. */
export function refuseCores(
  needed: number,
  limit: Resource,
  groups: readonly Group[],
  context: PlanContext,
  hardware: Hardware,
  diagnostics: Diagnostics,
): void {
  const have = hardware.cores.count as number;
  const capacity = capacityOf(context.geometry);
  const short = shortages(limit, have, groups, context);
  const missing = short.map(
    ([resource, need]) => `${need} ${namesOf[resource]} per core, of ${capacity[resource]}`,
  );
  const changes = short.map(([resource, need]) => changeOf(resource, need));
  const cores = `cores: {count: ${needed}, mesh: [${needed}, 1]}, or count: auto`;
  diagnostics.error(
    'CHIP_CAPACITY',
    `the network needs ${needed} cores, ${hardware.name} has ${have}: on ${have} it would need ${missing.join(' and ')}`,
    {
      context: `hardware ${hardware.name}`,
      expected: `at most ${have} cores`,
      found: `${needed} cores, the first one full of ${namesOf[limit]}`,
      help: changes.includes(undefined) ? cores : `${cores}; or ${changes.join(', ')}`,
    },
  );
}

/** What a core lacks: the least amount of one resource that suffices, or of several if one does not. */
function shortages(
  limit: Resource,
  cores: number,
  groups: readonly Group[],
  context: PlanContext,
): readonly (readonly [Resource, number])[] {
  const enough = smallestEnough(limit, cores, groups, context);
  if (enough !== undefined) return [[limit, enough]];
  const capacity = capacityOf(context.geometry);
  const uses = evenCores(groups, cores).map((ranges) => usesOf(planCore(ranges, context)));
  const resources = Object.keys(capacity) as Resource[];
  return resources
    .map((name): readonly [Resource, number] => [name, Math.max(...uses.map((use) => use[name]))])
    .filter(([name, need]) => need > capacity[name]);
}

/** Least amount of one resource with which everything fits the cores that there are. */
function smallestEnough(
  limit: Resource,
  cores: number,
  groups: readonly Group[],
  context: PlanContext,
): number | undefined {
  const capacity = capacityOf(context.geometry);
  const fitsWith = (amount: number): boolean => {
    const enlarged = { ...capacity, [limit]: amount };
    const filling = fillCores(groups, (ranges) => lackOf(ranges, context, enlarged));
    return 'ranges' in filling && filling.ranges.length <= cores;
  };
  if (!fitsWith(Infinity)) return undefined;
  let low = capacity[limit];
  let high = low * 2;
  while (!fitsWith(high)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fitsWith(middle)) high = middle;
    else low = middle;
  }
  return high;
}
