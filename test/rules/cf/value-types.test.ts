/** Source: spec 1.3 (value types), Mail::SpamAssassin::Conf 4.0.1 (documentation of the settings). */
import assert from 'node:assert/strict';
import test from 'node:test';
import { coreDirective, modernKey } from '../../../lib/rules/cf/directives.ts';
import { faultOfValue } from '../../../lib/rules/cf/value-types.ts';

/** Directive, values that are all right, values that are not. */
const ROWS: readonly [string, readonly string[], readonly string[]][] = [
  ['required_hits', ['5', '-1.5', '+2', '3.'], ['', 'five', '1e3', '1 2']],
  ['use_bayes', ['1', '0', 'yes', 'No'], ['', 'true', '2']],
  ['time_limit', ['300', '5m', '1.5 h', '+2D'], ['', '-1', '5 minutes']],
  ['clear_headers', [''], ['x']],
  ['whitelist_from', ['a@b.c *@d.e'], ['']],
  ['trusted_networks', ['10/8 192.168. !10.0.0.1 ::1'], ['']],
  ['subjprefix', ['RULE text of it'], ['', 'RULE']],
  ['report', ['', 'any "text"'], []],
  ['rewrite_header', ['Subject [SPAM]', 'to x', 'From'], ['', 'Sender x', 'Subjects x']],
  ['add_header', ['all Foo _YESNO_', 'spam X-Foo "a"'], ['', 'any Foo x', 'all Foo:Bar x']],
  ['remove_header', ['ham Foo'], ['Foo', 'all Foo bar']],
  ['report_safe', ['0', '1', '2'], ['', '3', 'yes']],
  ['dns_available', ['yes', 'no', '0', 'test', 'test: a.example.com b'], ['', 'maybe', 'Yes']],
  [
    'dns_server',
    ['192.0.2.1', '192.0.2.1:5353', '[::1]:53', '::1', 'fe80::1%eth0'],
    ['', 'localhost', '192.0.2.1:x'],
  ],
  ['dns_local_ports_avoid', ['0-1023', '1 2,3'], ['', '70000', 'a-b']],
  ['dns_options', ['rotate, nov6', 'edns=1220', 'noedns0'], ['', 'fast']],
  ['dns_query_restriction', ['allow a.b', 'DENY c.d e.f'], ['', 'a.b']],
  ['dns_block_rule', ['RULE a.b c.d'], ['', 'RULE', 'RULE a/b']],
  ['bayes_token_sources', ['all', 'none header', 'nouri mimepart'], ['', 'body']],
  ['enlist_uri_host', ['(NAME) a.b !c.d'], ['', 'NAME a.b', '(NAME)']],
  ['delist_uri_host', ['(NAME) a.b', 'a.b'], ['']],
  ['def_welcomelist_from_rcvd', ['*@a.b a.b', 'x@a.b [192.0.2.1]'], ['', '*@a.b', 'a b c']],
  ['rbl_timeout', ['15', '15 3', '15s 3m zen.example.org', '10 zen.example.org'], ['', 'x', '1 2 3']],
  ['util_rb_tld', ['com net'], ['', 'co.uk']],
  ['util_rb_2tld', ['co.uk'], ['', 'uk', 'a.b.c']],
  ['util_rb_3tld', ['a.b.c d.e.f'], ['', 'a.b']],
  ['redirector_pattern', ['m{a.*?(b)}i'], ['', 'a', '/(/']],
  ['bayes_file_mode', ['0700', '770'], ['', '0800', '77']],
  ['geodb_module', ['GeoIP2', 'geo::ip', 'DB_File'], ['', 'other']],
  ['geodb_options', ['country:/a isp', 'reset'], ['', 'town']],
  ['enable_compat', ['welcomelist_blocklist'], ['', 'a b', 'a-b']],
  ['allow_user_rules', ['1', '0'], ['', 'yes']],
];

for (const [key, right, wrong] of ROWS) {
  const definition = coreDirective(modernKey(key)) ?? assert.fail(`${key} is unknown`);
  test(`${key} takes ${right.join(' | ')}`, () => {
    assert.deepEqual(
      right.map(value => faultOfValue(definition, value)),
      right.map(() => undefined),
    );
  });
  for (const value of wrong)
    test(`${key} does not take "${value}"`, () => assert.ok(faultOfValue(definition, value)));
}

test('older spellings are read as the new ones', () => {
  assert.equal(modernKey('unwhitelist_from_rcvd'), 'unwelcomelist_from_rcvd');
  assert.equal(modernKey('blacklist_uri_host'), 'blocklist_uri_host');
  assert.equal(modernKey('clear_dns_query_restrictions'), 'clear_dns_query_restriction');
});
