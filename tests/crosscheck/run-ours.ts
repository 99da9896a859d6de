import { referenceBackend } from '../../backends/reference/index.js';
import { networkFromDocument } from '../../core/description/index.js';
import { isFrameworkError, renderDiagnostics } from '../../core/diagnostics/index.js';
import type { Recording } from '../../core/recording/index.js';
import type { NetworkDescription } from './description.js';
import { toDocument } from './to-document.js';

export interface OurRun {
  /** What was recorded until the end, or until the fault. */
  readonly recording?: Recording;
  /** Codes of the errors that refused or ended the run. */
  readonly codes: readonly string[];
  /** Their messages; constructs that are not available. */
  readonly unsupported: readonly string[];
  readonly text: string;
}

/** Runs a network in the reference engine. An error that is no finding is a difference to report. */
export async function runOurs(description: NetworkDescription): Promise<OurRun> {
  let recording: Recording | undefined;
  try {
    const session = await referenceBackend.compile(networkFromDocument(toDocument(description)));
    try {
      await session.run();
    } finally {
      recording = await session.recording();
      await session.close();
    }
    return { recording, codes: [], unsupported: [], text: '' };
  } catch (error) {
    if (!isFrameworkError(error)) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { codes: ['not a finding'], unsupported: [], text };
    }
    const faults = error.diagnostics.filter(({ severity }) => severity === 'error');
    return {
      ...(recording === undefined ? {} : { recording }),
      codes: [...new Set(faults.map(({ code }) => code))],
      unsupported: faults
        .filter(({ code }) => code === 'UNSUPPORTED_FEATURE')
        .map(({ message }) => message),
      text: renderDiagnostics(faults),
    };
  }
}
