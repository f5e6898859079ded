import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learningTasks, runAfterwards } from '../../../lib/check/spam/afterwards.ts';
import { Deadline } from '../../../lib/deadline.ts';

const fails = (why: string) => () => Promise.reject(new Error(why));

test('tasks run one after the other, and one that fails is told and does not keep the next from running', async () => {
  const done: string[] = [];
  const task = (name: string) => async () => {
    await Promise.resolve();
    done.push(name);
  };
  const tasks = [task('a'), fails('the disk is full'), task('b'), fails('no such table')];
  assert.deepEqual(await runAfterwards(tasks, new Deadline(5000)), ['the disk is full', 'no such table']);
  assert.deepEqual(done, ['a', 'b']);
});

test('a task that throws at once is told as well', async () => {
  const broken = (): Promise<void> => {
    throw new Error('broken');
  };
  assert.deepEqual(await runAfterwards([broken], new Deadline(5000)), ['broken']);
});

test('a task that never ends is given up', async () => {
  const never = () => new Promise<void>(() => undefined);
  assert.deepEqual(await runAfterwards([never], new Deadline(30)), [
    'learning from the message: no answer within 0.0 s',
  ]);
});

test('when the time is up, nothing more is begun, and that is told', async () => {
  const tasks = [fails('begun'), fails('begun')];
  assert.deepEqual(await runAfterwards(tasks, new Deadline(0)), [
    'no time to learn from the message: 2 steps were left out',
  ]);
});

test('nothing is learnt where the check was not done', () => {
  assert.deepEqual(learningTasks({ state: 'skipped', why: 'bypassed' }), []);
  assert.deepEqual(learningTasks({ state: 'error', why: 'no rules', ms: 1 }), []);
});
