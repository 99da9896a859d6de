import type { CompileOptions } from '../core/backend.js';
import type { StepDocument } from '../core/network/index.js';
import { type Arguments, type OptionKinds, usageError, wholeNumber } from './arguments.js';
import { dataReader, type OpenedNetwork } from './open-network.js';

/** Options of every command that runs networks. */
export const runOptionKinds: OptionKinds = {
  data: 'text',
  hardware: 'text',
  images: 'text',
  seed: 'text',
  memory: 'text',
  json: 'switch',
};

export const runOptionHelp: string = `  --hardware HW  built-in name (iso-256, iso-small-4bit, iso-wide-32) or a path
  --data DIR     folder of data:.. files (default: $ISOSPIKE_DATA)
  --images N     show N items in every present step
  --seed N       replaces the network's seed
  --memory SIZE  limit for arrays, synapses and recordings, such as 512MB (default 4GiB)
  --json         results as JSON, nothing else on standard output`;

/** @throws FrameworkError COMMAND_USAGE for values that cannot be read. */
export function compileOptions(
  command: string,
  { texts }: Arguments,
  opened: OpenedNetwork,
): CompileOptions {
  const images = texts.get('images');
  const seed = texts.get('seed');
  const memory = texts.get('memory');
  return {
    data: dataReader(opened.path, texts.get('data')),
    ...(images === undefined ? {} : { items: itemsShown(command, images, opened) }),
    ...(seed === undefined ? {} : { seed: readSeed(command, seed) }),
    ...(memory === undefined ? {} : { memoryLimitBytes: readBytes(command, memory) }),
  };
}

function itemsShown(command: string, text: string, { network }: OpenedNetwork): number {
  const items = wholeNumber(command, 'images', text, 1);
  if (presentsItems(network.document.timeline ?? [])) return items;
  throw usageError(
    command,
    '--images counts the items of present steps, and the timeline has none',
    {
      expected: 'a timeline with a present step',
      found: `--images ${text}`,
      help: 'leave --images out',
    },
  );
}

function presentsItems(steps: readonly StepDocument[]): boolean {
  return steps.some((step) => 'present' in step || ('repeat' in step && presentsItems(step.steps)));
}

function readSeed(command: string, text: string): bigint {
  if (/^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n) return BigInt(text);
  throw usageError(command, '--seed needs a whole number below 2^64', { found: text });
}

const byteUnits: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
};

function readBytes(command: string, text: string): number {
  const [, digits, unit = 'B'] = /^(\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(text) ?? [];
  const factor = byteUnits[unit.toUpperCase()];
  if (digits === undefined || factor === undefined) {
    throw usageError(command, '--memory needs a size such as 512MB or 4GiB', { found: text });
  }
  return Math.floor(Number(digits) * factor);
}
