/** The banned check on whole messages, with the list that comes with mailsift and with lists of its own. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkBanned, defaultBannedRules } from '../../../lib/check/banned/check.ts';
import type { BannedRule } from '../../../lib/check/banned/rule.ts';
import { base64, parsed, withPart } from '../virus/messages.ts';

async function banned(message: string, rules = defaultBannedRules()): Promise<readonly string[]> {
  const result = checkBanned(await parsed(message), rules);
  assert.equal(result.state, 'done');
  return result.finding.names;
}

function attachment(disposition: string, body = 'x', type = 'application/octet-stream'): string {
  const header = `Content-Type: ${type}\nContent-Transfer-Encoding: base64\nContent-Disposition: ${disposition}`;
  return withPart(header, base64(body));
}

const NAMES: readonly (readonly [what: string, parameter: string, banned: boolean])[] = [
  ['program', 'filename="setup.exe"', true],
  ['upper case', 'filename="X.JS"', true],
  ['only the last extension counts', 'filename="report.exe.txt"', false],
  ['double extension', 'filename="report.pdf.exe"', true],
  ['blanks before the extension', 'filename="report.pdf            .exe"', true],
  ['dot at the end', 'filename="setup.exe."', true],
  ['blank at the end', 'filename="setup.exe "', true],
  ['extension alone is no name', 'filename=".exe"', false],
  ['no dot', 'filename="exe"', false],
  ['word in the name', 'filename="exe.manual.pdf"', false],
  ['longer extension', 'filename="x.exec"', false],
  ['json is not js', 'filename="x.json"', false],
  ['host name', 'filename="www.example.com.pdf"', false],
  ['docm stays', 'filename="x.docm"', false],
  ['disk image', 'filename="x.iso"', true],
  ['shortcut', 'filename="x.pdf.lnk"', true],
  ['OneNote', 'filename="x.one"', true],
  ['class id', 'filename="x.{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}"', true],
  ['class id cut short', 'filename="x.{3050f4d8-98b5-11cf-bb82}"', false],
  ['written backwards', "filename*=utf-8''annexe%E2%80%AEtxt.pdf", true],
  ['RFC 2231', "filename*=utf-8''s%65tup.e%78e", true],
  ['RFC 2231 in pieces', 'filename*0="set"; filename*1="up.exe"', true],
  ['RFC 2047', 'filename="=?utf-8?B?c2V0dXAuZXhl?="', true],
]; // prettier-ignore

await suite('names', async () => {
  for (const [what, parameter, expected] of NAMES) {
    await test(what, async () => {
      const names = await banned(attachment(`attachment; ${parameter}`));
      assert.equal(names.length, expected ? 1 : 0, names.join());
    });
  }
});

/** A PE image as far as its file header; [MS PE/COFF] 3.3.2: 0x2000 is a DLL. */
function pe(characteristics: number): string {
  const image = Buffer.alloc(128);
  image.write('MZ', 0, 'latin1');
  image.writeUInt32LE(80, 60);
  image.write('PE\0\0', 80, 'latin1');
  image.writeUInt16LE(characteristics, 80 + 22);
  return image.toString('latin1');
}

const CONTENTS: readonly (readonly [what: string, body: string, names: readonly string[]])[] = [
  ['PE program', pe(0x0002), ['contents:application/octet-stream,.exe,.exe-ms,a.dat']],
  ['PE library', pe(0x2002), ['contents:application/octet-stream,.exe,.dll,a.dat']],
  ['text that starts with MZ', 'MZ is short for Mark Zbikowski. This is a text of more than 64 characters, is it not?', []],
  ['ISO 9660', `${'\0'.repeat(32_769)}CD001`, ['contents:application/octet-stream,.iso,a.dat']],
  ['shell link', 'L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F', ['contents:application/octet-stream,.lnk,a.dat']],
  ['zip', 'PK\x03\x04', []],
  ['ELF', '\x7fELF', []],
]; // prettier-ignore

await suite('contents', async () => {
  for (const [what, body, names] of CONTENTS) {
    await test(what, async () => {
      assert.deepEqual(await banned(attachment('attachment; filename="a.dat"', body)), names);
    });
  }
});

await test('declared type', async () => {
  const names = await banned(attachment('attachment', 'x', 'Application/HTA'));
  assert.deepEqual(names, ['type:application/hta']);
});

await test('a message that is one part', async () => {
  const message = 'From: a\nContent-Type: application/octet-stream; name="x.scr"\n\nx\n';
  assert.deepEqual(await banned(message), ['extension:application/octet-stream,x.scr']);
});

await test('inside message/rfc822', async () => {
  const inner = attachment('attachment; filename="x.vbs"').replaceAll('=_b', '=_c');
  assert.deepEqual(await banned(withPart('Content-Type: message/rfc822', inner)), [
    'extension:application/octet-stream,x.vbs',
  ]);
});

await test('what a part stands in counts: a leaf in an embedded message of a banned name', async () => {
  const inner = attachment('attachment; filename="x.txt"').replaceAll('=_b', '=_c');
  const names = await banned(withPart('Content-Type: message/rfc822; name="x.exe"', inner));
  assert.deepEqual(names, ['extension:text/plain', 'extension:application/octet-stream,x.txt']);
});

const EXE: BannedRule = { pattern: /\.exe$/i, allow: false };

await suite('the first rule that matches decides', async () => {
  const message = attachment('attachment; filename="setup.exe"');
  const allow: BannedRule = { pattern: /^setup\./, allow: true };
  await test('allowed before banned', async () => assert.deepEqual(await banned(message, [allow, EXE]), []));
  await test('banned before allowed', async () => {
    assert.deepEqual(await banned(message, [EXE, allow]), ['application/octet-stream,setup.exe']);
  });
  await test('allowed for what stands around it', async () => {
    assert.deepEqual(await banned(message, [{ pattern: /^multipart\/mixed$/, allow: true }, EXE]), []);
  });
  await test('no rules', async () => assert.deepEqual(await banned(message, []), []));
  await test('a pattern with flag g keeps no position', async () => {
    const global: BannedRule = { pattern: /\.exe$/g, allow: false };
    for (let i = 0; i < 3; i++) assert.equal((await banned(message, [global])).length, 1);
  });
});

await test('control characters and direction marks are not shown', async () => {
  const [name] = await banned(attachment("attachment; filename*=utf-8''a%1B%E2%80%AEb.exe"));
  assert.match(name ?? '', /a\?\?b\.exe/);
});

await test('a long hostile name takes no time', async () => {
  const start = performance.now();
  await banned(attachment(`attachment; filename="${'.pdf    '.repeat(2000)}x"`));
  assert.ok(performance.now() - start < 1000);
});
