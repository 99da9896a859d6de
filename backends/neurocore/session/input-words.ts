import type { SpikeList } from '../../../core/runtime/index.js';
import type { FixedProgram } from '../../fixed-point/index.js';
import type { InputWord } from '../emulator/index.js';
import type { PlacedNetwork } from '../placement/index.js';

/** Words that the host sends for the spikes of inputs: one per core that hears a neuron. */
export class InputWords {
  /** By input, by neuron. */
  readonly #words: ReadonlyMap<string, readonly (readonly InputWord[])[]>;

  constructor({ inputs }: PlacedNetwork, { objects }: FixedProgram) {
    const sizes = new Map(
      objects.flatMap((object) => ('size' in object ? [[object.name, object.size]] : [])),
    );
    this.#words = new Map(
      [...inputs].map(([name, routes]) => {
        const size = sizes.get(name);
        if (size === undefined) throw new Error(`there is no input ${name}`);
        const words = Array.from({ length: size }, (_, neuron): readonly InputWord[] =>
          routes
            .filter(({ low, high }) => neuron >= low && neuron <= high)
            .map(({ low, x, y, kind, inlet }) => ({
              x,
              y,
              kind,
              inlet: kind === 'bit' ? inlet + neuron - low : inlet,
            })),
        );
        return [name, words];
      }),
    );
  }

  /** For the spikes of one step: input after input, neuron after neuron. */
  words(
    inputs: readonly { readonly name: string; readonly list: SpikeList }[],
  ): readonly InputWord[] {
    const found: InputWord[] = [];
    for (let at = 0; at < inputs.length; at += 1) {
      const { name, list } = inputs[at] as (typeof inputs)[number];
      const words = this.#words.get(name);
      if (words === undefined) continue;
      for (let spike = 0; spike < list.count; spike += 1)
        found.push(...(words[list.indices[spike] as number] as readonly InputWord[]));
    }
    return found;
  }
}
