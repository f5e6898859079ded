/** Which header tests are on. Names and defaults: amavisd-new, %allowed_header_tests (`other` tests nothing there). */
export interface HeaderChecks {
  /** Broken MIME structure. */
  readonly mime: boolean;
  /** Lines that are no header fields, and field names with non-ASCII characters. */
  readonly syntax: boolean;
  /** A folded line of blanks only. */
  readonly empty: boolean;
  /** Lines of more than 998 characters. */
  readonly long: boolean;
  /** NUL, and CR that ends no line. */
  readonly control: boolean;
  /** Bytes above 127 that are no UTF-8, or are UTF-8 with C1 controls. */
  readonly '8bit': boolean;
  /** Any UTF-8 at all; off, since SMTPUTF8 mail may have it. */
  readonly utf8: boolean;
  /** No Date or no From. */
  readonly missing: boolean;
  /** A field more than once that may be there once. */
  readonly multiple: boolean;
}

export const DEFAULT_HEADER_CHECKS: HeaderChecks = {
  mime: true,
  syntax: true,
  empty: true,
  long: true,
  control: true,
  '8bit': true,
  utf8: false,
  missing: true,
  multiple: true,
};
