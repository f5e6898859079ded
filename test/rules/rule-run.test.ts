/** A run in steps: evidence that comes later, the time limit, tests that fail. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Deadline } from '../../lib/deadline.ts';
import { parseRules } from '../../lib/rules/parse-rules.ts';
import { runRules } from '../../lib/rules/run-rules.ts';
import type { RuleSetResult } from '../../lib/rules/result.ts';
import { RuleRun } from '../../lib/rules/rule-run.ts';
import type { RuleSet, ScoreSet } from '../../lib/rules/rule.ts';
import { createViews } from '../../lib/views/views.ts';

const MESSAGE = 'From: Joe <joe@x.org>\nSubject: Great offer\n\nbuy now\n';

function parse(rules: string): RuleSet {
  return parseRules([{ name: 'test.cf', text: rules.replaceAll(';;', '\n') }]);
}

function start(rules: string, scoreSet: ScoreSet = 0, deadline = new Deadline(10_000)): RuleRun {
  const run = new RuleRun(parse(rules), createViews(Buffer.from(MESSAGE)), { scoreSet, deadline });
  run.runGroups();
  return run;
}

function names({ hits }: RuleSetResult): string {
  return hits.map(hit => hit.rule).join(' ');
}

// Source: spec 1.7, 1.8: a rule without a result counts as 0 in the final pass; a meta may depend on its answer.
const LATE = 'askdns N _SENDERDOMAIN_.example.org A /x/;;score N 2;;meta M N && B;;body B /buy/;;meta O !N';

test('evidence that comes later makes rules hit, and metas that wait for them', () => {
  const run = start(LATE);
  run.settle('N', 1, { logs: ['127.0.0.2'] });
  const result = run.finish();
  assert.equal(names(result), 'B N M');
  assert.equal(result.score, 4);
  assert.deepEqual(result.hits[1]?.logs, ['127.0.0.2']);
});

test('without evidence, and with the answer no, metas count it as 0', () => {
  assert.equal(names(start(LATE).finish()), 'B O');
  const run = start(LATE);
  run.settle('N', 0);
  assert.equal(names(run.finish()), 'B O');
});

test('an answer counts once, and not for rules with a score of 0 or without definition', () => {
  const run = start(`${LATE};;askdns Z x.example.org;;score Z 0`);
  for (const name of ['N', 'N', 'Z', 'NOSUCH', 'B']) run.settle(name, 1);
  run.settle('N', 0);
  assert.equal(names(run.finish()), 'B N M');
});

test('the value of an answer is what metas see', () => {
  const run = start('askdns N x.example.org;;meta M N == 3');
  run.settle('N', 3);
  assert.equal(names(run.finish()), 'N M');
});

// Source: spec 1.6, 1.7.
test('tflags net and learn: evals run only in the score sets for them', () => {
  const rules =
    'header N eval:check_for_missing_to_header();;tflags N net;;header L eval:check_for_missing_to_header();;tflags L learn';
  const sets: readonly ScoreSet[] = [0, 1, 2, 3];
  assert.deepEqual(
    sets.map(scoreSet => names(start(rules, scoreSet).finish())),
    ['', 'N', 'L', 'N L'],
  );
});

/** A clock that goes on by `stepMs` each time it is asked. */
function steppingClock(stepMs: number): () => number {
  let now = 0;
  return () => (now += stepMs);
}

// Source: spec 1.7: on expiry remaining rules are skipped and TIME_LIMIT_EXCEEDED hits.
test('when the time is up the rest is left out, metas too, and TIME_LIMIT_EXCEEDED hits', () => {
  const rules = 'header A Subject =~ /offer/;;body B /buy/;;meta M A';
  const deadline = new Deadline(8, steppingClock(1));
  const result = start(rules, 0, deadline).finish();
  assert.equal(result.timedOut, true);
  assert.equal(names(result), 'A TIME_LIMIT_EXCEEDED');
  assert.equal(result.timedOutIn, 'B');
  assert.equal(result.score, 1.001);
});

test('a regex without end costs its rule only, and some seconds', () => {
  const slow = 'body SLOW /^(?:a+)+b$/;;body LATER /buy/;;rawbody RAW /buy/;;meta M LATER && !SLOW';
  const set = parse(slow);
  const views = createViews(Buffer.from(`Subject: x\n\n${'a'.repeat(60)}\n\nbuy\n`));
  const result = runRules(set, views, { scoreSet: 0, deadline: new Deadline(60_000), ruleLimitMs: 2000 });
  // What depends on it waits for the final pass.
  assert.equal(names(result), 'LATER RAW M');
  assert.deepEqual(result.failures, [{ rule: 'SLOW', why: 'it took longer than 2 s' }]);
  assert.equal(result.timedOut, false);
  assert.ok(result.ms < 20_000);
});

