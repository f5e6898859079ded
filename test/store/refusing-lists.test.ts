/** Lists that refused, known to other processes for a while (Mail::SpamAssassin::Conf(3), dns_block_rule). */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { refusingLists } from '../../lib/store/refusing-lists.ts';

test('a list that refused is left alone for some seconds', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'mailsift-lists-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  let nowMs = 1_800_000_000_000;
  const lists = (): ReturnType<typeof refusingLists> => refusingLists(folder, () => nowMs);
  const domains = ['zen.example', 'other.example'];
  assert.deepEqual(lists().refusing(domains, 300), []);
  await lists().note('zen.example');
  assert.deepEqual(lists().refusing(domains, 300), ['zen.example']);
  assert.deepEqual(readdirSync(folder), ['dnsblock_zen.example']);
  nowMs += 301_000;
  assert.deepEqual(lists().refusing(domains, 300), []);
  await lists().note('zen.example');
  assert.deepEqual(lists().refusing(domains, 300), ['zen.example']);
  await lists().note('../../escaped');
  assert.equal(existsSync(join(folder, '../escaped')), false);
  assert.deepEqual(lists().refusing(['../../etc/passwd'], Infinity), []);
  assert.deepEqual(refusingLists('/nowhere', () => nowMs).refusing(domains, 300), []);
  assert.deepEqual(refusingLists('/dev/null', () => nowMs).refusing(domains, 300), []);
});
