import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorCodes, type Phase } from '../../core/diagnostics/index.js';
import { type Depth, diagnose, readHardware } from '../support/diagnose.js';
import { type FencedBlock, fencedBlocks } from '../support/markdown.js';
import { readText } from '../support/repository-files.js';

const depths: Readonly<Record<Phase, Depth>> = {
  file: 'check',
  text: 'check',
  units: 'check',
  network: 'check',
  data: 'compile',
  compile: 'compile',
  hardware: 'compile',
  chip: 'chip',
  run: 'run',
  compare: 'run',
  command: 'run',
};

/** Their examples are commands, calls of the API, comparisons, or need files of images; the tests of those parts run them. */
const shownOtherwise: readonly ErrorCode[] = [
  'BUDGET_BREACHED',
  'CHECKPOINT_MISMATCH',
  'CHIP_ACC_WIDTH',
  'CHIP_CAPACITY',
  'CHIP_CONSTANTS',
  'CHIP_DELAY_TOO_LONG',
  'CHIP_FIXED_VALUE',
  'CHIP_FORMATS',
  'CHIP_LANE_TOO_WIDE',
  'CHIP_LUT_FULL',
  'CHIP_SYNAPSE_ORDER',
  'COMMAND_USAGE',
  'COMPARE_EMPTY',
  'IMAGE_CHECKSUM',
  'IMAGE_CONTENT',
  'IMAGE_FORMAT',
  'LATE_BINDING',
  'ORPHAN_OBJECT',
  'REST_CHECK',
  'RETRY_LIMIT',
  'RUN_INCOMPLETE',
  'SELECTIVITY',
  'THETA_SPREAD',
  'VECTOR_FORMAT',
];
/** Found when the network is run, though the phase is an earlier one. */
const foundByRunning: readonly ErrorCode[] = ['TIMELINE_EMPTY'];

const codes = (Object.keys(errorCodes) as ErrorCode[]).filter(
  (code) => !shownOtherwise.includes(code),
);

/** Networks and hardware files of the part "Example" of a page. */
function exampleOf(code: ErrorCode): { network?: FencedBlock; hardware?: FencedBlock } {
  const [, example = ''] = readText(`docs/reference/errors/${code}.md`).split(/^## Example$/m);
  const blocks = fencedBlocks(example.split(/^## /m)[0] ?? '');
  const network = blocks.find(({ text }) => text.startsWith('isospike:'));
  const hardware = blocks.find(({ text }) => text.startsWith('hardware:'));
  return { ...(network && { network }), ...(hardware && { hardware }) };
}

async function codesFrom(code: ErrorCode): Promise<readonly ErrorCode[]> {
  const { network, hardware: file } = exampleOf(code);
  const { phase } = errorCodes[code];
  const text = file?.text ?? 'hardware: 1\nname: example\nextends: iso-256\n';
  const { hardware, diagnostics } = readHardware(text);
  const found = [...diagnostics];
  if (network !== undefined && hardware !== undefined) {
    const depth = foundByRunning.includes(code) ? 'run' : depths[phase];
    const engine = phase === 'hardware' || phase === 'chip' ? hardware : undefined;
    found.push(...(await diagnose(network.text, depth, engine)));
  }
  return found.map((entry) => entry.code);
}

describe('the example of a page shows what the page explains', () => {
  it.each(codes)('%s', async (code) => {
    expect(await codesFrom(code)).toContain(code);
  });
});
