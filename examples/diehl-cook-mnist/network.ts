/** network.yaml through the TypeScript API. */
import { type NetworkBuilder, network } from 'isospike';

export const diehlCookMnist: NetworkBuilder = network({
  name: 'diehl-cook-mnist',
  dt: '0.5 ms',
  seed: 1,
  constants: {
    tc_theta: { value: '1e7 ms', source: 'peter-u-diehl/stdp-mnist' },
    theta_plus: '0.05 mV',
    offset: '20 mV',
    nu_pre: 1e-4,
    nu_post: 1e-2,
    wmax: 1,
  },
});
const net = diehlCookMnist;

const pixels = net.input('pixels', {
  images: {
    rate: '0.25 Hz',
    present: '350 ms',
    rest: '150 ms',
    sets: {
      train: {
        file: 'data:train10k-images-idx3-ubyte.gz',
        labels: 'data:train10k-labels-idx1-ubyte.gz',
      },
    },
  },
  grid: [28, 28],
});

const exc = net.population('exc', {
  size: 100,
  equations: `dv/dt = ((v_rest - v) + ge*(0*mV - v) + gi*(-100*mV - v))/(100*ms) : volt (unless refractory)
dge/dt = -ge/(1*ms) : 1
dgi/dt = -gi/(2*ms) : 1
dtheta/dt = -theta/tc_theta : volt
`,
  threshold: 'v > theta - offset + v_th',
  reset: 'v = v_reset\ntheta += theta_plus\n',
  refractory: '5 ms',
  method: 'euler',
  constants: { v_rest: '-65 mV', v_reset: '-65 mV', v_th: '-52 mV' },
  initial: { v: '-105 mV', theta: '20 mV' },
});
const inh = net.population('inh', {
  size: 100,
  equations: `dv/dt = ((v_rest - v) + ge*(0*mV - v) + gi*(-85*mV - v))/(10*ms) : volt (unless refractory)
dge/dt = -ge/(1*ms) : 1
dgi/dt = -gi/(2*ms) : 1
`,
  threshold: 'v > -40*mV',
  reset: 'v = -45*mV',
  refractory: '2 ms',
  method: 'euler',
  constants: { v_rest: '-60 mV' },
  initial: { v: '-100 mV' },
});

net.projection('XE', {
  from: pixels,
  to: exc,
  connect: 'all',
  model: `w : 1
dpre/dt = -pre/(20*ms) : 1 (event-driven)
dpost1/dt = -post1/(20*ms) : 1 (event-driven)
dpost2/dt = -post2/(40*ms) : 1 (event-driven)
`,
  onPre: `ge_post += w
pre = 1
w = clip(w - nu_pre*post1, 0, wmax)
`,
  onPost: `w = clip(w + nu_post*pre*post2, 0, wmax)
post1 = 1
post2 = 1
`,
  delay: 'rand()*10*ms',
  initial: { w: '0.3*(rand() + 0.01)' },
  bounds: { w: [0, 'wmax'] },
});
net.projection('EI', {
  from: exc,
  to: inh,
  connect: 'one_to_one',
  model: 'w : 1',
  onPre: 'ge_post += w',
  delay: 'rand()*5*ms',
  initial: { w: 10.4 },
});
net.projection('IE', {
  from: inh,
  to: exc,
  connect: 'others',
  model: 'w : 1',
  onPre: 'gi_post += w',
  initial: { w: 17.0 },
});

net.probe({ spikes: 'exc' });
net.probe({ spikes: 'inh' });
net.probe({ weights: 'XE' });
net.probe({ responses: { of: 'exc', input: 'pixels' } });

net.step({ phase: 'train' });
net.step({
  present: {
    input: 'pixels',
    set: 'train',
    items: 20,
    before: [{ normalize: { variable: 'XE.w', per: 'target', total: 78 } }],
  },
});
net.step({ checkpoint: 'trained' });
