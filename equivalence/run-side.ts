import type {
  AbortSignalLike,
  Backend,
  CompileOptions,
  Progress,
  RangeReport,
  Session,
} from '../core/backend.js';
import { type Diagnostic, isFrameworkError } from '../core/diagnostics/index.js';
import type { Network } from '../core/network/index.js';
import { noRecordFiles } from '../core/recording/index.js';
import type { ComparedSide } from './comparison.js';

export interface RunSideOptions {
  readonly network: Network;
  readonly backend: Backend;
  readonly compileOptions: CompileOptions;
  /** Step at which to stop; absent: the end of the timeline. */
  readonly until?: number;
  /** Plastic variables whose values before the first step are wanted. */
  readonly plastic: readonly string[];
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignalLike;
}

export interface SideRun {
  readonly side: ComparedSide;
  readonly initial: ReadonlyMap<string, Float64Array>;
  /** Only after `profiling`, and if the run ended well. */
  readonly ranges?: RangeReport;
}

/**
 * Compiles and runs one side. A failing run is no exception: what was recorded is kept.
 * @throws FrameworkError with every fault of the network and what the backend refuses.
 */
export async function runSide(options: RunSideOptions): Promise<SideRun> {
  const { backend, network, compileOptions } = options;
  const session = await backend.compile(network, compileOptions);
  try {
    const initial = new Map<string, Float64Array>();
    for (const name of options.plastic) initial.set(name, (await session.read(name)).values);
    const { finished, failure, findings } = await runToEnd(session, options);
    const side: ComparedSide = {
      info: session.info,
      recording: await session.recording(),
      hashes: await session.hashes(),
      counters: await session.counters(),
      ...(session.chip === undefined ? {} : { chip: await session.chip() }),
      finished,
      ...(findings === undefined ? {} : { findings }),
      ...(failure === undefined ? {} : { failure }),
    };
    const ranges =
      finished && compileOptions.profiling === true ? { ranges: await session.ranges() } : {};
    return { side, initial, ...ranges };
  } finally {
    await session.close();
  }
}

async function runToEnd(
  session: Session,
  { until, signal, onProgress }: RunSideOptions,
): Promise<Pick<ComparedSide, 'finished' | 'failure' | 'findings'>> {
  const name = session.info.backend;
  try {
    const result = await session.run(until, {
      // What is compared is recorded besides.
      files: noRecordFiles,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    const finished = until === undefined ? result.finished : result.step >= until;
    const findings = result.notes;
    if (finished) return { finished, findings };
    return {
      finished,
      findings,
      failure: incomplete(`${name} was stopped at tick ${result.step}`),
    };
  } catch (error) {
    if (isFrameworkError(error)) {
      const [cause] = error.diagnostics;
      if (cause !== undefined) return { finished: false, failure: cause };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { finished: false, failure: incomplete(`${name} failed: ${reason}`) };
  }
}

function incomplete(message: string): Diagnostic {
  return { code: 'RUN_INCOMPLETE', severity: 'error', message };
}
