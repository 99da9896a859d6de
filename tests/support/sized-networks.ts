/**
 * Diehl & Cook's network with Poisson input in place of images.
 *
 * @param delay - Of the pathway from excitatory to inhibitory neurons; none in the worked sizing.
 */
export function diehlCook(neurons: number, delay = '0*ms'): string {
  return `isospike: 1
name: sized
dt: 0.5 ms
seed: 1
constants: {tc_theta: 1e7 ms, theta_plus: 0.05 mV, offset: 20 mV, nu_pre: 1e-4, nu_post: 1e-2, wmax: 1}
inputs:
  pixels: {poisson: {size: 784, rates: 20 Hz}}
populations:
  exc:
    size: ${neurons}
    equations: |
      dv/dt = ((v_rest - v) + ge*(0*mV - v) + gi*(-100*mV - v))/(100*ms) : volt (unless refractory)
      dge/dt = -ge/(1*ms) : 1
      dgi/dt = -gi/(2*ms) : 1
      dtheta/dt = -theta/tc_theta : volt
    threshold: v > theta - offset + v_th
    reset: |
      v = v_reset
      theta += theta_plus
    refractory: 5 ms
    method: euler
    constants: {v_rest: -65 mV, v_reset: -65 mV, v_th: -52 mV}
    initial: {v: -105 mV, theta: 20 mV}
    bounds: {v: [-200 mV, 100 mV], theta: [0 mV, 30 mV], ge: [0, 4], gi: [0, 100]}
  inh:
    size: ${neurons}
    equations: |
      dv/dt = ((v_rest - v) + ge*(0*mV - v) + gi*(-85*mV - v))/(10*ms) : volt (unless refractory)
      dge/dt = -ge/(1*ms) : 1
      dgi/dt = -gi/(2*ms) : 1
    threshold: v > -40*mV
    reset: v = -45*mV
    refractory: 2 ms
    method: euler
    constants: {v_rest: -60 mV}
    initial: {v: -100 mV}
    bounds: {v: [-200 mV, 100 mV], ge: [0, 20], gi: [0, 1]}
projections:
  XE:
    from: pixels
    to: exc
    connect: all
    model: |
      w : 1
      dpre/dt = -pre/(20*ms) : 1 (event-driven)
      dpost1/dt = -post1/(20*ms) : 1 (event-driven)
      dpost2/dt = -post2/(40*ms) : 1 (event-driven)
    on_pre: |
      ge_post += w
      pre = 1
      w = clip(w - nu_pre*post1, 0, wmax)
    on_post: |
      w = clip(w + nu_post*pre*post2, 0, wmax)
      post1 = 1
      post2 = 1
    delay: rand()*10*ms
    initial: {w: 0.3*(rand() + 0.01)}
    bounds: {w: [0, wmax], pre: [0, 1], post1: [0, 1], post2: [0, 1]}
  EI:
    from: exc
    to: inh
    connect: one_to_one
    model: "w : 1"
    on_pre: ge_post += w
    delay: ${delay}
    initial: {w: 10.4}
  IE:
    from: inh
    to: exc
    connect: others
    model: "w : 1"
    on_pre: gi_post += w
    initial: {w: 17.0}
timeline: [run: 10 ms]
`;
}
