import { amount, type Neurons, starting, timeConstant } from './population-draft.js';
import { randomExpression } from './random-expression.js';
import type { TemplateInput } from './templates.js';

/** Two variables of dimension 1 that relax to random expressions of each other. */
export function nonlinearNeurons({ draws, size, drives, flag }: TemplateInput): Neurons {
  const first = timeConstant(draws, 'tau_x', size, [0.003, 0.02]);
  const second = timeConstant(draws, 'tau_y', size, [0.005, 0.05]);
  const names: [string, ...string[]] = ['x', 'y', 'g', ...drives];
  if (draws.chance(30)) names.push('(t/(10*ms))');
  if (draws.chance(20)) names.push('inner');
  const equations = [
    `dx/dt = (1.2 - x + ${randomExpression(draws, names, 2)})/${first.text} : 1${flag}`,
    // With 0.1: without a term free of y, exponential_euler of Brian2 accepts y**2 and leaves it out.
    `dy/dt = (0.1 + ${randomExpression(draws, names, 2)} - y)/${second.text} : 1`,
    'g : 1',
    ...(names.includes('inner')
      ? [`inner = ${randomExpression(draws, ['x', 'y', 'g'], 1)} : 1`]
      : []),
    ...first.equations,
    ...second.equations,
  ];
  return {
    equations,
    constants: { ...first.constants, ...second.constants, unused: amount(3, 'volt') },
    initial: [
      starting(draws, 'x', size, [-0.5, 0.9], '1'),
      starting(draws, 'y', size, [-0.5, 0.9], '1'),
      starting(draws, 'g', size, [0, 1], '1'),
      ...first.initial,
      ...second.initial,
    ],
    membrane: 'x',
    unit: '1',
    thresholdValue: 1,
    reset: [draws.pick(['x = 0', 'x = -0.3*y', 'x -= 1', 'x = x % 0.37'])],
    targets: [
      { variable: 'x', unit: '1', size: 0.3 },
      { variable: 'g', unit: '1', size: 0.3 },
      { variable: 'y', unit: '1', size: 0.3 },
    ],
    methods: ['euler', 'rk2', 'rk4', 'heun', 'milstein', 'exponential_euler'],
  };
}
