import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from '../lib/deadline.ts';
import { MailsiftError } from '../lib/errors.ts';

suite('a deadline', () => {
  test('runs down on the clock that it is given, and stays at 0', () => {
    let now = 1000;
    const deadline = new Deadline(300, () => now);
    assert.deepEqual([deadline.remainingMs, deadline.expired], [300, false]);
    now = 1299;
    assert.deepEqual([deadline.remainingMs, deadline.expired], [1, false]);
    now = 5000;
    assert.deepEqual([deadline.remainingMs, deadline.expired], [0, true]);
  });

  test('a part of it never lasts longer than the whole', () => {
    let now = 0;
    const whole = new Deadline(100, () => now);
    const [short, long] = [whole.within(10), whole.within(1000)];
    assert.deepEqual([short.remainingMs, long.remainingMs], [10, 100]);
    now = 100;
    assert.deepEqual([short.expired, long.expired], [true, true]);
  });

  test('the signal aborts when the time is up', async () => {
    const { signal } = new Deadline(30);
    assert.equal(signal.aborted, false);
    await sleep(100);
    assert.equal(signal.aborted, true);
  });

  test('work that ends in time gives its result, or its own error', async () => {
    const deadline = new Deadline(1000);
    assert.equal(await deadline.race(sleep(5, 'done'), 'work'), 'done');
    await assert.rejects(deadline.race(Promise.reject(new Error('own')), 'work'), /^Error: own$/);
  });

  test('work that does not end is temporary trouble with its name; its later failure is nobody else’s', async () => {
    const late = sleep(40).then(() => Promise.reject(new Error('late')));
    const trouble = await new Deadline(10).race(late, 'clamd').catch((error: unknown) => error);
    assert.ok(trouble instanceof MailsiftError && trouble.temporary);
    assert.match(trouble.message, /^clamd: no answer within 0\.0 s$/);
    await sleep(60);
  });

  test('no time left: trouble at once', async () => {
    const start = performance.now();
    await assert.rejects(new Deadline(0).race(sleep(5000, '', { ref: false }), 'work'), /no answer/);
    assert.ok(performance.now() - start < 1000);
  });
});
