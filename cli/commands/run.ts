import { join } from 'node:path';
import { createNeurocoreBackend } from '../../backends/neurocore/index.js';
import type { Session } from '../../core/backend.js';
import {
  type Diagnostic,
  FrameworkError,
  renderDiagnostics,
} from '../../core/diagnostics/index.js';
import { hashRecording, type Recording, type RecordingHashes } from '../../core/recording/index.js';
import { type Arguments, readArguments, usageError } from '../arguments.js';
import { chipText } from '../chip-text.js';
import { chipWatch } from '../chip-watch.js';
import type { Command } from '../command.js';
import { diagnosticToJson, printJson } from '../diagnostic-json.js';
import {
  createRecordFiles,
  openCheckpoint,
  prepareFolder,
  saveCheckpoint,
  writeFileAtomic,
} from '../node/index.js';
import { openFaults } from '../open-faults.js';
import { openHardware } from '../open-hardware.js';
import { openNetwork } from '../open-network.js';
import { backendNamed, openSession, runWithProgress } from '../open-session.js';
import { recordingFiles } from '../recording-files.js';
import { compileOptions, runOptionHelp, runOptionKinds } from '../run-options.js';
import { showFindings } from '../show-findings.js';
import type { Terminal } from '../terminal.js';

/** `isospike run NET`: the whole timeline on one engine. */
export const runCommand: Command = {
  help: `usage: isospike run NETWORK [--on ENGINE] [options]

Runs the network's timeline and prints what happened. The hashes name the result: equal text, data
and seed give equal hashes on every machine.

  --on ENGINE    reference (float64, default), fixed (integers on --hardware), or neurocore (the
                 emulated chip of --hardware: same bits as fixed, and cycles)
${runOptionHelp}
  --out DIR      write recordings into DIR: as JSON, and probes with a file as CSV or NPY; with
                 neurocore also perf.csv (a line per step) and coverage.json, coverage.md
  --save FILE    write a checkpoint after the timeline
  --load FILE    begin with the state of a checkpoint; timeline, data and seed may differ
  --only VAR     with --load: take this variable alone (OBJECT.VARIABLE), from any network where it
                 has the same shape; may be repeated
  --wave FILE    neurocore: write a waveform window as VCD
  --wave-at AT   where it begins: TICK (its whole step), NEURON#N such as exc[3]#2 (around the second
                 spike of neuron 3), drop (around the first word that the host output loses); each
                 with :CYCLES for its length
  --faults FILE  neurocore: put the wrong bits and lost events of FILE into the chip
  --strict       stop before the run if there are warnings

exit status: 0 done, 3 bad usage or input, 4 the run failed or was interrupted

examples:
  isospike run examples/stdp-clip-units/network.yaml
  isospike run examples/stdp-clip-units/network.yaml --on fixed --hardware iso-256 --json
  isospike run examples/stdp-clip-units/network.yaml --on neurocore --hardware iso-256
  isospike run train.yaml --save trained.gz
  isospike run test.yaml --load trained.gz
  isospike run examples/diehl-cook-mnist/network.yaml --data DIR --images 20 --out results
`,
  async run(argv, terminal) {
    const args = readArguments(
      'run',
      argv,
      {
        ...runOptionKinds,
        ...{ on: 'text', out: 'text', save: 'text', load: 'text', only: 'texts', strict: 'switch' },
        ...{ wave: 'text', 'wave-at': 'text', faults: 'text' },
      },
      { least: 1, most: 1, what: 'one network file' },
    );
    const [path] = args.positionals as [string];
    const named = backendNamed('run', args.texts.get('on') ?? 'reference');
    const opened = await openNetwork(path);
    const hardware = await openHardware(args.texts.get('hardware'), opened);
    const options = {
      ...compileOptions('run', args, opened),
      ...(hardware === undefined ? {} : { hardware }),
    };
    const watch = chipWatch(args, named.name, hardware?.energy ?? new Map());
    const faults = await openFaults(args.texts.get('faults'), named.name);
    const backend =
      watch === undefined && faults === undefined
        ? named
        : createNeurocoreBackend({
            ...(watch === undefined ? {} : { observers: watch.observers }),
            ...(faults === undefined ? {} : { faults }),
          });
    const out = args.texts.get('out');
    // Before hours are spent on what could not be kept.
    if (out !== undefined) await prepareFolder(out);
    const session = await openSession(backend, opened.network, options, terminal);
    const warnings = session.info.notes.filter(({ severity }) => severity === 'warning');
    if (args.switches.has('strict') && warnings.length > 0) throw new FrameworkError(warnings);
    const json = args.switches.has('json');
    if (!json && warnings.length > 0) terminal.err(`${renderDiagnostics(warnings)}\n`);
    await loadState(session, args);
    const files = out === undefined ? undefined : createRecordFiles(out);
    const findings = await runWithProgress(session, backend.name, terminal, files).finally(() =>
      watch?.close(),
    );
    if (!json) terminal.err(showFindings(findings));
    if (watch !== undefined) terminal.err(await watch.finish());
    const save = args.texts.get('save');
    if (save !== undefined) await saveCheckpoint(save, await session.store());
    const recording = await session.recording();
    const hashes = hashRecording(recording);
    if (out !== undefined) await writeRecording(out, recording);
    if (json) terminal.out(printJson(await report(session, recording, hashes, findings)));
    else {
      printSummary(session, recording, hashes, terminal);
      if (session.chip !== undefined)
        terminal.out(
          chipText(await session.chip(), itemsOf(recording), (await session.counters()).events),
        );
    }
    await session.close();
    return 0;
  },
};

