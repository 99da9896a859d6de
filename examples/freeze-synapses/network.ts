/** network.yaml through the TypeScript API. */
import { type NetworkBuilder, network } from 'isospike';

const traces = `w : 1
dx/dt = -x/tau : 1 (event-driven)
dy/dt = -y/tau : 1 (event-driven)
`;

export const freezeSynapses: NetworkBuilder = network({
  name: 'freeze-synapses',
  description:
    'Two Poisson groups of ten and pair STDP; weights above 0.3 stop learning after a second',
  seed: 4,
  constants: { tau: '20 ms', W_max: 1 },
});
const net = freezeSynapses;

const pre = net.input('pre', { poisson: { size: 10, rates: '10 Hz' } });
const post = net.input('post', { poisson: { size: 10, rates: '10 Hz' } });

const flag = net.projection('flag', {
  from: pre,
  to: post,
  connect: 'all',
  model: `${traces}learned : 1
`,
  onPre: `x += 1
w = clip(w + y*learned, 0, W_max)
`,
  onPost: `y -= 1
w = clip(w + x*learned, 0, W_max)
`,
  initial: { learned: 1, w: '((7*i + 3*j) % 10)/10.0' },
  bounds: { w: [0, 'W_max'] },
  plastic: ['w'],
});
const frozen = net.projection('frozen', {
  from: pre,
  to: post,
  connect: 'all',
  model: traces,
  onPre: `x += 1
w = clip(w + y, 0, W_max)
`,
  onPost: `y -= 1
w = clip(w + x, 0, W_max)
`,
  initial: { w: '((7*i + 3*j) % 10)/10.0' },
  bounds: { w: [0, 'W_max'] },
  freezable: true,
});

net.probe({ weights: 'flag' });
net.probe({ weights: 'frozen' });

net.step({ phase: 'learning' });
net.run('1 s');
flag.where('w > 0.3').set({ learned: 0 });
frozen.freeze({ where: 'w > 0.3' });
net.step({ checkpoint: 'stopped' });
net.step({ phase: 'stopped' });
net.run('1 s');
