/** network.yaml through the TypeScript API. */
import { type NetworkBuilder, network } from 'isospike';

export const stdpClipUnits: NetworkBuilder = network({
  name: 'stdp-clip-units',
  description:
    'Digits on 15 pixels drive Izhikevich neurons; weights of the first projection learn',
  dt: '0.1 ms',
  seed: 42,
  hardware: 'iso-256',
  budget: 'budget.yaml',
  constants: {
    b: '0.2/ms',
    c: '-65 mV',
    taupre: '20 ms',
    taupost: '20 ms',
    wmax: 1,
    Apre: 0.01,
    Apost: '-Apre*taupre/taupost*1.05',
  },
});
const net = stdpClipUnits;

/** One row per digit, 14 mV/ms for a lit pixel. */
net.array('digit_ta_input', {
  dt: '200 ms',
  unit: 'mV/ms',
  values: [
    [14, 14, 14, 14, 0, 14, 14, 0, 14, 14, 0, 14, 14, 14, 14],
    [0, 14, 0, 14, 14, 0, 0, 14, 0, 0, 14, 0, 14, 14, 14],
    [14, 0, 14, 14, 0, 14, 14, 14, 14, 0, 0, 14, 0, 0, 14],
    [14, 14, 14, 0, 0, 14, 0, 14, 0, 0, 14, 0, 0, 14, 0],
  ],
});

const izhikevich = {
  equations: `dv/dt = (0.04/ms/mV)*v**2 + (5/ms)*v + 140*mV/ms - u + I : volt
du/dt = a*(b*v - u) : volt/second
a : 1/second
d : volt/second
I = digit_ta_input(t, i) : volt/second
`,
  threshold: 'v > 30*mV',
  method: 'euler',
  initial: { v: 'c', a: '0.02/ms', d: '8 mV/ms' },
};
const pixels = net.population('Izh', { size: 15, ...izhikevich, reset: 'v = c\nu += d\n' });
const hidden = net.population('HiddenLayer', { size: 10, ...izhikevich, reset: 'v = c; u += d' });
const output = net.population('OutputLayer', { size: 10, ...izhikevich, reset: 'v = c; u += d' });

net.projection('Syn_inp_hid', {
  from: pixels,
  to: hidden,
  connect: 'all',
  model: `w : 1
dapre/dt = -apre/taupre : 1 (event-driven)
dapost/dt = -apost/taupost : 1 (event-driven)
`,
  onPre: `v_post += w*mV
apre += Apre
w = clip(w + apost, 0, wmax)
`,
  onPost: `apost += Apost
w = clip(w + apre, 0, wmax)
`,
  initial: { w: '0.8*rand()' },
});
net.projection('Syn_hid_out', {
  from: hidden,
  to: output,
  connect: 'all',
  model: 'w : 1',
  onPre: 'v_post += w*mV',
  initial: { w: '0.8*rand()' },
});

net.probe({ spikes: 'Izh' });
net.probe({ spikes: 'HiddenLayer' });
net.probe({ spikes: 'OutputLayer' });
net.probe({ state: { of: 'HiddenLayer', variables: ['v', 'u'], indices: [0, 1], every: '1 ms' } });
net.probe({ weights: { of: 'Syn_inp_hid', every: '200 ms' } });
net.run('800 ms');
