import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { execute, type Hands } from '../../lib/action/execute.ts';
import { plan } from '../../lib/action/plan.ts';
import { assertWhole } from '../../lib/action/whole.ts';
import { MailsiftError } from '../../lib/errors.ts';
import { memorySource } from '../../lib/io/memory-source.ts';
import { openJournal } from '../../lib/store/journal.ts';
import type { Verdict } from '../../lib/verdict/verdict.ts';
import { policy } from '../verdict/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-journal-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const OK = { code: 250, status: '2.0.0', text: 'Ok' };

function passing(recipient: string, insert: readonly string[] = []): Verdict {
  return {
    policy: policy({ recipient }),
    categories: [{ name: 'clean', minor: 0 }],
    blocking: null,
    destiny: 'pass',
    score: 0,
    tag: true,
    tag2: false,
    tag3: false,
    kill: false,
    reply: OK,
    quarantine: false,
    dsn: { send: false, why: 'passes' },
    edits: { deliverTo: recipient, removeSpamHeaders: true, forgedResultsOf: null, insert, subjectTag: '' },
  };
}

function bouncing(recipient: string): Verdict {
  const reply = { code: 554, status: '5.7.0', text: 'Bounce - spam' };
  return {
    ...passing(recipient),
    blocking: { name: 'spam', minor: 0 },
    destiny: 'bounce',
    reply,
    dsn: { send: true },
    edits: null,
  };
}

function discarded(recipient: string): Verdict {
  const reply = { code: 250, status: '2.7.0', text: 'Ok, discarded' };
  return {
    ...passing(recipient),
    blocking: { name: 'virus', minor: 0 },
    destiny: 'discard',
    reply,
    quarantine: true,
    edits: null,
  };
}

let queue = 0;

/** Hands that note what they do, and fail where told: `sendmail to B` fails while it is in `broken`. */
function recordingHands(broken: Set<string>, withQueueId = true) {
  queue += 1;
  const queueId = withQueueId ? `Q${queue}` : undefined;
  const done: string[] = [];
  const act = (what: string, error = new MailsiftError(`${what} is broken`)) => {
    if (broken.has(what)) throw error;
    done.push(what);
  };
  const hands: Hands = {
    envelope: { sender: 's@x', recipients: [], client: {}, ...(queueId === undefined ? {} : { queueId }) },
    source: memorySource(Buffer.from('Subject: x\n\nbody')),
    openJournal: () => openJournal(folder, { queueId, sender: 's@x', digest: 'd' }),
    keep: () => {
      act('keep');
      return Promise.resolve('v/virus-x');
    },
    sendmail: (_sender, to, message, journal, note) => {
      const what = `send ${to.join(',')}`;
      if (broken.has(`too big ${to.join(',')}`))
        throw new MailsiftError('big', { temporary: false, status: '5.3.4' });
      act(what);
      assert.ok([...message].length > 0);
      journal.append(...(Object.values(JSON.parse(note) as object) as Parameters<typeof journal.append>));
      return Promise.resolve();
    },
    composeBounce: verdicts =>
      Promise.resolve(Buffer.from(`bounce for ${verdicts.map(one => one.policy.recipient).join()}`)),
  };
  return { hands, done };
}

suite('plan', () => {
  test('same edits share one run of sendmail; copies come first, bounces last', () => {
    const { actions } = plan([
      passing('a@x'),
      bouncing('b@x'),
      discarded('c@x'),
      passing('d@x', ['X: 1']),
      passing('e@x'),
    ]);
    assert.deepEqual(
      actions.map(({ kind, verdicts }) => `${kind} ${verdicts.map(one => one.policy.recipient).join()}`),
      ['quarantine c@x', 'reinject a@x,e@x', 'reinject d@x', 'bounce b@x'],
    );
  });

  test('nothing is done while one recipient is to wait', () => {
    const later: Verdict = {
      ...passing('b@x'),
      destiny: 'tempfail',
      reply: { code: 450, status: '4.7.0', text: 'later' },
      edits: null,
    };
    assert.deepEqual(
      [plan([passing('a@x'), later]).answer.status, plan([passing('a@x'), later]).actions],
      [75, []],
    );
  });
});

