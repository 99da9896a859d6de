import type { Equation } from '../equations/index.js';
import type { VariableModel } from '../network/index.js';
import { parseDeclaredUnit } from '../units/index.js';
import type { DocumentReader } from './document-reader.js';
import type { VariableEntry, VariableTable } from './name-scope.js';

export interface DeclareOptions {
  readonly where: 'population' | 'projection';
  /** `population exc`. */
  readonly title: string;
}

/**
 * Turns equations into variables: unit, type and flags. Right sides are not looked at.
 * An equation with a fault stays in the table without a model.
 */
export function declareVariables(
  equations: readonly Equation[],
  options: DeclareOptions,
  reader: DocumentReader,
): VariableTable {
  const table = new Map<string, VariableEntry>();
  for (const equation of equations) {
    if (table.has(equation.name)) continue;
    table.set(equation.name, {
      name: equation.name,
      model: declareVariable(equation, options, reader),
    });
  }
  return table;
}

function declareVariable(
  equation: Equation,
  options: DeclareOptions,
  reader: DocumentReader,
): VariableModel | undefined {
  const { diagnostics } = reader;
  const context = equationContext(equation, options.title);
  const declared = parseDeclaredUnit(equation.unitText);
  if (!declared.ok) {
    const help = declared.help === undefined ? {} : { help: declared.help };
    const span = equation.unitSpan;
    diagnostics.error('UNIT_DECLARATION', declared.message, { span, context, ...help });
  } else if (equation.kind === 'differential' && declared.type !== 'real') {
    diagnostics.error(
      'UNIT_DECLARATION',
      `${equation.name} changes continuously, so it cannot be ${declared.type}`,
      { span: equation.unitSpan, context, help: `write 1 instead of ${declared.type}` },
    );
    return undefined;
  }
  if (!declared.ok) return undefined;
  const has = (name: string): boolean => equation.flags.some(({ flag }) => flag === name);
  const synaptic = options.where === 'projection' && equation.kind === 'differential';
  if (synaptic && !has('event-driven') && !has('clock-driven')) {
    diagnostics.info(
      'CLOCK_DRIVEN_DEFAULT',
      `d${equation.name}/dt is clock-driven: every synapse is updated in every step`,
      { span: equation.nameSpan, context, help: 'write (event-driven) or (clock-driven)' },
    );
  }
  return {
    name: equation.name,
    kind: equation.kind,
    equation,
    dimension: declared.dimension,
    type: declared.type,
    shared: has('shared'),
    constant: has('constant'),
    unlessRefractory: has('unless refractory'),
    constantOverDt: has('constant over dt'),
    eventDriven: has('event-driven'),
    summed: has('summed'),
  };
}

/** Where an equation stands, for messages. */
export function equationContext(equation: Equation, title: string): string {
  const left = equation.kind === 'differential' ? `d${equation.name}/dt` : equation.name;
  return `${title}, equation of ${left}`;
}
