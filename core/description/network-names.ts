import { namePattern, type TextPattern } from './shape.js';

/** Names that mean something in every text of the equation language (besides units and functions). */
const pythonKeywords =
  'False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|' +
  'finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|' +
  'with|yield';
const builtIn =
  't|dt|t_in_timesteps|i|j|N|N_pre|N_post|N_incoming|N_outgoing|lastspike|not_refractory|' +
  'refractory|refractory_until|xi|xi_.*';
const connectKeywords = 'all|one_to_one|others';

/** Inputs, populations and projections: `data:` begins file names, `all` stands for every object. */
export const objectNames: TextPattern = { ...namePattern, reserved: /^(?:data|all)$/ };

/** Constants and arrays of the network. Units, functions and `e` are judged by their values later. */
export const constantNames: TextPattern = {
  ...namePattern,
  reserved: new RegExp(`^(?:${pythonKeywords}|${builtIn}|${connectKeywords})$`),
};

export const projectionConstantNames: TextPattern = {
  ...namePattern,
  reserved: new RegExp(`^(?:${pythonKeywords}|${builtIn}|${connectKeywords}|delay|lastupdate)$`),
};

/** The network's own name, which also names result folders. */
export const networkNames: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_-]*$/,
  describes: 'a name: a letter, then letters, digits, _ and -',
  code: 'FILE_NAME',
};

/** `exc`, `exc[0:50]`, `exc[:50]`, `exc[10:]`. */
export const sliceTexts: TextPattern = {
  matches: /^[A-Za-z][A-Za-z0-9_]*(?:\[ *\d* *: *\d* *\])?$/,
  describes: 'an object or a contiguous part of it, like exc or exc[0:50]',
};

/** A part of a population or input: first included, end excluded; absent ends are the object's. */
export interface Slice {
  readonly object: string;
  readonly first?: number;
  readonly end?: number;
}

/** Reads a text that `sliceTexts` accepts; undefined for any other. */
export function parseSlice(slice: string): Slice | undefined {
  const match = /^([A-Za-z][A-Za-z0-9_]*)(?:\[ *(\d*) *: *(\d*) *\])?$/.exec(slice);
  if (match === null) return undefined;
  const [, object = '', first = '', end = ''] = match;
  return {
    object,
    ...(first === '' ? {} : { first: Number(first) }),
    ...(end === '' ? {} : { end: Number(end) }),
  };
}