suite('execute', () => {
  test('a failure between two reinjections: the retry sends the rest only', async () => {
    const todo = plan([passing('a@x'), passing('b@x', ['X: 1']), bouncing('c@x')]);
    const broken = new Set(['send b@x']);
    const { hands, done } = recordingHands(broken);
    await assert.rejects(execute(todo, hands), /send b@x is broken/);
    assert.deepEqual(done, ['send a@x']);
    broken.clear();
    assert.equal((await execute(todo, hands)).status, 0);
    assert.deepEqual(done, ['send a@x', 'send b@x', 'send s@x']);
    await execute(todo, hands);
    assert.deepEqual(done, ['send a@x', 'send b@x', 'send s@x'], 'and a third time nothing');
  });

  test('a bounce that fails is sent by the retry, and nothing else', async () => {
    const broken = new Set(['send s@x']);
    const { hands, done } = recordingHands(broken);
    await assert.rejects(execute(plan([passing('a@x'), bouncing('c@x')]), hands));
    broken.clear();
    await execute(plan([passing('a@x'), bouncing('c@x')]), hands);
    assert.deepEqual(done, ['send a@x', 'send s@x']);
  });

  test('no copy in the quarantine: nothing is sent', async () => {
    const { hands, done } = recordingHands(new Set(['keep']));
    await assert.rejects(execute(plan([discarded('a@x'), passing('b@x')]), hands), /keep is broken/);
    assert.deepEqual(done, []);
  });

  test('no journal: nothing is sent', async () => {
    const { hands, done } = recordingHands(new Set());
    const without = {
      ...hands,
      openJournal: () => openJournal('/dev/null/journal', { queueId: 'x', sender: '', digest: 'd' }),
    };
    await assert.rejects(execute(plan([passing('b@x')]), without), /journal/);
    assert.deepEqual(done, []);
  });

  test('too large for all: Postfix bounces', async () => {
    const { hands } = recordingHands(new Set(['too big a@x']));
    const outcome = await execute(plan([passing('a@x')]), hands);
    assert.deepEqual([outcome.status, outcome.refused], [69, ['a@x']]);
    assert.match(outcome.line, /^5\.3\.4 /);
  });

  test('too large for some: they get a bounce of ours', async () => {
    const { hands, done } = recordingHands(new Set(['too big b@x']));
    const outcome = await execute(plan([passing('a@x'), passing('b@x', ['X: 1'])]), hands);
    assert.deepEqual([outcome.status, outcome.refused, done], [0, ['b@x'], ['send a@x', 'send s@x']]);
  });

  test('without a queue id the same message can be sent again on purpose, but not after a failure', async () => {
    const broken = new Set(['send b@x']);
    const { hands, done } = recordingHands(broken, false);
    const todo = plan([passing('a@x'), passing('b@x', ['X: 1'])]);
    await assert.rejects(
      execute(todo, { ...hands, envelope: { sender: 's@x', recipients: [], client: {} } }),
    );
    broken.clear();
    await execute(todo, { ...hands, envelope: { sender: 's@x', recipients: [], client: {} } });
    assert.deepEqual(done, ['send a@x', 'send b@x']);
  });
});

suite('a message that was cut off', () => {
  const journal = (name: string) => () => openJournal(folder, { queueId: name, sender: '', digest: 'd' });
  const source = memorySource(Buffer.from('Subject: x\n\nline\nline\n'));

  test('as long as announced, or nearly', () => {
    for (const bytes of [0, source.sizeBytes, source.sizeBytes + 4])
      assertWhole(source, bytes, journal('whole'));
  });
  test('shorter: put off once, then taken for whole', () => {
    assert.throws(() => assertWhole(source, 1000, journal('short')), /bytes came in/);
    assertWhole(source, 1000, journal('short'));
  });
});
