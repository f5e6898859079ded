/** The real hands of execute.ts: sendmail, the journal, the quarantine folder, the composer of bounces. */
import type { CheckReports } from '../check/report.ts';
import type { Deadline } from '../deadline.ts';
import type { Envelope } from '../envelope.ts';
import type { Message } from '../message/message.ts';
import type { SitePolicy } from '../policy/policy.ts';
import { sendmail } from '../reinject/sendmail.ts';
import type { Services } from '../services.ts';
import { keyOf, openJournal } from '../store/journal.ts';
import { purgeJournals } from '../store/purge-journals.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Hands } from './execute.ts';

export interface Job {
  readonly message: Message;
  readonly envelope: Envelope;
  /** Of the message, hex. */
  readonly digest: string;
  readonly mailId: string;
  readonly verdicts: readonly Verdict[];
  readonly reports: CheckReports;
  readonly site: SitePolicy;
  readonly arrival: Date;
}

/** `onCommit` is called when sending begins: from then on the run is to be finished, not broken off. */
export function handsFor(job: Job, services: Services, deadline: Deadline, onCommit: () => void): Hands {
  const { message, envelope, digest, mailId, verdicts, reports, site, arrival } = job;
  const { settings, places } = services;
  return {
    envelope,
    source: message.source,
    openJournal: () => {
      purgeJournals(places.journal, settings.journal.keepMs, arrival.getTime());
      const journal = openJournal(places.journal, keyOf(envelope, digest));
      onCommit();
      return journal;
    },
    keep: async () => {
      const { quarantineMeta } = await import('../quarantine/meta.ts');
      const { storeQuarantine } = await import('../quarantine/store.ts');
      const { gzip, subdirectoryLevels } = settings.quarantine;
      const options = { directory: places.quarantine, gzip, subdirectoryLevels };
      const meta = quarantineMeta({ mailId, envelope, verdicts, reports, site, arrival });
      return (await storeQuarantine(options, message.source, meta)).name;
    },
    sendmail: (sender, recipients, body, journal, note) =>
      sendmail(
        {
          path: settings.sendmail.path,
          timeoutMs: settings.sendmail.timeoutMs,
          scratchDirectory: places.spool,
          deadline,
          record: { journal: journal.path, line: note },
        },
        sender,
        recipients,
        body,
      ),
    composeBounce: async refused => {
      const { composeDsn } = await import('../dsn/compose.ts');
      return composeDsn({ message, envelope, verdicts: refused, site, mailId, arrival });
    },
  };
}
