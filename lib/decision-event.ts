/** What the log tells about one filtered message (lib/log/decision.ts), from the report of lib/filter.ts. */
import type { FilterReport } from './filter.ts';
import type { DecidedRecipient, DecisionEvent, Fate } from './log/decision.ts';
import { EX_TEMPFAIL } from './sysexits.ts';
import type { Verdict } from './verdict/verdict.ts';

export function decisionEvent(report: FilterReport, elapsedMs: number): DecisionEvent {
  const { envelope, mailId, message, reports, verdicts, outcome } = report;
  const messageId = message.header.first('Message-ID');
  const resentMessageId = message.header.first('Resent-Message-ID');
  return {
    logId: envelope.queueId ?? mailId,
    mailId,
    ...(envelope.queueId === undefined ? {} : { queueId: envelope.queueId }),
    client: {
      ...(envelope.client.address === undefined ? {} : { address: envelope.client.address }),
      ...(envelope.client.port === undefined ? {} : { port: envelope.client.port }),
    },
    originating: envelope.saslUsername !== undefined,
    sender: envelope.sender,
    recipients: verdicts.map(verdict => decided(verdict, report)),
    quarantine: outcome?.kept ?? [],
    ...(messageId === undefined ? {} : { messageId }),
    ...(resentMessageId === undefined ? {} : { resentMessageId }),
    sizeBytes: message.source.sizeBytes,
    queuedAs: [],
    viruses: reports.virus.state === 'done' ? reports.virus.finding.viruses : [],
    banned: reports.banned.state === 'done' ? reports.banned.finding.names : [],
    tests: reports.spam.state === 'done' ? reports.spam.finding.hits : [],
    elapsedMs,
  };
}

function decided(verdict: Verdict, report: FilterReport): DecidedRecipient {
  const [highest] = verdict.categories;
  return {
    address: verdict.policy.recipient,
    category: verdict.blocking ?? highest ?? { name: 'clean', minor: 0 },
    fate: fateOf(verdict, report),
    local: verdict.policy.local,
    tagged: verdict.tag2,
    score: verdict.score,
  };
}

function fateOf({ destiny, dsn, policy }: Verdict, { answer, outcome }: FilterReport): Fate {
  if (answer.status === EX_TEMPFAIL) return 'tempfailed';
  if (outcome?.refused.includes(policy.recipient) === true) return 'rejected';
  switch (destiny) {
    case 'pass':
      return outcome === null ? 'accepted' : 'relayed';
    case 'discard':
      return 'discarded';
    case 'reject':
      return dsn.send ? 'bounced' : 'rejected';
    case 'bounce':
      return dsn.send ? 'bounced' : 'no-bounce';
    case 'tempfail':
      return 'tempfailed';
  }
}
