import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULT_VIEW_SETTINGS } from '../../../lib/views/view-settings.ts';
import { canonicaliseUri } from '../../../lib/views/uri/canonicalise.ts';

// Source: Mail::SpamAssassin::Util::uri_list_canonicalize of 4.0.1, run on the same URIs; it gives them in no order.
const ROWS: readonly [string, readonly string[]][] = [
  [
    'http://ex%61mple.com/p?q=http://foo.com/z',
    [
      'http://ex%61mple.com/p?q=http://foo.com/z',
      'http://example.com/p?q=http://foo.com/z',
      'http://foo.com/z',
    ],
  ],
  ['http:\\\\a.com\\b', ['http:\\\\a.com\\b', 'http://a.com/b']],
  ['www.a.com', ['www.a.com', 'http://www.a.com']],
  ['ftp.a.com', ['ftp.a.com', 'ftp://ftp.a.com']],
  ['http://a.com?x', ['http://a.com?x', 'http://a.com/?x']],
  ['http://u@a.com/', ['http://u@a.com/']],
  ['http://u:p@a.com:80/x', ['http://u:p@a.com:80/x', 'http://a.com/x']],
  ['http://3232235777/', ['http://3232235777/', 'http://192.168.1.1/']],
  ['http://www.single/', ['http://www.single/', 'http://www.single.com/']],
  ['http://a%20b.com/', ['http://a%20b.com/']],
  ['http://x.com./y', ['http://x.com./y', 'http://x.com/y']],
  ['http://b%fccher.de/', ['http://b%fccher.de/']],
  ['javascript:x', ['javascript:x']],
  ['http://a.com:80/', ['http://a.com:80/', 'http://a.com/']],
  ['http://0x7f000001/', ['http://0x7f000001/', 'http://127.0.0.1/']],
  ['http://0300.0250.1.2/', ['http://0300.0250.1.2/', 'http://192.168.1.2/']],
  ['http://singleword/x', ['http://singleword/x', 'http://www.singleword.com/x']],
  ['mailto:a@b.com?subject=x', ['mailto:a@b.com?subject=x', 'mailto:a@b.com']],
  ['#top', ['#top']],
  ['http://b\xc3\xbccher.de/x', ['http://b\xc3\xbccher.de/x', 'http://xn--bcher-kva.de/x']],
  ['http://B\xc3\x9cCHER.DE/', ['http://B\xc3\x9cCHER.DE/', 'http://xn--bcher-kva.DE/']],
  ['http://CAF\xc9.com/', ['http://CAF\xc9.com/', 'http://xn--caf-dma.com/']],
  ['http://E\xc3\xa9/', ['http://E\xc3\xa9/', 'http://www.xn--e-bga.com/', 'http://xn--e-bga/']],
  ['http://a=B/', ['http://a=B/', 'http://www.a=B.com/']],
  ['http://a.b@c@/', ['http:///', 'http://a.b@c@/']],
];
for (const [uri, readings] of ROWS) {
  test(`readings of ${uri}`, () => {
    assert.deepEqual([...canonicaliseUri(uri, DEFAULT_VIEW_SETTINGS)].sort(), [...readings].sort());
  });
}
