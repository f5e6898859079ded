/** What Bayes does to a scan of one message, and what is done after its delivery. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { lessonOf } from '../../../lib/bayes/lesson.ts';
import { BayesSource } from '../../../lib/bayes/source.ts';
import { runAfterwards } from '../../../lib/check/spam/afterwards.ts';
import { scanSpam, type ScanOptions, type SpamScan } from '../../../lib/check/spam/scan.ts';
import { Deadline } from '../../../lib/deadline.ts';
import { MailsiftError } from '../../../lib/errors.ts';
import { memorySource } from '../../../lib/io/memory-source.ts';
import { parseMessage } from '../../../lib/message/parse.ts';
import { loadRules } from '../../../lib/rules/load-rules.ts';
import type { BayesStore, MessageClass } from '../../../lib/store/bayes/bayes-store.ts';
import { MemoryBayesStore } from '../../../lib/store/bayes/memory-store.ts';
import { createViews } from '../../../lib/views/views.ts';
import { startDnsServer } from '../../net/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'mailsift-bayes-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const LIMITS = { parts: 100, depth: 10, headerBytes: 65_536, partBytes: 1 << 20 };

const MAIL = `Received: from mx.example.net by mail.example.org; Mon, 2 Nov 2020 10:00:00 +0000
From: Rene <rene@example.net>
To: anna@example.org
Subject: cheap watches
Date: Mon, 2 Nov 2020 10:00:00 +0000
Message-ID: <1@example.net>

Replica timepieces today.
`;

function rulesWith(lines: string): ReturnType<typeof loadRules> {
  const own = join(folder, 'own.cf');
  writeFileSync(own, `bayes_min_spam_num 1\nbayes_min_ham_num 1\n${lines}`);
  return loadRules([join(import.meta.dirname, '../../../lib/rules/default'), own]);
}

/** A store that has learnt this message as spam, and another as ham. */
async function storeThatKnows(mail: string): Promise<MemoryBayesStore> {
  const set = rulesWith('');
  const store = new MemoryBayesStore();
  const learn = (text: string, as: MessageClass, id: string) =>
    store.learn([
      { ...lessonOf(createViews(Buffer.from(text)), set, { as, nowS: 1_000_000_000 }), ids: [id] },
    ]);
  await learn(mail, 'spam', 'a');
  await learn('Subject: minutes of the meeting\n\nSee you on Monday.\n', 'ham', 'b');
  return store;
}

async function scan(
  options: Partial<ScanOptions>,
  { lines = '', mail = MAIL }: { readonly lines?: string; readonly mail?: string } = {},
): Promise<SpamScan> {
  const message = await parseMessage(memorySource(Buffer.from(mail)), LIMITS);
  const set = rulesWith(lines);
  const rules = (): { set: typeof set; remarks: readonly string[] } => ({ set, remarks: [] });
  const all = { rules, scanSizeBytes: 400_000, timeLimitMs: 60_000, ...options };
  return await scanSpam(message, {}, all, new Deadline(60_000));
}

const closing = { close: () => Promise.resolve() };
const sourceOf = (store: MemoryBayesStore): BayesSource =>
  new BayesSource({ ...closing, open: () => Promise.resolve(store) });
const noSource = (): BayesSource =>
  new BayesSource({
    ...closing,
    open: () => Promise.reject(new MailsiftError('mysql://db/mail: no answer')),
  });
const names = ({ result }: SpamScan): string[] => result.hits.map(({ rule }) => rule);
const finish = ({ result }: SpamScan): Promise<readonly string[]> =>
  runAfterwards(result.afterwards, new Deadline(60_000));

