/** network.yaml through the TypeScript API. */
import { type NetworkBuilder, network } from 'isospike';

export const parameterSweep: NetworkBuilder = network({
  name: 'parameter-sweep',
  description: 'STDP with Apre 1e-5 and 0.1, Apost -Apre and -4 Apre, side by side',
  constants: { taupre: '20 ms', taupost: '20 ms', wmax: 0.04 },
});
const net = parameterSweep;

const nerve = net.input('nerve', { spikes: { size: 40, file: 'nerve.csv' } });
const cortex = net.population('cortex', {
  size: 40,
  equations: `dv/dt = (R*I + v_rest - v)/tau : 1 (unless refractory)
dI/dt = -I/tau_syn : 1
`,
  threshold: 'v > -0.060',
  reset: 'v = -0.070',
  refractory: '5 ms',
  method: 'euler',
  constants: { R: 1, v_rest: -0.07, tau: '10 ms', tau_syn: '5 ms' },
  initial: { v: -0.07 },
});

net.projection('STDP', {
  from: nerve,
  to: cortex,
  connect: 'i//10 == j//10',
  model: `w : 1
Apre : 1 (constant)
Apost : 1 (constant)
dapre/dt = -apre/taupre : 1 (event-driven)
dapost/dt = -apost/taupost : 1 (event-driven)
`,
  onPre: `I_post += w
apre += Apre
w = clip(w + apost, 0, wmax)
`,
  onPost: `apost += Apost
w = clip(w + apre, 0, wmax)
`,
  initial: {
    w: 'wmax*((7*i + 3*j) % 10)/10.0',
    Apre: 'int(j//10 < 2)*1e-5 + int(j//10 >= 2)*0.1',
    Apost: '-Apre*(1 + 3*((j//10) % 2))',
  },
  bounds: { w: [0, 'wmax'] },
});

net.probe({ spikes: 'cortex' });
net.probe({ weights: 'STDP' });
net.run('600 ms');
