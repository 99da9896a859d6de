import { describe, expect, it } from 'vitest';
import { createFileReader } from '../../cli/node/index.js';
import { analyseNetwork } from '../../core/analysis/index.js';
import { loadNetwork } from '../../core/description/index.js';
import { type Diagnostic, locate } from '../../core/diagnostics/index.js';
import { lintModel } from '../../core/lints/index.js';
import { prepareProgram } from '../../core/lower/index.js';
import { mnistFolder } from '../support/mnist.js';
import { readText } from '../support/repository-files.js';

const dataRoot = mnistFolder();

function loaded(example: string) {
  const file = `examples/${example}/network.yaml`;
  const { network } = loadNetwork(readText(file), file);
  if (network === undefined) throw new Error(`${file} cannot be read`);
  return { file, network };
}

/** `CODE line`, warnings alone, in the order of the text. */
function warnings(found: readonly Diagnostic[]): readonly string[] {
  return found
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, span }) => ({ code, line: span === undefined ? 0 : locate(span).start.line }))
    .toSorted((a, b) => a.line - b.line || (a.code < b.code ? -1 : 1))
    .map(({ code, line }) => `${code} ${line}`);
}

async function compiledWarnings(example: string): Promise<readonly string[]> {
  const { file, network } = loaded(example);
  const { notes } = await prepareProgram(network, { data: createFileReader(file, dataRoot) });
  return warnings(notes);
}

describe('warnings on the shipped examples', () => {
  it('stdp-clip-units: image input in all layers, and layers that it alone can reach', async () => {
    expect([
      ...new Set((await compiledWarnings('stdp-clip-units')).map((entry) => entry.split(' ')[0])),
    ]).toEqual(['SHARED_EXTERNAL_INPUT', 'TIMED_ARRAY_WIDTH', 'REACHABILITY']);
  });

  // Right: nothing inhibits the inhibitory neurons of the authors' code.
  const original = ['UNDRIVEN_VARIABLE'];

  it('diehl-cook-mnist: what the text tells', () => {
    const { network } = loaded('diehl-cook-mnist');
    const { model } = analyseNetwork(network);
    if (model === undefined) throw new Error('the example is faulty');
    const found = warnings(lintModel(network, model)).map((entry) => entry.split(' ')[0]);
    expect(found).toEqual(original);
  });

  it.skipIf(dataRoot === undefined)('diehl-cook-mnist: drive and weights are sound', async () => {
    const found = (await compiledWarnings('diehl-cook-mnist')).map((entry) => entry.split(' ')[0]);
    expect(found).toEqual(original);
  });
});
