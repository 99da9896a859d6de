import type { CoreSequencer } from './core-sequencer.js';
import { type Mesh, ports } from './mesh.js';

/** A register or level that a waveform shows. */
export interface ChipSignal {
  /** Instance names from the chip inwards, without the signal itself: `core_0`, `stream`. */
  readonly scope: readonly string[];
  readonly name: string;
  readonly width: number;
  readonly read: () => number;
}

/** Signals of a chip. Reading them changes nothing. */
export function chipSignals(
  sequencers: readonly CoreSequencer[],
  mesh: Mesh,
  tick: () => number,
): readonly ChipSignal[] {
  return [
    { scope: [], name: 'tick', width: 48, read: tick },
    ...sequencers.flatMap((core, number) => coreSignals(core, number, mesh)),
    ...mesh.links.map((link, place): ChipSignal => {
      const node = Math.floor(place / ports.length);
      const name = `${ports[place % ports.length]}_level`;
      return { scope: [`router_${node}`], name, width: 8, read: () => link.count };
    }),
    { scope: ['host'], name: 'input_level', width: 16, read: () => mesh.hostInput.count },
    { scope: ['host'], name: 'output_level', width: 16, read: () => mesh.hostOutput },
  ];
}

function coreSignals(core: CoreSequencer, number: number, mesh: Mesh): readonly ChipSignal[] {
  const scope = [`core_${number}`];
  const stream = [...scope, 'stream'];
  // An open visit shows as all ones; registers that are not in use as 0.
  const shown = (value: number): number => Math.max(0, value);
  return [
    { scope, name: 'state', width: 5, read: () => core.state },
    { scope, name: 'left', width: 32, read: () => (core.left < 0 ? 0xffffffff : core.left) },
    { scope, name: 'population', width: 4, read: () => shown(core.population) },
    { scope, name: 'neuron', width: 14, read: () => shown(core.neuron) },
    { scope, name: 'pathway', width: 5, read: () => shown(core.pathway) },
    { scope, name: 'delay', width: 8, read: () => shown(core.delay) },
    { scope, name: 'inlet', width: 14, read: () => shown(core.inlet) },
    { scope, name: 'out_level', width: 8, read: () => mesh.out[number]?.count ?? 0 },
    { scope: stream, name: 'level', width: 8, read: () => core.stream.level },
    { scope: stream, name: 'busy', width: 32, read: () => core.stream.busy },
    {
      scope: stream,
      name: 'write_pending',
      width: 1,
      read: () => (core.stream.writePending ? 1 : 0),
    },
  ];
}
