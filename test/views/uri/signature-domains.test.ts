import assert from 'node:assert/strict';
import test from 'node:test';
import { createViews } from '../../../lib/views/views.ts';

const view = (header: string) => createViews(Buffer.from(`${header}\nFrom: a@example.org\n\nhello\n`));

// Source: Mail::SpamAssassin::Conf(3), parse_dkim_uris; spec 2.11.
test('domains of signatures are URIs of their own kind, and uri rules do not see them', () => {
  const views = view(
    'DKIM-Signature: v=1; a=rsa-sha256; d = mail.example.\n com; s=x; bh=d=; b=abc\nDomainKey-Signature: a=rsa-sha1; s=x; d=example.net; c=nofws',
  );
  assert.deepEqual([...views.uriDetails.keys()].sort(), [
    'domainkeys:example.net',
    'domainkeys:mail.example.com',
  ]);
  assert.deepEqual(views.uris, []);
});

test('what is no domain does not count', () => {
  assert.equal(view('DKIM-Signature: v=1; d=localhost; b=abc').uriDetails.size, 0);
});