suite('evidence', () => {
  test('what was learnt as spam is spam, in the score set with Bayes', async () => {
    const found = await scan({ bayes: sourceOf(await storeThatKnows(MAIL)) });
    assert.ok(names(found).includes('BAYES_99'), names(found).join(' '));
    assert.equal(found.result.scoreSet, 2);
  });

  test('too little was learnt: as if there were no Bayes', async () => {
    const bayes = sourceOf(await storeThatKnows(MAIL));
    const found = await scan({ bayes }, { lines: 'bayes_min_ham_num 200' });
    assert.equal(found.result.scoreSet, 0);
    assert.ok(!names(found).some(name => name.startsWith('BAYES')));
  });

  for (const line of ['use_bayes 0', 'use_bayes_rules 0', 'use_learner 0']) {
    test(line, async () => {
      const found = await scan({ bayes: sourceOf(await storeThatKnows(MAIL)) }, { lines: line });
      assert.equal(found.result.scoreSet, 0);
    });
  }

  for (const line of ['bayes_ignore_from *@example.net', 'bayes_ignore_to anna@example.org']) {
    test(`${line}: neither scored nor learnt`, async () => {
      const store = await storeThatKnows(MAIL);
      const found = await scan(
        { bayes: sourceOf(store) },
        { lines: `${line}\nbayes_auto_learn_threshold_nonspam 90` },
      );
      assert.ok(!names(found).some(name => name.startsWith('BAYES')));
      await finish(found);
      assert.deepEqual(await store.totals(), { spam: 1, ham: 1 });
    });
  }

  suite('while a server is asked for what it knows, the DNS is asked already', () => {
    const mail = MAIL.replace('mx.example.net by', 'mx.example.net (mx.example.net [198.51.100.7]) by');
    const lines = `loadplugin Mail::SpamAssassin::Plugin::DNSEval
      header LISTED eval:check_rbl('one', 'list.example.')
      tflags LISTED net
      score LISTED 0 3 0 2`;
    const askingBoth = async (
      answer: (store: MemoryBayesStore, keys: readonly string[]) => ReturnType<BayesStore['tokens']>,
    ) => {
      await using server = await startDnsServer('7.100.51.198.list.example. A 127.0.0.2');
      const store = await storeThatKnows(mail);
      const tokens = async (keys: readonly string[]) => {
        for (let turns = 0; turns < 500 && server.asked.length === 0; turns += 1) await sleep(10);
        assert.ok(server.asked.length > 0, 'the DNS was not asked before the database had answered');
        return await answer(store, keys);
      };
      const slow = { kind: 'mysql', totals: () => store.totals(), tokens } as unknown as BayesStore;
      const network = {
        hostname: 'mx.example.org',
        servers: [{ host: server.host, port: server.port }],
        timeoutMs: null,
        stateDirectory: folder,
        keepsAnswers: false,
      };
      const bayes = new BayesSource({ ...closing, open: () => Promise.resolve(slow) });
      return { found: await scan({ bayes, network }, { lines, mail }), asked: server.asked };
    };

    test('both are waited for', async () => {
      const { found } = await askingBoth((store, keys) => store.tokens(keys));
      assert.equal(found.result.scoreSet, 3);
      assert.deepEqual(found.remarks, []);
      assert.equal(found.result.hits.find(({ rule }) => rule === 'LISTED')?.score, 2);
      assert.ok(names(found).includes('BAYES_99'), names(found).join(' '));
    });

    test('should it fail then, the scores without Bayes count, and nothing is asked twice', async () => {
      const { found, asked } = await askingBoth(() => Promise.reject(new MailsiftError('mysql://db: gone')));
      assert.equal(found.result.scoreSet, 1);
      assert.deepEqual(found.remarks, ['the message was not scored by Bayes: mysql://db: gone']);
      assert.equal(found.result.hits.find(({ rule }) => rule === 'LISTED')?.score, 3);
      assert.equal(asked.filter(({ name }) => name.endsWith('list.example')).length, 1);
    });
  });

  test('a database that fails is one remark, and the rules do without it', async () => {
    const found = await scan({ bayes: noSource() });
    assert.deepEqual(found.remarks, ['the message was not scored by Bayes: mysql://db/mail: no answer']);
    assert.equal(found.result.scoreSet, 0);
    assert.deepEqual(found.result.afterwards, []);
  });

  test('a database that is needed and fails is an error of the check', async () => {
    await assert.rejects(scan({ bayes: noSource(), needsBayes: true }), /no answer/);
  });
});

