/**
 * One rule about banned contents, amavisd-new's banned_filename_re: the first rule that matches any attribute of a part or
 * of what the part stands in decides, and `allow` lets the part through.
 *
 * The pattern is tried on: the declared type (`application/hta`, lower case), the file names as written and decoded, and
 * the type found by contents with a dot in front (`.exe-ms`, see short-types.ts).
 */
export interface BannedRule {
  readonly pattern: RegExp;
  readonly allow: boolean;
  /** Shown to people in front of the part. */
  readonly comment?: string;
}
