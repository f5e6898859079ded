import assert from 'node:assert/strict';
import test from 'node:test';
import { createViews } from '../../../lib/views/views.ts';

const detailsOf = (html: string) =>
  [
    ...createViews(Buffer.from(`From: a@example.org\nContent-Type: text/html\n\n<html>${html}</html>\n`))
      .uriDetails,
  ]
    .map(([uri, { types, hosts }]) => [uri, [...types].join(), [...hosts.keys()].join()])
    .sort();

// Source: get_uri_detail_list of Mail::SpamAssassin 4.0.1, asked for the same messages.
test('with a base, what a link says stands by the URI as it was written, which counts as found in text', () => {
  assert.deepEqual(
    detailsOf('<head><base href="http://base.example.org/d/"></head><a href="shop.example.com">here</a>'),
    [
      ['http://base.example.org/d/', 'base', 'base.example.org'],
      ['http://base.example.org/d/shop.example.com', 'a', 'base.example.org'],
      ['shop.example.com', 'parsed', 'shop.example.com'],
    ],
  );
});

test('a name with a dot behind it is no host', () => {
  assert.deepEqual(detailsOf('<a href="bob@example.com.">here</a>'), [['bob@example.com.', 'a', '']]);
});
