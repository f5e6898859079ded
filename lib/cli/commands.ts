/** The commands by name, and how each is loaded. */
import type { Command } from 'commander';

export interface Entry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export type Commands = Readonly<Record<string, Entry>>;

/** Those that look at messages, which images are made for. */
export const MESSAGE_COMMANDS: Commands = {
  filter: {
    summary: 'take a message from Postfix, decide, hand it back (pipe(8) transport)',
    load: async () => (await import('./filter.ts')).filterCommand(),
  },
  tag: {
    summary: 'mark a message on its way from standard input to standard output (procmail, maildrop)',
    load: async () => (await import('./tag.ts')).tagCommand(),
  },
  scan: {
    summary: 'report on messages, mbox files, Maildirs and folders',
    load: async () => (await import('./scan.ts')).scanCommand(),
  },
  learn: {
    summary: 'teach Bayes what is spam and what is not',
    load: async () => (await import('./learn.ts')).learnCommand(),
  },
};

export const COMMANDS: Commands = {
  ...MESSAGE_COMMANDS,
  quarantine: {
    summary: 'list, show, release and delete what was kept',
    load: async () => (await import('./quarantine.ts')).quarantineCommand(),
  },
  reputation: {
    summary: 'list, clean and correct what is known of senders (AWL, TxRep)',
    load: async () => (await import('./reputation.ts')).reputationCommand(),
  },
  rules: {
    summary: 'check, list, explain and update the rules that score mail',
    load: async () => (await import('./rules.ts')).rulesCommand(),
  },
  config: {
    summary: 'check and show the configuration',
    load: async () => (await import('./config.ts')).configCommand(),
  },
  compile: {
    summary: 'make the image that filter, tag, scan and learn start from',
    load: async () => (await import('./compile.ts')).compileCommand(),
  },
  doctor: {
    summary: 'look for mistakes in the set-up of Postfix, clamd and mailsift',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
};
