import { hashPlainData } from '../../../core/runtime/index.js';
import type { ChipImage } from '../image/index.js';

/**
 * What gives the bits of a chip's memories their meaning: programs, formats, descriptors. Delays and
 * values of another seed may place synapses otherwise; the state of one such chip is none of the
 * other. Contents of memories, and where spikes go, are left out: the state holds or needs no such thing.
 */
export function layoutHash({ geometry, cores }: ChipImage): string {
  return hashPlainData([
    geometry,
    cores.map(({ memories: _m, constants, routes: _r, populations, ...core }) => ({
      ...core,
      constants: constants.length,
      populations: populations.map(({ firstRoute: _f, routes: _n, ...population }) => population),
    })),
  ]);
}
