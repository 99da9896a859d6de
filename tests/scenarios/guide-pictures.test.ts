import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { drawRecording, readRecording } from '../../scripts/raster.mjs';
import { fileName, openFolder, runShell } from '../support/document-blocks.js';
import { fencedBlocks } from '../support/markdown.js';
import { readText, repositoryRoot } from '../support/repository-files.js';

const picture = 'docs/guides/first-network.svg';

describe('the picture of the first network', () => {
  it('shows the run of the guide (UPDATE_PICTURES=1 writes it)', () => {
    const folder = openFolder();
    const blocks = fencedBlocks(readText('docs/guides/first-network.md'));
    const network = blocks.find((block) => fileName(block) === 'lif.yaml');
    writeFileSync(join(folder.path, 'lif.yaml'), network?.text ?? '');
    runShell(folder, 'isospike run lif.yaml --out recording');
    const drawn = drawRecording(readRecording(join(folder.path, 'recording')));
    rmSync(folder.path, { recursive: true, force: true });
    if (process.env.UPDATE_PICTURES === '1') {
      writeFileSync(join(repositoryRoot, picture), drawn);
    }
    expect(drawn).toBe(readText(picture));
  });
});
