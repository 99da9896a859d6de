import { loadNetwork } from '../../core/description/index.js';
import type { Network } from '../../core/network/index.js';

/** What properties vary in a small plastic network. */
export interface PlasticNetwork {
  readonly seed: number;
  readonly rateHertz: number;
  /** Upper bound of the weights in mV. */
  readonly largest: number;
  readonly delayMs: number;
  readonly refractory: boolean;
}

/** Poisson input, conductance-like current and membrane, recurrent inhibition, STDP with delays. */
export function plasticNetwork(vary: PlasticNetwork): Network {
  const { seed, rateHertz, largest, delayMs, refractory } = vary;
  const text = `
isospike: 1
name: plastic
dt: 0.5 ms
seed: ${seed}
inputs:
  noise: {poisson: {size: 12, rates: ${rateHertz} Hz}}
populations:
  exc:
    size: 6
    equations: |
      dv/dt = (g - v)/(10*ms) : volt${refractory ? ' (unless refractory)' : ''}
      dg/dt = -g/(5*ms) : volt
    bounds: {v: [-100 mV, 100 mV], g: [-400 mV, 400 mV]}
    threshold: v > 5*mV
    reset: v = 0*mV
${refractory ? '    refractory: 2 ms\n' : ''}    method: exact
projections:
  S:
    from: noise
    to: exc
    connect: all
    model:
      - "w : volt"
      - "dx/dt = -x/(20*ms) : 1 (event-driven)"
      - "dy/dt = -y/(20*ms) : 1 (event-driven)"
    on_pre: "g_post += w; x += 1; w = clip(w - 0.05*mV*y, 0*mV, ${largest}*mV)"
    on_post: "y += 1; w = clip(w + 0.05*mV*x, 0*mV, ${largest}*mV)"
    bounds: {w: [0 mV, ${largest} mV], x: [0, 30], y: [0, 30]}
    delay: ${delayMs} ms
    initial: {w: ${largest / 2} mV}
  L:
    from: exc
    to: exc
    connect: {condition: "i != j"}
    on_pre: "g_post -= 1*mV"
timeline:
  - run: 300 ms
`;
  const loaded = loadNetwork(text, 'plastic.yaml');
  if (loaded.network === undefined)
    throw new Error(loaded.diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return loaded.network;
}
