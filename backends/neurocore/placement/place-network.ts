import type { Diagnostics } from '../../../core/diagnostics/index.js';
import { type ChipImage, chipGeometry } from '../image/index.js';
import { AccumulatorLoads } from './accumulator-loads.js';
import { ArrayPlacements } from './array-placements.js';
import { buildCore } from './build-core.js';
import { checkCode } from './check-code.js';
import { checkRoutes } from './check-routes.js';
import { chooseForms } from './choose-forms.js';
import { type CorePlan, type PlanContext, planCore } from './core-plan.js';
import { fillCores, groupPopulations, lackOf } from './fill-cores.js';
import type { HostFields } from './fill-states.js';
import { hostIdsOf } from './host-ids.js';
import { linkSections } from './link-sections.js';
import { printListing } from './listing.js';
import { placedTraces } from './placed-traces.js';
import type { PlacedNetwork, PopulationSlice } from './placement.js';
import type { PlacementRequest } from './placement-request.js';
import { refuseCores, refuseGroup } from './refuse-placement.js';
import { capacityOf, type Resource, usesOf } from './resource-use.js';
import { coordinates, inputRoutesOf, routesOf } from './routes.js';

/**
 * Cuts a network into cores and fills their memories. Populations are cut into slices of neurons, each
 * with all its synapses; a core is filled until the first resource runs out.
 *
 * @returns undefined after an error: CHIP_CAPACITY, CHIP_LANE_TOO_WIDE, CHIP_DELAY_TOO_LONG,
 *   CHIP_ACC_WIDTH, CHIP_LUT_FULL, CHIP_FORMATS, CHIP_CONSTANTS, CHIP_SYNAPSE_ORDER.
 */
export function placeNetwork(
  request: PlacementRequest,
  diagnostics: Diagnostics,
): PlacedNetwork | undefined {
  const { code, fixed, hardware } = request;
  const geometry = chipGeometry(hardware, 1);
  const loads = new AccumulatorLoads(fixed, geometry);
  const fits = [checkCode(code, geometry, diagnostics), loads.check(diagnostics)];
  const forms = chooseForms(request, geometry, loads, diagnostics);
  if (forms === undefined || fits.includes(false)) return undefined;
  const context: PlanContext = {
    populations: code.populations,
    forms,
    geometry,
    link: (sections) => linkSections(sections, code.tables, geometry),
  };
  const plans = planCores(request, context, diagnostics);
  const hostIds = hostIdsOf(request, diagnostics);
  return plans && hostIds && assemble(plans, hostIds, request, diagnostics);
}

function planCores(
  { hardware }: PlacementRequest,
  context: PlanContext,
  diagnostics: Diagnostics,
): readonly CorePlan[] | undefined {
  const capacity = capacityOf(context.geometry);
  const groups = groupPopulations(context, context.forms);
  const filling = fillCores(groups, (ranges) => lackOf(ranges, context, capacity));
  if ('tooLarge' in filling) {
    refuseGroup(filling.tooLarge, filling.limit, context, diagnostics);
    return undefined;
  }
  const { ranges, limit } = filling;
  const { count } = hardware.cores;
  if (count !== 'auto' && ranges.length > count) {
    refuseCores(ranges.length, limit as Resource, groups, context, hardware, diagnostics);
    return undefined;
  }
  return ranges.map((core) => planCore(core, context));
}

function assemble(
  plans: readonly CorePlan[],
  hostIds: ReadonlyMap<string, number>,
  request: PlacementRequest,
  diagnostics: Diagnostics,
): PlacedNetwork | undefined {
  const { fixed, hardware, initial } = request;
  const geometry = chipGeometry(hardware, plans.length);
  const idOf = (population: string, low: number): number | undefined => {
    const id = hostIds.get(population);
    return id === undefined ? undefined : id + low;
  };
  const routes = plans.map(({ slices }) =>
    slices.map((slice) => routesOf(slice, idOf(slice.code.name, slice.low), plans, geometry.mesh)),
  );
  if (!checkRoutes(routes, plans, diagnostics)) return undefined;
  const arrays = new ArrayPlacements();
  const hostFields: HostFields = new Map();
  const build = { geometry, initial, arrays, hostFields };
  const image: ChipImage = {
    geometry,
    seed: fixed.seed,
    networkName: fixed.name,
    networkHash: request.networkHash,
    hardwareName: hardware.name,
    hardwareHash: hardware.hash,
    cores: plans.map((plan, core) =>
      buildCore(plan, routes[core] ?? [], { core, ...coordinates(core, geometry.mesh) }, build),
    ),
  };
  const capacity = { ...capacityOf(geometry), routes: 32 };
  return {
    image,
    slices: plans.flatMap(({ slices }, core) =>
      slices.map(
        ({ code, low, end, first }, descriptor): PopulationSlice => ({
          population: code.name,
          low,
          high: end - 1,
          core,
          first,
          descriptor,
          hostId: idOf(code.name, low) ?? -1,
        }),
      ),
    ),
    arrays: arrays.all,
    hostConstants: plans.flatMap(({ code }, core) =>
      code.hostConstants.map((constant) => ({ core, ...constant })),
    ),
    hostFields: [...hostFields.values()],
    inputs: new Map(
      fixed.objects.flatMap((object) =>
        object.kind === 'input'
          ? [[object.name, inputRoutesOf(object.name, object.size, plans, geometry.mesh)]]
          : [],
      ),
    ),
    traces: placedTraces(plans),
    use: plans.flatMap((plan, core) => {
      const uses = { ...usesOf(plan), routes: (routes[core] ?? []).flat().length };
      return (Object.keys(uses) as Resource[]).map((resource) => ({
        core,
        resource,
        used: uses[resource],
        available: capacity[resource],
      }));
    }),
    listing: () => printListing(plans),
  };
}
