import { type Diagnostics, nearNames } from '../diagnostics/index.js';
import type { Equation, Flag } from './ast.js';
import type { EquationPlace } from './language-words.js';
import type { TextOrigin } from './text-origin.js';

type EquationKind = Equation['kind'];

/** Which flags an equation may have, by place and kind. */
const allowedFlags: Readonly<
  Record<EquationPlace, Readonly<Record<EquationKind, readonly Flag[]>>>
> = {
  population: {
    differential: ['unless refractory'],
    subexpression: ['shared', 'constant over dt'],
    parameter: ['constant', 'shared'],
  },
  projection: {
    differential: ['event-driven', 'clock-driven'],
    subexpression: ['summed', 'shared', 'constant over dt'],
    parameter: ['constant', 'shared'],
  },
};

const kindNames: Readonly<Record<EquationKind, string>> = {
  differential: 'a differential equation',
  subexpression: 'a subexpression',
  parameter: 'a parameter',
};

const allFlags: readonly Flag[] = [
  'unless refractory',
  'event-driven',
  'clock-driven',
  'summed',
  'shared',
  'constant',
  'constant over dt',
];

/** Pairs of flags that contradict each other; `summed` stands alone. */
function contradicts(a: Flag, b: Flag): boolean {
  if (a === 'summed' || b === 'summed') return true;
  return a.endsWith('-driven') && b.endsWith('-driven');
}

/** A flag as written, with its stretch of the text. */
export interface WrittenFlag {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Turns written flags into those of the language; reports `EQUATION_FLAG` for a flag that is
 * unknown, does not belong to this kind of equation, stands twice or contradicts another, and
 * `UNSUPPORTED_FEATURE` for `linked`. Only flags that may stand are returned.
 */
export function checkFlags(
  written: readonly WrittenFlag[],
  kind: EquationKind,
  where: EquationPlace,
  name: string,
  origin: TextOrigin,
  diagnostics: Diagnostics,
): Equation['flags'] {
  const accepted: { flag: Flag; span: Equation['span'] }[] = [];
  const allowed = allowedFlags[where][kind];
  const expected = allowed.join(', ');
  const context = origin.context === undefined ? {} : { context: origin.context };
  for (const { text, start, end } of written) {
    const span = origin.span(start, end);
    const flag = allFlags.find((known) => known === text);
    const refuse = (message: string, help?: string): void => {
      const details = { span, ...context, expected, found: text };
      diagnostics.error(
        'EQUATION_FLAG',
        message,
        help === undefined ? details : { ...details, help },
      );
    };
    if (flag === undefined) {
      if (text === 'linked') {
        diagnostics.error('UNSUPPORTED_FEATURE', `linked variables (${name}) are not available`, {
          span,
          ...context,
        });
      } else {
        refuse(
          `${text === '' ? 'an empty flag' : text} is not a flag`,
          helpForUnknown(text, allowed),
        );
      }
      continue;
    }
    if (!allowed.includes(flag)) {
      refuse(
        `${flag} is not a flag of ${kindNames[kind]} in a ${where} (${name})`,
        `allowed here: ${expected}`,
      );
      continue;
    }
    const other = accepted.find((entry) => entry.flag === flag || contradicts(entry.flag, flag));
    if (other === undefined) accepted.push({ flag, span });
    else if (other.flag === flag) refuse(`${flag} stands twice (${name})`);
    else refuse(`${other.flag} and ${flag} cannot stand together (${name})`);
  }
  return accepted;
}

function helpForUnknown(text: string, allowed: readonly Flag[]): string {
  const hyphenated = allowed.find((flag) => flag.replace('-', ' ') === text.replace('-', ' '));
  const near = hyphenated === undefined ? nearNames(text, allowed) : [hyphenated];
  return near.length > 0
    ? `did you mean ${near.join(' or ')}?`
    : `allowed here: ${allowed.join(', ')}`;
}
