import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadNetwork, networkFromDocument } from './load-network.js';
import { saveNetwork } from './save-network.js';

const folder = new URL('../../tests/fixtures/networks/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

describe.each(files)('worked file %s', (file) => {
  const { network, diagnostics } = loadNetwork(read(file), file);

  it('loads without a fault', () => {
    expect(diagnostics).toEqual([]);
    expect(network).toBeDefined();
  });

  it.each(['yaml', 'json'] as const)('is the same after saving as %s', (format) => {
    if (network === undefined) return;
    const again = loadNetwork(saveNetwork(network, format), `again.${format}`);
    expect(again.diagnostics).toEqual([]);
    expect(again.network?.document).toEqual(network.document);
    expect(networkFromDocument(network.document).document).toEqual(network.document);
  });
});