suite('after delivery', () => {
  test('tokens that told something are touched with the time of receipt, not before', async () => {
    const store = await storeThatKnows(MAIL);
    const newest = async (): Promise<number> => (await store.state()).newestAtimeS;
    const found = await scan({ bayes: sourceOf(store) }, { lines: 'bayes_auto_learn 0' });
    assert.equal(await newest(), 1_000_000_000);
    assert.deepEqual(await finish(found), []);
    assert.equal(await newest(), Date.UTC(2020, 10, 2, 10) / 1000);
  });

  test('ham with few points is learnt, once', async () => {
    const store = await storeThatKnows('Subject: other\n\nthing\n');
    const lines = 'bayes_auto_learn_threshold_nonspam 4';
    const found = await scan({ bayes: sourceOf(store) }, { lines });
    assert.equal(found.result.tags.get('AUTOLEARN'), 'ham');
    assert.deepEqual(await store.totals(), { spam: 1, ham: 1 });
    await finish(found);
    assert.deepEqual(await store.totals(), { spam: 1, ham: 2 });
    await finish(await scan({ bayes: sourceOf(store) }, { lines }));
    assert.deepEqual(await store.totals(), { spam: 1, ham: 2 });
  });

  test('what people have taught is not overruled', async () => {
    const store = await storeThatKnows('Subject: other\n\nthing\n');
    const views = createViews(Buffer.from(MAIL));
    await store.learn([lessonOf(views, rulesWith(''), { as: 'spam', nowS: 1_800_000_000 })]);
    const lines = 'bayes_auto_learn_threshold_nonspam 90\nscore BAYES_99 0\nscore BAYES_999 0';
    await finish(await scan({ bayes: sourceOf(store), requiredScore: { otherwise: 95 } }, { lines }));
    assert.deepEqual(await store.totals(), { spam: 2, ham: 1 });
  });

  test('spam needs points from header and body, and to be spam', async () => {
    const store = await storeThatKnows('Subject: other\n\nthing\n');
    const lines = (header: number, body: number): string =>
      `header HEAD_A Subject =~ /watches/\nscore HEAD_A ${header}\nbody BODY_A /Replica/\nscore BODY_A ${body}\n`;
    for (const [header, body, expected] of [
      [6, 7, 'spam'],
      [11, 2, undefined],
      [2, 11, undefined],
    ] as const) {
      const found = await scan({ bayes: sourceOf(store) }, { lines: lines(header, body) });
      assert.equal(found.result.tags.get('AUTOLEARN'), expected, `${header} and ${body}`);
    }
    const high = { otherwise: 5, given: 50 };
    const found = await scan({ bayes: sourceOf(store), requiredScore: high }, { lines: lines(6, 7) });
    assert.equal(found.result.tags.get('AUTOLEARN'), undefined);
  });

  test('nothing is learnt where it is switched off, or from the beginning of a message alone', async () => {
    const store = await storeThatKnows(MAIL);
    const lines = 'bayes_auto_learn_threshold_nonspam 90';
    const required = { requiredScore: { otherwise: 95 } };
    const off = await scan({ bayes: sourceOf(store), autoLearns: false, ...required }, { lines });
    assert.equal(off.result.tags.get('AUTOLEARN'), 'disabled');
    await finish(off);
    await finish(await scan({ bayes: sourceOf(store), scanSizeBytes: 300, ...required }, { lines }));
    await finish(
      await scan({ bayes: sourceOf(store), ...required }, { lines: `${lines}\nbayes_auto_learn 0` }),
    );
    assert.deepEqual(await store.totals(), { spam: 1, ham: 1 });
  });

  test('bayes_auto_learn_on_error: what Bayes is sure of is not learnt again', async () => {
    const store = await storeThatKnows('Subject: other\n\nthing\n');
    const lines =
      'header HEAD_A Subject =~ /watches/\nscore HEAD_A 7\nbody BODY_A /Replica/\nscore BODY_A 7\n';
    const views = createViews(Buffer.from(MAIL));
    const lesson = lessonOf(views, rulesWith(''), { as: 'spam', nowS: 1_800_000_000 });
    await store.learn([{ ...lesson, ids: ['elsewhere'] }]);
    const both = await scan({ bayes: sourceOf(store) }, { lines });
    assert.ok(names(both).includes('BAYES_99'));
    assert.equal(both.result.tags.get('AUTOLEARN'), 'spam');
    const found = await scan({ bayes: sourceOf(store) }, { lines: `${lines}bayes_auto_learn_on_error 1` });
    assert.equal(found.result.tags.get('AUTOLEARN'), undefined);
  });

  test('a database that fails then is told', async () => {
    const store = await storeThatKnows(MAIL);
    const bayes = new BayesSource({
      ...closing,
      open: (_, access) =>
        access === 'read' ? Promise.resolve(store) : Promise.reject(new MailsiftError('the disk is full')),
    });
    const [remark = ''] = await finish(await scan({ bayes }));
    assert.match(remark, /the disk is full/);
  });
});
