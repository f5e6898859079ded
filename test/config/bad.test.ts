import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ConfigError, formatFault } from '../../lib/config/fault.ts';
import { loadConfiguration } from '../../lib/config/load.ts';
import { faultsOfTables } from '../../lib/config/table-faults.ts';

const FOLDER = new URL('../../fixtures/config/bad/', import.meta.url).pathname;
const names = readdirSync(FOLDER).flatMap(file => (file.endsWith('.yaml') ? [file.slice(0, -5)] : []));

test('there are bad configurations', () => assert.ok(names.length >= 30));

for (const name of names) {
  test(`bad configuration: ${name}`, async () => {
    const expected = readFileSync(`${FOLDER}${name}.error`, 'utf8');
    const found = await faultsOf(`${FOLDER}${name}.yaml`);
    assert.equal(found.replaceAll(FOLDER, ''), expected);
  });
}

/** What `config check` prints. */
async function faultsOf(file: string): Promise<string> {
  try {
    const faults = faultsOfTables(await loadConfiguration({ file }));
    return faults.map(fault => `${formatFault(fault)}\n`).join('');
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.temporary, true);
    return `${error.message}\n`;
  }
}
