import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFrameworkError } from '../../core/index.js';
import {
  createFileReader,
  gunzipBytes,
  prepareFolder,
  readTextFile,
  writeFileAtomic,
} from './index.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isospike-files-'));
  await mkdir(join(folder, 'net/sub'), { recursive: true });
  await mkdir(join(folder, 'data/mnist'), { recursive: true });
  await writeFile(join(folder, 'net/w.bin'), Uint8Array.of(1, 2, 3));
  await writeFile(join(folder, 'net/w.bin.gz'), gzipSync(Uint8Array.of(4, 5, 6)));
  await writeFile(
    join(folder, 'net/cut.gz'),
    gzipSync(new Uint8Array(5000).map((_, k) => k * 7)).subarray(0, 40),
  );
  await writeFile(join(folder, 'net/no.gz'), 'not packed');
  await writeFile(join(folder, 'net/bomb.gz'), gzipSync(new Uint8Array(2_000_000)));
  await writeFile(join(folder, 'data/mnist/a'), Uint8Array.of(7));
  await writeFile(join(folder, 'secret'), 'x');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function fault(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isFrameworkError(error)) return `${error.code} ${error.diagnostics[0]?.message}`;
    throw error;
  }
  return 'no fault';
}

describe('createFileReader', () => {
  const reader = (limit = 1_000_000) =>
    createFileReader(join(folder, 'net/net.yaml'), join(folder, 'data'), { maxBytes: limit });

  it('reads relative to the network file, below the data folder, and unpacks', async () => {
    expect([...(await reader().read('w.bin'))]).toEqual([1, 2, 3]);
    expect([...(await reader().read('sub/../w.bin'))]).toEqual([1, 2, 3]);
    expect([...(await reader().read('w.bin.gz'))]).toEqual([4, 5, 6]);
    expect([...(await reader().read('data:mnist/a'))]).toEqual([7]);
  });

  it.each([
    ['../secret', 'FILE_DATA ../secret: the path leaves the folder of the network file'],
    [
      'sub/../../secret',
      'FILE_DATA sub/../../secret: the path leaves the folder of the network file',
    ],
    ['data:../secret', 'FILE_DATA data:../secret: the path leaves the data folder'],
    ['/etc/hostname', 'FILE_DATA /etc/hostname: absolute paths are refused'],
    ['data:/etc/hostname', 'FILE_DATA data:/etc/hostname: absolute paths are refused'],
    ['C:\\x', 'FILE_DATA C:\\x: absolute paths are refused'],
    ['.', 'FILE_DATA .: the path leaves the folder of the network file'],
    ['data:', 'FILE_DATA data:: this is no path of a file'],
    ['absent.npy', 'FILE_DATA absent.npy: cannot be read: there is no such file or folder'],
    ['w.bin/x', 'FILE_DATA w.bin/x: cannot be read: a part of the path is no folder'],
    ['sub', 'FILE_DATA sub: cannot be read: it is a folder'],
    ['cut.gz', 'FILE_DATA cut.gz: the gzip file is cut short after 40 bytes'],
    ['no.gz', 'FILE_DATA no.gz: this is no gzip file, or it is damaged'],
    ['bomb.gz', 'FILE_DATA bomb.gz: unpacked it has more than the 1000000 bytes that are read'],
  ])('refuses %s', async (name, message) => {
    expect(await fault(reader().read(name))).toBe(message);
  });

  it('refuses files over the limit', async () => {
    expect(await fault(reader(2).read('w.bin'))).toBe(
      'FILE_DATA w.bin: has 3 bytes, more than the 2 that are read',
    );
  });

  it('says how to name a data folder', async () => {
    const none = createFileReader(join(folder, 'net/net.yaml'), '');
    expect(await fault(none.read('data:x'))).toBe('FILE_DATA data:x: no data folder is known');
  });

  it('follows links of the user', async () => {
    await symlink(join(folder, 'data'), join(folder, 'net/linked'));
    expect([...(await reader().read('linked/mnist/a'))]).toEqual([7]);
  });
});

describe('readTextFile', () => {
  it('drops a byte order mark and refuses what is no UTF-8', async () => {
    const path = join(folder, 'text.yaml');
    await writeFile(path, '\ufeffname: µ😀');
    expect(await readTextFile(path)).toBe('name: µ😀');
    await writeFile(path, Uint8Array.of(0x61, 0xff));
    expect(await fault(readTextFile(path))).toBe(
      `FILE_SYNTAX ${path}: the byte at offset 1 is no UTF-8`,
    );
    await writeFile(path, 'abc');
    expect(await fault(readTextFile(path, { maxBytes: 2 }))).toMatch(/more than the 2/);
  });
});

describe('writeFileAtomic', () => {
  it('replaces the content and leaves nothing else', async () => {
    const path = join(folder, 'out/deep/a.txt');
    await writeFileAtomic(path, 'one');
    await writeFileAtomic(path, Uint8Array.of(0x32));
    expect(await readFile(path, 'utf8')).toBe('2');
    expect(await readdir(join(folder, 'out/deep'))).toEqual(['a.txt']);
  });

  it('says why it cannot write, and cleans up', async () => {
    const path = join(folder, 'out/taken');
    await mkdir(join(path, 'inside'), { recursive: true });
    expect(await fault(writeFileAtomic(path, 'x'))).toMatch(/^FILE_DATA .*: cannot be written: /);
    expect(await fault(writeFileAtomic(join(folder, 'secret/x'), 'x'))).toMatch(
      /a file stands where a folder is needed/,
    );
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['deep', 'taken']);
  });
});

describe('prepareFolder', () => {
  it('makes what is missing, and leaves what is there', async () => {
    await prepareFolder(join(folder, 'results/of/today'));
    await prepareFolder(join(folder, 'results/of/today'));
    expect(await readdir(join(folder, 'results/of'))).toEqual(['today']);
  });

  it('says why it cannot', async () => {
    expect(await fault(prepareFolder(join(folder, 'secret')))).toMatch(
      /a file stands where a folder is needed/,
    );
    expect(await fault(prepareFolder(join(folder, 'secret/x')))).toMatch(
      /a part of the path is no folder/,
    );
  });

  // A folder that takes no entries: the recursive form of mkdir would never come back.
  it.runIf(process.platform === 'linux')('comes back from a folder without entries', async () => {
    expect(await fault(prepareFolder('/proc/isospike/x'))).toMatch(
      /^FILE_DATA .*cannot be written/,
    );
    expect(await fault(writeFileAtomic('/proc/isospike/x', 'x'))).toMatch(/cannot be written/);
  });
});

it('gunzipBytes joins several members', async () => {
  const packed = Buffer.concat([gzipSync('ab'), gzipSync('c')]);
  expect(Buffer.from(await gunzipBytes(packed, 'x', 100)).toString()).toBe('abc');
});
