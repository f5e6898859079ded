/** The rules of the decision, one row each. Expected values: semantics of amavisd-new 2.13 (levels, blocking, replies, DSN). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { combine } from '../../lib/verdict/combine.ts';
import type { Verdict } from '../../lib/verdict/verdict.ts';
import {
  badHeader,
  banned,
  FAILED,
  shown,
  SKIPPED,
  spam,
  verdict,
  verdicts,
  viruses,
  type Given,
  type PolicyChange,
} from './build.ts';

type One = Omit<Given, 'policies'> & { readonly policy?: PolicyChange };

const INFECTED = { virus: viruses(['Eicar-Signature']) };
const EXE = { banned: banned('.exe,setup.exe') };

function levelsOf({ tag, tag2, tag3, kill }: Verdict): string {
  return Object.entries({ tag, tag2, tag3, kill })
    .flatMap(([name, reached]) => (reached ? [name] : []))
    .join(' ');
}

suite('levels', () => {
  const L = { tag: 2, tag2: 5, tag3: 8, kill: 7 };
  const rows: readonly (readonly [string, number, PolicyChange, string])[] = [
    ['below tag', 1.999, { levels: L }, ''],
    ['at tag', 2, { levels: L }, 'tag'],
    ['at tag2', 5, { levels: L }, 'tag tag2'],
    ['at kill', 7, { levels: L }, 'tag tag2 kill'],
    ['at tag3', 8, { levels: L }, 'tag tag2 tag3 kill'],
    ['tag3 implies tag2', 3, { levels: { ...L, tag2: 9, tag3: 3 } }, 'tag tag2 tag3'],
    ['no tag level: always', -50, { levels: { ...L, tag: null } }, 'tag'],
    ['no other levels: never', 99, { levels: { tag: 2, tag2: null, tag3: null, kill: null } }, 'tag'],
    ['bypass', 99, { levels: L, bypass: { spam: true } }, ''],
    ['blocked sender reaches all', -9, { levels: L, blocked: true }, 'tag tag2 tag3 kill'],
    [
      'blocked sender, levels not set',
      -9,
      { levels: { tag: null, tag2: null, tag3: null, kill: null }, blocked: true },
      'tag tag2 tag3 kill',
    ],
    ['welcomed sender, ten less for tag', 12, { levels: L, welcomed: true }, 'tag'],
    ['welcomed sender below that', 11.999, { levels: L, welcomed: true }, ''],
    ['blocked and welcomed: tag only', 99, { levels: L, blocked: true, welcomed: true }, 'tag'],
    ['soft score lifts', 4, { levels: L, senderScore: 1 }, 'tag tag2'],
    ['soft score lowers', 6, { levels: L, senderScore: -1.5 }, 'tag'],
  ];
  for (const [name, score, policy, expected] of rows)
    test(name, () => assert.equal(levelsOf(verdict({ reports: { spam: spam(score) }, policy })), expected));

  test('check left out: no tag', () =>
    assert.equal(levelsOf(verdict({ reports: { spam: SKIPPED }, policy: { levels: { tag: null } } })), ''));
  test('check left out for a blocked sender', () =>
    assert.equal(
      levelsOf(verdict({ reports: { spam: SKIPPED }, policy: { blocked: true } })),
      'tag tag2 tag3 kill',
    ));
  test('failed check: unknown score reaches no level above tag', () =>
    assert.equal(
      levelsOf(verdict({ reports: { spam: FAILED }, policy: { levels: { tag: null, tag2: -5 } } })),
      'tag',
    ));
});

suite('categories', () => {
  const rows: readonly (readonly [string, One, string])[] = [
    ['clean', {}, 'clean'],
    ['tag', { reports: { spam: spam(3) } }, 'clean/1 clean'],
    ['kill', { reports: { spam: spam(7) } }, 'spam spammy clean/1 clean'],
    [
      'tag3',
      { reports: { spam: spam(7) }, policy: { levels: { tag3: 7, kill: null } } },
      'spammy/1 spammy clean/1 clean',
    ],
    [
      'kill below tag2',
      { reports: { spam: spam(4) }, policy: { levels: { kill: 4 } } },
      'spam clean/1 clean',
    ],
    ['virus and banned', { reports: { ...INFECTED, ...EXE } }, 'virus banned clean'],
    ['virus bypassed', { reports: INFECTED, policy: { bypass: { virus: true } } }, 'clean'],
    ['banned bypassed', { reports: EXE, policy: { bypass: { banned: true } } }, 'clean'],
    [
      'bad header, two kinds',
      { reports: { header: badHeader(7, 8, 8) } },
      'bad-header/8 bad-header/7 bad-header clean',
    ],
    [
      'bad header bypassed',
      { reports: { header: badHeader(7) }, policy: { bypass: { bad_header: true } } },
      'clean',
    ],
    ['encrypted', { facts: { encrypted: true } }, 'unchecked/1 unchecked clean'],
    ['over limits', { facts: { overLimits: true } }, 'unchecked/2 unchecked clean'],
    ['ambiguous', { facts: { ambiguousMime: true } }, 'unchecked/3 unchecked clean'],
    [
      'virus bypass keeps ambiguous only',
      {
        facts: { encrypted: true, overLimits: true, ambiguousMime: true },
        policy: { bypass: { virus: true } },
      },
      'unchecked/3 unchecked clean',
    ],
    [
      'oversized',
      { facts: { sizeBytes: 100_001 }, policy: { messageSizeLimitBytes: 100_000 } },
      'oversized clean',
    ],
    [
      'at the size limit',
      { facts: { sizeBytes: 100_000 }, policy: { messageSizeLimitBytes: 100_000 } },
      'clean',
    ],
    [
      'size limits are raised to 64 KiB',
      { facts: { sizeBytes: 65_536 }, policy: { messageSizeLimitBytes: 10 } },
      'clean',
    ],
    [
      'and hold above',
      { facts: { sizeBytes: 65_537 }, policy: { messageSizeLimitBytes: 10 } },
      'oversized clean',
    ],
    ['unscanned part, tag', { reports: { virus: viruses([], ['part 1: 30 MB']) } }, 'unchecked clean'],
    [
      'unscanned part, pass',
      {
        reports: { virus: viruses([], ['x']) },
        site: { onFailure: { virus: 'tempfail', virusOversize: 'pass', spam: 'pass' } },
      },
      'clean',
    ],
    [
      'scanner failed, tag',
      {
        reports: { virus: FAILED },
        site: { onFailure: { virus: 'tag', virusOversize: 'tag', spam: 'pass' } },
      },
      'unchecked clean',
    ],
    [
      'scanner failed, bypassed',
      { reports: { virus: FAILED }, policy: { bypass: { virus: true } } },
      'clean',
    ],
    [
      'a name that counts as points is no virus',
      { reports: { virus: viruses(['Heuristics.Phishing.Email']) } },
      'clean',
    ],
    [
      'unless a real one is with it',
      { reports: { virus: viruses(['Heuristics.Phishing.Email', 'Eicar']) } },
      'virus clean',
    ],
  ];
  for (const [name, given, expected] of rows) test(name, () => assert.equal(shown(verdict(given)), expected));

  test('scanner names that count as points', () => {
    const reports = { virus: viruses(['Heuristics.Phishing.A', 'Heuristics.Phishing.B,C']), spam: spam(1) };
    const { score, edits } = verdict({ reports, policy: { levels: { tag: null } } });
    assert.equal(score, 1.1);
    const items = 'tests=[AV.Heuristics.Phishing.A=0.1, AV.Heuristics.Phishing.B_C=0.1, A=1]';
    const last = edits!.insert.at(-1)!.replaceAll('\n', '');
    assert.ok(last.includes(items), last);
  });
});

suite('blocking', () => {
  const reject: PolicyChange = {
    destiny: { virus: 'reject', banned: 'reject', spam: 'reject', bad_header: 'bounce', unchecked: 'reject' },
  };
  const rows: readonly (readonly [string, One, string])[] = [
    ['virus', { reports: INFECTED, policy: reject }, 'virus reject'],
    ['highest first', { reports: { ...INFECTED, ...EXE, spam: spam(9) }, policy: reject }, 'virus reject'],
    [
      'virus lover, banned blocks',
      { reports: { ...INFECTED, ...EXE }, policy: { ...reject, lover: { virus: true } } },
      'banned reject',
    ],
    ['spam lover', { reports: { spam: spam(9) }, policy: { ...reject, lover: { spam: true } } }, 'none pass'],
    ['destiny pass', { reports: { spam: spam(9) } }, 'none pass'],
    [
      'spammy never blocks',
      { reports: { spam: spam(9) }, policy: { ...reject, levels: { kill: null } } },
      'none pass',
    ],
    ['bad header bounces', { reports: { header: badHeader(7) }, policy: reject }, 'bad-header/7 bounce'],
    [
      'not to the null sender',
      { reports: { header: badHeader(7) }, policy: reject, facts: { senderIsNull: true } },
      'none pass',
    ],
    [
      'nor to a list',
      { reports: { header: badHeader(7) }, policy: reject, facts: { bulk: 'list' } },
      'none pass',
    ],
    [
      'but is rejected all the same',
      {
        reports: { header: badHeader(7) },
        policy: { destiny: { bad_header: 'reject' } },
        facts: { bulk: 'list' },
      },
      'bad-header/7 reject',
    ],
    ['encrypted', { facts: { encrypted: true }, policy: reject }, 'unchecked/1 reject'],
    [
      'oversized',
      { facts: { sizeBytes: 70_000 }, policy: { messageSizeLimitBytes: 65_536 } },
      'oversized bounce',
    ],
    ['scanner failed', { reports: { virus: FAILED } }, 'unchecked tempfail'],
    [
      'scanner failed, bypassed',
      { reports: { virus: FAILED }, policy: { bypass: { virus: true } } },
      'none pass',
    ],
    [
      'scanner failed, spam found',
      { reports: { virus: FAILED, spam: spam(9) }, policy: reject },
      'unchecked tempfail',
    ],
    [
      'spam check failed, tempfail',
      {
        reports: { spam: FAILED },
        site: { onFailure: { virus: 'tempfail', virusOversize: 'tag', spam: 'tempfail' } },
      },
      'unchecked tempfail',
    ],
    [
      'spam check failed, virus found',
      {
        reports: { ...INFECTED, spam: FAILED },
        policy: reject,
        site: { onFailure: { virus: 'tempfail', virusOversize: 'tag', spam: 'tempfail' } },
      },
      'virus reject',
    ],
    ['spam check failed, pass', { reports: { spam: FAILED } }, 'none pass'],
    ['banned check failed', { reports: { banned: FAILED } }, 'unchecked tempfail'],
    ['header check failed', { reports: { header: FAILED } }, 'unchecked tempfail'],
    [
      'unscanned part, tempfail',
      {
        reports: { virus: viruses([], ['x']) },
        site: { onFailure: { virus: 'tempfail', virusOversize: 'tempfail', spam: 'pass' } },
      },
      'unchecked tempfail',
    ],
    [
      'unscanned part beside a virus',
      {
        reports: { virus: viruses(['Eicar'], ['x']) },
        site: { onFailure: { virus: 'tempfail', virusOversize: 'tempfail', spam: 'pass' } },
      },
      'virus discard',
    ],
  ];
  for (const [name, given, expected] of rows)
    test(name, () => {
      const { blocking, destiny } = verdict(given);
      const category =
        blocking === null ? 'none' : `${blocking.name}${blocking.minor === 0 ? '' : `/${blocking.minor}`}`;
      assert.equal(`${category} ${destiny}`, expected);
    });
});

suite('replies', () => {
  const all = (destiny: 'reject' | 'bounce' | 'discard' | 'tempfail'): PolicyChange => ({
    destiny: {
      virus: destiny,
      banned: destiny,
      unchecked: destiny,
      spam: destiny,
      bad_header: destiny,
      oversized: destiny,
    },
  });
  const id = 'id=AbcDef123456 -';
  const bad = (minor: number): One => ({ reports: { header: badHeader(minor) }, policy: all('reject') });
  const rows: readonly (readonly [One, string])[] = [
    [{}, '250 2.0.0 Ok, id=AbcDef123456'],
    [{ reports: INFECTED, policy: all('reject') }, `554 5.7.0 Reject, ${id} INFECTED: Eicar-Signature`],
    [{ reports: INFECTED, policy: all('bounce') }, `554 5.7.0 Bounce, ${id} INFECTED: Eicar-Signature`],
    [
      { reports: INFECTED, policy: all('discard') },
      `250 2.7.0 Ok, discarded, ${id} INFECTED: Eicar-Signature`,
    ],
    [
      { reports: INFECTED, policy: all('tempfail') },
      `450 4.7.0 Temporary failure, ${id} INFECTED: Eicar-Signature`,
    ],
    [
      { reports: INFECTED, policy: all('reject'), site: { softBounce: true } },
      `450 4.7.0 Reject (soft_bounce), ${id} INFECTED: Eicar-Signature`,
    ],
    [
      { reports: INFECTED, policy: all('discard'), site: { softBounce: true } },
      `450 4.7.0 Ok, discarded (soft_bounce), ${id} INFECTED: Eicar-Signature`,
    ],
    [{ reports: EXE, policy: all('reject') }, `554 5.7.0 Reject, ${id} BANNED: .exe,setup.exe`],
    [{ facts: { encrypted: true }, policy: all('reject') }, `554 5.7.0 Reject, ${id} UNCHECKED: encrypted`],
    [
      { facts: { overLimits: true }, policy: all('reject') },
      `554 5.7.0 Reject, ${id} UNCHECKED: over limits`,
    ],
    [
      { facts: { ambiguousMime: true }, policy: all('reject') },
      `554 5.7.0 Reject, ${id} UNCHECKED: ambiguous content`,
    ],
    [{ reports: { spam: spam(9) }, policy: all('reject') }, `554 5.7.0 Reject, ${id} spam`],
    [bad(1), `554 5.6.0 Reject, ${id} BAD HEADER: MIME error`],
    [bad(2), `554 5.6.3 Reject, ${id} BAD HEADER: nonencoded 8-bit character`],
    [bad(3), `554 5.6.0 Reject, ${id} BAD HEADER: contains invalid control character`],
    [bad(4), `554 5.6.0 Reject, ${id} BAD HEADER: line made up entirely of whitespace`],
    [bad(5), `554 5.6.0 Reject, ${id} BAD HEADER: line longer than RFC 5322 limit`],
    [bad(6), `554 5.6.0 Reject, ${id} BAD HEADER: syntax error`],
    [bad(7), `554 5.6.0 Reject, ${id} BAD HEADER: missing required header field`],
    [bad(8), `554 5.6.0 Reject, ${id} BAD HEADER: duplicate header field`],
    [
      { reports: { header: badHeader(2) }, policy: all('discard') },
      `250 2.6.3 Ok, discarded, ${id} BAD HEADER: nonencoded 8-bit character`,
    ],
    [
      { facts: { sizeBytes: 70_000 }, policy: { ...all('bounce'), messageSizeLimitBytes: 1 } },
      `552 5.3.4 Bounce, ${id} Message size exceeds recipient's size limit`,
    ],
    [{ reports: { virus: FAILED } }, `450 4.7.0 Temporary failure, ${id} virus check failed`],
    [
      { reports: { banned: banned('a\r\nX-Evil: yes\u202e\u00fc.exe') }, policy: all('reject') },
      `554 5.7.0 Reject, ${id} BANNED: a X-Evil: yes\\x{202E}?.exe`,
    ],
  ];
  for (const [given, expected] of rows)
    test(expected, () => {
      const { code, status, text } = verdict(given).reply;
      assert.equal(`${code} ${status} ${text}`, expected);
    });
  test('the reason is cut at 450 characters', () => {
    const { text } = verdict({ reports: { banned: banned('x'.repeat(2000)) }, policy: all('reject') }).reply;
    assert.equal(text.length, 'Reject, '.length + 453);
    assert.ok(text.endsWith('xxx...'));
  });
});

suite('bounces', () => {
  const bounce: PolicyChange = { destiny: { spam: 'bounce', banned: 'bounce', virus: 'bounce' } };
  const cutoff: PolicyChange = { ...bounce, levels: { dsnCutoff: 10 } };
  const rows: readonly (readonly [string, One, string])[] = [
    ['banned', { reports: EXE, policy: bounce }, 'sent'],
    ['passes', {}, 'passes'],
    ['null sender', { reports: EXE, policy: bounce, facts: { senderIsNull: true } }, 'null sender'],
    ['discard', { reports: EXE }, 'destiny is discard'],
    ['virus', { reports: INFECTED, policy: bounce }, 'infected, sender taken for forged'],
    [
      'banned beside a loved virus',
      { reports: { ...INFECTED, ...EXE }, policy: { ...bounce, lover: { virus: true } } },
      'infected, sender taken for forged',
    ],
    ['below cutoff', { reports: { spam: spam(9.9) }, policy: cutoff }, 'sent'],
    ['at cutoff', { reports: { spam: spam(10) }, policy: cutoff }, 'score at or above DSN cutoff level 10'],
    [
      'blocked sender, cutoff set',
      { reports: { spam: spam(1) }, policy: { ...cutoff, blocked: true } },
      'sender on the block list',
    ],
    [
      'blocked sender, no cutoff',
      { reports: { spam: spam(1) }, policy: { ...bounce, blocked: true } },
      'sent',
    ],
    [
      'blocked and welcomed, banned',
      { reports: EXE, policy: { ...cutoff, blocked: true, welcomed: true } },
      'sent',
    ],
    ['bulk', { reports: EXE, policy: bounce, facts: { bulk: 'auto' } }, 'bulk mail (auto)'],
    [
      'all rejected: Postfix bounces',
      { reports: EXE, policy: { destiny: { banned: 'reject' } } },
      'refused by exit status',
    ],
    ['soft bounce', { reports: EXE, policy: bounce, site: { softBounce: true } }, 'tried again later'],
  ];
  for (const [name, given, expected] of rows)
    test(name, () => {
      const { dsn } = verdict(given);
      assert.equal(dsn.send ? 'sent' : dsn.why, expected);
    });
  test('rejected beside one who gets it: ours', () => {
    const found = verdicts({
      reports: EXE,
      policies: [{ destiny: { banned: 'reject' } }, { lover: { banned: true } }],
    });
    assert.deepEqual(
      found.map(({ dsn }) => dsn.send),
      [true, false],
    );
  });
});

suite('quarantine', () => {
  const all = { virus: true, banned: true, unchecked: true, spam: true, bad_header: true, oversized: true };
  const kill: PolicyChange = { destiny: { spam: 'discard' }, quarantine: all };
  const cutoff: PolicyChange = { ...kill, levels: { quarantineCutoff: 20 } };
  const rows: readonly (readonly [string, One, boolean])[] = [
    ['virus', { reports: INFECTED, policy: { quarantine: all } }, true],
    ['virus, not kept', { reports: INFECTED }, false],
    ['clean', { policy: { quarantine: all } }, false],
    ['spam that passes', { reports: { spam: spam(9) }, policy: { quarantine: all } }, false],
    ['spam below the cutoff', { reports: { spam: spam(19.9) }, policy: cutoff }, true],
    ['spam at the cutoff', { reports: { spam: spam(20) }, policy: cutoff }, false],
    [
      'spam from a blocked sender',
      { reports: { spam: spam(1) }, policy: { ...cutoff, blocked: true } },
      false,
    ],
    ['the same without a cutoff', { reports: { spam: spam(1) }, policy: { ...kill, blocked: true } }, true],
    ['banned above the spam cutoff', { reports: { ...EXE, spam: spam(99) }, policy: cutoff }, true],
    ['unchecked that passes', { facts: { encrypted: true }, policy: { quarantine: all } }, true],
    ['bad header that passes', { reports: { header: badHeader(7) }, policy: { quarantine: all } }, true],
    ['check failed', { reports: { virus: FAILED }, policy: { quarantine: all } }, false],
  ];
  for (const [name, given, expected] of rows)
    test(name, () => assert.equal(verdict(given).quarantine, expected));
});

suite('edits', () => {
  const tags = { virus: 'V ', unchecked: 'U ', tag3: 'T3 ', tag2: 'T2 ', tag: 'T1 ' };
  const extensions = { virus: 'virus', banned: 'banned', spam: 'spam', bad_header: 'badh' };
  const lovers = { virus: true, banned: true, spam: true };
  const subjects: readonly (readonly [string, One, string])[] = [
    ['spam falls to tag2', { reports: { spam: spam(9) }, policy: { subjectTag: tags } }, 'T2 '],
    ['tag3', { reports: { spam: spam(9) }, policy: { subjectTag: tags, levels: { tag3: 9 } } }, 'T3 '],
    [
      'empty tag3 falls to tag2',
      { reports: { spam: spam(9) }, policy: { subjectTag: { ...tags, tag3: '' }, levels: { tag3: 9 } } },
      'T2 ',
    ],
    ['tag', { reports: { spam: spam(3) }, policy: { subjectTag: tags } }, 'T1 '],
    ['none below tag', { reports: { spam: spam(1) }, policy: { subjectTag: tags } }, ''],
    ['virus', { reports: { ...INFECTED, spam: spam(9) }, policy: { subjectTag: tags, lover: lovers } }, 'V '],
    [
      'banned has none, falls to tag2',
      { reports: { ...EXE, spam: spam(9) }, policy: { subjectTag: tags, lover: lovers } },
      'T2 ',
    ],
    ['unchecked', { facts: { encrypted: true }, policy: { subjectTag: tags } }, 'U '],
    ['not local', { reports: { spam: spam(9) }, policy: { subjectTag: tags, local: false } }, ''],
    [
      'macros',
      {
        reports: { spam: spam(9.5) },
        policy: {
          subjectTag: {
            tag2: '_SCORE_/_REQD_ _YESNO_ _YESNOCAPS_ _HOSTNAME_ _MAILID_ [_SUBJPREFIX_] _OTHER_',
          },
        },
      },
      '9.5/6.31 Yes YES mx.example.com AbcDef123456 [] _OTHER_',
    ],
    [
      'macros below tag2',
      {
        reports: { spam: spam(3) },
        policy: { subjectTag: { tag: '_YESNO_ _YESNOCAPS_ _REQD_' }, levels: { tag2: null } },
      },
      'No NO -',
    ],
  ];
  for (const [name, given, expected] of subjects)
    test(`subject: ${name}`, () => assert.equal(verdict(given).edits!.subjectTag, expected));

  const addresses: readonly (readonly [string, One, string])[] = [
    [
      'spam',
      { reports: { spam: spam(9) }, policy: { addressExtension: extensions } },
      'user+spam@example.com',
    ],
    [
      'replaces the one there is',
      {
        reports: { spam: spam(9) },
        policy: { recipient: 'user+x@example.com', addressExtension: extensions },
      },
      'user+spam@example.com',
    ],
    [
      'or is added',
      {
        reports: { spam: spam(9) },
        policy: { recipient: 'user+x@example.com', addressExtension: extensions },
        site: { replaceExistingExtension: false },
      },
      'user+x+spam@example.com',
    ],
    [
      'highest that has a setting',
      {
        reports: { ...EXE, spam: spam(9) },
        policy: { lover: lovers, addressExtension: { ...extensions, banned: '' } },
      },
      'user@example.com',
    ],
    [
      'unchecked has none',
      { facts: { encrypted: true }, reports: { spam: spam(9) }, policy: { addressExtension: extensions } },
      'user+spam@example.com',
    ],
    [
      'not local',
      { reports: { spam: spam(9) }, policy: { addressExtension: extensions, local: false } },
      'user@example.com',
    ],
    [
      'no delimiter',
      {
        reports: { spam: spam(9) },
        policy: { addressExtension: extensions },
        site: { recipientDelimiter: '' },
      },
      'user@example.com',
    ],
    [
      'postmaster keeps its name',
      {
        reports: { spam: spam(9) },
        policy: { recipient: 'postmaster@example.com', addressExtension: extensions },
      },
      'postmaster+spam@example.com',
    ],
  ];
  for (const [name, given, expected] of addresses)
    test(`address: ${name}`, () => assert.equal(verdict(given).edits!.deliverTo, expected));

  test('none when blocked', () => assert.equal(verdict({ reports: INFECTED }).edits, null));
  test('no X-Virus-Scanned when the scan did not run or was not whole', () => {
    for (const virus of [SKIPPED, viruses([], ['part 2 too large'])])
      assert.deepEqual(verdict({ reports: { virus } }).edits!.insert, []);
  });
  test('alerts cannot start a field of their own', () => {
    const { edits } = verdict({
      reports: { banned: banned('a\r\nSubject: x\n\nbody') },
      policy: { lover: lovers },
    });
    assert.equal(edits!.insert.at(-1), 'X-Amavis-Alert: BANNED, message contains a Subject: x body');
  });
});

suite('one answer for all', () => {
  const of = (destiny: Verdict['destiny'], reply: string): Pick<Verdict, 'destiny' | 'reply'> => {
    const [code = '', status = '', ...words] = reply.split(' ');
    return { destiny, reply: { code: Number(code), status, text: words.join(' ') } };
  };
  const pass = of('pass', '250 2.0.0 Ok, id=X');
  const discard = of('discard', '250 2.7.0 Ok, discarded, id=X - spam');
  const bounce = of('bounce', '554 5.7.0 Bounce, id=X - spam');
  const reject = of('reject', '554 5.7.0 Reject, id=X - INFECTED: V');
  const later = of('tempfail', '450 4.7.0 Temporary failure, id=X - virus check failed');
  const rows: readonly (readonly [string, readonly Pick<Verdict, 'destiny' | 'reply'>[], number, string])[] =
    [
      ['all pass', [pass, pass], 0, '2.0.0 Ok, id=X'],
      ['all discarded', [discard, discard], 0, '2.7.0 Ok, discarded, id=X - spam'],
      ['all rejected', [reject, reject], 69, '5.7.0 id=X - INFECTED: V'],
      ['rejected and discarded', [discard, reject], 69, '5.7.0 id=X - INFECTED: V'],
      ['rejected and passed', [reject, pass], 0, '2.5.0 Ok, id=X, 1 REJECT'],
      ['rejected and bounced', [reject, bounce], 0, '2.5.0 Ok, id=X, 1 REJECT, and 1 BOUNCE'],
      ['bounced', [bounce], 0, '2.5.0 Ok, id=X, 1 BOUNCE'],
      ['passed, bounced, discarded', [pass, bounce, discard], 0, '2.5.0 Ok, id=X, 1 BOUNCE, and 1 DISCARD'],
      [
        'one to be tried again',
        [pass, reject, later],
        75,
        '4.7.0 Temporary failure, id=X - virus check failed',
      ],
    ];
  for (const [name, list, status, line] of rows)
    test(name, () => assert.deepEqual(combine(list), { status, line }));
});
