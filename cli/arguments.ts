import { parseArgs } from 'node:util';
import { FrameworkError, nearNames } from '../core/diagnostics/index.js';

/** Options of a command: name to whether it takes a text or is a switch. */
export type OptionKinds = Readonly<Record<string, 'text' | 'texts' | 'switch'>>;

export interface Arguments {
  readonly positionals: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
}

/**
 * Reads a command's arguments strictly.
 *
 * @throws FrameworkError COMMAND_USAGE for an unknown option (with near names), a missing value, or
 * a wrong number of positional arguments.
 */
export function readArguments(
  command: string,
  argv: readonly string[],
  options: OptionKinds,
  positionals: { readonly least: number; readonly most: number; readonly what: string },
): Arguments {
  const parsed = parse(command, argv, options);
  const count = parsed.positionals.length;
  if (count < positionals.least || count > positionals.most) {
    throw usageError(command, `${command} needs ${positionals.what}`, {
      expected: positionals.what,
      found: count === 0 ? 'nothing' : parsed.positionals.join(' '),
    });
  }
  return parsed;
}

export function usageError(
  command: string,
  message: string,
  details: { readonly expected?: string; readonly found?: string; readonly help?: string } = {},
): FrameworkError {
  const help = details.help ?? `isospike ${command} --help shows its options and examples`;
  return new FrameworkError([
    { code: 'COMMAND_USAGE', severity: 'error', message, ...details, help },
  ]);
}

function parse(command: string, argv: readonly string[], options: OptionKinds): Arguments {
  const texts = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const switches = new Set<string>();
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(options).map(([name, kind]) => [
        name,
        { type: kind === 'switch' ? ('boolean' as const) : ('string' as const), multiple: true },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const kind = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (kind === undefined) throw unknownOption(command, token.rawName, Object.keys(options));
    if (kind === 'switch') {
      if (token.value !== undefined) throw usageError(command, `${token.rawName} takes no value`);
      switches.add(token.name);
    } else if (!token.value || (!token.inlineValue && token.value.startsWith('--'))) {
      throw usageError(command, `${token.rawName} needs a value`);
    } else if (kind === 'texts') {
      lists.set(token.name, [...(lists.get(token.name) ?? []), token.value]);
    } else {
      texts.set(token.name, token.value);
    }
  }
  return { positionals, texts, lists, switches };
}

function unknownOption(command: string, option: string, known: readonly string[]): FrameworkError {
  const near = nearNames(option.replace(/^-+/, ''), known).map((name) => `--${name}`);
  return usageError(command, `${command} has no option ${option}`, {
    expected: known.map((name) => `--${name}`).join(' '),
    found: option,
    ...(near.length > 0 ? { help: `did you mean ${near.join(' or ')}?` } : {}),
  });
}

/** Whole number of an option. @throws FrameworkError COMMAND_USAGE */
export function wholeNumber(command: string, option: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw usageError(command, `--${option} needs a whole number of at least ${least}`, {
    expected: `a whole number >= ${least}`,
    found: text,
  });
}
