/** What was found in the documents of one message, filled while they are looked through. */
export type Sign =
  | 'macro'
  | 'object'
  | 'rtf-object'
  | 'csv-command'
  | 'runs-on-open'
  | 'renamed'
  | 'encrypted'
  | 'zip-password'
  | 'download';

export interface Findings {
  readonly signs: Set<Sign>;
  /** Web targets that open with a document. */
  readonly redirectUris: Set<string>;
  /** Targets by which CVE-2021-40444 is exploited. */
  readonly mhtmlUris: Set<string>;
}
