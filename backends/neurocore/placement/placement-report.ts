import type { PlacedNetwork, ResourceUse } from './placement.js';

/** Spikes per neuron and step that an object sends; for estimates of traffic. */
export type SpikeRates = ReadonlyMap<string, number>;

/** Packets between two cores per step. */
export interface CoreTraffic {
  /** Core that sends; -1: the host. */
  readonly from: number;
  /** Core that hears; -1: the host. */
  readonly to: number;
  /** Neurons with a route, and expected packets per step. */
  readonly neurons: number;
  readonly packets: number;
  readonly hops: number;
}

/**
 * Packets per pair of cores, as the routes say: every spike of a neuron sends one packet along each of
 * its routes.
 *
 * @param rates - Spikes per neuron and step by object; what is missing counts 1, the worst step.
 */
export function placementTraffic(
  { image, inputs, slices }: PlacedNetwork,
  rates: SpikeRates = new Map(),
): readonly CoreTraffic[] {
  const [columns] = image.geometry.mesh;
  const found = new Map<string, { from: number; to: number; neurons: number; packets: number }>();
  const add = (from: number, to: number, neurons: number, rate: number): void => {
    const key = `${from} ${to}`;
    const entry = found.get(key) ?? { from, to, neurons: 0, packets: 0 };
    entry.neurons += neurons;
    entry.packets += neurons * rate;
    found.set(key, entry);
  };
  for (const [input, routes] of inputs)
    for (const { low, high, x, y } of routes)
      add(-1, y * columns + x, high - low + 1, rates.get(input) ?? 1);
  for (const { population, core, descriptor } of slices) {
    const content = image.cores[core];
    const { firstRoute = 0, routes = 0 } = content?.populations[descriptor] ?? {};
    for (const { low, high, x, y, kind } of content?.routes.slice(
      firstRoute,
      firstRoute + routes,
    ) ?? []) {
      const to = kind === 'host' ? -1 : y * columns + x;
      add(core, to, high - low + 1, rates.get(population) ?? 1);
    }
  }
  return [...found.values()]
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .map((entry) => ({ ...entry, hops: hopsBetween(entry.from, entry.to, columns) }));
}

/** Links that a packet takes: columns first, then rows. The host is at core (0, 0). */
function hopsBetween(from: number, to: number, columns: number): number {
  const [a, b] = [Math.max(0, from), Math.max(0, to)];
  const across = Math.abs((a % columns) - (b % columns));
  return across + Math.abs(Math.floor(a / columns) - Math.floor(b / columns));
}

/**
 * What lies where, how full each core is, and what travels, as text. Percent of a resource that a core
 * has none of is not shown.
 */
export function printPlacement(placed: PlacedNetwork, rates?: SpikeRates): string {
  const { image, slices, use } = placed;
  const lines = [
    `${image.networkName} on ${image.hardwareName}: ${image.cores.length} cores of ${image.geometry.mesh.join(' x ')}`,
  ];
  for (const [core, { x, y, pathways }] of image.cores.entries()) {
    const own = slices.filter((slice) => slice.core === core);
    const names = own.map(({ population, low, high }) => `${population}[${low}..${high}]`);
    const kinds = pathways.map(({ kind }) => kind).join(' ');
    lines.push(`core ${core} at (${x}, ${y}): ${names.join(', ')}; pathways ${kinds || 'none'}`);
    for (const entry of use) if (entry.core === core && entry.used > 0) lines.push(useLine(entry));
  }
  const end = (core: number): string => (core < 0 ? 'host' : `core ${core}`);
  lines.push(rates === undefined ? 'packets if every neuron spikes:' : 'packets per step:');
  for (const { from, to, neurons, packets, hops } of placementTraffic(placed, rates))
    lines.push(
      `  ${end(from)} -> ${end(to)}: ${Number(packets.toPrecision(4))} (${neurons} neurons, ${hops} hops)`,
    );
  return `${lines.join('\n')}\n`;
}

function useLine({ resource, used, available }: ResourceUse): string {
  const percent = `${((100 * used) / available).toFixed(1)} %`;
  return `  ${resource.padEnd(12)}${String(used).padStart(8)} of ${String(available).padStart(8)}${percent.padStart(9)}`;
}
