/** RFC 5321 4.1.2 (Mailbox, Quoted-string) and pipe(8)'s flag q, spec 6 trap 3. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseMailbox, quoteMailbox, splitMailbox } from '../lib/address.ts';

suite('an address', () => {
  // As given on the command line, as used for look-ups, as given to sendmail.
  const rows: readonly (readonly [string, string, string])[] = [
    ['a@x', 'a@x', 'a@x'],
    ['', '', ''],
    ['<>', '', ''],
    ['<a@x>', 'a@x', 'a@x'],
    ['"a b"@x', 'a b@x', '"a b"@x'],
    ['a b@x', 'a b@x', '"a b"@x'],
    ['"a,b"@x', 'a,b@x', '"a,b"@x'],
    ['"a@b"@x', 'a@b@x', '"a@b"@x'],
    ['a@b@x', 'a@b@x', '"a@b"@x'],
    ['"q\\"q"@x', 'q"q@x', '"q\\"q"@x'],
    ['"b\\\\s"@x', 'b\\s@x', '"b\\\\s"@x'],
    ['"plain"@x', 'plain@x', 'plain@x'],
    ['""@x', '@x', '""@x'],
    ['"a"b"@x', '"a"b"@x', '"\\"a\\"b\\""@x'],
    ['-x@y', '-x@y', '-x@y'],
    ['.a@x', '.a@x', '".a"@x'],
    ['a.@x', 'a.@x', '"a."@x'],
    ['owner-list+x@y', 'owner-list+x@y', 'owner-list+x@y'],
    ['postmaster', 'postmaster', 'postmaster'],
    ['a@[192.0.2.1]', 'a@[192.0.2.1]', 'a@[192.0.2.1]'],
    ['a@[IPv6:2001:db8::1]', 'a@[IPv6:2001:db8::1]', 'a@[IPv6:2001:db8::1]'],
    ['jörg@bücher.example', 'jörg@bücher.example', 'jörg@bücher.example'],
  ];
  for (const [given, mailbox, quoted] of rows) {
    test(JSON.stringify(given), () => {
      assert.equal(parseMailbox(given), mailbox);
      assert.equal(quoteMailbox(mailbox), quoted);
    });
  }

  test('the domain starts behind the last @', () => {
    assert.deepEqual(splitMailbox('a@b@x'), { local: 'a@b', domain: 'x' });
    assert.deepEqual(splitMailbox('postmaster'), { local: 'postmaster', domain: '' });
  });

  test('what is quoted is read back as the same mailbox', () => {
    const local = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(local, fc.domain(), (name, domain) => {
        const mailbox = `${name}@${domain}`;
        assert.equal(parseMailbox(quoteMailbox(mailbox)), mailbox);
      }),
    );
  });
});
