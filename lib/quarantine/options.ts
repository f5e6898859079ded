/** Where and how quarantined mail is kept. */
export interface QuarantineOptions {
  /** Absolute path. Created with mode 0750 when missing; refused when others than owner and group may enter it. */
  readonly directory: string;
  /** Compress the files: `spam-ID.gz`. */
  readonly gzip: boolean;
  /** 1: files lie in subdirectories named by the first character of the mail id; 2: two such levels; 0: none. */
  readonly subdirectoryLevels: number;
}
