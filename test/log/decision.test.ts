import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decisionLines,
  decisionObject,
  type DecidedRecipient,
  type DecisionEvent,
} from '../../lib/log/decision.ts';

const RECIPIENT: DecidedRecipient = {
  address: 'r1@example.org',
  category: { name: 'clean', minor: 0 },
  fate: 'relayed',
  local: true,
  tagged: false,
  score: 1.2,
};

const EVENT: DecisionEvent = {
  logId: '4gAbC1',
  mailId: 'SvjFaxs_mgzs',
  originating: false,
  sender: 's@example.net',
  recipients: [RECIPIENT],
  quarantine: [],
  sizeBytes: 217,
  queuedAs: [],
  viruses: [],
  banned: [],
  tests: [],
  elapsedMs: 822.6,
};

function recipient(change: Partial<DecidedRecipient>): DecidedRecipient {
  return { ...RECIPIENT, ...change };
}

function line(change: Partial<DecisionEvent>): string {
  const lines = decisionLines({ ...EVENT, ...change });
  assert.equal(lines.length, 1);
  return lines[0]!;
}

test('every fact in the order of amavisd-new', () => {
  const spam = { name: 'spam', minor: 0 } as const;
  assert.equal(
    line({
      client: { address: '127.0.0.1', port: '57256' },
      queueId: '792B6131D7',
      messageId: ' <spam@example.test>',
      resentMessageId: '<again@example.test>',
      quarantine: ['S/spam-SvjFaxs_mgzs.gz'],
      queuedAs: ['E8339132AB'],
      recipients: [
        recipient({ category: spam, tagged: true, score: 1003.5 }),
        recipient({ category: spam, tagged: true, score: 1003.5, address: 'r2@example.org' }),
      ],
    }),
    '(4gAbC1) Passed SPAM {RelayedTaggedInbound,Quarantined}, [127.0.0.1]:57256 <s@example.net> -> ' +
      '<r1@example.org>,<r2@example.org>, quarantine: S/spam-SvjFaxs_mgzs.gz, Queue-ID: 792B6131D7, ' +
      'Message-ID: <spam@example.test>, Resent-Message-ID: <again@example.test>, mail_id: SvjFaxs_mgzs, ' +
      'Hits: 1003.5, size: 217, queued_as: E8339132AB, 823 ms',
  );
});

test('facts that are absent leave no trace', () => {
  assert.equal(
    line({ sender: '', recipients: [recipient({ score: null })] }),
    '(4gAbC1) Passed CLEAN {RelayedInbound}, <> -> <r1@example.org>, mail_id: SvjFaxs_mgzs, Hits: -, size: 217, 823 ms',
  );
});

test('passed and blocked recipients give two lines with the same actions, and queued_as on the first only', () => {
  const lines = decisionLines({
    ...EVENT,
    viruses: ['Eicar-Signature', 'Second'],
    queuedAs: ['4gAbC2'],
    recipients: [
      recipient({ category: { name: 'virus', minor: 0 } }),
      recipient({ address: 'r2@example.org', fate: 'discarded', category: { name: 'virus', minor: 0 } }),
    ],
  });
  assert.deepEqual(lines, [
    '(4gAbC1) Passed INFECTED (Eicar-Signature, Second) {DiscardedInbound,RelayedInbound}, <s@example.net> -> ' +
      '<r1@example.org>, mail_id: SvjFaxs_mgzs, Hits: 1.2, size: 217, queued_as: 4gAbC2, 823 ms',
    '(4gAbC1) Blocked INFECTED (Eicar-Signature, Second) {DiscardedInbound,RelayedInbound}, <s@example.net> -> ' +
      '<r2@example.org>, mail_id: SvjFaxs_mgzs, Hits: 1.2, size: 217, 823 ms',
  ]);
});

