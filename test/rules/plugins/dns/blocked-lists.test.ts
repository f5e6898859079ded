/** Lists that do not answer this resolver: refusals count for nothing else, are told once, and end the questions for a while. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefusingLists } from '../../../../lib/rules/outside.ts';
import { runWithAnswers } from './run-with-answers.ts';

const MESSAGE = 'From: a@b.com\n\nhttp://one.org/ http://two.org/\n';
const RULES = `urirhssub B l.test A 1;;body B eval:check_uridnsbl('B')
urirhssub S l.test A 2;;body S eval:check_uridnsbl('S')
urirhsbl T m.test A;;body T eval:check_uridnsbl('T')
dns_block_rule B l.test`;

function listsOf(refusing: readonly string[]): { readonly lists: RefusingLists; readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    lists: {
      refusing: (domains, seconds) => {
        told.push(`${domains.join(' ')} ${seconds}`);
        return refusing;
      },
      note: domain => {
        told.push(`note ${domain}`);
        return Promise.resolve();
      },
    },
  };
}

test('a rule that says so: told once, and noted for others after delivery', async () => {
  const { lists, told } = listsOf([]);
  const answers = { 'A one.org.l.test': '127.0.0.1', 'A two.org.l.test': '127.0.0.1' };
  const { hits, result } = await runWithAnswers(RULES, MESSAGE, answers, {
    outside: { refusingLists: lists },
  });
  assert.equal(hits, 'B');
  assert.equal(result.remarks.length, 1);
  assert.match(
    result.remarks[0] ?? '',
    /^the list l\.test does not answer this resolver.*dns_query_restriction deny l\.test$/,
  );
  assert.deepEqual(told, ['l.test 300']);
  for (const task of result.afterwards) await task();
  assert.deepEqual(told, ['l.test 300', 'note l.test']);
});

test('a list that refused is left alone for its time', async () => {
  const { lists, told } = listsOf(['l.test']);
  const { asked } = await runWithAnswers(
    `${RULES};;dns_block_time 60`,
    MESSAGE,
    {},
    { outside: { refusingLists: lists } },
  );
  assert.deepEqual(asked, ['A one.org.m.test', 'A two.org.m.test']);
  assert.deepEqual(told, ['l.test 60']);
});

test('127.255.255.x is told once, and hits nothing but rules for it', async () => {
  const answers = {
    'A one.org.m.test': '127.255.255.254',
    'A two.org.m.test': '127.255.255.254',
    'A one.org.l.test': '127.255.255.255',
  };
  const { hits, result } = await runWithAnswers(RULES, MESSAGE, answers);
  assert.equal(hits, '');
  assert.deepEqual(result.remarks.map(text => /the list (\S+)/.exec(text)?.[1]).sort(), ['l.test', 'm.test']);
});
