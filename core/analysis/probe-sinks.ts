import type { SinkDocument, SinkModel } from '../network/index.js';
import type { DocumentReader, Path } from './document-reader.js';

/** What a sink belongs to. */
interface SinkOwner {
  readonly path: Path;
  readonly kind: string;
  readonly counts: boolean;
  /** Files of earlier probes; this one is added. */
  readonly files: Set<string>;
}

/** Reads `sink` of a probe: memory (undefined), a file or a ring. */
export function readSink(
  sink: SinkDocument | undefined,
  { path, kind, counts, files }: SinkOwner,
  reader: DocumentReader,
): SinkModel | 'faulty' | undefined {
  if (sink === undefined || sink === 'memory') return undefined;
  const at = [...path, 'sink'];
  const fault = (...found: Parameters<DocumentReader['error']>): 'faulty' => {
    reader.error(...found);
    return 'faulty';
  };
  if (kind === 'responses' || counts) {
    const what = counts ? 'counts: true keeps' : 'a responses probe keeps';
    return fault('FILE_CONFLICT', at, `${what} numbers of spikes, which stay in memory`, {
      help: 'leave sink out',
    });
  }
  if ('ring' in sink) {
    const seconds = reader.duration([...at, 'ring'], sink.ring, 'ring', true);
    return seconds === undefined ? 'faulty' : { kind: 'ring', seconds };
  }
  const { file } = sink;
  const place = [...at, 'file'];
  const parts = file.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\\:\0]/.test(file)) {
    return fault('FILE_VALUE', place, `${file} is no path below the folder of results`, {
      expected: 'a relative path such as spikes.csv or layer/v.npy',
      found: file,
    });
  }
  if (!/[^/]\.(?:csv|npy)$/.test(file)) {
    return fault('FILE_VALUE', place, `the file of a probe is a table of text or of numbers`, {
      expected: 'a name that ends in .csv or .npy',
      found: file,
    });
  }
  // Names that differ by case alone are one file on some systems.
  if (files.has(file.toLowerCase()))
    return fault('FILE_CONFLICT', place, `two probes write ${file}`, { found: file });
  files.add(file.toLowerCase());
  return { kind: 'file', path: file };
}
