import type {
  FileReference,
  ImageSetDocument,
  ImagesDocument,
  InputModel,
  ItemSetModel,
  RetryDocument,
  RetryModel,
  TableDocument,
} from '../network/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { hertz } from './built-in-names.js';
import type { DocumentReader, Path } from './document-reader.js';

type Common = 'kind' | 'name' | 'order' | 'active' | 'dtSeconds' | 'span';
type ImagesModel = Omit<Extract<InputModel, { kind: 'images' }>, Common>;
type TableModel = Omit<Extract<InputModel, { kind: 'table' }>, Common>;

/** Checks an input of images; its files are not read. */
export function readImages(
  path: Path,
  document: ImagesDocument,
  context: AnalysisContext,
): ImagesModel | undefined {
  const { reader } = context;
  const rate = readRate([...path, 'rate'], document.rate, reader);
  const times = readTimes(path, document, reader);
  const sets = readSets(path, document.sets, reader);
  const retry = readRetry(path, document.retry, context);
  if (rate === undefined || times === undefined || sets === undefined || retry === undefined) {
    return undefined;
  }
  return { sets, rateHertzPerGray: rate, ...times, ...retry };
}

/** Neurons of a table input. */
export function tableSize(table: TableDocument | undefined): number | undefined {
  return table === undefined ? undefined : table.columns.length * (table.cells ?? 1);
}

/** Checks an input of rows of a table; its files are not read. */
export function readTable(
  path: Path,
  document: TableDocument,
  context: AnalysisContext,
): TableModel | undefined {
  const { reader } = context;
  const { columns, label, cells = 1, width = 1 } = document;
  const [lowText, highText] = document.rates;
  const low = readRate([...path, 'rates', 0], lowText, reader);
  const high = readRate([...path, 'rates', 1], highText, reader);
  if (low !== undefined && high !== undefined && !(low <= high)) {
    return reader.error(
      'FILE_VALUE',
      [...path, 'rates'],
      `the lowest rate is ${low} Hz, the highest ${high} Hz`,
      {
        expected: 'rates: [lowest, highest]',
        found: `[${low} Hz, ${high} Hz]`,
      },
    );
  }
  const times = readTimes(path, document, reader);
  const sets = readSets(path, document.sets, reader);
  const retry = readRetry(path, document.retry, context);
  const double = columns.find((column, at) => columns.indexOf(column) !== at);
  if (double !== undefined) {
    return reader.error('FILE_VALUE', [...path, 'columns'], `the column ${double} stands twice`);
  }
  const fit = document.fit ?? Object.keys(document.sets)[0];
  if (fit === undefined || times === undefined || sets === undefined) return undefined;
  if (document.sets[fit] === undefined) {
    return reader.noSuch([...path, 'fit'], 'set', fit, Object.keys(document.sets));
  }
  if (low === undefined || high === undefined || retry === undefined) return undefined;
  return {
    size: columns.length * cells,
    sets,
    columns,
    ...(label === undefined ? {} : { label }),
    cells,
    width,
    lowHertz: low,
    highHertz: high,
    fit,
    ...times,
    ...retry,
  };
}

function readRate(path: Path, text: string | number, reader: DocumentReader): number | undefined {
  const rate = reader.quantity(path, text, hertz, 'rate');
  if (rate === undefined || rate >= 0) return rate;
  return reader.error('FILE_VALUE', path, `a rate cannot be negative: ${rate} Hz`, {
    expected: '>= 0 Hz',
    found: `${rate} Hz`,
  });
}

function readTimes(
  path: Path,
  document: Pick<ImagesDocument, 'present' | 'rest'>,
  reader: DocumentReader,
): { readonly presentSeconds: number; readonly restSeconds: number } | undefined {
  const present = reader.duration([...path, 'present'], document.present, 'present', true);
  const rest = reader.duration([...path, 'rest'], document.rest ?? 0, 'rest');
  return present === undefined || rest === undefined
    ? undefined
    : { presentSeconds: present, restSeconds: rest };
}

function readSets(
  path: Path,
  documents: Readonly<Record<string, ImageSetDocument>>,
  reader: DocumentReader,
): readonly ItemSetModel[] | undefined {
  const sets = Object.entries(documents).map(([name, set]): ItemSetModel => {
    const { labels, permute, count } = set;
    return {
      name,
      file: fileOf(set.file),
      ...(labels === undefined ? {} : { labels: fileOf(labels) }),
      ...(permute === undefined ? {} : { permute }),
      first: set.first ?? 0,
      ...(count === undefined ? {} : { count }),
      shuffle: set.shuffle ?? false,
      ...reader.place([...path, 'sets', name]),
    };
  });
  if (sets.length > 0) return sets;
  return reader.error('FILE_MISSING', [...path, 'sets'], 'an input of items needs a set');
}

/** Empty without the key; undefined if it is faulty. */
function readRetry(
  path: Path,
  retry: RetryDocument | undefined,
  { reader, objects }: AnalysisContext,
): { readonly retry?: RetryModel } | undefined {
  if (retry === undefined) return {};
  const at = [...path, 'retry'];
  const { population, onLimit = 'stop' } = retry;
  const minSpikes = reader.integer([...at, 'minSpikes'], retry.minSpikes, 'min_spikes', 0);
  const atMost = reader.integer([...at, 'atMost'], retry.atMost, 'at_most', 0);
  const increaseHertz = readRate([...at, 'increase'], retry.increase, reader);
  if (objects.get(population)?.kind !== 'population') {
    const known = [...objects.values()].flatMap(({ kind, name }) =>
      kind === 'population' ? [name] : [],
    );
    return reader.noSuch([...at, 'population'], 'population', population, known);
  }
  if (minSpikes === undefined || atMost === undefined || increaseHertz === undefined) {
    return undefined;
  }
  return { retry: { population, minSpikes, increaseHertz, atMost, onLimit } };
}

function fileOf(file: string | FileReference): FileReference {
  return typeof file === 'string' ? { file } : file;
}
