/** A run from an image starts client programs and speaks to daemons, which the image itself cannot hold. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { test } from 'node:test';
import { startDccifd } from '../support/dccifd.ts';

const LAUNCHER = join(import.meta.dirname, '../../bin/mailsift');

test('from an image pyzor is run and dccifd asked', { timeout: 300_000 }, async context => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-image-helpers-'));
  const server = await startDccifd('X-DCC-x-Metrics: a 1; Body=many\n');
  context.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('pyzor'), `#!/bin/sh\ncat > /dev/null\nprintf "a:1\\t(200, 'OK')\\t9\\t0\\n"\n`);
  chmodSync(path('pyzor'), 0o755);
  writeFileSync(
    path('rules.cf'),
    `loadplugin Mail::SpamAssassin::Plugin::DCC
dns_available no
full PYZOR_CHECK eval:check_pyzor()
full DCC_CHECK eval:check_dcc()
pyzor_path ${path('pyzor')}
dcc_dccifd_path 127.0.0.1:${server.port}
`,
  );
  writeFileSync(
    path('mailsift.yaml'),
    `spam: { rules: [ ${path('rules.cf')} ] }\nstate_directory: ${path('state')}\n`,
  );
  const mailsift = async (...words: readonly string[]): Promise<string> => {
    const env = {
      PATH: '/usr/bin:/bin',
      MAILSIFT_IMAGE: path('image'),
      XDG_STATE_HOME: folder,
      HOME: folder,
    };
    const child = spawn(LAUNCHER, [...words, '--config', path('mailsift.yaml')], { env });
    child.stdin.end('Subject: x\n\ntext\n');
    const [out, err] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
    return out + err;
  };
  assert.match(await mailsift('compile', '--image', path('image')), /made in/);
  assert.equal(server.requests.length, 0, 'nobody is asked while an image is made');
  const told = await mailsift('scan', '--json', '-');
  assert.match(told, /"rule":"DCC_CHECK".*"rule":"PYZOR_CHECK"/);
  assert.match(told.trimEnd(), /^\{.*\}$/, 'no complaint that the image was not used');
  assert.equal(server.requests.length, 1);
});
