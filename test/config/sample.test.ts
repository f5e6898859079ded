import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfiguration } from '../../lib/config/load.ts';
import { sampleConfig } from '../../lib/config/sample.ts';
import { settingNames } from '../../lib/config/setting-names.ts';
import { scratchFolder } from './scratch.ts';

const SAMPLE = new URL('../../fixtures/config/mailsift.yaml.sample', import.meta.url);

test('the sample file is what the declarations give (mailsift config sample)', async () => {
  assert.equal(readFileSync(SAMPLE, 'utf8'), await sampleConfig());
});

test('the sample file with every setting uncommented is the defaults', async t => {
  const file = `${scratchFolder(t)}/mailsift.yaml`;
  writeFileSync(file, (await sampleConfig()).replace(/^#(?!#)/gm, ''));
  const written = await loadConfiguration({ file });
  const defaults = await loadConfiguration({
    file: new URL('../../fixtures/config/good/empty.yaml', import.meta.url).pathname,
  });
  const rawValues = ({ sources }: typeof written) => sources.map(({ name, raw }) => ({ name, raw }));
  assert.deepEqual(rawValues(written), rawValues(defaults));
  assert.deepEqual(
    written.sources.map(({ name }) => name),
    settingNames(),
  );
  assert.ok(written.sources.every(({ origin }) => origin.startsWith(`${file}:`)));
});