test('TIME_LIMIT_EXCEEDED has the score and the description of the rules, defined or not', () => {
  const expired = (): Deadline => new Deadline(0);
  const said = 'describe TIME_LIMIT_EXCEEDED Too slow;;score TIME_LIMIT_EXCEEDED 3;;body B /buy/';
  const [hit] = start(said, 0, expired()).finish().hits;
  assert.deepEqual([hit?.rule, hit?.score, hit?.description], ['TIME_LIMIT_EXCEEDED', 3, 'Too slow']);
  assert.deepEqual(start('score TIME_LIMIT_EXCEEDED 0;;body B /buy/', 0, expired()).finish().hits, []);
});

test('a test that fails is named, and the others run', () => {
  const set = parse('body A /buy/;;header B Subject =~ /offer/');
  const views = createViews(Buffer.from(MESSAGE));
  const broken = Object.create(views, {
    body: {
      get: () => {
        throw new RangeError('too deep');
      },
    },
  }) as typeof views;
  const run = new RuleRun(set, broken, { scoreSet: 0, deadline: new Deadline(10_000) });
  run.runGroups();
  const result = run.finish();
  assert.equal(names(result), 'B');
  assert.deepEqual(result.failures, [{ rule: 'A', why: 'too deep' }]);
});

test('a rule with tflags multiple is listed a bounded number of times, and counted without bound', () => {
  const set = parse('rawbody A /x/;;tflags A multiple;;score A 0.001;;meta M A == 1500');
  const views = createViews(Buffer.from(`Subject: s\n\n${'x'.repeat(1500)}\n`));
  const run = new RuleRun(set, views, { scoreSet: 0, deadline: new Deadline(10_000) });
  run.runGroups();
  const { hits } = run.finish();
  assert.equal(hits.filter(hit => hit.rule === 'A').length, 1000);
  assert.ok(hits.some(hit => hit.rule === 'M'));
});

// Source: printf("%.3f") of C; ties only occur at odd sixteenths.
const ROUNDED: readonly [string, number][] = [
  ['0.0625', 0.062],
  ['0.1875', 0.188],
  ['-0.0625', -0.062],
  ['-0.1875', -0.188],
  ['2.0005', 2.001],
  ['1.2345', 1.234],
  ['0.1004', 0.1],
];
for (const [score, expected] of ROUNDED) {
  test(`a score of ${score} is told as ${expected}`, () => {
    const { score: told } = start(`body A /buy/;;score A ${score}`).finish();
    assert.equal(told, expected);
  });
}

// Source: SpamAssassin 4.0.1, PerMsgStatus::check: DNS answers are harvested at priority 500, AWL runs at 1000.
test('rules from priority 500 on wait for the answers, and see the score so far', async () => {
  const order: string[] = [];
  const set = parse('body B /buy/;;body LATE /now/;;priority LATE 500;;askdns N x.example.org;;score N 2');
  const views = createViews(Buffer.from(MESSAGE));
  const run = new RuleRun(set, views, { scoreSet: 1, deadline: new Deadline(10_000) });
  run.message.wait(
    'N',
    delay(20).then(() => {
      order.push(String(run.message.scoreSoFar()));
      run.message.settle('N', 1);
    }),
  );
  run.message.wait('broken', Promise.reject(new Error('no route')));
  run.runGroups(500);
  assert.equal(run.isWaiting, true);
  await run.answered();
  order.push(String(run.message.scoreSoFar()));
  run.runGroups();
  run.message.hit('REPUTATION', -1.5, 'known');
  run.message.afterwards(() => Promise.resolve());
  const result = run.finish();
  assert.deepEqual(order, ['1', '3']);
  assert.equal(names(result), 'B N LATE REPUTATION');
  assert.equal(result.score, 2.5);
  assert.deepEqual(result.failures, [{ rule: 'broken', why: 'no route' }]);
  assert.equal(result.afterwards.length, 1);
});

test('an answer that does not come costs the time for the rules and nothing else', async () => {
  const set = parse('body B /buy/;;askdns N x.example.org');
  const run = new RuleRun(set, createViews(Buffer.from(MESSAGE)), {
    scoreSet: 1,
    deadline: new Deadline(100),
  });
  run.runGroups(500);
  run.message.wait('N', new Promise(() => undefined));
  await run.answered();
  assert.equal(names(run.finish()), 'B');
});
