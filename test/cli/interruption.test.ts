/** TERM, INT, HUP and the watchdog break a run off, but only until sending begins (lib/cli/interruption.ts). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchForInterruption } from '../../lib/cli/interruption.ts';
import { Deadline } from '../../lib/deadline.ts';
import { MailsiftError } from '../../lib/errors.ts';

/** What became of `happened` after a while. */
async function state(happened: Promise<never>): Promise<string> {
  const waiting = sleep(80, 'nothing');
  return await Promise.race([happened, waiting]).catch((error: unknown) => {
    assert.ok(error instanceof MailsiftError && error.temporary);
    return error.message;
  });
}

suite('an interruption', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`${signal} breaks off, and then nothing may be sent any more`, async () => {
      const watch = watchForInterruption(new Deadline(60_000));
      process.kill(process.pid, signal);
      assert.equal(await state(watch.happened), `interrupted by ${signal}`);
      assert.throws(() => watch.commit(), MailsiftError);
      watch.dispose();
    });

    test(`${signal} comes too late once sending has begun`, async () => {
      const watch = watchForInterruption(new Deadline(60_000));
      watch.commit();
      process.kill(process.pid, signal);
      assert.equal(await state(watch.happened), 'nothing');
      watch.commit();
      watch.dispose();
    });
  }

  test('the watchdog breaks off', async () => {
    const watch = watchForInterruption(new Deadline(20));
    assert.equal(await state(watch.happened), 'time limit of 0 s reached');
    assert.throws(() => watch.commit(), MailsiftError);
    watch.dispose();
  });

  test('the watchdog lets sending end', async () => {
    const watch = watchForInterruption(new Deadline(20));
    watch.commit();
    assert.equal(await state(watch.happened), 'nothing');
    watch.dispose();
  });

  test('afterwards nobody listens any more', () => {
    const before = process.listenerCount('SIGTERM');
    const watch = watchForInterruption(new Deadline(60_000));
    assert.equal(process.listenerCount('SIGTERM'), before + 1);
    watch.dispose();
    assert.equal(process.listenerCount('SIGTERM'), before);
  });
});
