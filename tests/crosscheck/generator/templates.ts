import type { Amount, Assignment } from '../description.js';
import type { Draws } from './draws.js';
import { amount, type Neurons, starting, timeConstant } from './population-draft.js';

const anyLinear = [
  'exact',
  'exponential_euler',
  'euler',
  'rk2',
  'rk4',
  'heun',
  'milstein',
] as const;
const anyExplicit = ['euler', 'rk2', 'rk4', 'heun', 'milstein'] as const;

export interface TemplateInput {
  readonly draws: Draws;
  readonly size: number;
  /** Texts of dimensionless drives that may stand in the equations: `A(t)`, `B(t, i)`. */
  readonly drives: readonly string[];
  /** `(unless refractory)` or nothing, for the membrane. */
  readonly flag: string;
}

/** Leaky integrate-and-fire, with an exponential or alpha current. */
export function leakyNeurons({ draws, size, drives, flag }: TemplateInput): Neurons {
  const membrane = timeConstant(draws, 'tau_m', size, [0.004, 0.03]);
  const synaptic = timeConstant(draws, 'tau_s', size, [0.001, 0.003]);
  const parts = [membrane, synaptic];
  const alpha = draws.chance(25);
  const drive = drives.length > 0 && draws.chance(60) ? draws.pick(drives as [string]) : '1';
  const inline = `R*I_in*${drive}`;
  const asSubexpression = draws.chance(40);
  const rest = draws.real(-0.07, -0.06);
  const equations = [
    `dv/dt = (E - v + ${asSubexpression ? 'push' : inline} + I)/${membrane.text} : volt${flag}`,
    ...(asSubexpression ? [`push = ${inline} : volt`] : []),
    alpha ? `dI/dt = (x - I)/${synaptic.text} : volt` : `dI/dt = -I/${synaptic.text} : volt`,
    // The same name for both rates: two rates of equal value but different name are another matter.
    ...(alpha ? [`dx/dt = -x/${synaptic.text} : volt`] : []),
    'I_in : amp',
    ...parts.flatMap((part) => part.equations),
  ];
  if (draws.chance(20)) equations.reverse();
  return {
    equations,
    constants: {
      E: amount(rest, 'volt'),
      R: amount(draws.real(0.8e8, 1.2e8), 'ohm'),
      ...membrane.constants,
      ...synaptic.constants,
    },
    initial: [
      starting(draws, 'v', size, [rest, -0.051], 'volt'),
      starting(draws, 'I_in', size, [0.5e-10, 3e-10], 'amp'),
      ...(draws.chance(40) ? [starting(draws, 'I', size, [0, 0.01], 'volt')] : []),
      ...parts.flatMap((part) => part.initial),
    ],
    membrane: 'v',
    unit: 'volt',
    thresholdValue: -0.05,
    reset: [`v = ${draws.pick(['E', '-60*mV', 'E + 2*mV', 'v - 12*mV'])}`],
    targets: [
      { variable: alpha ? 'x' : 'I', unit: 'volt', size: 0.02 },
      { variable: 'v', unit: 'volt', size: 0.006 },
    ],
    methods: [...anyLinear],
  };
}

/** Conductances, linear in v for given conductances; currents in ampere, a capacitance. */
export function conductanceNeurons({ draws, size, drives, flag }: TemplateInput): Neurons {
  const excitatory = timeConstant(draws, 'tau_e', size, [0.002, 0.006]);
  const inhibitory = timeConstant(draws, 'tau_i', size, [0.007, 0.012]);
  const parts = [excitatory, inhibitory];
  const drive = drives.length > 0 && draws.chance(60) ? `*${draws.pick(drives as [string])}` : '';
  const equations = [
    `dv/dt = (gl*(El - v) + ge*(Ee - v) + gi*(Ei - v) + I_in${drive})/C : volt${flag}`,
    `dge/dt = -ge/${excitatory.text} : siemens`,
    `dgi/dt = -gi/${inhibitory.text} : siemens`,
    'I_in : amp (constant)',
    ...parts.flatMap((part) => part.equations),
  ];
  return {
    equations,
    constants: {
      gl: amount(draws.real(8e-9, 1.2e-8), 'siemens'),
      El: amount(draws.real(-0.07, -0.06), 'volt'),
      Ee: amount(0, 'volt'),
      Ei: amount(-0.08, 'volt'),
      C: amount(draws.real(1e-10, 2e-10), 'farad'),
      ...excitatory.constants,
      ...inhibitory.constants,
    },
    initial: [
      starting(draws, 'v', size, [-0.07, -0.052], 'volt'),
      starting(draws, 'I_in', size, [0, 4e-10], 'amp'),
      ...parts.flatMap((part) => part.initial),
      ...(draws.chance(40) ? [starting(draws, 'gi', size, [0, 1e-9], 'siemens')] : []),
    ],
    membrane: 'v',
    unit: 'volt',
    thresholdValue: -0.05,
    reset: [`v = ${draws.pick(['El', '-60*mV'])}`],
    targets: [
      { variable: 'ge', unit: 'siemens', size: 6e-9 },
      { variable: 'gi', unit: 'siemens', size: 2e-8 },
      { variable: 'v', unit: 'volt', size: 0.006 },
    ],
    methods: ['exponential_euler', ...anyExplicit],
  };
}

