/**
 * From settings and envelope to the policy of each recipient: every look-up is done here, once, and nothing later has
 * to ask again. Throws a temporary MailsiftError when a table cannot be asked, whichever it is.
 */
import type { Mailbox } from '../address.ts';
import type { Settings } from '../config/load.ts';
import type { Envelope } from '../envelope.ts';
import type { AddressRules } from '../lookup/normalize.ts';
import { addressQuery, type AddressQuery } from '../lookup/query.ts';
import { ask, askEach, type Note } from './ask.ts';
import type { RecipientPolicy, SitePolicy } from './policy.ts';
import { judgeSenders } from './senders.ts';

export interface ResolvedPolicies {
  readonly site: SitePolicy;
  /** One a recipient, in the order of the envelope. */
  readonly recipients: readonly RecipientPolicy[];
}

/** RFC 5321 4.5.3.1.7: everybody takes messages of 64 KiB. */
const LEAST_SIZE_LIMIT_BYTES = 65_536;

/** More authors than this are not a letter; amavisd-new has no bound, we do. */
const MAX_AUTHORS = 100;

export function resolvePolicies(
  settings: Settings,
  envelope: Pick<Envelope, 'sender' | 'recipients'>,
  fromAuthors: readonly Mailbox[],
  note: Note = () => undefined,
): ResolvedPolicies {
  const rules = addressRules(settings);
  const senders = [...new Set([envelope.sender, ...fromAuthors.slice(0, MAX_AUTHORS)])].map(mailbox =>
    addressQuery(mailbox, rules),
  );
  const recipients = envelope.recipients.map(recipient =>
    resolveRecipient(settings, addressQuery(recipient, rules), senders, note),
  );
  return { site: sitePolicy(settings), recipients };
}

function resolveRecipient(
  settings: Settings,
  query: AddressQuery,
  senders: readonly AddressQuery[],
  note: Note,
): RecipientPolicy {
  const levels = askEach(settings.levels, query, note);
  const sizeLimitBytes = ask(settings.messageSizeLimit, query, note);
  return {
    recipient: query.mailbox,
    local: ask(settings.localDomains, query, note),
    levels: {
      tag: levels.tag,
      tag2: levels.tag2,
      tag3: levels.tag3,
      kill: levels.kill,
      dsnCutoff: levels.dsn_cutoff,
      quarantineCutoff: levels.quarantine_cutoff,
    },
    destiny: askEach(settings.destiny, query, note),
    lover: askEach(settings.lovers, query, note),
    bypass: askEach(settings.bypass, query, note),
    quarantine: askEach(settings.quarantine.keep, query, note),
    subjectTag: askEach(settings.subjectTag, query, note),
    addressExtension: askEach(settings.addressExtension, query, note),
    messageSizeLimitBytes: sizeLimitBytes === null ? null : Math.max(sizeLimitBytes, LEAST_SIZE_LIMIT_BYTES),
    ...judgeSenders(settings.senders, query, senders, note),
    removeSpamHeaders: ask(settings.removeExistingSpamHeaders, query, note),
    tagsSignedSubject: ask(settings.authentication.tagSignedSubject, query, note),
  };
}

function sitePolicy(settings: Settings): SitePolicy {
  return {
    softBounce: settings.softBounce,
    hostname: settings.hostname,
    authservId: settings.authentication.authservId ?? settings.hostname,
    tellsResults: settings.authentication.results,
    removesForgedResults: settings.authentication.removeForged,
    domain: settings.domain,
    recipientDelimiter: settings.recipientDelimiter,
    replaceExistingExtension: settings.replaceExistingExtension,
    virusScores: settings.virus.nameScores,
    onFailure: {
      virus: settings.virus.onFailure,
      virusOversize: settings.virus.onOversize,
      spam: settings.spam.onFailure,
    },
  };
}

function addressRules(settings: Settings): AddressRules {
  return {
    recipientDelimiter: settings.recipientDelimiter,
    localpartIsCaseSensitive: settings.localpartIsCaseSensitive,
  };
}
