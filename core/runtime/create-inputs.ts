import { clockSeconds, type InputPlan, type StepPlan } from '../ir/index.js';
import { createKeyedStream } from '../random/index.js';
import type { Engine } from './engine.js';
import {
  ImageSource,
  type InputSource,
  PoissonSource,
  RateSource,
  SpikeListSource,
} from './inputs/index.js';
import type { Variables } from './variables.js';

/**
 * What emits the spikes of each input of a plan, by its name.
 *
 * @param onExcess - Told of an input whose rates, computed step by step, exceed one spike per step.
 */
export function createInputs(
  plan: StepPlan,
  engine: Engine,
  variables: Variables,
  onExcess: (input: string) => void,
): ReadonlyMap<string, InputSource> {
  const stream = createKeyedStream(plan.seed);
  const create = (input: InputPlan): InputSource | undefined => {
    const { name, size } = input;
    const dtSeconds = clockSeconds(plan, input.clock);
    switch (input.source) {
      case 'counts':
        return undefined;
      case 'spikes':
        return new SpikeListSource(input);
      case 'images':
        return new ImageSource(input, dtSeconds, stream);
      case 'poisson': {
        const source = new PoissonSource(name, size, dtSeconds, stream);
        if (input.rates.length === 1) source.rates.fill(input.rates[0] as number);
        else source.rates.set(input.rates);
        return source;
      }
      case 'rates':
        return new RateSource({
          name,
          size,
          dtSeconds,
          stream,
          rates: (tick) => {
            engine.runHost(input.kernel, tick, undefined, 0, size);
            return variables.read(input.array, tick);
          },
          onExcess: () => onExcess(name),
        });
    }
  };
  const inputs = new Map<string, InputSource>();
  for (const object of plan.objects) {
    const source = object.kind === 'input' ? create(object) : undefined;
    if (source !== undefined) inputs.set(object.name, source);
  }
  return inputs;
}
