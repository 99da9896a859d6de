import type { Backend, CompileOptions } from '../../core/backend.js';
import { networkFromDocument } from '../../core/description/index.js';
import type { NetworkDocument } from '../../core/network/index.js';
import type { Recording } from '../../core/recording/index.js';
import type { Brian2Vector, ExpectedResults } from './brian2.js';
import { type Brian2Comparison, compareWithExpected } from './brian2-comparison.js';

export interface Brian2Run {
  readonly comparison: Brian2Comparison;
  /** The network without its `set` events against the results the file has for that. */
  readonly withoutFreeze?: Brian2Comparison;
  /** The first pass alone, where the vector goes back to a checkpoint. */
  readonly firstPass?: Brian2Comparison;
}

/**
 * Runs a vector on a backend, in all the variants that the file has results for.
 *
 * @throws FrameworkError with everything that the backend refuses.
 */
export async function runBrian2Vector(
  vector: Brian2Vector,
  backend: Backend,
  options: CompileOptions = {},
): Promise<Brian2Run> {
  const check = async (
    document: NetworkDocument,
    expected: ExpectedResults,
  ): Promise<Brian2Comparison> =>
    compareWithExpected(expected, await record(document, backend, options));
  const { withoutFreeze, firstPass } = vector;
  return {
    comparison: await check(vector.document, vector.expected),
    ...(withoutFreeze === undefined
      ? {}
      : {
          withoutFreeze: await check(withoutFreeze.document, {
            spikes: vector.expected.spikes,
            traces: [],
            final: withoutFreeze.final,
          }),
        }),
    ...(firstPass === undefined ? {} : { firstPass: await check(firstPass, vector.expected) }),
  };
}

async function record(
  document: NetworkDocument,
  backend: Backend,
  options: CompileOptions,
): Promise<Recording> {
  const session = await backend.compile(networkFromDocument(document), options);
  try {
    await session.run();
    return await session.recording();
  } finally {
    await session.close();
  }
}
