import { printData } from './content-hash.js';
import type { HostStep, HostWrite, Selection } from './host-program.js';
import type { Initialiser, StepPlan } from './plan.js';
import { printKernel } from './print-kernel.js';
import { printName, printNumber } from './print-number.js';

/** What happens before step 0 and between ticks, as stable text: start values, timeline, host kernels. */
export function printHostProgram(plan: Pick<StepPlan, 'initial' | 'host' | 'hostKernels'>): string {
  const lines = [...plan.initial.map(initialLine), '', ...stepLines(plan.host, '')];
  return [`${lines.join('\n')}\n`, ...plan.hostKernels.map(printKernel)].join('\n');
}

function initialLine(entry: Initialiser): string {
  const head = `initial ${printName(entry.array)} ${entry.kind}`;
  switch (entry.kind) {
    case 'constant':
      return `${head} ${printNumber(entry.value)}`;
    case 'data':
      return `${head} ${printData(entry.values)}`;
    case 'kernel':
      return `${head} ${printName(entry.kernel)}`;
  }
}

function stepLines(steps: readonly HostStep[], indent: string): readonly string[] {
  return steps.flatMap((step) => stepText(step).map((line) => indent + line));
}

function stepText(step: HostStep): readonly string[] {
  switch (step.kind) {
    case 'run':
      return [`run ${printNumber(step.seconds)}`];
    case 'phase':
    case 'checkpoint':
    case 'restore':
      return [`${step.kind} ${printName(step.name)}`];
    case 'repeat':
      return [`repeat ${step.times}`, ...stepLines(step.steps, '  ')];
    case 'present': {
      const items = step.items === undefined ? 'all' : `${step.items}`;
      return [
        `present ${printName(step.input)} ${printName(step.set)} ${items}`,
        ...(step.before.length > 0 ? ['  before', ...stepLines(step.before, '    ')] : []),
        ...(step.after.length > 0 ? ['  after', ...stepLines(step.after, '    ')] : []),
      ];
    }
    case 'set':
      return [
        `set ${printName(step.object)} ${selectionText(step.selection)}`,
        ...step.writes.map((write) => `  ${writeText(write)}`),
      ];
    case 'set-rates':
      return [`set-rates ${printName(step.input)} ${printData(step.rates)}`];
    case 'set-spikes': {
      const spikes = `indices ${printData(step.indices)} steps ${printData(step.steps)}`;
      return [`set-spikes ${printName(step.input)} ${spikes}`];
    }
    case 'switch':
      return [`switch ${printName(step.object)} ${step.active ? 'on' : 'off'}`];
    case 'normalize': {
      const what = `${printName(step.projection)} ${printName(step.array)}`;
      return [`normalize ${what} per ${step.per} total ${printNumber(step.total)}`];
    }
  }
}

function selectionText(selection: Selection): string {
  switch (selection.kind) {
    case 'all':
      return 'all';
    case 'indices':
      return `indices ${printData(selection.indices)}`;
    case 'where':
      return `where ${printName(selection.kernel)} ${printName(selection.mask)}`;
  }
}

function writeText(write: HostWrite): string {
  const head = `${printName(write.array)} ${write.kind}`;
  switch (write.kind) {
    case 'constant':
      return `${head} ${printNumber(write.value)}`;
    case 'data':
      return `${head} ${printData(write.values)}`;
    case 'kernel':
      return `${head} ${printName(write.kernel)} ${printName(write.staging)}`;
  }
}
