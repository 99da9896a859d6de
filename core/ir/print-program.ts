import { printData } from './content-hash.js';
import type {
  Action,
  ArrayDeclaration,
  InputPlan,
  ObjectPlan,
  ProbePlan,
  Program,
  ProgramTable,
  ProjectionPlan,
  StepPlan,
} from './plan.js';
import { printHostProgram } from './print-host-program.js';
import { printKernel } from './print-kernel.js';
import { printName, printNumber } from './print-number.js';

/**
 * A program as stable text: the plan, then every step kernel. The golden form of lowering and what
 * its hash is made of. Equal programs print alike; long data stand as length and FNV-1a of their
 * bytes. Source spans are left out.
 */
export function printProgram(program: Program): string {
  return [printPlan(program), ...program.kernels.map(printKernel)].join('\n');
}

/** The same without step kernels: what a plan over other arithmetic prints in front of its own. */
export function printPlan(plan: StepPlan): string {
  const lines = [
    `program ${printName(plan.name)}`,
    `dt ${printNumber(plan.dtSeconds)}`,
    ...(plan.clocks ?? []).map((seconds, at) => `clock ${at + 1} ${printNumber(seconds)}`),
    `seed ${plan.seed}`,
    '',
    ...plan.arrays.map(arrayLine),
    ...plan.tables.map(tableLine),
    '',
    ...plan.objects.flatMap(objectLines),
    '',
    ...(plan.switched ?? []).map(
      ({ object, active }) => `switched ${printName(object)} ${active ? 'on' : 'off'}`,
    ),
    ...plan.actions.map(actionLine),
    '',
    ...plan.probes.map(probeLine),
  ];
  return `${lines.join('\n')}\n\n${printHostProgram(plan)}`;
}

function arrayLine(array: ArrayDeclaration): string {
  const words = [
    `array ${printName(array.id)} of ${printName(array.object)} ${printName(array.variable)}`,
    `${array.count} x ${array.slots} ${array.kind} ${array.role}`,
  ];
  if (array.shared) words.push('shared');
  if (!array.visible) words.push('hidden');
  words.push(`dimension ${dimension(array.dimension)} unit ${printName(array.unitText)}`);
  if (array.bounds !== undefined) words.push(`bounds ${array.bounds.map(printNumber).join(' ')}`);
  return words.join(' ');
}

function tableLine(table: ProgramTable): string {
  const size = `${table.rows} x ${table.columns}`;
  const data = printData(table.data);
  return `table ${printName(table.name)} ${size} dimension ${dimension(table.dimension)} data ${data}`;
}

/** Exponents in twelfths; `1` for plain numbers. */
function dimension(exponents: readonly number[]): string {
  return exponents.every((exponent) => exponent === 0) ? '1' : exponents.join(',');
}

function objectLines(object: ObjectPlan): readonly string[] {
  switch (object.kind) {
    case 'population': {
      const watched = names(' watched', object.watched);
      const readouts = (object.readouts ?? []).map(
        ({ array, kernel }) => `  readout ${printName(array)} ${printName(kernel)}`,
      );
      const events = (object.events ?? []).map(
        ({ name, kernel }) => `  event ${printName(name)} ${printName(kernel)}`,
      );
      return [
        `population ${printName(object.name)} ${object.size}${watched}${clockText(object.clock)}`,
        ...events,
        ...readouts,
      ];
    }
    case 'input':
      return inputLines(object);
    case 'projection':
      return projectionLines(object);
  }
}

function inputLines(input: InputPlan): readonly string[] {
  const head = `input ${printName(input.name)} ${input.size} ${input.source}${clockText(input.clock)}`;
  switch (input.source) {
    case 'spikes': {
      const period = input.periodSteps === undefined ? '' : ` period ${input.periodSteps}`;
      const [indices, steps] = [printData(input.indices), printData(input.steps)];
      return [`${head} indices ${indices} steps ${steps}${period}`];
    }
    case 'counts':
      return [`${head} into ${printName(input.target)}`];
    case 'rates':
      return [`${head} ${printName(input.array)} by ${printName(input.kernel)}`];
    case 'poisson':
      return [`${head} rates ${printData(input.rates)}`];
    case 'images': {
      const { lowestHertz, retry } = input;
      const low = lowestHertz === undefined ? '' : ` lowest ${printNumber(lowestHertz)}`;
      const again =
        retry === undefined
          ? ''
          : ` retry ${printName(retry.population)} below ${retry.minSpikes} plus ${printNumber(retry.increaseHertz)} at most ${retry.atMost} then ${retry.onLimit}`;
      const times = `present ${input.presentTicks} rest ${input.restTicks}${low}${again}`;
      const sets = input.sets.map((set) => {
        const shuffle = set.shuffle ? ' shuffle' : '';
        const labels = set.labels === undefined ? '' : ` labels ${printData(set.labels)}`;
        const pixels = printData(set.pixels);
        return `  set ${printName(set.name)} ${set.count} pixels ${pixels}${shuffle}${labels}`;
      });
      return [`${head} hertz-per-gray ${printNumber(input.rateHertzPerGray)} ${times}`, ...sets];
    }
  }
}

