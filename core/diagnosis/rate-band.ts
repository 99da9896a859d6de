import type { Diagnostic } from '../diagnostics/index.js';
import type { RunFacts } from './run-facts.js';
import { whySilent } from './silent-group.js';
import { cause, count, placed, plural, seconds } from './wording.js';

/** RATE_BAND: a mean rate outside the band that the author expects. */
export function rateBands(facts: RunFacts): readonly Diagnostic[] {
  const { plan, observations } = facts;
  const time = observations.ticks * plan.dtSeconds;
  return plan.objects.flatMap((object): readonly Diagnostic[] => {
    if (object.kind !== 'population' || object.expectRate === undefined || time === 0) return [];
    const { name, size, expectRate, span } = object;
    const [lowest, highest] = expectRate;
    const spikes = observations.spikes.get(name) ?? 0;
    const rate = spikes / size / time;
    if (rate >= lowest && rate <= highest) return [];
    const window = observations.silent.find(({ population }) => population === name);
    return [
      {
        code: 'RATE_BAND',
        severity: 'warning',
        message: `${name}: a mean rate of ${count(rate)} Hz, expected ${count(lowest)} to ${count(highest)} Hz`,
        context: `population ${name}, expect`,
        expected: `${count(lowest)} to ${count(highest)} Hz`,
        found: `${count(rate)} Hz`,
        causes: [
          cause(
            `${plural(spikes, 'spike')} of ${plural(size, 'neuron')} in ${seconds(time)}`,
            span,
          ),
          ...(window === undefined ? [] : whySilent(facts, window, name, new Set())),
        ],
        ...placed(span),
      },
    ];
  });
}
