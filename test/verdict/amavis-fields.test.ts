/**
 * The header fields added to passed mail against what amavisd-new 2.13 adds: amavis-fields.jsonl is the output of its own
 * add_forwarding_header_edits_per_recip, run on the given scores, levels and findings (myhostname mx.example.com, mydomain
 * example.com, everything else at its default). Only the product's name in X-Virus-Scanned differs.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { CheckReports } from '../../lib/check/report.ts';
import { badHeader, banned, FAILED, spamHits, verdicts, viruses, type PolicyChange } from './build.ts';

interface Case {
  readonly name: string;
  readonly given: {
    readonly score?: number;
    readonly tag?: number;
    readonly tag2?: number;
    readonly kill?: number;
    readonly local?: number;
    readonly bl?: number;
    readonly wl?: number;
    readonly bypass?: number;
    readonly bypassv?: number;
    readonly q?: number;
    readonly tests?: readonly string[];
    readonly viruses?: readonly string[];
    readonly banned?: string;
    readonly badh?: string;
  };
  readonly fields: readonly string[];
}

const cases = readFileSync(join(import.meta.dirname, 'amavis-fields.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Case);

suite('header fields as amavisd-new adds them', () => {
  for (const { name, given, fields } of cases) {
    test(name, () => {
      const isSubject = (field: string): boolean => field.startsWith('Subject: ');
      const expected = fields
        .filter(field => !isSubject(field))
        .map(field => field.replace('amavis at', 'mailsift at'));
      const { edits } = verdicts({
        facts: { sizeBytes: 70_000 },
        reports: reportsOf(given),
        policies: [policyOf(given), keptFor(given)],
      })[0]!;
      assert.deepEqual(edits?.insert, expected);
      assert.equal(`Subject: ${edits.subjectTag}`.trimEnd(), fields.find(isSubject) ?? 'Subject:');
    });
  }
});

function policyOf(given: Case['given']): PolicyChange {
  const items = (given.tests ?? []).flatMap(list => list.split(','));
  const soft = items.find(item => item.startsWith('AM.WBL='));
  return {
    local: given.local !== 0,
    levels: { tag: given.tag ?? null, tag2: given.tag2 ?? null, tag3: null, kill: given.kill ?? null },
    destiny: { virus: 'pass', banned: 'pass', spam: 'pass', bad_header: 'pass' },
    bypass: { spam: given.bypass === 1, virus: given.bypassv === 1 },
    blocked: given.bl === 1,
    welcomed: given.wl === 1,
    senderScore: soft === undefined ? 0 : Number(soft.split('=')[1]),
    subjectTag: { virus: '***INFECTED*** ' },
  };
}

/** Somebody else on whose behalf a copy is kept, or not. */
function keptFor(given: Case['given']): PolicyChange {
  return {
    recipient: 'other@example.com',
    messageSizeLimitBytes: 65_536,
    destiny: { oversized: 'discard', virus: 'pass', banned: 'pass', spam: 'pass' },
    quarantine: { oversized: given.q === 1 },
  };
}

function reportsOf(given: Case['given']): CheckReports {
  const items = (given.tests ?? []).flatMap(list => list.split(',')).filter(item => !item.startsWith('AM.'));
  const hits = items
    .filter(item => item !== 'none')
    .map(item => [item.split('=')[0]!, Number(item.split('=')[1])] as const);
  const scored = spamHits(hits);
  const known = given.score !== undefined && items.length > 0;
  // amavisd-new was given the score and the items apart; so is the decision.
  const base = (given.score ?? 0) - softOf(given);
  const spam =
    known && scored.state === 'done' ? { ...scored, finding: { ...scored.finding, score: base } } : FAILED;
  return {
    virus: viruses(given.viruses ?? []),
    banned: given.banned === undefined ? banned() : banned(given.banned),
    header:
      given.badh === undefined
        ? badHeader()
        : { state: 'done', finding: { defects: [{ minor: 7, text: given.badh }] }, ms: 0 },
    spam,
  };
}

function softOf(given: Case['given']): number {
  const soft = given.tests?.find(item => item.startsWith('AM.WBL='));
  return soft === undefined ? 0 : Number(soft.split('=')[1]);
}