/** Izhikevich 2003, with units. */
export function izhikevichNeurons({ draws, size, drives, flag }: TemplateInput): Neurons {
  const drive = drives.length > 0 && draws.chance(60) ? `*${draws.pick(drives as [string])}` : '';
  const square = draws.pick(['v**2', 'v*v']);
  return {
    equations: [
      `dv/dt = (0.04/ms/mV)*${square} + (5/ms)*v + 140*mV/ms - u + I_in${drive} : volt${flag}`,
      'du/dt = a*(b*v - u) : volt/second',
      'I_in : volt/second',
      'a : 1/second (constant)',
      'd : volt/second (shared, constant)',
    ],
    constants: {
      b: amount(draws.real(180, 260), 'Hz'),
      c: amount(draws.real(-0.066, -0.05), 'volt'),
    },
    initial: [
      starting(draws, 'v', size, [-0.07, -0.055], 'volt'),
      {
        variable: 'u',
        value: { kind: 'expression', text: draws.pick(['b*v', 'b*v + 0.1*i*mV/ms']) },
      },
      starting(draws, 'I_in', size, [3, 15], 'volt/second'),
      starting(draws, 'a', size, [20, 100], 'Hz'),
      { variable: 'd', value: { kind: 'number', value: draws.real(2, 8), unit: 'volt/second' } },
    ],
    membrane: 'v',
    unit: 'volt',
    thresholdValue: 0.03,
    reset: draws.pick<readonly string[]>([
      ['v = c', 'u += d'],
      ['u = u + d', 'v = c'],
      ['v = c; u += d'],
    ]),
    targets: [
      { variable: 'v', unit: 'volt', size: 0.006 },
      { variable: 'u', unit: 'volt/second', size: 1 },
    ],
    methods: [...anyExplicit],
  };
}

/** Adaptive exponential integrate-and-fire (Brette and Gerstner 2005). */
export function adaptiveExponentialNeurons({ draws, size, drives, flag }: TemplateInput): Neurons {
  const adaptation = timeConstant(draws, 'tau_w', size, [0.02, 0.15]);
  const drive = drives.length > 0 && draws.chance(60) ? `*${draws.pick(drives as [string])}` : '';
  return {
    equations: [
      `dv/dt = (gl*(El - v) + ${draws.pick(['rise', 'gl*DeltaT*exp((v - VT)/DeltaT)'])} - adapt + I_in${drive})/C : volt${flag}`,
      `dadapt/dt = (a*(v - El) - adapt)/${adaptation.text} : amp`,
      'rise = gl*DeltaT*exp((v - VT)/DeltaT) : amp',
      'I_in : amp',
      ...adaptation.equations,
    ],
    constants: {
      C: amount(2.81e-10, 'farad'),
      gl: amount(3e-8, 'siemens'),
      El: amount(-0.0706, 'volt'),
      VT: amount(-0.0504, 'volt'),
      DeltaT: amount(0.002, 'volt'),
      a: amount(draws.real(1e-9, 6e-9), 'siemens'),
      jump: amount(draws.real(2e-11, 1e-10), 'amp'),
      ...adaptation.constants,
    },
    initial: [
      starting(draws, 'v', size, [-0.0706, -0.055], 'volt'),
      starting(draws, 'I_in', size, [5e-10, 2e-9], 'amp'),
      ...adaptation.initial,
    ],
    membrane: 'v',
    unit: 'volt',
    thresholdValue: -0.04,
    reset: ['v = El', 'adapt += jump'],
    targets: [
      { variable: 'v', unit: 'volt', size: 0.004 },
      { variable: 'adapt', unit: 'amp', size: 1e-10 },
    ],
    methods: [...anyExplicit],
  };
}

/** Two to four variables with dimension 1 whose rates have names; triangular, so that they are real. */
export function linearNeurons({ draws, size, drives, flag }: TemplateInput): Neurons {
  const count = draws.integer(2, 4);
  const names = ['p', 'q', 'r', 's'].slice(0, count);
  const constants: Record<string, Amount> = {};
  const equations: string[] = [];
  const initial: Assignment[] = [];
  const rate = (name: string, low: number, high: number): string => {
    if (count === 2 && draws.chance(30)) {
      equations.push(`${name} : Hz`);
      initial.push(starting(draws, name, size, [low, high], 'Hz'));
    } else constants[name] = amount(draws.real(low, high), 'Hz');
    return name;
  };
  for (const [row, name] of names.entries()) {
    // Each variable decays with a rate of its own decade, and depends on later ones alone.
    const terms = [`-${rate(`k_${name}`, 40 * (row + 1), 70 * (row + 1))}*${name}`];
    for (const other of names.slice(row + 1)) {
      if (draws.chance(60)) terms.push(`${rate(`c_${name}${other}`, 30, 90)}*${other}`);
    }
    if (draws.chance(50)) {
      const drive = drives.length > 0 && draws.chance(50) ? draws.pick(drives as [string]) : '1';
      terms.push(`${rate(`b_${name}`, 20, 200)}*${drive}`);
    }
    if (row > 0 && count === 2 && draws.chance(40)) {
      // Positive in both directions: real eigenvalues.
      terms.push(`${rate(`c_${name}p`, 5, 20)}*p`);
    }
    equations.push(`d${name}/dt = ${terms.join(' + ')} : 1${row === 0 ? flag : ''}`);
    if (draws.chance(80)) initial.push(starting(draws, name, size, [-0.5, 0.9], '1'));
  }
  return {
    equations,
    constants,
    initial,
    membrane: 'p',
    unit: '1',
    thresholdValue: 1,
    reset: [draws.pick(['p = 0', 'p -= 0.83', 'p *= -0.2', 'p /= 3'])],
    targets: [
      { variable: 'p', unit: '1', size: 0.3 },
      { variable: names[1] ?? 'p', unit: '1', size: 0.4 },
    ],
    methods: [...anyLinear],
  };
}
