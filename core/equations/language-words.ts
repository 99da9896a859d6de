import { lookupUnit } from '../units/index.js';

/** Functions of the language, by name. */
export const functionNames: ReadonlySet<string> = new Set([
  'sin',
  'cos',
  'tan',
  'arcsin',
  'arccos',
  'arctan',
  'sinh',
  'cosh',
  'tanh',
  'exp',
  'log',
  'log10',
  'log1p',
  'expm1',
  'sqrt',
  'abs',
  'sign',
  'floor',
  'ceil',
  'int',
  'clip',
  'exprel',
  'rand',
  'randn',
  'poisson',
  'timestep',
  'min',
  'max',
  'where',
]);

/** Constants that every text knows: pi, e, inf. */
export const builtInConstants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
  ['inf', Number.POSITIVE_INFINITY],
]);

/** Reserved words of Python 3; refused as names, so that a text can be moved to Brian2. */
export const pythonKeywords: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except ' +
    'finally for from global if import in is lambda nonlocal not or pass raise return try while ' +
    'with yield'
  ).split(' '),
);

const everywhere: ReadonlySet<string> = new Set([
  't',
  'dt',
  't_in_timesteps',
  'xi',
  'i',
  'N',
  'not_refractory',
  'refractory',
  'refractory_until',
  'lastspike',
]);

const inProjections: ReadonlySet<string> = new Set([
  'j',
  'delay',
  'lastupdate',
  'N_incoming',
  'N_outgoing',
]);

/** Where an equation block stands. */
export type EquationPlace = 'population' | 'projection';

/**
 * Why a variable of a model must not have this name, as the end of a sentence ("v_post ends in
 * _post, .."); undefined if it may. Only what the name alone shows is judged.
 */
export function refusedVariableName(name: string, where: EquationPlace): string | undefined {
  if (/_(?:pre|post)$/.test(name)) {
    const ending = name.endsWith('_pre') ? '_pre' : '_post';
    return `ends in ${ending}, which marks variables of the ${
      ending === '_pre' ? 'source' : 'target'
    } of a projection`;
  }
  const shared = refusedConstantName(name);
  if (shared !== undefined) return shared;
  if (lookupUnit(name, 'equation') !== undefined) return 'is the name of a unit';
  if (functionNames.has(name)) return 'is the name of a function';
  if (builtInConstants.has(name)) return 'is the name of a built-in constant';
  if (where === 'projection' && inProjections.has(name)) {
    return 'is a variable that every projection has';
  }
  return undefined;
}

/**
 * Why a constant or an array must not have this name, undefined if it may. Names of units,
 * functions and built-in constants are not judged here: a constant of the same value is allowed.
 */
export function refusedConstantName(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
    return 'is not made of letters, digits and _, beginning with a letter';
  }
  if (pythonKeywords.has(name)) return 'is a reserved word of Python';
  if (name.startsWith('xi_')) return 'is a name of noise, as all names that begin with xi_';
  if (everywhere.has(name)) return 'is a name that the language itself uses';
  return undefined;
}