const WORDS: [change: Partial<DecidedRecipient>, originating: boolean, shown: string][] = [
  [{ category: { name: 'spammy', minor: 1 }, tagged: true }, false, 'Passed SPAMMY {RelayedTaggedInbound}'],
  [{ category: { name: 'bad-header', minor: 7 } }, false, 'Passed BAD-HEADER-7 {RelayedInbound}'],
  [{ category: { name: 'unchecked', minor: 1 } }, false, 'Passed UNCHECKED-ENCRYPTED {RelayedInbound}'],
  [{ category: { name: 'unchecked', minor: 2 } }, false, 'Passed UNCHECKED {RelayedInbound}'],
  [
    { category: { name: 'oversized', minor: 0 }, fate: 'bounced' },
    false,
    'Blocked OVERSIZED {BouncedInbound}',
  ],
  [{ category: { name: 'spam', minor: 0 }, fate: 'no-bounce' }, false, 'Blocked SPAM {NoBounceInbound}'],
  [
    { category: { name: 'mta', minor: 1 }, fate: 'tempfailed' },
    false,
    'Blocked MTA-BLOCKED {TempFailedInbound}',
  ],
  [
    { category: { name: 'spam', minor: 0 }, fate: 'rejected', local: false },
    true,
    'Blocked SPAM {RejectedOutbound}',
  ],
  [{ fate: 'accepted' }, true, 'Passed CLEAN {AcceptedInternal}'],
  [{ local: false }, false, 'Passed CLEAN {RelayedOpenRelay}'],
];

for (const [change, originating, shown] of WORDS) {
  test(shown, () => {
    assert.ok(line({ originating, recipients: [recipient(change)] }).startsWith(`(4gAbC1) ${shown}, `));
  });
}

test('the client of our own users is marked LOCAL', () => {
  assert.match(
    line({ originating: true, client: { address: '192.0.2.7' } }),
    /\}, LOCAL \[192\.0\.2\.7\] <s@/,
  );
});

test('scores that differ by 0.1 or more are a range', () => {
  const scores = (...all: number[]) => line({ recipients: all.map(score => recipient({ score })) });
  assert.match(scores(5, 5.05), /Hits: 5,/);
  assert.match(scores(7.25, -1.5), /Hits: -1\.5\.\.7\.25,/);
});

test('what comes from mail can neither end the line nor forge a field', () => {
  const shown = line({
    sender: 'a\nb@x\x1b[2J',
    messageId: '<m@x\r\n>, mail_id: forged, Hits: 0\n(Q9) Passed',
    viruses: ['Evil\nName\u202e'],
    recipients: [recipient({ address: 'x\x00y z@example.org', category: { name: 'virus', minor: 0 } })],
  });
  assert.doesNotMatch(shown, /\p{Cc}|\u202e/u);
  assert.match(shown, /INFECTED \(Evil\\nName\\x\{202E\}\)/);
  assert.match(
    shown,
    /, <"a\\nb"@x\\x1B\[2J> -> <"x\\x00y z"@example\.org>, Message-ID: <m@x>, mail_id: SvjFaxs_mgzs,/,
  );
});

test('a thousand long names and a message id without end stay short', () => {
  const names = Array.from({ length: 1000 }, () => 'n'.repeat(10_000));
  const shown = line({
    viruses: names,
    messageId: `<${'m'.repeat(100_000)}`,
    recipients: [recipient({ category: { name: 'virus', minor: 0 } })],
  });
  assert.ok(shown.length < 2000, String(shown.length));
});

test('the object has every key whether the fact is known or not', () => {
  const full = decisionObject({
    ...EVENT,
    queueId: 'Q',
    messageId: '<m@x> trailing',
    tests: [{ rule: 'GTUBE', score: 1000 }],
  });
  const bare = decisionObject({ ...EVENT, recipients: [recipient({ score: null })] });
  assert.deepEqual(Object.keys(full), Object.keys(bare));
  assert.equal(bare['score'], null);
  assert.equal(bare['queue_id'], null);
  assert.deepEqual(full['actions'], ['RelayedInbound']);
  assert.deepEqual(full['tests'], { GTUBE: 1000 });
  assert.equal(full['message_id'], '<m@x>');
  assert.deepEqual(full['recipients'], [
    {
      address: 'r1@example.org',
      category: 'clean',
      minor: 0,
      fate: 'relayed',
      local: true,
      tagged: false,
      score: 1.2,
    },
  ]);
});