async function loadState(session: Session, { texts, lists }: Arguments): Promise<void> {
  const [path, only] = [texts.get('load'), lists.get('only') ?? []];
  if (path === undefined) {
    if (only.length === 0) return;
    throw usageError('run', '--only needs the checkpoint to take the variable from', {
      expected: '--load FILE --only OBJECT.VARIABLE',
    });
  }
  const checkpoint = await openCheckpoint(path);
  await session.restore(checkpoint, only.length > 0 ? { only } : { timeline: 'start' });
}

async function writeRecording(folder: string, recording: Recording): Promise<void> {
  for (const { name, text } of recordingFiles(recording)) {
    await writeFileAtomic(join(folder, name), text);
  }
}

async function report(
  session: Session,
  recording: Recording,
  hashes: RecordingHashes,
  findings: readonly Diagnostic[],
): Promise<Readonly<Record<string, unknown>>> {
  const { notes, ...info } = session.info;
  return {
    schema: 'isospike-run/1',
    info,
    steps: recording.steps,
    seconds: recording.steps * recording.dtSeconds,
    spikes: Object.fromEntries(recording.totals.map(({ object, spikes }) => [object, spikes])),
    hashes,
    counters: await session.counters(),
    ...(session.chip === undefined
      ? {}
      : { chip: await session.chip(), items: itemsOf(recording) }),
    notes: [...notes, ...findings].map((note) => diagnosticToJson(note)),
  };
}

function printSummary(
  session: Session,
  recording: Recording,
  hashes: RecordingHashes,
  terminal: Terminal,
): void {
  const { info } = session;
  const seconds = recording.steps * recording.dtSeconds;
  const hardware = info.hardware === undefined ? '' : ` on ${info.hardware}`;
  terminal.out(
    `${info.network}: ${info.backend}${hardware}, seed ${info.seed}, ${recording.steps} ticks of ${info.dtSeconds * 1e3} ms (${Number(seconds.toPrecision(9))} s)\n`,
  );
  const width = Math.max(8, ...recording.totals.map(({ object }) => object.length));
  for (const { object, spikes } of recording.totals) {
    terminal.out(`  ${object.padEnd(width)}  ${spikes} spikes\n`);
  }
  for (const [name, hash] of Object.entries(hashes))
    terminal.out(`  ${name.padEnd(width)}  ${hash}\n`);
}

/** Items shown: of the probe that saw most of them. */
function itemsOf({ responses }: Recording): number {
  return Math.max(0, ...responses.map(({ items }) => items.length));
}
