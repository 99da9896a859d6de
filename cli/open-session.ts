import { createFixedPointBackend, hardwareMissing } from '../backends/fixed-point/index.js';
import { createNeurocoreBackend } from '../backends/neurocore/index.js';
import { referenceBackend } from '../backends/reference/index.js';
import type { Backend, CompileOptions, RangeReport, Session } from '../core/backend.js';
import { type Diagnostic, FrameworkError } from '../core/diagnostics/index.js';
import type { Network } from '../core/network/index.js';
import { noRecordFiles, type RecordFiles } from '../core/recording/index.js';
import { usageError } from './arguments.js';
import { ProgressLine } from './progress.js';
import type { Terminal } from './terminal.js';

/** Engines by the names that `--on` and `--against` take. */
const backendNames: readonly string[] = ['reference', 'fixed', 'neurocore'];

/** @throws FrameworkError COMMAND_USAGE, or UNSUPPORTED_FEATURE for engines that are not there yet. */
export function backendNamed(command: string, name: string): Backend {
  if (name === 'reference') return referenceBackend;
  if (name === 'fixed') return createFixedPointBackend();
  if (name === 'neurocore') return createNeurocoreBackend();
  if (name.startsWith('ws://') || name.startsWith('wss://')) {
    throw new FrameworkError([
      {
        code: 'UNSUPPORTED_FEATURE',
        severity: 'error',
        message: `the engine ${name} is not available`,
        help: `engines: ${backendNames.join(', ')}`,
      },
    ]);
  }
  throw usageError(command, `there is no engine ${name}`, {
    expected: backendNames.join(', '),
    found: name,
    help: `engines: ${backendNames.join(', ')}`,
  });
}

/** Ranges of every variable in a float64 run: what a fixed-point engine sizes its formats by. */
export async function profileRanges(
  network: Network,
  options: CompileOptions,
  terminal: Terminal,
): Promise<RangeReport> {
  requireTimeline(network);
  const session = await referenceBackend.compile(network, { ...options, profiling: true });
  await runWithProgress(session, 'profile', terminal, noRecordFiles);
  const ranges = await session.ranges();
  await session.close();
  return ranges;
}

/** @throws FrameworkError TIMELINE_EMPTY, where the timeline or else the network is named. */
function requireTimeline({ document, source }: Network): void {
  if ((document.timeline ?? []).length > 0) return;
  const span = source.valueSpan(['timeline']) ?? source.valueSpan(['name']);
  throw new FrameworkError([
    {
      code: 'TIMELINE_EMPTY',
      severity: 'error',
      message: 'the network has no timeline to run',
      help: 'add timeline: [run: 1 s], for example',
      ...(span === undefined ? {} : { span }),
    },
  ]);
}

/** Compiles for an engine; a fixed-point engine gets its ranges from a reference run first. */
export async function openSession(
  backend: Backend,
  network: Network,
  options: CompileOptions,
  terminal: Terminal,
): Promise<Session> {
  requireTimeline(network);
  if (backend.name === 'reference') return backend.compile(network, options);
  if (options.hardware === undefined) throw hardwareMissing();
  const profile = await profileRanges(network, options, terminal);
  return backend.compile(network, { ...options, profile });
}

/** Runs the whole timeline and returns what the run showed. @throws FrameworkError RUN_INCOMPLETE after an interrupt. */
export async function runWithProgress(
  session: Session,
  label: string,
  terminal: Terminal,
  files?: RecordFiles,
): Promise<readonly Diagnostic[]> {
  const progress = new ProgressLine(terminal, label);
  try {
    const result = await session.run(undefined, {
      signal: terminal.signal,
      onProgress: progress.update,
      ...(files === undefined ? {} : { files }),
    });
    if (result.finished) return result.notes;
    throw new FrameworkError([
      {
        code: 'RUN_INCOMPLETE',
        severity: 'error',
        message: `${label}: stopped at step ${result.step}, before the end of the timeline`,
      },
    ]);
  } finally {
    progress.finish();
  }
}