function projectionLines(projection: ProjectionPlan): readonly string[] {
  const { sourceFirst, sourceCount, targetFirst, targetCount } = projection;
  const source = `${printName(projection.source)} ${sourceFirst} + ${sourceCount}`;
  const target = `${printName(projection.target)} ${targetFirst} + ${targetCount}`;
  const ends = `pre ${printData(projection.pre)} post ${printData(projection.post)}`;
  return [
    `projection ${printName(projection.name)}${clockText(projection.clock)} from ${source} to ${target} ${ends}`,
    ...projection.pathways.map(({ name, side, event, kernel, delay }) => {
      const when =
        delay.kind === 'ticks'
          ? `${delay.ticks}`
          : `${printName(delay.seconds)} ${printName(delay.ticks)}`;
      const trigger = event === undefined ? side : `${side} event ${printName(event)}`;
      return `  pathway ${printName(name)} ${trigger} ${printName(kernel)} delay ${when}`;
    }),
    ...projection.traces.map(({ name, side, neurons, kernel, carried }) => {
      const on = `${side} on ${printName(neurons)} ${printName(kernel)}`;
      return `  trace ${printName(name)} ${on}${names(' carried', carried)}`;
    }),
    ...(projection.plastic.length > 0 ? [names('  plastic', projection.plastic)] : []),
    ...(projection.watched === undefined ? [] : [names('  watched', projection.watched)]),
    ...projection.readouts.map(
      ({ array, kernel }) => `  readout ${printName(array)} ${printName(kernel)}`,
    ),
  ];
}

function actionLine(action: Action): string {
  const every = action.everyTicks === undefined ? '' : ` every ${action.everyTicks}`;
  const on = action.whileOn === undefined ? '' : ` while ${printName(action.whileOn)}`;
  return `${actionText(action)}${every}${clockText(action.clock)}${on}`;
}

function actionText(action: Action): string {
  const head = `action ${action.slot} ${action.kind} ${printName(action.name)}`;
  switch (action.kind) {
    case 'kernel':
      return `${head} ${printName(action.kernel)}`;
    case 'threshold':
    case 'reset':
      return `${head} ${printName(action.kernel)} of ${printName(action.population)}${eventText(action.event)}`;
    case 'input':
      return `${head} ${printName(action.input)}`;
    case 'probe':
      return `${head} ${printName(action.probe)}`;
    case 'pathway':
      return `${head} ${printName(action.pathway)} of ${printName(action.projection)}`;
    case 'trace':
      return `${head} ${printName(action.trace)} of ${printName(action.projection)}`;
  }
}

function clockText(clock: number | undefined): string {
  return clock === undefined ? '' : ` clock ${clock}`;
}

function eventText(event: string | undefined): string {
  return event === undefined ? '' : ` event ${printName(event)}`;
}

function probeLine(probe: ProbePlan): string {
  const of = `${printName(probe.name)} of ${printName(probe.object)} ${probe.budgetBytes} bytes`;
  const head = `probe ${probe.kind} ${of}${clockText(probe.clock)}${sinkText(probe.sink)}`;
  switch (probe.kind) {
    case 'spikes': {
      const indices = probe.indices === undefined ? '' : ` indices ${printData(probe.indices)}`;
      return `${head}${eventText(probe.event)}${names(' arrays', probe.arrays ?? [])}${indices}${probe.counts ? ' counts' : ''}`;
    }
    case 'state': {
      const when = `indices ${printData(probe.indices)} every ${probe.everySteps} at ${probe.when}`;
      return `${head}${names(' arrays', probe.arrays)} ${when}`;
    }
    case 'weights': {
      const every = probe.everySteps === undefined ? '' : ` every ${probe.everySteps}`;
      const seconds = secondsText(probe.everySeconds);
      const where =
        probe.where === undefined
          ? ''
          : ` where ${printName(probe.where.kernel)} ${printName(probe.where.mask)}`;
      return `${head}${names(' arrays', probe.arrays)}${every}${seconds}${where}`;
    }
    case 'rate':
      return `${head} every ${probe.everySteps}${secondsText(probe.everySeconds)}`;
    case 'responses':
      return `${head} input ${printName(probe.input)}`;
  }
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? '' : ` seconds ${printNumber(seconds)}`;
}

function sinkText(sink: ProbePlan['sink']): string {
  if (sink === undefined) return '';
  return sink.kind === 'file'
    ? ` file ${printName(sink.path)}`
    : ` ring ${printNumber(sink.seconds)}`;
}

function names(word: string, list: readonly string[]): string {
  return list.length === 0 ? '' : [word, ...list.map(printName)].join(' ');
}
